/** What can be told to a case of loss, what it tells, and what one command changes. */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { BindingId, DeviceCardId } from '../wallet/index.ts';
import type { CoverTerms } from './cover.ts';
import type {
  CoverShare,
  DisputedPayment,
  LossActor,
  LossBase,
  LossCase,
  LossCaseId,
  LossDecision,
  LossPaper,
  LossPaperItem,
  LossRefusalWhy,
  LossWhat,
} from './state.ts';

/** How long each state is waited in, and what of this year's cover was used by other cases of the same person. */
export interface LossPace {
  readonly terms: CoverTerms;
  readonly usedFen: Fen;
  readonly remindMs: number;
  readonly approvalDueMs: number;
  readonly papersMax: number;
  readonly disputedMax: number;
}

export type LossCommand =
  | {
      readonly type: 'add';
      readonly disputed: readonly DisputedPayment[];
      readonly deviceCardIds: readonly DeviceCardId[];
      readonly bindingIds: readonly BindingId[];
      readonly atMs: number;
    }
  | { readonly type: 'paper'; readonly paper: LossPaper; readonly atMs: number }
  | { readonly type: 'withdraw'; readonly by: LossActor; readonly atMs: number }
  /** Somebody of the institution saw who the holder is: the wallet goes on. */
  | { readonly type: 'lift'; readonly by: LossActor; readonly atMs: number }
  | {
      readonly type: 'decide';
      readonly by: LossActor;
      readonly decision: LossDecision;
      readonly atMs: number;
    }
  | { readonly type: 'approve'; readonly by: LossActor; readonly atMs: number }
  | { readonly type: 'reject'; readonly by: LossActor; readonly words: string; readonly atMs: number }
  | { readonly type: 'object'; readonly by: LossActor; readonly words: string; readonly atMs: number }
  | { readonly type: 'due'; readonly atMs: number };

/** Bodies hold what a notice needs, and never a card number, a contact or the words of a holder. */
export type LossEvent = { readonly lossId: LossCaseId } & (
  | { readonly kind: 'loss-reported'; readonly what: LossWhat; readonly door: string }
  | { readonly kind: 'loss-added'; readonly payments: number; readonly amountFen: Fen }
  | {
      readonly kind: 'loss-papers-wanted';
      readonly papers: readonly LossPaperItem[];
      readonly byMs: number;
    }
  | { readonly kind: 'loss-paper-received'; readonly item: LossPaperItem; readonly sha256: string }
  | { readonly kind: 'loss-review-begun'; readonly byMs: number; readonly objected: boolean }
  | { readonly kind: 'loss-escalated' }
  | { readonly kind: 'loss-approval-wanted'; readonly amountFen: Fen; readonly byMs: number }
  | { readonly kind: 'loss-approval-overdue' }
  | { readonly kind: 'loss-covered'; readonly amountFen: Fen }
  | { readonly kind: 'loss-refused'; readonly why: LossRefusalWhy; readonly objectUntilMs: number | null }
  | { readonly kind: 'loss-withdrawn' }
  | { readonly kind: 'loss-lapsed'; readonly papers: readonly LossPaperItem[] }
  | { readonly kind: 'loss-lifted' }
  | { readonly kind: 'loss-reminder' }
  | { readonly kind: 'loss-closed' }
);

export interface LossStep {
  readonly loss: LossCase;
  readonly events: readonly { readonly atMs: number; readonly event: LossEvent }[];
  /** What is to be paid to the holder now, in the same commit. */
  readonly pay: readonly CoverShare[];
  /** Why a person's move was not made; the case is the same object then. */
  readonly refusal: Outcome | null;
}

type Told<E = LossEvent> = E extends unknown ? Omit<E, 'lossId'> : never;
type Without<S> = S extends unknown ? Omit<S, keyof LossBase> : never;
/** What a state has beside the base. */
export type LossEnd = Without<LossCase>;

/** Gathers what one command changes. */
export class LossMove {
  #loss: LossCase;
  readonly #atMs: number;
  readonly #events: LossStep['events'][number][] = [];
  #pay: readonly CoverShare[] = [];

  constructor(loss: LossCase, atMs: number) {
    this.#loss = loss;
    this.#atMs = atMs;
  }

  become(base: LossBase, end: LossEnd): this {
    this.#loss = { ...base, ...end } as LossCase;
    return this;
  }

  tell(event: Told): this {
    this.#events.push({ atMs: this.#atMs, event: { ...event, lossId: this.#loss.id } as LossEvent });
    return this;
  }

  pay(shares: readonly CoverShare[]): this {
    this.#pay = shares;
    return this;
  }

  step(): LossStep {
    return { loss: this.#loss, events: this.#events, pay: this.#pay, refusal: null };
  }
}

export const unmoved = (loss: LossCase, refusal: Outcome | null = null): LossStep => ({
  ...{ loss, events: [], pay: [], refusal },
});
