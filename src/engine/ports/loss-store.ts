/** What the engine asks of storage about reports of loss. */
import type { LossCase, LossCaseId } from '#domain/loss';
import type { WalletId } from '#domain/wallet';

/** `expectedVersion` 0: the row is new. A wallet has one open case at most. */
export interface LossChange {
  readonly loss: LossCase;
  readonly expectedVersion: number;
}

export interface DueLoss {
  readonly book: WalletId;
  readonly lossId: LossCaseId;
}
