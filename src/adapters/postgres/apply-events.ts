/** Events of a batch, counted back from the last of their bucket. */
import { type EventRow, toJson } from '#engine';
import * as sql from './apply-sql.ts';
import { bucketOf, columns, statement } from './apply-tools.ts';
import type { Statement } from './connection.ts';

export function eventStatements(rows: readonly EventRow[]): Statement[] {
  if (rows.length === 0) return [];
  const left = new Map<number, number>();
  for (const row of rows) left.set(bucketOf(row), (left.get(bucketOf(row)) ?? 0) + 1);
  const buckets = [...left.keys()];
  // From 1, as the database counts.
  const places = new Map(buckets.map((bucket, index) => [bucket, index + 1]));
  const numbered = rows.map((row) => {
    const bucket = bucketOf(row);
    const back = left.get(bucket)! - 1;
    left.set(bucket, back);
    return { row, at: places.get(bucket), back };
  });
  return [
    statement(
      'apply-events',
      sql.EVENTS,
      ...columns(
        numbered,
        ({ at }) => at,
        ({ back }) => back,
        ({ row }) => row.book,
        ({ row }) => row.paymentId,
        ({ row }) => row.cancellationId,
        ({ row }) => row.atMs,
        ({ row }) => row.kind,
        ({ row }) => toJson(row.body),
        ({ row }) => row.orderId ?? null,
      ),
      buckets,
    ),
  ];
}
