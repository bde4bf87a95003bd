/** The books of the clearing inbox over the store in memory. */
import type { BookedPayment, BookedRefund, ClearingBooks, Mismatch } from '#adapters/clearing-inbox';
import type { ClearingDay } from '#domain/calendar';
import { AFTER_BOUNCE, type Cancellation, carriedOut, isOpen } from '#domain/cancellation';
import { networkKeyText, type Payment } from '#domain/payment';
import type { MemoryStore } from '#simulation';

const BOUNCED: ReadonlySet<string> = new Set(AFTER_BOUNCE);

export class MemoryBooks implements ClearingBooks {
  readonly #store: MemoryStore;
  readonly saved: { readonly name: string; readonly day: ClearingDay; readonly sha256: string }[] = [];
  /** Days whose files an earlier process read. */
  readonly daysRead = new Set<ClearingDay>();
  readonly #mismatches = new Map<ClearingDay, readonly Mismatch[]>();

  constructor(store: MemoryStore) {
    this.#store = store;
  }

  kinds(): string[] {
    return [...this.#mismatches.values()]
      .flat()
      .map(({ kind }) => kind)
      .sort();
  }

  async wasRead(sha256: string): Promise<boolean> {
    return this.saved.some((each) => each.sha256 === sha256);
  }

  async wasDayRead(day: ClearingDay): Promise<boolean> {
    return this.daysRead.has(day) || this.saved.some((each) => each.day === day);
  }

  async byNetworkKeys(keys: readonly string[]): Promise<BookedPayment[]> {
    return this.#payments(() => true).filter(({ networkKey }) => keys.includes(networkKey));
  }

  async approvedOf(day: ClearingDay, afterId: string): Promise<BookedPayment[]> {
    return this.#payments((each) => each.state === 'approved' && each.approval.clearingDay === day).filter(
      ({ paymentId }) => paymentId > afterId,
    );
  }

  async refundsByNetworkKeys(keys: readonly string[]): Promise<BookedRefund[]> {
    return this.#refunds(() => true).filter(({ networkKey }) => keys.includes(networkKey));
  }

  async doneRefundsOf(day: ClearingDay, afterId: string): Promise<BookedRefund[]> {
    return this.#refunds(
      (each) => carriedOut(each) && 'clearingDay' in each && each.clearingDay === day,
    ).filter(({ cancellationId }) => cancellationId > afterId);
  }

  async save(day: ClearingDay, files: Parameters<ClearingBooks['save']>[1], found: readonly Mismatch[]) {
    for (const { name, sha256 } of files) this.saved.push({ name, day, sha256 });
    this.#mismatches.set(day, found);
  }

  #payments(which: (payment: Payment) => boolean): BookedPayment[] {
    const waiting = new Set(
      this.#store
        .cancellations()
        .filter((each) => isOpen(each) && each.route !== 'REFUND')
        .map(({ paymentId }) => paymentId),
    );
    return this.#store
      .payments()
      .filter(which)
      .map(({ id, network, amountFen, state }) => ({
        ...{ networkKey: networkKeyText(network), paymentId: id, amountFen, state },
        open: state === 'sent' || waiting.has(id),
      }));
  }

  #refunds(which: (refund: Cancellation) => boolean): BookedRefund[] {
    return this.#store
      .cancellations()
      .filter((each) => each.route === 'REFUND' && which(each))
      .map(({ id, paymentId, network, amountFen, openedMs, state }) => ({
        ...{ networkKey: networkKeyText(network), cancellationId: id, paymentId, amountFen, openedMs },
        state: state === 'done' || state === 'refused' ? state : BOUNCED.has(state) ? 'bounced' : 'open',
      }));
  }
}
