/** What can be told to a closing, what it tells, and what one command changes. */
import type { Outcome } from '../outcome/index.ts';
import type { Choices, Closure, ClosureId, Hand, Shown } from './closure.ts';
import type { ProofKind } from './proof.ts';
import type { ClosureRoute, ClosureSubject } from './subject.ts';

/** Milliseconds and counts. */
export interface ClosurePace {
  /** Left alone for so long it expires. */
  readonly idleMs: number;
  /** However busy, it expires so long after it was begun. */
  readonly wholeMs: number;
  readonly proofsMax: number;
}

export type ClosureCommand =
  /** The person came back to it, perhaps on another device. */
  | { readonly type: 'resume'; readonly by: Hand; readonly now: Shown; readonly atMs: number }
  /** `now` shows the page with these choices: they are part of what is confirmed. */
  | {
      readonly type: 'choose';
      readonly by: Hand;
      readonly choices: Choices;
      readonly now: Shown;
      readonly atMs: number;
    }
  | {
      readonly type: 'prove';
      readonly by: Hand;
      readonly kind: ProofKind;
      readonly provenMs: number;
      readonly untilMs: number;
      readonly atMs: number;
    }
  /** `seen`: the fingerprint of the page on which it was pressed. `now`: the same question asked again. */
  | {
      readonly type: 'confirm';
      readonly by: Hand;
      readonly seen: string;
      readonly now: Shown;
      readonly takeBackUntilMs: number | null;
      readonly atMs: number;
    }
  | { readonly type: 'step-back'; readonly by: Hand; readonly atMs: number }
  | { readonly type: 'due'; readonly atMs: number }
  | { readonly type: 'overtake'; readonly wonBy: string; readonly atMs: number };

interface OfClosure {
  readonly closureId: ClosureId;
  readonly subject: ClosureSubject;
  readonly route: ClosureRoute;
}

/** Bodies name what ended and how it was proven, and never a number, a code or a token. */
export type ClosureEvent = OfClosure &
  (
    | { readonly kind: 'closure-begun'; readonly by: Hand }
    | {
        readonly kind: 'closure-chosen';
        readonly endDeductions: readonly string[];
        readonly givesUp: boolean;
      }
    | { readonly kind: 'closure-proved'; readonly proof: ProofKind }
    | {
        readonly kind: 'closure-done';
        readonly by: Hand;
        readonly proven: readonly ProofKind[];
        readonly print: string;
      }
    | { readonly kind: 'closure-stepped-back'; readonly by: Hand }
    | { readonly kind: 'closure-expired' }
    | { readonly kind: 'closure-overtaken'; readonly wonBy: string }
    | { readonly kind: 'closure-refused'; readonly reason: Outcome | null }
  );

export interface ClosureStep {
  readonly closure: Closure;
  readonly events: readonly { readonly atMs: number; readonly event: ClosureEvent }[];
  /** Confirmed by this command: the wallet's act belongs into the same commit. */
  readonly carryOut: boolean;
  /** Why the move was not made; a closing that shows anew what changed says so by `closure-changed`. */
  readonly refusal: Outcome | null;
}
