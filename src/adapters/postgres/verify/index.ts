/**
 * Recomputes everything that can be recomputed: journals balance, accounts walk from 1 without a gap, every
 * payment agrees with its ways back, its entries, its fees and its keys, every open batch with what was
 * made in it, and events have no hole. Reads one snapshot, a page at a time, and changes nothing.
 *
 * Where it finds no fault it may leave a mark. A later one may begin at the mark: the same laws, asked of what changed
 * since and of a slice of what is old.
 */

import pg from 'pg';
import { listChanged, makeLists } from './changed.ts';
import type { Fault, IssuerExpectation } from './fault.ts';
import { judgedPayments } from './journeys.ts';
import { type Mark, readMark, readSnapshot, type Snapshot, writeMark } from './mark.ts';
import { judgedOrders } from './orders.ts';
import { RINGS_AT_START, type Rings } from './rings.ts';
import { changedScope, type Scope, WHOLE } from './scope.ts';
import { shopFaults } from './shops.ts';
import { tableFaults } from './table-laws.ts';
import { terminalFaults } from './terminals.ts';
import { askedOutside, judgedWallets } from './wallets.ts';

export type { Fault, IssuerExpectation } from './fault.ts';
export { MarkError } from './mark.ts';

/** A mark, as people are told of it. */
export type MarkTold = Pick<Mark, 'id' | 'kind' | 'atMs' | 'buildsOn' | 'wholeId'>;

export interface VerifyReport {
  readonly payments: number;
  readonly cancellations: number;
  readonly journals: number;
  readonly entries: number;
  readonly open: number;
  readonly faults: readonly Fault[];
  /** The mark that it began from; `null`: it was whole. What it counts is what it judged. */
  readonly since: MarkTold | null;
  /** Of a catch-up: payments that its slice took, and how often slices have come around. */
  readonly slice: { readonly payments: number; readonly rounds: number } | null;
  /** The mark that it left. */
  readonly mark: MarkTold | null;
  /** Why it left none; `failed: …` where the database would not take it, which is no fault of the books. */
  readonly noMark: 'faults' | 'not-asked' | 'standby' | 'overtaken' | `failed: ${string}` | null;
}

/** Old payments that each catch-up looks at beside what changed. */
export const SLICE = 5_000;

export interface VerifyOptions {
  readonly url: string;
  readonly onProgress?: (done: number, of: number) => void;
  /** Called with batches of payments; gives faults found at the issuers. */
  readonly matchIssuers?: (batch: readonly IssuerExpectation[]) => Promise<readonly Fault[]>;
  /** Called when all was matched: what the issuers have beyond it. Before the mark, for a fault leaves none. */
  readonly finishIssuers?: () => Promise<readonly Fault[]>;
  readonly faultsMax?: number;
  /** Begin at the last mark; absent: the whole. `slice`: how many old payments are looked at as well. */
  readonly sinceLast?: { readonly slice: number };
  /** Leave a mark where no fault is found: it is all that is ever written. */
  readonly leaveMark?: boolean;
}

interface Counts {
  readonly payments: string;
  readonly journals: string;
  readonly entries: string;
}

/** What of it is judged, and what the mark of it will stand on. */
interface Part {
  readonly of: Scope;
  readonly base: Mark | null;
  readonly rings: Rings;
  readonly sliced: number;
}

const THE_WHOLE: Part = { of: WHOLE, base: null, rings: RINGS_AT_START, sliced: 0 };

async function partOf(client: pg.Client, snapshot: Snapshot, slice: number): Promise<Part> {
  const { mark, writtenWithin } = await readMark(client, snapshot);
  const { sliced, rings } = await listChanged(client, mark, { writtenWithin, slice });
  return { of: changedScope(writtenWithin), base: mark, rings, sliced };
}

type Left = Pick<VerifyReport, 'mark' | 'noMark'>;
type Judged = Omit<VerifyReport, 'since' | 'slice' | keyof Left>;

async function judge(client: pg.Client, of: Scope, options: VerifyOptions): Promise<Judged> {
  const faultsMax = options.faultsMax ?? 100;
  const faults: Fault[] = [];
  const add = (more: readonly Fault[]): void => {
    for (const fault of more) if (faults.length < faultsMax) faults.push(fault);
  };
  const counted = await client.query<Counts>(
    `SELECT (SELECT count(*) FROM ${of.payments} p) AS payments, (SELECT count(*) FROM ${of.journals} j) AS journals,
       (SELECT coalesce(sum(cardinality(accounts)), 0) FROM ${of.journals} j) AS entries`,
  );
  const counts = counted.rows[0]!;
  add(await tableFaults(client, of, faultsMax));
  for await (const more of shopFaults(client, of)) add(more);
  for await (const more of terminalFaults(client, of)) add(more);
  for await (const more of judgedOrders(client, of)) add(more);
  for await (const page of judgedWallets(client, of)) {
    add(page.faults);
    if (options.matchIssuers !== undefined) add(await options.matchIssuers(page.expectations));
  }
  let [payments, open, cancellations] = [0, 0, 0];
  for await (const page of judgedPayments(client, of)) {
    add(page.faults);
    if (options.matchIssuers !== undefined)
      add(await options.matchIssuers(await askedOutside(client, page.expectations)));
    payments += page.payments;
    open += page.open;
    cancellations += page.cancellations;
    options.onProgress?.(payments, Number(counts.payments));
  }
  if (options.finishIssuers !== undefined) add(await options.finishIssuers());
  return {
    payments,
    cancellations,
    journals: Number(counts.journals),
    entries: Number(counts.entries),
    open,
    faults,
  };
}

const told = (mark: Mark | null): MarkTold | null => {
  if (mark === null) return null;
  const { id, kind, atMs, buildsOn, wholeId } = mark;
  return { id, kind, atMs, buildsOn, wholeId };
};

async function verifySnapshot(client: pg.Client, options: VerifyOptions): Promise<VerifyReport> {
  const snapshot = await readSnapshot(client);
  const { sinceLast, url, leaveMark = false } = options;
  const { of, base, rings, sliced } =
    sinceLast === undefined ? THE_WHOLE : await partOf(client, snapshot, sinceLast.slice);
  const judged = await judge(client, of, options);
  const { faults, open: _open, ...counts } = judged;
  const leave = async (): Promise<Left> => {
    if (faults.length > 0) return { mark: null, noMark: 'faults' };
    if (!leaveMark) return { mark: null, noMark: 'not-asked' };
    if (snapshot.isStandby) return { mark: null, noMark: 'standby' };
    try {
      const mark = await writeMark({ url, client, snapshot, base, rings, counts });
      return mark === null ? { mark: null, noMark: 'overtaken' } : { mark: told(mark), noMark: null };
    } catch (error) {
      // What was judged in hours is told all the same.
      return { mark: null, noMark: `failed: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
  return {
    ...judged,
    since: told(base),
    slice: base === null ? null : { payments: sliced, rounds: rings.payments.rounds },
    ...(await leave()),
  };
}

/** @throws MarkError where it is to begin at a mark, and there is none that holds here */
export async function verifyBooks(options: VerifyOptions): Promise<VerifyReport> {
  const client = new pg.Client({ connectionString: options.url, application_name: 'yuanlu verify' });
  await client.connect();
  try {
    if (options.sinceLast !== undefined) await makeLists(client);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const report = await verifySnapshot(client, options);
    await client.query('COMMIT');
    return report;
  } finally {
    await client.end();
  }
}
