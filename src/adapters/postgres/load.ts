/** Everything a batch needs before it can be decided, in one or two rounds. */
import { bucketOfBook, bucketOfId, type Loaded, type LoadKeys } from '#engine';
import type { HotConnection, Statement } from './connection.ts';
import { loadOrders } from './load-orders.ts';
import { PAYMENTS_OF_REQUESTS, REQUESTS_OF_PAYMENTS, requestOf } from './requests.ts';
import { accountOf, cancellationOf, onceOf, paymentOf, terminalOf } from './rows.ts';
import { batchLoads, batchOf } from './terminal-rows.ts';

type Pair = { readonly bucket: number; readonly id: string };

const statement = (name: string, text: string, ...values: unknown[]): Statement => ({ name, text, values });

const ONCE = `SELECT o.book, o.key, o.print, o.subject_kind, o.subject_id, o.outcome, o.at_ms
  FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, key)
  JOIN once o ON o.bucket = k.bucket AND o.book = k.book AND o.key = k.key`;
const ACCOUNTS = `SELECT a.book, a.kind, a.version, a.debit_pending_fen, a.debit_posted_fen, a.credit_pending_fen, a.credit_posted_fen
  FROM unnest($1::smallint[], $2::text[]) AS k(bucket, book) JOIN account a ON a.bucket = k.bucket AND a.book = k.book`;
const TERMINALS = `SELECT t.body::text AS body FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, terminal_id)
  JOIN terminal t ON t.bucket = k.bucket AND t.book = k.book AND t.terminal_id = k.terminal_id`;
const RRNS = `SELECT p.bucket, p.id FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, rrn)
  JOIN payment p ON p.bucket = k.bucket AND p.book = k.book AND p.rrn = k.rrn`;
const HOLDS = `SELECT p.bucket, p.id
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS k(bucket, book, card, code)
  JOIN payment p ON p.bucket = k.bucket AND p.book = k.book AND p.card_index = k.card
    AND p.body->'approval'->>'authCode' = k.code AND p.body->>'kind' = 'preauthorisation'`;
const PAYMENTS_OF_CANCELLATIONS = `SELECT c.bucket, c.payment_id AS id FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN cancellation c ON c.bucket = k.bucket AND c.id = k.id`;
const PAYMENTS = `SELECT p.body::text AS body, p.journals, p.post_no FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN payment p ON p.bucket = k.bucket AND p.id = k.id`;
const CANCELLATIONS = `SELECT c.body::text AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN cancellation c ON c.bucket = k.bucket AND c.payment_id = k.id`;
// A refund may have been made at another terminal than its sale, and is counted in that one's batch.
const TERMINALS_OF_PAYMENTS = `SELECT DISTINCT ON (t.bucket, t.book, t.terminal_id) t.body::text AS body
  FROM (SELECT p.bucket, p.book, p.terminal_id FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
          JOIN payment p ON p.bucket = k.bucket AND p.id = k.id
        UNION ALL
        SELECT c.bucket, c.book, c.body->'terminal'->>'terminalId' FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
          JOIN cancellation c ON c.bucket = k.bucket AND c.payment_id = k.id) AS named
  JOIN terminal t ON t.bucket = named.bucket AND t.book = named.book AND t.terminal_id = named.terminal_id`;

function ofPayments(pairs: readonly Pair[]): Statement[] {
  if (pairs.length === 0) return [];
  const buckets = pairs.map((pair) => pair.bucket);
  const ids = pairs.map((pair) => pair.id);
  return [
    statement('load-payments', PAYMENTS, buckets, ids),
    statement('load-cancellations', CANCELLATIONS, buckets, ids),
    statement('load-requests', REQUESTS_OF_PAYMENTS, buckets, ids),
    statement('load-payment-terminals', TERMINALS_OF_PAYMENTS, buckets, ids),
  ];
}

interface Found {
  readonly payments: Map<string, Loaded['payments'][number]>;
  readonly cancellations: Map<string, Loaded['cancellations'][number]>;
  readonly requests: Map<string, Loaded['requests'][number]>;
  readonly terminals: Map<string, Loaded['terminals'][number]>;
}

function addPayments(found: Found, results: readonly { rows: unknown[] }[]): void {
  const [payments, cancellations, requests, terminals] = results as [
    { rows: { body: string; journals: number; post_no: number | null }[] }?,
    { rows: { body: string }[] }?,
    { rows: { body: string }[] }?,
    { rows: { body: string }[] }?,
  ];
  for (const row of payments?.rows ?? []) {
    const payment = paymentOf(row);
    found.payments.set(payment.payment.id, payment);
  }
  for (const row of cancellations?.rows ?? []) {
    const cancellation = cancellationOf(row);
    found.cancellations.set(cancellation.id, cancellation);
  }
  for (const row of requests?.rows ?? []) {
    const request = requestOf(row);
    found.requests.set(request.id, request);
  }
  addTerminals(found, terminals?.rows ?? []);
}

function addTerminals(found: Found, rows: readonly { body: string }[]): void {
  for (const row of rows) {
    const terminal = terminalOf(row);
    found.terminals.set(`${terminal.book}|${terminal.terminalId}`, terminal);
  }
}

const unique = (pairs: readonly Pair[]): Pair[] => [
  ...new Map(pairs.map((pair) => [pair.id, pair])).values(),
];

export async function load(connection: HotConnection, keys: LoadKeys): Promise<Loaded> {
  const bucket = ({ book }: { book: string }): number => bucketOfBook(book);
  const book = ({ book: name }: { book: string }): string => name;
  const asked = unique(keys.payments.map(({ id }) => ({ bucket: bucketOfId(id), id })));
  const first: Statement[] = [
    statement('load-accounts', ACCOUNTS, keys.books.map(bucketOfBook), keys.books),
    statement(
      'load-once',
      ONCE,
      keys.once.map(bucket),
      keys.once.map(book),
      keys.once.map(({ key }) => key),
    ),
    statement(
      'load-terminals',
      TERMINALS,
      keys.terminals.map(bucket),
      keys.terminals.map(book),
      keys.terminals.map(({ terminalId }) => terminalId),
    ),
    statement(
      'load-rrns',
      RRNS,
      keys.rrns.map(bucket),
      keys.rrns.map(book),
      keys.rrns.map(({ rrn }) => rrn),
    ),
  ];
  const ofHolds = holdStatements(keys);
  const ofBatches = batchLoads(keys);
  const named = [...first, ...ofBatches, ...ofHolds];
  const results = await connection.query([...named, ...ofPayments(asked)]);
  const [accounts, onceRows, terminals, rrns] = results as unknown as [
    { rows: Parameters<typeof accountOf>[0][] },
    { rows: Parameters<typeof onceOf>[0][] },
    { rows: { body: string }[] },
    { rows: Pair[] },
  ];
  const found: Found = {
    payments: new Map(),
    cancellations: new Map(),
    requests: new Map(),
    terminals: new Map(),
  };
  addTerminals(found, terminals.rows);
  addPayments(found, results.slice(named.length));
  const more = results.slice(first.length, named.length);
  const batches = keys.batches.length === 0 ? [] : (more.shift()!.rows as { body: string }[]).map(batchOf);
  const holds = (ofHolds.length === 0 ? [] : more.pop()!.rows) as unknown as Pair[];
  const begun = (more.shift()?.rows ?? []) as Parameters<typeof onceOf>[0][];
  const once = mergedOnce([...onceRows.rows, ...begun].map(onceOf));
  await loadReferred(connection, found, once, [...rrns.rows, ...holds], keys);
  await loadPreauths(connection, found);
  const payments = [...found.payments.values()];
  return {
    once,
    payments,
    orders: await loadOrders(connection, keys, { once, payments }),
    cancellations: [...found.cancellations.values()],
    requests: [...found.requests.values()],
    terminals: [...found.terminals.values()],
    batches,
    accounts: accounts.rows.map(accountOf),
  };
}

/** A row may be asked for by its key and by its beginning. */
const mergedOnce = (rows: Loaded['once']): Loaded['once'] => [
  ...new Map(rows.map((row) => [`${row.book}|${row.key}`, row])).values(),
];

/** Only where a terminal named a pre-authorisation: most batches do without this statement. */
function holdStatements({ holds }: LoadKeys): Statement[] {
  if (holds.length === 0) return [];
  return [
    statement(
      'load-holds',
      HOLDS,
      holds.map(({ book }) => bucketOfBook(book)),
      holds.map(({ book }) => book),
      holds.map(({ cardIndex }) => cardIndex),
      holds.map(({ authCode }) => authCode),
    ),
  ];
}

/** The pre-authorisations of increments and completions: they move in the same commit. */
async function loadPreauths(connection: HotConnection, found: Found): Promise<void> {
  const ids = [...found.payments.values()].flatMap(({ payment: { preauth } }) => preauth?.id ?? []);
  const missing = unique(ids.map((id) => ({ bucket: bucketOfId(id), id }))).filter(
    ({ id }) => !found.payments.has(id),
  );
  if (missing.length > 0) addPayments(found, await connection.query(ofPayments(missing)));
}

/** The second round, only where the first one led to payments that nobody named: duplicates, voids, refunds. */
async function loadReferred(
  connection: HotConnection,
  found: Found,
  once: Loaded['once'],
  rrns: readonly Pair[],
  keys: LoadKeys,
): Promise<void> {
  const pairs: Pair[] = rrns.map(({ bucket, id }) => ({ bucket: Number(bucket), id }));
  const cancellations: Pair[] = keys.cancellations.map(({ id }) => ({ bucket: bucketOfId(id), id }));
  const requests: Pair[] = [];
  for (const { subject } of once) {
    if (subject === null || subject.kind === 'order') continue;
    const of = { payment: pairs, cancellation: cancellations, request: requests }[subject.kind];
    of.push({ bucket: bucketOfId(subject.id), id: subject.id });
  }
  const owners = [
    ['load-payments-of-cancellations', PAYMENTS_OF_CANCELLATIONS, cancellations],
    ['load-payments-of-requests', PAYMENTS_OF_REQUESTS, requests],
  ] as const;
  for (const [name, text, owned] of owners) {
    if (owned.length === 0) continue;
    const buckets = owned.map((pair) => pair.bucket);
    const ids = owned.map((pair) => pair.id);
    const [rows] = await connection.query([statement(name, text, buckets, ids)]);
    for (const { bucket, id } of (rows as unknown as { rows: Pair[] }).rows)
      pairs.push({ bucket: Number(bucket), id });
  }
  const missing = unique(pairs).filter(({ id }) => !found.payments.has(id));
  if (missing.length > 0) addPayments(found, await connection.query(ofPayments(missing)));
}
