/** The shape of question and answer: can this be cancelled? The same for every kind of subject. */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { Certainty, Effective } from '../policy/index.ts';

export const VERDICTS = ['YES', 'NO', 'NOT_YET', 'YES_WITH_REVIEW'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Who asks, or by which door the act comes. */
export const ASKERS = ['terminal', 'merchant', 'operator', 'payer', 'deadline'] as const;
export type Asker = (typeof ASKERS)[number];

/** Why somebody wants the money back; it may open a right or ask for other papers. */
export const PURPOSES = [
  'customer-request',
  'wrong-amount',
  'duplicate',
  'goods-returned',
  'goods-defective',
  'not-delivered',
  'unauthorised',
  'other',
] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Where the asker wants the money to go. The way it came is the rule; the rest is refused by name. */
export const DESTINATIONS = ['original', 'cash', 'other-account'] as const;
export type WantedDestination = (typeof DESTINATIONS)[number];

/** Who has to agree before money moves; the strictest of all that were asked for stands in the answer. */
export const APPROVALS = ['none', 'merchant', 'supervisor', 'review'] as const;
export type Approval = (typeof APPROVALS)[number];

export interface Question<R extends string> {
  readonly subject: { readonly kind: string; readonly id: string };
  readonly asker: Asker;
  /** Insists on one route; left out, the best open one is found. */
  readonly route: R | null;
  /** How much to give back; left out, all that can go back. */
  readonly amountFen: Fen | null;
  /** At which terminal; `null` for elsewhere (back office, online). */
  readonly terminalId: string | null;
  /** Left out: no purpose was told. */
  readonly purpose?: Purpose | null;
  /** Left out: to where it came from. */
  readonly destination?: WantedDestination;
}

/** A parameter or fact that a rule read. */
export interface Reading {
  readonly name: string;
  readonly value: string | number | boolean | null;
  readonly certainty: Certainty | null;
}

export interface Citation {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  readonly certainty: Certainty;
  /** `false`: the rule refuses, or it speaks against somebody without closing the way. */
  readonly held: boolean;
  readonly parameters: readonly Reading[];
  readonly facts: readonly Reading[];
}

export interface Arrival {
  readonly fromDays: number;
  readonly toDays: number;
  readonly unit: 'at-once' | 'minute' | 'hour' | 'clearing-day' | 'working-day' | 'calendar-day';
  /** B, C and P are shown as «usually». */
  readonly certainty: Certainty;
  readonly ruleId: string;
}

/** A right that a law gives the payer: until when, and by when the merchant has to pay. */
export interface Entitlement {
  readonly ruleId: string;
  readonly untilMs: number | null;
  readonly merchantDueMs: number | null;
}

/** What taking the route does to the payer's money. */
export const EFFECTS = [
  'money-back',
  'if-taken',
  'hold-lifted',
  'nothing-was-paid',
  'refund-withdrawn',
  'no-money-moves',
] as const;
export type Effect = (typeof EFFECTS)[number];

export interface Terms {
  /** Absent: `money-back`. */
  readonly effect?: Effect;
  /** What goes back of the amount of the payment. */
  readonly amountFen: Fen;
  /** What of it the payer gets; less than `amountFen` where discounts paid a part. Absent: all of it. */
  readonly payerFen?: Fen;
  /** What of it goes back to whoever funded a discount. Absent: nothing. */
  readonly discounts?: readonly { readonly funder: string; readonly amountFen: Fen }[];
  /** `instead`: not the account that paid, whose mask is shown; the words say which. */
  readonly destination: {
    readonly masked: string;
    readonly zh: string;
    readonly en: string;
    readonly instead?: true;
  };
  readonly arrival: Arrival;
  readonly fee: { readonly returnedFen: Fen; readonly keptFen: Fen; readonly ruleId: string };
  /** `approval`: the strictest of `approvals`, in which everybody who has to agree stands with the reason. */
  readonly evidence: {
    readonly items: readonly string[];
    readonly approval: Approval;
    readonly approvals?: readonly { readonly by: Exclude<Approval, 'none'>; readonly reason: Outcome }[];
  };
  readonly aftercare: readonly string[];
  readonly entitlement?: Entitlement | null;
}

export interface Next<R extends string> {
  readonly route: R;
  /** `null`: open now. */
  readonly opensAtMs: number | null;
  /** Whom to turn to where this platform does not take the route itself. */
  readonly at: 'here' | 'issuer' | 'institution';
  /** Last good second of that way, where it is known. */
  readonly untilMs?: number | null;
  /** How sure that second is. */
  readonly certainty?: Certainty;
  /** Open for this amount, where another one was asked for. */
  readonly amountFen?: Fen;
}

export interface Answer<R extends string> {
  readonly verdict: Verdict;
  readonly route: R | null;
  readonly terms: Terms | null;
  /**
   * Last good second of this route, how sure it is (B, C and P are shown as «usually»; answers stored before it was
   * told lack it), and what opens after it.
   */
  readonly deadline: {
    readonly atMs: number;
    readonly certainty?: Certainty;
    readonly thenRoute: R | null;
  } | null;
  readonly opensAtMs: number | null;
  /** Why not, or why somebody looks first. `null` on a plain YES. */
  readonly reason: Outcome | null;
  readonly next: Next<R> | 'none';
  /** What the asker may do about a refusal, as codes; answers stored before there was any lack it. */
  readonly advice?: readonly string[];
  /** A right that a law gives the payer although no route is open here. */
  readonly entitlement?: Entitlement | null;
  readonly rules: readonly Citation[];
  readonly atMs: number;
  /** The published edition of the rules that answered; absent: the rules as they were delivered. */
  readonly edition?: number;
}

/** Somebody looks first: why, who, and which papers that person needs. */
export interface Review {
  readonly reason: Outcome;
  readonly approval: Exclude<Approval, 'none'>;
  readonly papers: readonly string[];
}

/** What a check found. */
export type Finding =
  | {
      readonly held: true;
      /** The last good second. */
      readonly deadlineMs?: number;
      /** The rule has nothing to say about these facts: it is not cited. */
      readonly silent?: true;
      /** The rule speaks against somebody, and the way stays open all the same. */
      readonly against?: true;
      readonly review?: Review;
      readonly aftercare?: readonly string[];
      readonly entitlement?: Entitlement;
    }
  /** `opensAtMs`: refused now, possible from then on. */
  | {
      readonly held: false;
      readonly reason: Outcome;
      readonly opensAtMs?: number;
      readonly advice?: readonly string[];
      /** What could be asked for instead, if nothing else stands in the way. */
      readonly upToFen?: Fen;
    };

export interface CheckInput<F, R extends string> {
  readonly facts: F;
  readonly question: Question<R>;
  readonly nowMs: number;
  readonly parameter: (key: string) => Effective;
}

export interface Check<F, R extends string> {
  readonly ruleId: string;
  /** Which facts it reads, by name, so that the answer can show them. */
  readonly reads: readonly (keyof F & string)[];
  readonly judge: (input: CheckInput<F, R>) => Finding;
}

export interface RoutePlan<F, R extends string> {
  readonly route: R;
  /** Looked at only when the question insists on it: nobody is sent there who asked for the best way. */
  readonly onRequest?: boolean;
  /** In order of precedence: the first that fails gives the reason. */
  readonly checks: readonly Check<F, R>[];
  readonly terms: (input: CheckInput<F, R>) => Terms;
  readonly thenRoute: R | null;
}

export interface SubjectPlan<F, R extends string> {
  /** In order of preference for the one who wants the money back soon and free of charge. */
  readonly routes: readonly RoutePlan<F, R>[];
  /** What remains when no route is open. */
  readonly lastResort: (input: CheckInput<F, R>, reason: Outcome) => Next<R> | 'none';
  /**
   * What the asker may do about a refusal: codes, at least one for each reason that a check of the plan gives.
   * `others`: why the other routes are shut.
   */
  readonly advice: (facts: F, reason: Outcome, others: readonly Outcome[]) => readonly string[];
  /** The route whose refusal is told where none is open; `null` for the widest, the last. */
  readonly leading?: (facts: F) => R | null;
}
