/**
 * Question and answer: can this be cancelled? `answer` is pure and knows no kind of subject; a subject brings its
 * routes, each with the checks that must hold and the terms on which it goes.
 */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import {
  type Certainty,
  type Effective,
  effective,
  inForce,
  type Rule,
  type RuleBook,
  type Scope,
} from '../policy/index.ts';

export type Verdict = 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';

/** Who asks, or by which door the act comes. */
export type Asker = 'terminal' | 'merchant' | 'operator' | 'payer' | 'deadline';

export interface Question<R extends string> {
  readonly subject: { readonly kind: string; readonly id: string };
  readonly asker: Asker;
  /** Insists on one route; left out, the best open one is found. */
  readonly route: R | null;
  /** How much to give back; left out, all that can go back. */
  readonly amountFen: Fen | null;
  /** At which terminal; `null` for elsewhere (back office, online). */
  readonly terminalId: string | null;
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
  readonly held: boolean;
  readonly parameters: readonly Reading[];
  readonly facts: readonly Reading[];
}

export interface Arrival {
  readonly fromDays: number;
  readonly toDays: number;
  readonly unit: 'at-once' | 'clearing-day' | 'working-day';
  /** B, C and P are shown as «usually». */
  readonly certainty: Certainty;
  readonly ruleId: string;
}

export interface Terms {
  readonly amountFen: Fen;
  readonly destination: { readonly masked: string; readonly zh: string; readonly en: string };
  readonly arrival: Arrival;
  readonly fee: { readonly returnedFen: Fen; readonly keptFen: Fen; readonly ruleId: string };
  readonly evidence: {
    readonly items: readonly string[];
    readonly approval: 'none' | 'merchant' | 'supervisor' | 'review';
  };
  readonly aftercare: readonly string[];
}

export interface Next<R extends string> {
  readonly route: R;
  /** `null`: open now. */
  readonly opensAtMs: number | null;
  /** Whom to turn to where this platform does not take the route itself. */
  readonly at: 'here' | 'issuer';
}

export interface Answer<R extends string> {
  readonly verdict: Verdict;
  readonly route: R | null;
  readonly terms: Terms | null;
  /** Last good second of this route, and what opens after it. */
  readonly deadline: { readonly atMs: number; readonly thenRoute: R | null } | null;
  readonly opensAtMs: number | null;
  readonly reason: Outcome | null;
  readonly next: Next<R> | 'none';
  readonly rules: readonly Citation[];
  readonly atMs: number;
}

/** What a check found. `opensAtMs`: refused now, possible from then on. `deadlineMs`: the last good second. */
export type Finding =
  | { readonly held: true; readonly deadlineMs?: number }
  | { readonly held: false; readonly reason: Outcome; readonly opensAtMs?: number };

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
  /** In order of precedence: the first that fails gives the reason. */
  readonly checks: readonly Check<F, R>[];
  readonly terms: (input: CheckInput<F, R>) => Terms;
  readonly thenRoute: R | null;
}

export interface SubjectPlan<F, R extends string> {
  /** In order of preference for the one who wants the money back soon and free of charge. */
  readonly routes: readonly RoutePlan<F, R>[];
  /** What remains when no route is open. */
  readonly lastResort: (facts: F, reason: Outcome) => Next<R> | 'none';
}

interface Trial<F, R extends string> {
  readonly plan: RoutePlan<F, R>;
  readonly refusal: Extract<Finding, { held: false }> | null;
  readonly deadlineMs: number | null;
  readonly citations: readonly Citation[];
}

function readingOf(name: string, value: unknown): Reading {
  if (typeof value === 'bigint') return { name, value: value.toString(), certainty: null };
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) {
    return { name, value: value as Reading['value'], certainty: null };
  }
  return {
    name,
    value: JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part)),
    certainty: null,
  };
}

/** A rule with several checks is cited once, with all that it read. */
type Citing = Pick<Citation, 'held' | 'parameters' | 'facts'> & {
  readonly rule: Pick<Rule, 'id' | 'zh' | 'en' | 'source' | 'certainty'>;
};

function cite(citations: Citation[], made: Citing): void {
  const { id, zh, en, source, certainty } = made.rule;
  const index = citations.findIndex((each) => each.id === id);
  const before = citations[index];
  const merge = (a: readonly Reading[], b: readonly Reading[]): Reading[] => [
    ...a,
    ...b.filter(({ name }) => a.every((each) => each.name !== name)),
  ];
  const citation: Citation = {
    ...{ id, zh, en, source, certainty },
    held: (before?.held ?? true) && made.held,
    parameters: merge(before?.parameters ?? [], made.parameters),
    facts: merge(before?.facts ?? [], made.facts),
  };
  if (before === undefined) citations.push(citation);
  else citations[index] = citation;
}

/** Where no route is open, every rule that spoke is told once. */
function allCitations(trials: readonly { readonly citations: readonly Citation[] }[]): Citation[] {
  const all: Citation[] = [];
  for (const trial of trials)
    for (const citation of trial.citations) cite(all, { ...citation, rule: citation });
  return all;
}

function tryRoute<F, R extends string>(
  plan: RoutePlan<F, R>,
  given: { question: Question<R>; facts: F; book: RuleBook; scope: Scope; day: string; nowMs: number },
): Trial<F, R> {
  const citations: Citation[] = [];
  let deadlineMs: number | null = null;
  for (const check of plan.checks) {
    if (!inForce(given.book, check.ruleId, given.day, given.scope)) continue;
    const read: Effective[] = [];
    const parameter = (key: string): Effective => {
      const found = effective(given.book, key, given.scope);
      read.push(found);
      return found;
    };
    const finding = check.judge({
      facts: given.facts,
      question: given.question,
      nowMs: given.nowMs,
      parameter,
    });
    cite(citations, {
      rule: given.book.rules.get(check.ruleId)!,
      held: finding.held,
      parameters: read.map(({ key, value, certainty }) => ({ name: key, value, certainty })),
      facts: check.reads.map((name) => readingOf(name, given.facts[name])),
    });
    if (!finding.held) return { plan, refusal: finding, deadlineMs, citations };
    if (finding.deadlineMs !== undefined && (deadlineMs === null || finding.deadlineMs < deadlineMs)) {
      deadlineMs = finding.deadlineMs;
    }
  }
  return { plan, refusal: null, deadlineMs, citations };
}

/**
 * Answers from facts, rules and the time alone: the same input gives the same answer.
 * `day` is the calendar day on which rules must be in force.
 */
export function answer<F, R extends string>(
  subject: SubjectPlan<F, R>,
  given: {
    readonly question: Question<R>;
    readonly facts: F;
    readonly book: RuleBook;
    readonly scope: Scope;
    readonly day: string;
    readonly nowMs: number;
  },
): Answer<R> {
  const trials = subject.routes.map((plan) => tryRoute(plan, given));
  const asked =
    given.question.route === null
      ? trials
      : trials.filter((trial) => trial.plan.route === given.question.route);
  const open = asked.find((trial) => trial.refusal === null);
  const { nowMs } = given;
  if (open !== undefined) {
    const parameter = (key: string): Effective => effective(given.book, key, given.scope);
    return {
      verdict: 'YES',
      route: open.plan.route,
      terms: open.plan.terms({ facts: given.facts, question: given.question, nowMs, parameter }),
      deadline: open.deadlineMs === null ? null : { atMs: open.deadlineMs, thenRoute: open.plan.thenRoute },
      opensAtMs: null,
      reason: null,
      next: 'none',
      rules: open.citations,
      atMs: nowMs,
    };
  }
  // A route that opens later is the more useful refusal; otherwise the last route is the widest one, and its
  // reason is why nothing is left.
  const refused = asked.find((trial) => trial.refusal?.opensAtMs !== undefined) ?? asked.at(-1);
  const reason: Outcome = refused?.refusal?.reason ?? 'route-unknown';
  const opensAtMs = refused?.refusal?.opensAtMs ?? null;
  const other = trials.find((trial) => trial.refusal === null && !asked.includes(trial));
  const later = trials.find((trial) => trial.refusal?.opensAtMs !== undefined);
  const next: Next<R> | 'none' =
    other !== undefined
      ? { route: other.plan.route, opensAtMs: null, at: 'here' }
      : later !== undefined
        ? { route: later.plan.route, opensAtMs: later.refusal?.opensAtMs ?? null, at: 'here' }
        : subject.lastResort(given.facts, reason);
  return {
    verdict: opensAtMs === null ? 'NO' : 'NOT_YET',
    route: given.question.route ?? (opensAtMs === null ? null : (refused?.plan.route ?? null)),
    terms: null,
    deadline: null,
    opensAtMs,
    reason,
    next,
    rules: given.question.route === null ? allCitations(asked) : (refused?.citations ?? []),
    atMs: nowMs,
  };
}
