/** The acquirer's clearing inbox: reads the file of a closed day and ends what that day left open. */
import { addDays, type ClearingDay, clearingDayLastSecondMs, SHANGHAI } from '#domain/calendar';
import { networkKeyText } from '#domain/payment';
import type { WalletId, WalletPayment } from '#domain/wallet';
import type { Engine, Store } from '#engine';
import { isOwnNumber } from '#engine/on-us';
import { type ClearingFile, cutOverTime } from '#simulation/network';
import { type ClearingRow, readClearingFile, readClearingRow, rowKindOf } from '#wire/clearing';
import type { Acquirer } from './acquirer.ts';
import { BounceDesk } from './bounce-desk.ts';
import type { Ground } from './ground.ts';

interface Cleared {
  paymentIn: boolean;
  voidIn: boolean;
  reversalIn: boolean;
}

/** How long before the cut-over a payment may have been sent and yet belong to the next clearing day. */
const CROSSING_MS = 10 * 60_000;
const REMATCH_MS = 5 * 60_000;
const TELL_AGAIN_MS = 10_000;
const IN_VIEW_MS = 36 * 3_600_000;
const PAGE = 2_000;

/** `MMDDhhmmss/trace`: how a row of the file is known within one acquirer and year. */
const rowKey = (time: string, trace: string): string => `${time}/${trace}`;

function gather(rows: readonly ClearingRow[]): Map<string, Cleared> {
  const payments = new Map<string, Cleared>();
  const voids = new Map<string, string>();
  const reversed = new Set<string>();
  const at = (key: string): Cleared => {
    const known = payments.get(key) ?? { paymentIn: false, voidIn: false, reversalIn: false };
    payments.set(key, known);
    return known;
  };
  for (const row of rows) {
    const key = rowKey(row.time, row.trace);
    const { originalTrace, originalTime } = row;
    const kind = rowKindOf(row);
    if (kind === 'sale') at(key).paymentIn = true;
    else if (originalTrace === null || originalTime === null) continue;
    else if (kind === 'void') voids.set(key, rowKey(originalTime, originalTrace));
    else if (kind === 'reversal') reversed.add(rowKey(originalTime, originalTrace));
  }
  for (const [key, original] of voids) if (!reversed.has(key)) at(original).voidIn = true;
  for (const original of reversed) if (!voids.has(original)) at(original).reversalIn = true;
  return payments;
}

type Found = NonNullable<Awaited<ReturnType<Store['payment']>>>;

interface Sums {
  rows: number;
  chargedFen: bigint;
  returnedFen: bigint;
}

function addTo(sums: Sums, row: ClearingRow): void {
  const kind = rowKindOf(row);
  // The reversal of a void charges the card again; a refund that no account took leaves the issuer again.
  const ofVoid = row.mti === '0420' && row.processingCode.startsWith('20');
  sums.rows += 1;
  if (kind === 'sale' || ofVoid || kind === 'refund-returned') sums.chargedFen += row.amountFen;
  else sums.returnedFen += row.amountFen;
}

export class ClearingInbox {
  readonly #ground: Ground;
  readonly #store: Store;
  readonly #acquirer: Acquirer;
  readonly #desk: BounceDesk;
  /** What journeys that are over left for the file of a day. */
  readonly #ended = new Map<ClearingDay, Sums>();

  constructor(ground: Ground, store: Store, acquirer: Acquirer) {
    this.#ground = ground;
    this.#store = store;
    this.#acquirer = acquirer;
    this.#desk = new BounceDesk(ground, store, acquirer);
  }

  #sumsOf(day: ClearingDay): Sums {
    const known = this.#ended.get(day) ?? { rows: 0, chargedFen: 0n, returnedFen: 0n };
    this.#ended.set(day, known);
    return known;
  }

  /** Nothing of this journey is open any more: its line has to add up, and ends nothing. */
  takeLine(day: ClearingDay, line: string): void {
    const sums = this.#sumsOf(day);
    addTo(sums, readClearingRow(line, sums.rows + 1));
  }

  take(file: ClearingFile): void {
    const rows = readClearingFile(file.text);
    const sums = this.#sumsOf(file.day);
    this.#ended.delete(file.day);
    for (const row of rows) addTo(sums, row);
    const { chargedFen, returnedFen } = sums;
    this.#ground.audit((auditor) => auditor.fileRead(file.day, sums.rows, chargedFen, returnedFen));
    void this.#match(file.day, gather(rows), this.#ground.agenda.nowMs + IN_VIEW_MS);
    void this.#takeReturns(file.day, rows);
  }

  /** Refunds that come back: whose they are the store knows by their key; the desk sees to the rest. */
  async #takeReturns(day: ClearingDay, rows: readonly ClearingRow[]): Promise<void> {
    for (const row of rows) {
      if (rowKindOf(row) !== 'refund-returned' || row.originalTime === null) continue;
      const year = Number(day.slice(0, 4)) - (row.originalTime.slice(0, 2) > day.slice(5, 7) ? 1 : 0);
      const members = `${row.acquirerId.trim()}/${row.forwarderId.trim()}`;
      const key = `${year}${row.originalTime}/${row.originalTrace}/${members}`;
      const subject = await this.#store.locate(key);
      const topUp = subject === null ? await this.#store.topUpByRefund(key) : null;
      if (topUp !== null) {
        this.#topUpReturned(topUp, day);
        continue;
      }
      if (subject === null || subject.cancellationId === null) {
        this.#ground.audit((auditor) =>
          auditor.trouble('clearing file', 'a refund came back that is not on disk'),
        );
        continue;
      }
      const { book, paymentId, cancellationId } = subject;
      this.#desk.take({ book, paymentId, cancellationId }, row.amountFen, day);
    }
  }

  /** The refund of a top-up came back: told until it is on disk, for a program that is down hears nothing. */
  #topUpReturned({ book, id: movementId }: WalletPayment, day: ClearingDay): void {
    const { agenda, story } = this.#ground;
    story.tell(-1, `clearing file of ${day}: the refund of the top-up ${movementId} came back`);
    const tell = async (): Promise<void> => {
      this.#ground.touched = true;
      const state = (await this.#store.movement(movementId))?.state;
      if (state !== 'reversed' && state !== 'unknown') return;
      const told = { book: book as WalletId, movementId, what: 'returned', why: 'account-closed' } as const;
      this.#acquirer.submit({ type: 'wallet-transfer-cleared', ...told, clearingDay: day }, () => {});
      agenda.after(TELL_AGAIN_MS, () => void tell());
    };
    void tell();
  }

  /** A bound card behind one of our numbers is in the file under its own. */
  #isForwarded(paymentId: string): boolean {
    let forwarded = false;
    this.#ground.audit(({ holders }) => {
      forwarded = holders.isByCard(paymentId);
    });
    return forwarded;
  }

  async #askWallet(engine: Engine, found: Found, day: ClearingDay): Promise<void> {
    const { payment, cancellations } = found;
    const word = await engine.wallets.wordOf(payment, cancellations);
    if (word === null) return;
    const { book, id: paymentId } = payment;
    this.#ground.audit((auditor) => auditor.fileDecides(paymentId));
    this.#acquirer.submit({ type: 'cleared', book, paymentId, ...word, clearingDay: day }, () => {});
  }

  async #match(day: ClearingDay, cleared: Map<string, Cleared>, untilMs: number): Promise<void> {
    const { agenda } = this.#ground;
    this.#ground.touched = true;
    const open = await this.#store.unresolvedBefore(addDays(day, 1), PAGE);
    const done = new Set<string>();
    const endMs = clearingDayLastSecondMs(day, cutOverTime, SHANGHAI);
    for (const { book, paymentId } of open) {
      if (done.has(paymentId)) continue;
      done.add(paymentId);
      const found = await this.#store.payment(paymentId);
      if (found === null) continue;
      // Of what a balance paid no file speaks: the wallet has the word, whenever its day was over.
      if (isOwnNumber(found.payment.card)) {
        this.#acquirer.use(async (engine) => this.#askWallet(engine, found, day));
        if (!this.#isForwarded(paymentId)) continue;
      }
      const { network, startedMs } = found.payment;
      const known = cleared.get(rowKey(network.transmission, network.stan));
      // A payment on its way while the day changed may stand in the next file: this one proves nothing.
      if (known?.paymentIn !== true && startedMs > endMs - CROSSING_MS) continue;
      const says = known ?? { paymentIn: false, voidIn: false, reversalIn: false };
      this.#ground.audit((auditor) => {
        const index = auditor.journeyOfPayment(paymentId);
        auditor.fileDecides(paymentId);
        const words = Object.entries(says)
          .filter(([, value]) => value)
          .map(([name]) => name);
        this.#ground.story.tell(
          index,
          `clearing file of ${day} on ${networkKeyText(network)}: ${words.join(' ') || 'nothing'}`,
        );
      });
      this.#acquirer.submit({ type: 'cleared', book, paymentId, ...says, clearingDay: day }, () => {});
    }
    if (agenda.nowMs < untilMs) agenda.after(REMATCH_MS, () => void this.#match(day, cleared, untilMs));
  }
}
