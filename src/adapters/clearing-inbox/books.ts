/** Everything that a day's files and the books say differently, page by page. */
import type { ClearingDay } from '#domain/calendar';
import {
  type BookedPayment,
  type BookedRefund,
  type ClearedDay,
  compare,
  compareRefund,
  compareReturn,
  type Mismatch,
} from './match.ts';

export interface ClearingFileRead {
  readonly sha256: string;
  readonly name: string;
  readonly rows: number;
}

/** What the inbox asks of the database. */
export interface ClearingBooks {
  wasRead(sha256: string): Promise<boolean>;
  /** Was a file of that day read and compared, now or by an earlier process? */
  wasDayRead(day: ClearingDay): Promise<boolean>;
  /** Payments by network key; unknown keys are left out. */
  byNetworkKeys(keys: readonly string[]): Promise<readonly BookedPayment[]>;
  /** Approved payments of that clearing day, in pages by id. */
  approvedOf(day: ClearingDay, afterId: string, limit: number): Promise<readonly BookedPayment[]>;
  /** Refunds by network key; unknown keys are left out. */
  refundsByNetworkKeys(keys: readonly string[]): Promise<readonly BookedRefund[]>;
  /** Refunds that were done on that clearing day, in pages by id. */
  doneRefundsOf(day: ClearingDay, afterId: string, limit: number): Promise<readonly BookedRefund[]>;
  /** Files of one day, and all mismatches of the day: those that a later session explains are gone. */
  save(
    day: ClearingDay,
    files: readonly ClearingFileRead[],
    mismatches: readonly Mismatch[],
    atMs: number,
  ): Promise<void>;
}

export const PAGE = 2_000;

async function* pagesOf<T>(
  read: (afterId: string) => Promise<readonly T[]>,
  idOf: (each: T) => string,
): AsyncGenerator<readonly T[]> {
  for (let after = ''; ; ) {
    const page = await read(after);
    yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = idOf(last);
  }
}

/** Looks rows of the file up in the books; `differ` tells what is wrong with one. */
async function lookUp<C extends { readonly networkKey: string }, B extends { readonly networkKey: string }>(
  cleared: Iterable<C>,
  find: (keys: readonly string[]) => Promise<readonly B[]>,
  differ: (cleared: C, booked: B | undefined) => Mismatch | null,
): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = [];
  const all = [...cleared];
  for (let from = 0; from < all.length; from += PAGE) {
    const page = all.slice(from, from + PAGE);
    const booked = await find(page.map(({ networkKey }) => networkKey));
    const byKey = new Map(booked.map((each) => [each.networkKey, each]));
    for (const each of page) {
      const mismatch = differ(each, byKey.get(each.networkKey));
      if (mismatch !== null) mismatches.push(mismatch);
    }
  }
  return mismatches;
}

/** `startMs`: when the day began. `before`: what the files of the day before say; null when they are not there. */
export async function compareDay(
  books: ClearingBooks,
  day: ClearingDay,
  cleared: ClearedDay,
  startMs: number,
  before: () => Promise<ClearedDay | null>,
): Promise<Mismatch[]> {
  const mismatches = [
    ...(await lookUp(cleared.payments.values(), (keys) => books.byNetworkKeys(keys), compare)),
    ...(await lookUp(cleared.refunds.values(), (keys) => books.refundsByNetworkKeys(keys), compareRefund)),
    ...(await lookUp(cleared.returns.values(), (keys) => books.refundsByNetworkKeys(keys), compareReturn)),
  ];
  const approved = pagesOf(
    (after) => books.approvedOf(day, after, PAGE),
    ({ paymentId }) => paymentId,
  );
  for await (const page of approved) {
    for (const { networkKey, paymentId, amountFen, open } of page) {
      if (!open && cleared.payments.get(networkKey)?.paymentIn !== true)
        mismatches.push({ networkKey, kind: 'missing-in-file', paymentId, amountFen });
    }
  }
  const refunds = pagesOf(
    (after) => books.doneRefundsOf(day, after, PAGE),
    ({ cancellationId }) => cancellationId,
  );
  for await (const page of refunds) {
    for (const { networkKey, paymentId, amountFen, openedMs } of page) {
      if (cleared.refunds.has(networkKey)) continue;
      // One that was sent the day before may have counted then, though its acknowledgement is of this day.
      if (openedMs < startMs && (await before())?.refunds.has(networkKey) === true) continue;
      mismatches.push({ networkKey, kind: 'refund-missing-in-file', paymentId, amountFen });
    }
  }
  return mismatches;
}
