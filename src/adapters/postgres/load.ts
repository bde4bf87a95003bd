/** Everything a batch needs before it can be decided: out of what the lane keeps, or in one or two rounds. */
import type { Order } from '#domain/order';
import { bucketOfBook, bucketOfId, type Loaded, type LoadKeys } from '#engine';
import { statement } from './apply-tools.ts';
import { accountsOf, type LedgerTableRow } from './chart.ts';
import { loadClosures } from './closures.ts';
import type { HotConnection } from './connection.ts';
import type { KeptRows } from './kept-rows.ts';
import { orderAsks, ordersOf } from './load-orders.ts';
import {
  type Ask,
  answered,
  ask,
  type Found,
  type Knowing,
  loadFollowed,
  type Pair,
  paymentAsks,
  terminalAsks,
} from './load-payments.ts';
import { olderRrns, type Referred, recentRrns } from './load-rrns.ts';
import { loadLosses, lossOf } from './losses.ts';
import { PAYMENTS_OF_REQUESTS } from './requests.ts';
import { onceOf } from './rows.ts';
import { BATCHES_NAME, batchLoads, batchOf } from './terminal-rows.ts';
import { loadWallets } from './wallets.ts';

const ONCE = `SELECT o.book, o.key, o.print, o.subject_kind, o.subject_id, o.outcome, o.at_ms
  FROM unnest($1::smallint[], $2::text[], $3::text[]) AS k(bucket, book, key)
  JOIN once o ON o.bucket = k.bucket AND o.book = k.book AND o.key = k.key`;
const LEDGERS = `SELECT l.book, l.accounts::text AS accounts, l.figures::text AS figures
  FROM unnest($1::smallint[], $2::text[]) AS k(bucket, book)
  JOIN ledger l ON l.bucket = k.bucket AND l.book = k.book`;
const HOLDS = `SELECT p.bucket, p.id
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[]) AS k(bucket, book, card, code)
  JOIN payment p ON p.bucket = k.bucket AND p.book = k.book AND p.card_index = k.card
    AND p.hold_code = k.code`;
const PAYMENTS_OF_CANCELLATIONS = `SELECT c.bucket, c.payment_id AS id FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN cancellation c ON c.bucket = k.bucket AND c.id = k.id`;
const unique = (pairs: readonly Pair[]): Pair[] => [
  ...new Map(pairs.map((pair) => [pair.id, pair])).values(),
];

/** Books of the batch: as the lane wrote them last, or read. */
function bookAsks(keys: LoadKeys, kept: KeptRows, accounts: Loaded['accounts'][number][]): Ask[] {
  const missing: string[] = [];
  for (const book of keys.books) {
    const known = kept.book(book);
    if (known === undefined) missing.push(book);
    else accounts.push(...known);
  }
  if (missing.length === 0) return [];
  return [
    ask<LedgerTableRow>('load-ledgers', LEDGERS, [missing.map(bucketOfBook), missing], (rows) => {
      const byBook = new Map(rows.map((row) => [row.book, accountsOf(row)]));
      for (const book of missing) {
        const found = byBook.get(book) ?? [];
        kept.keepBook(book, found);
        accounts.push(...found);
      }
    }),
  ];
}

type OnceTableRow = Parameters<typeof onceOf>[0];

export async function load(connection: HotConnection, keys: LoadKeys, knowing: Knowing): Promise<Loaded> {
  const { kept } = knowing;
  kept.begin();
  const bucket = ({ book }: { book: string }): number => bucketOfBook(book);
  const book = ({ book: name }: { book: string }): string => name;
  const accounts: Loaded['accounts'][number][] = [];
  const onceRows: OnceTableRow[] = [];
  const referred: Referred[] = [];
  const batches: Loaded['batches'][number][] = [];
  const found: Found = {
    payments: new Map(),
    cancellations: new Map(),
    requests: new Map(),
    terminals: new Map(),
  };
  const orders: Map<string, Order> = new Map();
  const asks = [
    ...bookAsks(keys, kept, accounts),
    ...orderAsks(orders, keys.orders, kept),
    ...terminalAsks(found, keys.terminals, kept),
    ...holdAsks(keys, referred),
    ...batchAsks(keys, batches, onceRows),
  ];
  if (keys.once.length > 0)
    asks.push(
      ask<OnceTableRow>(
        'load-once',
        ONCE,
        [keys.once.map(bucket), keys.once.map(book), keys.once.map(({ key }) => key)],
        (rows) => onceRows.push(...rows),
      ),
    );
  asks.push(...recentRrns(keys, knowing, referred));
  const asked = unique(keys.payments.map(({ id }) => ({ bucket: bucketOfId(id), id })));
  await answered(connection, [...asks, ...paymentAsks(found, asked, knowing)]);
  const once = mergedOnce(onceRows.map(onceOf));
  await answered(connection, olderRrns(keys, once, referred));
  await loadReferred(connection, found, once, referred, keys, knowing);
  await loadPreauths(connection, found, knowing);
  const payments = [...found.payments.values()];
  await answered(connection, orderAsks(orders, ordersOf({ once, payments }), kept));
  const wallet = await loadWallets(connection, keys, once);
  const losses = await lossesOf(connection, keys);
  const closures = await loadClosures(connection, keys, once);
  return {
    ...(wallet === undefined ? {} : { wallet }),
    ...(losses === undefined ? {} : { losses }),
    ...(closures === undefined ? {} : { closures }),
    once,
    payments,
    orders: [...orders.values()],
    cancellations: [...found.cancellations.values()],
    requests: [...found.requests.values()],
    terminals: [...found.terminals.values()],
    batches,
    accounts,
  };
}

/** A batch without reports of loss costs no question. */
async function lossesOf(connection: HotConnection, { losses }: LoadKeys): Promise<Loaded['losses']> {
  if (losses === undefined) return undefined;
  const [found] = await connection.query([loadLosses([...new Set(losses)])]);
  return (found!.rows as { body: string }[]).map(lossOf);
}

/** A row may be asked for by its key and by its beginning. */
const mergedOnce = (rows: Loaded['once']): Loaded['once'] => [
  ...new Map(rows.map((row) => [`${row.book}|${row.key}`, row])).values(),
];

/** Only where a terminal named a pre-authorisation: most batches do without this statement. */
function holdAsks({ holds }: LoadKeys, referred: Referred[]): Ask[] {
  if (holds.length === 0) return [];
  const values = [
    holds.map(({ book }) => bucketOfBook(book)),
    holds.map(({ book }) => book),
    holds.map(({ cardIndex }) => cardIndex),
    holds.map(({ authCode }) => authCode),
  ];
  return [ask<Pair>('load-holds', HOLDS, values, (rows) => referred.push(...rows))];
}

/** What a settlement names, and what was done in the batch that it ends. */
function batchAsks(keys: LoadKeys, batches: Loaded['batches'][number][], once: OnceTableRow[]): Ask[] {
  return batchLoads(keys).map((each) => ({
    statement: each,
    take: (rows: readonly unknown[]): void => {
      if (each.name === BATCHES_NAME) batches.push(...(rows as { body: string }[]).map(batchOf));
      else once.push(...(rows as OnceTableRow[]));
    },
  }));
}

/** The pre-authorisations of increments and completions: they move in the same commit. */
async function loadPreauths(connection: HotConnection, found: Found, knowing: Knowing): Promise<void> {
  const ids = [...found.payments.values()].flatMap(({ payment: { preauth } }) => preauth?.id ?? []);
  const missing = unique(ids.map((id) => ({ bucket: bucketOfId(id), id }))).filter(
    ({ id }) => !found.payments.has(id),
  );
  await loadFollowed(connection, found, missing, knowing);
}

/** The second round, only where the first one led to payments that nobody named: duplicates, voids, refunds. */
async function loadReferred(
  connection: HotConnection,
  found: Found,
  once: Loaded['once'],
  named: readonly Pair[],
  keys: LoadKeys,
  knowing: Knowing,
): Promise<void> {
  const pairs: Pair[] = named.map(({ bucket, id }) => ({ bucket: Number(bucket), id }));
  const cancellations: Pair[] = keys.cancellations.map(({ id }) => ({ bucket: bucketOfId(id), id }));
  const requests: Pair[] = [];
  for (const { subject } of once) {
    if (subject === null || subject.kind === 'order') continue;
    if (subject.kind === 'wallet' || subject.kind === 'wallet-payment') continue;
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
  await loadFollowed(connection, found, missing, knowing);
}
