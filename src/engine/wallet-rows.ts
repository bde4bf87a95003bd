/** Wallets, their movements and tokens of one batch, as they were loaded and as its commands left them. */
import type { Wallet, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import type { Numbered } from './bookkeeping.ts';
import type { WalletChanges, WalletPaymentRow, WalletRows, WalletToken } from './ports/index.ts';
import { loadedAs, type Tracked } from './tracked.ts';

export class WalletWork {
  readonly #wallets = new Map<WalletId, Tracked<Wallet>>();
  readonly #movements = new Map<WalletPaymentId, Tracked<WalletPaymentRow>>();
  readonly #tokens = new Map<string, WalletToken>();
  readonly #newTokens: WalletToken[] = [];
  #touched = false;

  constructor(loaded: WalletRows | undefined) {
    if (loaded === undefined) return;
    for (const wallet of loaded.wallets) this.#wallets.set(wallet.id, loadedAs(wallet, wallet.version));
    for (const row of loaded.movements)
      this.#movements.set(row.movement.id, loadedAs(row, row.movement.version));
    for (const token of loaded.tokens) this.#tokens.set(token.cardIndex, token);
  }

  wallet(id: WalletId): Wallet | undefined {
    return this.#wallets.get(id)?.value;
  }

  put(wallet: Wallet): void {
    const loadedVersion = this.#wallets.get(wallet.id)?.loadedVersion ?? 0;
    this.#wallets.set(wallet.id, { value: wallet, loadedVersion, changed: true });
    this.#touched = true;
  }

  movement(id: WalletPaymentId): WalletPayment | undefined {
    return this.#movements.get(id)?.value.movement;
  }

  movements(): WalletPayment[] {
    return [...this.#movements.values()].map(({ value }) => value.movement);
  }

  putMovement(movement: WalletPayment): void {
    const tracked =
      this.#movements.get(movement.id) ?? loadedAs({ movement, journalCount: 0 } as WalletPaymentRow, 0);
    tracked.value = { ...tracked.value, movement };
    tracked.changed = true;
    this.#movements.set(movement.id, tracked);
    this.#touched = true;
  }

  token(cardIndex: string): WalletToken | undefined {
    return this.#tokens.get(cardIndex);
  }

  addToken(token: WalletToken): void {
    this.#tokens.set(token.cardIndex, token);
    this.#newTokens.push(token);
    this.#touched = true;
  }

  /** Where the journals of a movement are counted. */
  numbered(id: WalletPaymentId): { readonly book: string; readonly row: Tracked<Numbered> } | undefined {
    const tracked = this.#movements.get(id);
    return tracked && { book: tracked.value.movement.book, row: tracked as Tracked<Numbered> };
  }

  /** Every row one version on; nothing where nothing of a wallet was touched. */
  changes(): WalletChanges | undefined {
    if (!this.#touched) return undefined;
    return {
      wallets: [...this.#wallets.values()].flatMap(({ value, loadedVersion, changed }) =>
        changed ? [{ wallet: { ...value, version: loadedVersion + 1 }, expectedVersion: loadedVersion }] : [],
      ),
      movements: [...this.#movements.values()].flatMap(({ value, loadedVersion, changed }) => {
        if (!changed) return [];
        const movement = { ...value.movement, version: loadedVersion + 1 };
        return [{ row: { ...value, movement }, expectedVersion: loadedVersion }];
      }),
      tokens: this.#newTokens,
    };
  }
}
