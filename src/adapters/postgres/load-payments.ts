/** Payments with their cancellations, requests and terminals: out of what the lane keeps, or read. */
import { ONLINE_TERMINAL_ID } from '#domain/payment';
import { bucketOfBook, type Loaded, type PaymentRow } from '#engine';
import type { HotConnection, Statement } from './connection.ts';
import type { Family, KeptRows } from './kept-rows.ts';
import { type Months, nameOn, onPart, type Part } from './months.ts';
import { REQUESTS_OF_PAYMENTS, requestOf } from './requests.ts';
import { cancellationOf, paymentOf, terminalOf, wayBackText } from './rows.ts';

export interface Pair {
  readonly bucket: number;
  readonly id: string;
}

/** A statement, and what is done with its rows. */
export interface Ask {
  readonly statement: Statement;
  readonly take: (rows: readonly never[]) => void;
}
export const ask = <Row>(
  name: string,
  text: string,
  values: readonly unknown[],
  take: (rows: readonly Row[]) => void,
): Ask => ({ statement: { name, text, values }, take });

/** One about a part of the payments: `payment%` in its text. */
export const askOn = <Row>(
  part: Part,
  name: string,
  text: string,
  values: readonly unknown[],
  take: (rows: readonly Row[]) => void,
): Ask => ask(nameOn(name, part), onPart(text, part), values, take);

/** All in one round; none costs none. */
export async function answered(connection: HotConnection, asks: readonly Ask[]): Promise<void> {
  if (asks.length === 0) return;
  const results = await connection.query(asks.map(({ statement }) => statement));
  asks.forEach(({ take }, index) => {
    take(results[index]!.rows as never[]);
  });
}

/** What a lane knows before it asks. */
export interface Knowing {
  readonly kept: KeptRows;
  readonly months: Months;
  readonly nowMs: number;
}

export interface Found {
  readonly payments: Map<string, PaymentRow>;
  readonly cancellations: Map<string, Loaded['cancellations'][number]>;
  readonly requests: Map<string, Loaded['requests'][number]>;
  readonly terminals: Map<string, Loaded['terminals'][number]>;
}

type Body = { readonly body: string };

const PAYMENTS = `SELECT p.body::text AS body, p.journals, p.post_no
  FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN payment% p ON p.bucket = k.bucket AND p.id = k.id`;
const CANCELLATIONS = `SELECT ${wayBackText('c')} AS body FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
  JOIN cancellation% c ON c.bucket = k.bucket AND c.payment_id = k.id`;
// A refund may have been made at another terminal than its sale, and is counted in that one's batch.
const TERMINALS_OF_PAYMENTS = `SELECT t.body::text AS body
  FROM (SELECT p.bucket, p.book, p.terminal_id FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
          JOIN payment% p ON p.bucket = k.bucket AND p.id = k.id
        UNION
        SELECT c.bucket, c.book, c.body->'terminal'->>'terminalId'
          FROM unnest($1::smallint[], $2::text[]) AS k(bucket, id)
          JOIN cancellation% c ON c.bucket = k.bucket AND c.payment_id = k.id) AS named
  JOIN terminal t ON t.bucket = named.bucket AND t.book = named.book AND t.terminal_id = named.terminal_id`;
// One that is still as the lane wrote it last costs no body: whoever changes a terminal raises its version.
const TERMINALS = `SELECT t.book, t.terminal_id, CASE WHEN t.version = k.known THEN NULL ELSE t.body::text END AS body
  FROM unnest($1::smallint[], $2::text[], $3::text[], $4::int[]) AS k(bucket, book, terminal_id, known)
  JOIN terminal t ON t.bucket = k.bucket AND t.book = k.book AND t.terminal_id = k.terminal_id`;
/** No row has it. */
const NO_VERSION = -1;

export interface TerminalName {
  readonly book: string;
  readonly terminalId: string;
}

function addTerminals(found: Found, rows: readonly Body[]): void {
  for (const row of rows) {
    const terminal = terminalOf(row);
    found.terminals.set(`${terminal.book}|${terminal.terminalId}`, terminal);
  }
}

interface TerminalTableRow {
  readonly book: string;
  readonly terminal_id: string;
  readonly body: string | null;
}

export function terminalAsks(found: Found, names: readonly TerminalName[], kept: KeptRows): Ask[] {
  if (names.length === 0) return [];
  const known = names.map(({ book, terminalId }) => kept.terminal(book, terminalId));
  const values = [
    names.map(({ book }) => bucketOfBook(book)),
    names.map(({ book }) => book),
    names.map(({ terminalId }) => terminalId),
    known.map((terminal) => terminal?.version ?? NO_VERSION),
  ];
  return [
    ask<TerminalTableRow>('load-terminals', TERMINALS, values, (rows) => {
      const unchanged = new Map(known.map((each) => [`${each?.book}|${each?.terminalId}`, each]));
      for (const { book, terminal_id, body } of rows) {
        const key = `${book}|${terminal_id}`;
        const terminal = body === null ? unchanged.get(key) : terminalOf({ body });
        if (terminal === undefined)
          throw new Error(`Cannot find the terminal ${terminal_id} that a lane keeps`);
        found.terminals.set(key, terminal);
      }
    }),
  ];
}

/** The terminals at which a payment and its ways back were made; a payment of an order has none. */
function terminalsOf(family: Family | undefined): TerminalName[] {
  if (family === undefined) return [];
  const { payment } = family.row;
  const { book } = payment;
  return [payment.terminal, ...family.cancellations.flatMap(({ terminal }) => terminal ?? [])]
    .filter(({ terminalId }) => terminalId !== ONLINE_TERMINAL_ID)
    .map(({ terminalId }) => ({ book, terminalId }));
}

function addKept(found: Found, family: Family, kept: KeptRows): TerminalName[] {
  found.payments.set(family.row.payment.id, family.row);
  for (const row of family.cancellations) found.cancellations.set(row.id, row);
  for (const row of family.requests) found.requests.set(row.id, row);
  kept.loaded(family);
  const missing: TerminalName[] = [];
  for (const name of terminalsOf(family)) {
    const key = `${name.book}|${name.terminalId}`;
    if (found.terminals.has(key)) continue;
    const terminal = kept.terminal(name.book, name.terminalId);
    if (terminal === undefined) missing.push(name);
    else found.terminals.set(key, terminal);
  }
  return missing;
}

/** What brings these payments and all that hangs on them, their terminals too unless they come later. */
export function paymentAsks(
  found: Found,
  pairs: readonly Pair[],
  { kept, months }: Knowing,
  terminalsToo = true,
): Ask[] {
  const missing: Pair[] = [];
  const terminals: TerminalName[] = [];
  for (const pair of pairs) {
    const family = kept.family(pair.id);
    if (family === undefined) missing.push(pair);
    else terminals.push(...addKept(found, family, kept));
  }
  const asks = terminalAsks(found, terminals, kept);
  if (missing.length === 0) return asks;
  const valuesOf = (of: readonly Pair[]) => [of.map(({ bucket }) => bucket), of.map(({ id }) => id)];
  const groups = months.grouped(missing, ({ id }) => id);
  const families = new Map<string, { cancellations: Family['cancellations'][number][] } & Family>();
  return [
    ...asks,
    ...groups.flatMap(([part, pairsOf]) => [
      askOn<Parameters<typeof paymentOf>[0]>(part, 'load-payments', PAYMENTS, valuesOf(pairsOf), (rows) => {
        for (const each of rows) {
          const row = paymentOf(each);
          found.payments.set(row.payment.id, row);
          families.set(row.payment.id, { row, cancellations: [], requests: [] });
        }
      }),
      askOn<Body>(part, 'load-cancellations', CANCELLATIONS, valuesOf(pairsOf), (rows) => {
        for (const each of rows) {
          const row = cancellationOf(each);
          found.cancellations.set(row.id, row);
          families.get(row.paymentId)?.cancellations.push(row);
        }
      }),
    ]),
    ask<Body>('load-requests', REQUESTS_OF_PAYMENTS, valuesOf(missing), (rows) => {
      const requests = rows.map(requestOf);
      for (const row of requests) found.requests.set(row.id, row);
      for (const [id, family] of families)
        kept.loaded({ ...family, requests: requests.filter(({ paymentId }) => paymentId === id) });
    }),
    ...(terminalsToo
      ? groups.map(([part, pairsOf]) =>
          askOn<Body>(part, 'load-payment-terminals', TERMINALS_OF_PAYMENTS, valuesOf(pairsOf), (rows) =>
            addTerminals(found, rows),
          ),
        )
      : []),
  ];
}

/**
 * Payments that another row led to: a void, a refund, a repetition. Most were made at the terminal that acts, which is
 * at hand; only where one was not, its terminal costs a round more.
 */
export async function loadFollowed(
  connection: HotConnection,
  found: Found,
  pairs: readonly Pair[],
  knowing: Knowing,
): Promise<void> {
  await answered(connection, paymentAsks(found, pairs, knowing, false));
  const missing = new Map<string, TerminalName>();
  for (const { id } of pairs)
    for (const name of terminalsOf(knowing.kept.inBatch(id))) {
      const key = `${name.book}|${name.terminalId}`;
      if (!found.terminals.has(key)) missing.set(key, name);
    }
  await answered(connection, terminalAsks(found, [...missing.values()], knowing.kept));
}
