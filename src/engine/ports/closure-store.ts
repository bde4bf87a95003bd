/** What the engine asks of storage about closings. */
import type { Closure, ClosureId } from '#domain/closure';
import type { WalletId, WalletPayment } from '#domain/wallet';

/** All open closings of a wallet come, and the one that is named. */
export interface ClosureKey {
  readonly book: WalletId;
  readonly id: ClosureId | null;
}

export interface ClosureRows {
  readonly closures: readonly Closure[];
  /** Movements of these wallets that have no end yet: they are part of what a closing changes. */
  readonly openMovements: readonly WalletPayment[];
}

/** `expectedVersion` 0: the row is new. */
export interface ClosureChange {
  readonly closure: Closure;
  readonly expectedVersion: number;
}

export interface DueClosure {
  readonly book: WalletId;
  readonly closureId: ClosureId;
}
