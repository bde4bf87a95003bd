/** Terminals beside their totals: settled batches agree with their rows, and switches with their versions. */
import type pg from 'pg';
import { type AcceptanceState, type Batch, needsPerson, type Terminal } from '#domain/terminal';
import { bucketOfBook, fromJson } from '#engine';
import { differing } from './columns.ts';
import { pagesOf } from './cursor.ts';
import type { Fault } from './fault.ts';
import type { Scope } from './scope.ts';

const batches = (
  of: Scope,
): string => `SELECT b.bucket, b.book, b.terminal_id, b.batch_no, b.settled_ms, b.merchant_id, b.version, b.state,
    b.open::text AS open, b.body::text AS body,
    (SELECT count(*) FROM jsonb_array_elements(CASE WHEN b.state = 'compared' THEN b.body->'differences'
        ELSE '[]'::jsonb END) d
      WHERE d->'resolution'->>'cancellationId' IS NOT NULL AND NOT EXISTS (SELECT 1 FROM cancellation c
        WHERE c.bucket = b.bucket AND c.id = d->'resolution'->>'cancellationId')) AS lost
  FROM ${of.batches} b`;

interface BatchRow {
  readonly bucket: number;
  readonly book: string;
  readonly terminal_id: string;
  readonly batch_no: string;
  readonly settled_ms: string;
  readonly merchant_id: string;
  readonly version: number;
  readonly state: string;
  readonly open: string;
  readonly body: string;
  readonly lost: string;
}

function batchFaults(row: BatchRow): Fault[] {
  const subject = `batch ${row.merchant_id}/${row.terminal_id}/${row.batch_no}`;
  const batch = fromJson<Batch>(row.body);
  const wrong = differing(row, [
    ['bucket', bucketOfBook(batch.book)],
    ['book', batch.book],
    ['terminal_id', batch.terminalId],
    ['batch_no', batch.batchNo],
    ['settled_ms', batch.settlement.atMs],
    ['merchant_id', batch.merchantId],
    ['version', batch.version],
    ['state', batch.state],
    ['open', String(needsPerson(batch))],
  ]);
  return [
    ...(wrong === null ? [] : [{ law: 'row-columns', subject, text: wrong } as const]),
    ...(row.lost === '0'
      ? []
      : [{ law: 'batch-differences', subject, text: `${row.lost} of its ways back are missing` } as const]),
  ];
}

const switches = (of: Scope): string => `SELECT t.merchant_id, t.terminal_id, t.body::text AS body,
    coalesce(json_agg(json_build_object('product', a.product, 'count', a.n, 'last', a.last, 'state', a.state))
      FILTER (WHERE a.product IS NOT NULL), '[]')::text AS versions
  FROM ${of.terminals} t
  LEFT JOIN (SELECT bucket, book, terminal_id, product, count(*) AS n, max(version) AS last,
      (array_agg(state ORDER BY version DESC))[1] AS state
    FROM acceptance GROUP BY bucket, book, terminal_id, product) a
    ON a.bucket = t.bucket AND a.book = t.book AND a.terminal_id = t.terminal_id
  GROUP BY t.merchant_id, t.terminal_id, t.body::text`;

interface SwitchRow {
  readonly merchant_id: string;
  readonly terminal_id: string;
  readonly body: string;
  readonly versions: string;
}

interface Versions {
  readonly product: string;
  readonly count: number;
  readonly last: number;
  readonly state: AcceptanceState;
}

function switchFaults(row: SwitchRow): Fault[] {
  const subject = `terminal ${row.merchant_id}/${row.terminal_id}`;
  const kept = new Map((JSON.parse(row.versions) as Versions[]).map((each) => [each.product, each]));
  const now = Object.entries(fromJson<Terminal>(row.body).acceptances ?? {});
  const fault = (text: string): Fault => ({ law: 'acceptance-versions', subject, text });
  return [
    ...[...kept.values()].flatMap(({ product, count, last }) =>
      count === last ? [] : [fault(`${product} has ${count} versions, and the last is ${last}`)],
    ),
    ...now.flatMap(([product, { state, version }]) => {
      const rows = kept.get(product);
      return rows?.last === version && rows.state === state
        ? []
        : [fault(`${product} is ${state} in version ${version}; kept is ${rows?.state} in ${rows?.last}`)];
    }),
    ...[...kept.keys()].flatMap((product) =>
      now.some(([each]) => each === product) ? [] : [fault(`${product} was switched, and does not know it`)],
    ),
  ];
}

const unreadable = (subject: string, error: unknown): Fault => ({
  ...{ law: 'row-columns', subject },
  text: `its body cannot be read: ${error instanceof Error ? error.message : String(error)}`,
});

function judged<R>(rows: readonly R[], subject: (row: R) => string, judge: (row: R) => Fault[]): Fault[] {
  return rows.flatMap((row) => {
    try {
      return judge(row);
    } catch (error) {
      return [unreadable(subject(row), error)];
    }
  });
}

export async function* terminalFaults(client: pg.Client, of: Scope): AsyncGenerator<readonly Fault[]> {
  for await (const rows of pagesOf<BatchRow>(client, 'batches', batches(of)))
    yield judged(
      rows,
      ({ merchant_id: m, terminal_id: t, batch_no: b }) => `batch ${m}/${t}/${b}`,
      batchFaults,
    );
  for await (const rows of pagesOf<SwitchRow>(client, 'switches', switches(of)))
    yield judged(rows, ({ merchant_id: m, terminal_id: t }) => `terminal ${m}/${t}`, switchFaults);
}
