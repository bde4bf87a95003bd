/** Events of a batch, counted back from the last of their bucket. */
import { type EventRow, toJson } from '#engine';
import * as sql from './apply-sql.ts';
import { bucketOf, columns, statement } from './apply-tools.ts';
import type { Statement } from './connection.ts';

export function eventStatements(rows: readonly EventRow[]): Statement[] {
  if (rows.length === 0) return [];
  const left = new Map<number, number>();
  for (const row of rows) left.set(bucketOf(row), (left.get(bucketOf(row)) ?? 0) + 1);
  const numbered = rows.map((row) => {
    const back = left.get(bucketOf(row))! - 1;
    left.set(bucketOf(row), back);
    return { ...row, back };
  });
  return [
    statement(
      'apply-events',
      sql.EVENTS,
      ...columns(
        numbered,
        bucketOf,
        (row) => row.back,
        (row) => row.book,
        (row) => row.paymentId,
        (row) => row.cancellationId,
        (row) => row.atMs,
        (row) => row.kind,
        (row) => toJson(row.body),
        (row) => row.orderId ?? null,
      ),
    ),
  ];
}
