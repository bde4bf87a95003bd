/**
 * A closing as people do it: shown what it changes, choose, prove who they are, confirm or step back. It says what was
 * shown, what was chosen and what was proven; the wallet itself changes by an act of its own in the same commit.
 */
import type { Answer } from '../answer/index.ts';
import type { Fen } from '../money/index.ts';
import type { DeductionId, WalletId } from '../wallet/index.ts';
import type { Impact } from './impact-shape.ts';
import type { ProofKind, ProofNeed } from './proof.ts';
import type { ClosureRoute, ClosureSubject } from './subject.ts';

export type ClosureId = string & { readonly __brand: 'ClosureId' };

/** Who acts: the holder on one device under one sign-in, or staff for a holder who cannot use the app. */
export type Hand =
  | {
      readonly kind: 'holder';
      /** Names the sign-in and proves nothing: never its token. */
      readonly session: string;
      readonly device: string;
    }
  | { readonly kind: 'staff'; readonly by: string; readonly reason: string };

export interface Proof {
  readonly kind: ProofKind;
  readonly atMs: number;
  /** From then on it counts no longer. */
  readonly untilMs: number;
  readonly by: Hand;
}

/** The page that the person saw. `print` is the fingerprint of what it changes and what was chosen on it. */
export interface Shown {
  readonly answer: Answer<ClosureRoute>;
  readonly impact: Impact;
  readonly print: string;
  readonly atMs: number;
}

export interface Choices {
  /** Contracts that end together with it. */
  readonly endDeductions: readonly DeductionId[];
  /** What others gave and the holder lets go, as it was named then; more than that is not let go. */
  readonly giveUp: { readonly redPacketFen: Fen; readonly points: number } | null;
}

export const NO_CHOICES: Choices = { endDeductions: [], giveUp: null };

export interface ClosureBase {
  readonly id: ClosureId;
  readonly book: string;
  readonly walletId: WalletId;
  readonly subject: ClosureSubject;
  readonly route: ClosureRoute;
  readonly begunAtMs: number;
  readonly begunBy: Hand;
  readonly shown: Shown;
  readonly needs: ProofNeed;
  readonly choices: Choices;
  readonly proofs: readonly Proof[];
  readonly version: number;
}

export type Closure = ClosureBase &
  (
    | { readonly state: 'begun'; readonly dueMs: number }
    /** Somebody proved enough; only under that sign-in can it be confirmed. */
    | { readonly state: 'proved'; readonly dueMs: number }
    | {
        readonly state: 'done';
        readonly by: Hand;
        /** The proofs that counted. */
        readonly proven: readonly ProofKind[];
        /** Until when it can be taken back; null: never, or by switching on again. */
        readonly takeBackUntilMs: number | null;
        readonly endedMs: number;
      }
    | { readonly state: 'stepped-back'; readonly by: Hand; readonly endedMs: number }
    | { readonly state: 'expired'; readonly endedMs: number }
    /** The subject ended otherwise first: by a report of loss, by another closing, by its own act. */
    | { readonly state: 'overtaken'; readonly wonBy: string; readonly endedMs: number }
    /** The answer was no when it was to be done; the answer tells why. */
    | { readonly state: 'refused'; readonly by: Hand; readonly endedMs: number }
  );

export type ClosureState = Closure['state'];
export const CLOSURE_STATES = [
  'begun',
  'proved',
  'done',
  'stepped-back',
  'expired',
  'overtaken',
  'refused',
] as const satisfies ClosureState[];

export type OpenClosure = Extract<Closure, { readonly dueMs: number }>;

export const isOpenClosure = (closure: Closure): closure is OpenClosure =>
  closure.state === 'begun' || closure.state === 'proved';

/** When it must be looked at again. */
export const dueOfClosure = (closure: Closure): number | null =>
  isOpenClosure(closure) ? closure.dueMs : null;

/** Drops what only one state has. */
export function closureBase(closure: Closure): ClosureBase {
  const { id, book, walletId, subject, route, begunAtMs, begunBy } = closure;
  const { shown, needs, choices, proofs, version } = closure;
  return { id, book, walletId, subject, route, begunAtMs, begunBy, shown, needs, choices, proofs, version };
}
