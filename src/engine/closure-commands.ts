/** What can be asked of the engine about closings. All of it is decided in the lane of the wallet. */
import type {
  Around,
  Choices,
  Closure,
  ClosureId,
  ClosureRoute,
  ClosureSubject,
  Hand,
  ProofKind,
  ProofNeed,
  Shown,
} from '#domain/closure';
import type { WalletId } from '#domain/wallet';

/** A proof of whoever acts, as their sign-in has it. */
export interface GivenProof {
  readonly kind: ProofKind;
  readonly atMs: number;
  readonly untilMs: number;
}

/** What lies around a wallet and in other books than its own. */
export type ClosureSurroundings = Omit<
  Around,
  'balanceFen' | 'arrearsFen' | 'movements' | 'benefitsGivenUp' | 'proven'
>;

interface OfWallet {
  readonly book: WalletId;
  /** What stands in other books, read just before. */
  readonly around: ClosureSurroundings;
}

interface ByHand extends OfWallet {
  readonly by: Hand;
  readonly proofs: readonly GivenProof[];
}

/** Can it be closed, and what does that change? Nothing is written. */
export interface ClosureAsk extends OfWallet {
  readonly type: 'closure-ask';
  readonly subject: ClosureSubject;
  /** Left out: the route that ends the subject. */
  readonly route?: ClosureRoute;
  readonly asker: 'payer' | 'operator';
}

/** Begins a closing, or resumes the one that is open for its subject. */
export interface ClosureBegin extends ByHand {
  readonly type: 'closure-begin';
  readonly subject: ClosureSubject;
}

export interface ClosureMove extends ByHand {
  readonly type: 'closure-move';
  readonly closureId: ClosureId;
  readonly move:
    | { readonly kind: 'prove' }
    | { readonly kind: 'choose'; readonly choices: Choices }
    | { readonly kind: 'confirm'; readonly seen: string }
    | { readonly kind: 'step-back' };
}

/** Staff closes for a holder who was told what it changes: begun, proven and confirmed in one. */
export interface ClosureByStaff extends ByHand {
  readonly type: 'closure-by-staff';
  readonly subject: ClosureSubject;
  readonly choices: Choices;
  readonly seen: string;
  readonly key: string;
}

/** A service is switched on again. */
export interface ServiceOn extends ByHand {
  readonly type: 'service-on';
  readonly serviceId: string;
  readonly key: string;
}

export interface ClosureDue {
  readonly type: 'closure-due';
  readonly book: WalletId;
  readonly closureId: ClosureId;
}

export type ClosureCommandOfEngine =
  | ClosureAsk
  | ClosureBegin
  | ClosureMove
  | ClosureByStaff
  | ServiceOn
  | ClosureDue;

export interface ClosureReply {
  readonly closure: Closure | null;
  /** The page of now: answer, what it changes and its fingerprint. */
  readonly page: Shown | null;
  /** Ways to prove enough for it. */
  readonly needs: ProofNeed | null;
}
