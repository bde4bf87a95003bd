/** What ending something changes, as data: lists of codes, names and values. `impactWords` makes sentences of it. */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { Certainty } from '../policy/index.ts';
import type { ServiceKind, WalletWords } from '../wallet/index.ts';
import type { Place } from './advice.ts';
import type { OtherWay } from './afterwards.ts';
import type { ProofNeed } from './proof.ts';
import type { ClosureRoute, ClosureSubject } from './subject.ts';

/** What pays no longer. */
export interface Stops {
  readonly what: 'account' | 'service' | 'card' | 'device-card' | 'deduction';
  readonly id: string;
  readonly name: WalletWords;
  /** Of a service alone. */
  readonly service: ServiceKind | null;
  readonly lastUsedMs: number | null;
  /** `null`: nobody counted. */
  readonly usedCount: number | null;
  /** Of small amounts without PIN, while taps go on: they pass with the PIN. */
  readonly pinInstead?: true;
  readonly ruleId: string;
}

/** What its end does not end. */
export interface GoesOn {
  /** `contract`: for deductions from the card, or by the service, that ends. */
  readonly what: 'contract' | 'service';
  readonly id: string;
  readonly name: WalletWords;
  readonly service: ServiceKind | null;
  /** Of a contract. */
  readonly perPaymentFen: Fen | null;
  readonly lastUsedMs: number | null;
  /** It can be ended in the same go (WAL-03). */
  readonly mayEnd: boolean;
  /** Of a contract: is another card there that it could take from? */
  readonly otherSource: boolean | null;
  readonly ruleId: string;
}

export interface RefundArriving {
  readonly id: string;
  readonly amountFen: Fen;
  readonly merchant: WalletWords | null;
  /** `suspense`: kept for the holder, who names another account of their own. */
  readonly to: 'card' | 'balance' | 'suspense';
  readonly masked: string | null;
  /** The bank sent it back, or nobody answered. */
  readonly stuck: boolean;
  readonly ruleId: string;
  readonly certainty: Certainty;
}

export const BLOCKING = [
  'payment',
  'payout',
  'hold',
  'refund',
  'dispute',
  'contract',
  'balance',
  'arrears',
  'benefits',
  'card',
] as const;

export interface BlockingItem {
  readonly what: (typeof BLOCKING)[number];
  readonly id: string | null;
  readonly name: WalletWords | null;
  readonly amountFen: Fen | null;
  /** When it was made; of a hold, when it lapses. */
  readonly atMs: number | null;
}

export interface Blocker {
  readonly code: Outcome;
  readonly ruleId: string;
  readonly certainty: Certainty;
  /** Where in the wallet it is put right. */
  readonly at: Place;
  readonly opensAtMs: number | null;
  /** What exactly, where there are things with a name. */
  readonly items: readonly BlockingItem[];
}

export type TakenBack =
  /** Switched on, bound or added again, at any time. */
  | { readonly how: 'at-once-again' }
  | { readonly how: 'until'; readonly untilMs: number; readonly certainty: Certainty }
  | { readonly how: 'never' };

export interface Impact {
  readonly subject: ClosureSubject;
  readonly route: ClosureRoute;
  readonly name: WalletWords;
  readonly stops: readonly Stops[];
  readonly goesOn: readonly GoesOn[];
  readonly refundsUnderWay: readonly RefundArriving[];
  readonly blockers: readonly Blocker[];
  readonly money: {
    readonly balanceFen: Fen;
    readonly redPacketFen: Fen;
    readonly points: number;
    /** Red packets and points are lost with it. */
    readonly benefitsLost: boolean;
  };
  readonly fees: { readonly feeFen: Fen; readonly ruleId: string; readonly certainty: Certainty };
  readonly otherWays: readonly OtherWay[];
  readonly kept: {
    readonly years: number;
    readonly certainty: Certainty;
    readonly ruleIds: readonly string[];
    /** When it would end if the account were closed now; of anything else nothing begins to run out. */
    readonly untilMs: number | null;
  };
  readonly takenBack: TakenBack;
  readonly proof: ProofNeed;
}
