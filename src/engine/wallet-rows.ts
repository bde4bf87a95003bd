/** Wallets, their movements and tokens of one batch, as they were loaded and as its commands left them. */
import type { Wallet, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import type { WalletChanges, WalletRows, WalletToken } from './ports/index.ts';
import {
  changedRows,
  loadedAs,
  type Numbered,
  numberedAs,
  oneOn,
  putRow,
  RowMap,
  type Tracked,
  type TrackedNumbered,
} from './tracked.ts';

export class WalletWork {
  readonly #wallets = new RowMap<WalletId, Tracked<Wallet>>();
  readonly #movements = new RowMap<WalletPaymentId, TrackedNumbered<WalletPayment>>();
  readonly #tokens = new RowMap<string, WalletToken>();
  readonly #newTokens: WalletToken[] = [];
  #touched = false;

  constructor(loaded: WalletRows | undefined) {
    if (loaded === undefined) return;
    for (const wallet of loaded.wallets) this.#wallets.set(wallet.id, loadedAs(wallet, wallet.version));
    for (const row of loaded.movements)
      this.#movements.set(row.movement.id, numberedAs(row.movement, row, row.movement.version));
    for (const token of loaded.tokens) this.#tokens.set(token.cardIndex, token);
  }

  wallet(id: WalletId): Wallet | undefined {
    return this.#wallets.get(id)?.value;
  }

  put(wallet: Wallet): void {
    putRow(this.#wallets, wallet.id, wallet);
    this.#touched = true;
  }

  movement(id: WalletPaymentId): WalletPayment | undefined {
    return this.#movements.get(id)?.value;
  }

  movements(): WalletPayment[] {
    return this.#movements.values().map(({ value }) => value);
  }

  putMovement(movement: WalletPayment): void {
    const tracked = this.#movements.get(movement.id) ?? numberedAs(movement, null, 0);
    tracked.value = movement;
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
  numbered(id: WalletPaymentId): { readonly book: string; readonly row: Numbered } | undefined {
    const tracked = this.#movements.get(id);
    return tracked && { book: tracked.value.book, row: tracked };
  }

  /** Every row one version on; nothing where nothing of a wallet was touched. */
  changes(): WalletChanges | undefined {
    if (!this.#touched) return undefined;
    const movements: WalletChanges['movements'][number][] = [];
    this.#movements.forEach(({ value, loaded, loadedVersion, changed, journalCount, postNo }) => {
      if (!changed) return;
      const movement = oneOn(value, loaded, loadedVersion);
      movements.push({ row: { movement, journalCount, postNo }, expectedVersion: loadedVersion });
    });
    return {
      wallets: changedRows(this.#wallets, (wallet, expectedVersion) => ({ wallet, expectedVersion })),
      movements,
      tokens: this.#newTokens,
    };
  }
}
