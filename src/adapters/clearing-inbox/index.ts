/**
 * The folder into which the network's clearing files arrive. The files of a day are read together: they end what
 * the day left open, as far as they prove it, and what still disagrees is kept for a person.
 */
import {
  addDays,
  type ClearingDay,
  clearingDayLastSecondMs,
  clearingDayStartMs,
  SHANGHAI,
} from '#domain/calendar';
import { isOpen } from '#domain/cancellation';
import type { PaymentId } from '#domain/payment';
import type { Cleared, Engine, Store } from '#engine';
import { type ClearingBooks, compareDay, PAGE } from './books.ts';
import { absentBefore, type Before, type Content, contentOf, dayBefore, Refused } from './content.ts';
import { ClearingFolder, type FoundDay } from './folder.ts';
import { judge, openPartsOf, saysOf } from './judge.ts';
import { takeReturns } from './returns.ts';
import { takeTransfers, withoutTransfers } from './transfers.ts';

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
  /** How soon the files of a day in view are matched again while something is still open. */
  readonly rematchMs?: number;
}

/** Files are kept in view so long after their day, for ways back that stop at its end after they have arrived. */
const IN_VIEW_MS = 36 * 3_600_000;
/** And so long after they were found, however old: what a restart finds without an answer is unknown soon after. */
const IN_VIEW_LATE_MS = 3_600_000;

/** What this process remembers of a day, as long as what its conclusions rest on stays the same. */
interface Memory {
  readonly grounds: string;
  readonly sinceMs: number;
  matchedMs: number | null;
  compared: boolean;
  returnsTaken: boolean;
  /** Payments that were judged, with what was open of them then. */
  readonly judged: Map<PaymentId, string>;
}

export class ClearingInbox {
  readonly #options: ClearingInboxOptions;
  readonly #folder: ClearingFolder;
  readonly #days = new Map<ClearingDay, Memory>();
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: ClearingInboxOptions) {
    this.#options = options;
    this.#folder = new ClearingFolder(options.folder);
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

  /**
   * Looks once. A file that is no clearing file is told once and left where it is, until it changes; anything else
   * that goes wrong is tried again the next time.
   */
  async poll(): Promise<void> {
    const days = await this.#folder.look(this.#options.nowMs());
    for (const known of this.#days.keys())
      if (!days.some(({ day }) => day === known)) this.#days.delete(known);
    for (const found of days) {
      if (this.#stopped) return;
      if (found.arriving || found.files.length === 0) continue;
      const before = days.find(({ day }) => day === addDays(found.day, -1));
      await this.#day(found, before).catch((error: unknown) => this.#failed(found, error));
    }
  }

  #failed({ day }: FoundDay, error: unknown): void {
    const { log } = this.#options;
    const message = error instanceof Error ? error.message : String(error);
    if (!(error instanceof Refused)) log({ event: 'clearing-file-failed', clearingDay: day, message });
    else if (this.#folder.refuse(error.file))
      log({ event: 'clearing-file-refused', name: error.file.name, message });
  }

  async #day(found: FoundDay, foundBefore: FoundDay | undefined): Promise<void> {
    const { engine, books, nowMs, cutOver, rematchMs } = this.#options;
    const { day, lacks } = found;
    const over = day < engine.clearingDayNow();
    const before = await dayBefore(this.#folder, books, addDays(day, -1), foundBefore);
    const stamps = found.files.map(({ stamp }) => stamp);
    const grounds = [over, lacks, ...stamps, before.stamp].join('\n');
    let memory = this.#days.get(day);
    if (memory?.grounds !== grounds) {
      memory = {
        grounds,
        sinceMs: nowMs(),
        matchedMs: null,
        compared: false,
        returnsTaken: false,
        judged: new Map(),
      };
      this.#days.set(day, memory);
    }
    if (memory.matchedMs !== null) {
      const endMs = clearingDayLastSecondMs(day, cutOver, SHANGHAI);
      if (nowMs() > Math.max(endMs + IN_VIEW_MS, memory.sinceMs + IN_VIEW_LATE_MS)) return;
      if (nowMs() - memory.matchedMs < (rematchMs ?? 30_000)) return;
    }
    const content = contentOf(this.#folder, found);
    if (!memory.returnsTaken) {
      // A row that stands there is evidence, whether the day is over or not.
      await takeReturns(this.#options, day, (await content()).cleared);
      memory.returnsTaken = true;
    }
    await this.#endOpen(day, over && lacks === null, memory, content, before);
    if (over && !memory.compared) {
      await takeTransfers(this.#options, day, (await content()).cleared);
      if (lacks === null) await this.#compare(day, await content(), before);
      else {
        const message = `Cannot compare the clearing day ${day} with the books: ${lacks}`;
        this.#options.log({ event: 'clearing-day-refused', clearingDay: day, message });
      }
      memory.compared = true;
    }
    memory.matchedMs = nowMs();
  }

  /** Unknowns, unacknowledged ways back: ended where the files prove what became of them. */
  async #endOpen(
    day: ClearingDay,
    whole: boolean,
    memory: Memory,
    content: () => Promise<Content>,
    before: Before,
  ): Promise<void> {
    const { store } = this.#options;
    const lastSecondMs = await this.#lastSeconds();
    // A payment of the next day by our clock may have been the last of this day by the network's.
    const until = addDays(day, 2);
    for (let after: { readonly paymentId: PaymentId } | null = null; ; ) {
      const page = await store.unresolvedBefore(until, PAGE, after);
      const ids = new Map(page.map(({ paymentId, book }) => [paymentId, book]));
      for (const [paymentId, book] of ids) {
        const found = await store.payment(paymentId);
        if (found === null) continue;
        const { payment, cancellations } = found;
        // A payment that waits for its answer is not the file's business: its deadline opens its reversal.
        if (!cancellations.some(isOpen)) continue;
        const open = openPartsOf(payment, cancellations);
        if (memory.judged.get(paymentId) === open) continue;
        const word = await this.#options.engine.wallets.wordOf(payment, cancellations);
        if (word !== null) {
          await this.#submit({ book, paymentId, ...word, clearingDay: day });
          continue;
        }
        const says = saysOf((await content()).cleared, payment, cancellations);
        const verdict = judge(day, whole, says, payment, cancellations, lastSecondMs);
        const proven =
          verdict === 'proven' ||
          (verdict === 'unless-before' && (await absentBefore(before, payment, cancellations)));
        if (proven) await this.#submit({ book, paymentId, ...says, clearingDay: day });
        memory.judged.set(paymentId, open);
      }
      const last = page.at(-1);
      if (last === undefined) return;
      after = { paymentId: last.paymentId };
    }
  }

  async #submit(says: Omit<Cleared, 'type'>): Promise<void> {
    const { outcome } = await this.#options.engine.submit({ type: 'cleared', ...says });
    if (outcome !== 'accepted')
      throw new Error(
        `Cannot end payment ${says.paymentId} by its clearing file: the engine says ${outcome}`,
      );
  }

  /** The last second of a day by the clock, or earlier where the network said that its day ended earlier. */
  async #lastSeconds(): Promise<(day: ClearingDay) => number> {
    const notice = await this.#options.store.cutOverNotice();
    return (day) => {
      const byClockMs = clearingDayLastSecondMs(day, this.#options.cutOver, SHANGHAI);
      return notice?.clearingDay === addDays(day, 1) ? Math.min(byClockMs, notice.atMs) : byClockMs;
    };
  }

  async #compare(day: ClearingDay, content: Content, before: Before): Promise<void> {
    const { books, nowMs, log, cutOver } = this.#options;
    const known = await Promise.all(content.files.map(({ sha256 }) => books.wasRead(sha256)));
    const fresh = content.files.filter((_file, index) => known[index] !== true);
    if (fresh.length === 0) return;
    const cleared = await withoutTransfers(this.#options.store, content.cleared);
    const startMs = clearingDayStartMs(day, cutOver, SHANGHAI);
    const mismatches = await compareDay(books, day, cleared, startMs, before.cleared);
    await books.save(day, fresh, mismatches, nowMs());
    for (const { name, rows } of fresh)
      log({ event: 'clearing-file-read', name, clearingDay: day, rows, mismatches: mismatches.length });
  }
}

export type { ClearingBooks, ClearingFileRead } from './books.ts';
export type {
  BookedPayment,
  BookedRefund,
  ClearedDay,
  ClearedPayment,
  ClearedRefund,
  ClearedReturn,
  Mismatch,
  MismatchKind,
} from './match.ts';
export { compare, compareRefund, compareReturn, gather, keyInFile } from './match.ts';
