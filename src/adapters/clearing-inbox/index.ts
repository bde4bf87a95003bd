/**
 * The folder into which the network's clearing files arrive. Each file is read once, whatever its name: it ends
 * the unknowns that its day left, and what still disagrees is kept for a person.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, type ClearingDay, clearingDayLastSecondMs, SHANGHAI } from '#domain/calendar';
import { networkKeyText, type PaymentId } from '#domain/payment';
import type { Engine, Store } from '#engine';
import { parseClearingFileName, readClearingFile } from '#wire/clearing';
import { type BookedPayment, compare, gather, type Mismatch } from './match.ts';

/** What the inbox asks of the database. */
export interface ClearingBooks {
  wasRead(sha256: string): Promise<boolean>;
  /** Payments by network key; unknown keys are left out. */
  byNetworkKeys(keys: readonly string[]): Promise<readonly BookedPayment[]>;
  /** Approved payments of that clearing day, in pages by id. */
  approvedOf(day: ClearingDay, afterId: string, limit: number): Promise<readonly BookedPayment[]>;
  save(
    file: {
      readonly sha256: string;
      readonly name: string;
      readonly day: ClearingDay;
      readonly rows: number;
      readonly atMs: number;
    },
    mismatches: readonly Mismatch[],
  ): Promise<void>;
}

export interface ClearingInboxOptions {
  readonly folder: string;
  readonly engine: Engine;
  readonly store: Store;
  readonly books: ClearingBooks;
  readonly nowMs: () => number;
  /** `23:00:00`, as the rules have it. */
  readonly cutOver: string;
  readonly log: (event: { readonly event: string; readonly [key: string]: unknown }) => void;
  readonly pollMs?: number;
  /** How soon a file in view is matched again while something of its day is still open. */
  readonly rematchMs?: number;
}

/** A day of one acquirer in bytes; a larger file is refused before it is read. */
const FILE_BYTES_MAX = 2_000_000_000;
const PAGE = 2_000;
/** How long before the cut-over a payment may have been sent and yet belong to the next clearing day. */
const CROSSING_MS = 10 * 60_000;
/** Files are kept in view this long for reversals that stop at the cut-over after the file has arrived. */
const IN_VIEW_MS = 36 * 3_600_000;

export class ClearingInbox {
  readonly #options: ClearingInboxOptions;
  readonly #seen = new Set<string>();
  /** When this process matched a file last. */
  readonly #matched = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ClearingInboxOptions) {
    this.#options = options;
  }

  start(): void {
    const next = (): void => {
      if (this.#stopped) return;
      this.#running = this.poll()
        .catch((error: unknown) =>
          this.#options.log({ event: 'clearing-inbox-failed', message: String(error) }),
        )
        .finally(() => {
          if (!this.#stopped) this.#timer = setTimeout(next, this.#options.pollMs ?? 2_000);
        });
    };
    next();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  /** Reads what has arrived since the last time. A file that cannot be read is told once and left where it is. */
  async poll(): Promise<void> {
    const names = await readdir(this.#options.folder).catch(() => [] as string[]);
    for (const name of names.sort()) {
      const parsed = parseClearingFileName(name);
      if (parsed === null || this.#seen.has(name)) continue;
      try {
        const endMs = clearingDayLastSecondMs(parsed.day, this.#options.cutOver, SHANGHAI);
        await this.#read(name, parsed.day);
        if (this.#options.nowMs() > endMs + IN_VIEW_MS) this.#seen.add(name);
      } catch (error) {
        this.#seen.add(name);
        this.#options.log({
          event: 'clearing-file-refused',
          name,
          message: error instanceof Error ? error.message : String(error),
        });
      }
    }
  }

  async #read(name: string, day: ClearingDay): Promise<void> {
    const path = join(this.#options.folder, name);
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX)
      throw new Error(`Cannot read ${name}: it has ${size} bytes, at most ${FILE_BYTES_MAX} are accepted`);
    const matchedMs = this.#matched.get(name);
    if (matchedMs !== undefined) {
      if (this.#options.nowMs() - matchedMs < (this.#options.rematchMs ?? 30_000)) return;
      const open = await this.#options.store.unresolvedBefore(addDays(day, 1), 1);
      if (open.length === 0) return;
    }
    const bytes = await readFile(path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const rows = readClearingFile(bytes.toString('latin1'));
    const cleared = gather(day, rows);
    await this.#endUnresolved(day, cleared);
    this.#matched.set(name, this.#options.nowMs());
    if (await this.#options.books.wasRead(sha256)) return;
    const mismatches = [...(await this.#compareFile(cleared)), ...(await this.#missing(day, cleared))];
    await this.#options.books.save(
      { sha256, name, day, rows: rows.length, atMs: this.#options.nowMs() },
      mismatches,
    );
    this.#options.log({
      event: 'clearing-file-read',
      name,
      clearingDay: day,
      rows: rows.length,
      mismatches: mismatches.length,
    });
  }

  /** Unknowns and unacknowledged reversals of this day or before: the file has the last word. */
  async #endUnresolved(day: ClearingDay, cleared: ReturnType<typeof gather>): Promise<void> {
    const done = new Set<PaymentId>();
    for (;;) {
      const open = (await this.#options.store.unresolvedBefore(addDays(day, 1), PAGE)).filter(
        ({ paymentId }) => !done.has(paymentId),
      );
      if (open.length === 0) return;
      for (const { book, paymentId } of open) {
        if (done.has(paymentId)) continue;
        done.add(paymentId);
        const found = await this.#options.store.payment(paymentId);
        if (found === null) continue;
        const known = cleared.get(networkKeyText(found.payment.network));
        // A payment on its way while the day changed may stand in the next file: this one proves nothing.
        const endMs = clearingDayLastSecondMs(day, this.#options.cutOver, SHANGHAI);
        if (known?.paymentIn !== true && found.payment.startedMs > endMs - CROSSING_MS) continue;
        await this.#options.engine.submit({
          type: 'cleared',
          book,
          paymentId,
          paymentIn: known?.paymentIn ?? false,
          voidIn: known?.voidIn ?? false,
          reversalIn: known?.reversalIn ?? false,
          clearingDay: day,
        });
      }
    }
  }

  async #compareFile(cleared: ReturnType<typeof gather>): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    const all = [...cleared.values()];
    for (let from = 0; from < all.length; from += PAGE) {
      const page = all.slice(from, from + PAGE);
      const booked = new Map(
        (await this.#options.books.byNetworkKeys(page.map(({ networkKey }) => networkKey))).map((each) => [
          each.networkKey,
          each,
        ]),
      );
      for (const payment of page) {
        const mismatch = compare(payment, booked.get(payment.networkKey));
        if (mismatch !== null) mismatches.push(mismatch);
      }
    }
    return mismatches;
  }

  async #missing(day: ClearingDay, cleared: ReturnType<typeof gather>): Promise<Mismatch[]> {
    const mismatches: Mismatch[] = [];
    for (let after = ''; ; ) {
      const page = await this.#options.books.approvedOf(day, after, PAGE);
      for (const { networkKey, paymentId, amountFen, open } of page) {
        if (!open && cleared.get(networkKey)?.paymentIn !== true)
          mismatches.push({ networkKey, kind: 'missing-in-file', paymentId, amountFen });
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return mismatches;
      after = last.paymentId;
    }
  }
}

export type { BookedPayment, ClearedPayment, Mismatch, MismatchKind } from './match.ts';
export { compare, gather, keyInFile } from './match.ts';
