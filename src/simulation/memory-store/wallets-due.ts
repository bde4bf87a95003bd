/** Wallets and movements with a time at which they must be looked at again. */
import type { Wallet, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import type { DueWallet } from '#engine';
import { DueQueue } from './due-queue.ts';

/** Of equal times wallets come first, and of both those that were written first. */
export class WalletsDue {
  readonly #wallets = new DueQueue<WalletId, DueWallet>();
  readonly #movements = new DueQueue<WalletPaymentId, DueWallet>();
  /** By the order in which they were first written. */
  readonly #ranks = new Map<WalletId | WalletPaymentId, number>();
  #lastRank = 0;

  #rankOf(id: WalletId | WalletPaymentId): number {
    const known = this.#ranks.get(id);
    if (known !== undefined) return known;
    this.#lastRank += 1;
    this.#ranks.set(id, this.#lastRank);
    return this.#lastRank;
  }

  noteWallet({ id, status }: Wallet): void {
    const rank = this.#rankOf(id);
    if (status.state !== 'closing') this.#wallets.forget(id);
    else this.#wallets.note(id, status.closesAtMs, { book: id, movementId: null }, rank);
  }

  noteMovement({ id, book, dueMs }: WalletPayment): void {
    const rank = this.#rankOf(id);
    if (dueMs === null) this.#movements.forget(id);
    else this.#movements.note(id, dueMs, { book: book as WalletId, movementId: id }, rank);
  }

  forget(wallet: WalletId, movements: readonly WalletPaymentId[]): void {
    this.#wallets.forget(wallet);
    this.#ranks.delete(wallet);
    for (const id of movements) {
      this.#movements.forget(id);
      this.#ranks.delete(id);
    }
  }

  get size(): number {
    return this.#ranks.size;
  }

  isDue(nowMs: number): boolean {
    return this.#wallets.isDue(nowMs) || this.#movements.isDue(nowMs);
  }

  due(nowMs: number, limit: number): DueWallet[] {
    const wallets = this.#wallets.come(nowMs, limit);
    const movements = this.#movements.come(nowMs, limit);
    if (wallets.length === 0 && movements.length === 0) return [];
    return [...wallets, ...movements]
      .sort((a, b) => a.atMs - b.atMs)
      .slice(0, limit)
      .map(({ value }) => value);
  }
}
