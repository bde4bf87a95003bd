/** What can be asked of the engine about reports of loss. The book is that of the wallet: its lane decides. */
import type { LossCase, LossCaseId, LossCommand, LossPaper, LossReport } from '#domain/loss';
import type { WalletId, WalletPaymentId } from '#domain/wallet';

/**
 * Everything stops, and a case is opened or, where one is open, added to: one commit. `usedElsewhereFen` is what this
 * year's cover was used for by other wallets of the same person.
 */
export interface ReportLoss {
  readonly type: 'wallet-loss-report';
  readonly book: WalletId;
  readonly key: string;
  readonly print: string | null;
  readonly report: Omit<LossReport, 'atMs'>;
  readonly movementIds: readonly WalletPaymentId[];
  readonly usedElsewhereFen: bigint;
}

type Timed = Exclude<LossCommand, { readonly type: 'add' | 'paper' | 'due' }>;
type Untimed<T> = T extends unknown ? Omit<T, 'atMs'> : never;
/** What a person does with a case. */
export type LossPersonMove = Untimed<Timed>;

export interface MoveLoss {
  readonly type: 'wallet-loss-move';
  readonly book: WalletId;
  readonly lossId: LossCaseId;
  readonly move: LossPersonMove;
  /** The payments of the case, so that what went back of them meanwhile counts. */
  readonly movementIds: readonly WalletPaymentId[];
  readonly usedElsewhereFen: bigint;
}

/** A paper whose content is stored already. */
export interface LossPaperIn {
  readonly type: 'wallet-loss-paper';
  readonly book: WalletId;
  readonly lossId: LossCaseId;
  readonly paper: Omit<LossPaper, 'atMs'>;
}

export interface LossDue {
  readonly type: 'wallet-loss-due';
  readonly book: WalletId;
  readonly lossId: LossCaseId;
}

export type WalletLossCommand = ReportLoss | MoveLoss | LossPaperIn | LossDue;

/** What a reply tells of a case. */
export interface LossReply {
  readonly loss: LossCase | null;
}
