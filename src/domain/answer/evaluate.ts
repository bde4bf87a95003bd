/**
 * How rules make an answer. Pure, and it knows no kind of subject: a subject brings its routes, each with the checks
 * that must hold and the terms on which it goes.
 */
import type { Outcome } from '../outcome/index.ts';
import {
  CERTAINTIES,
  type Certainty,
  type Effective,
  type Resolved,
  type Rule,
  type RuleBook,
  resolve,
  type Scope,
} from '../policy/index.ts';
import {
  type Answer,
  APPROVALS,
  type CheckInput,
  type Citation,
  type Entitlement,
  type Finding,
  type Next,
  type Question,
  type Reading,
  type Review,
  type RoutePlan,
  type SubjectPlan,
} from './shape.ts';

interface Trial<F, R extends string> {
  readonly plan: RoutePlan<F, R>;
  readonly refusal: Extract<Finding, { held: false }> | null;
  readonly deadline: { readonly atMs: number; readonly certainty: Certainty } | null;
  readonly citations: readonly Citation[];
  readonly reviews: readonly Review[];
  readonly aftercare: readonly string[];
  readonly entitlement: Entitlement | null;
}

const NOTHING: readonly Reading[] = [];

function readingOf(name: string, value: unknown): Reading {
  switch (typeof value) {
    case 'bigint':
      return { name, value: value.toString(), certainty: null };
    case 'string':
    case 'number':
    case 'boolean':
      return { name, value, certainty: null };
    default:
      return { name, value: value === null ? null : plainText(value), certainty: null };
  }
}

const plainText = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part));

/** What both read, each name once. */
function both(first: readonly Reading[], second: readonly Reading[]): readonly Reading[] {
  if (first.length === 0) return second;
  const more = second.filter(({ name }) => first.every((each) => each.name !== name));
  return more.length === 0 ? first : [...first, ...more];
}

/** A rule with several checks is cited once, with all that it read. */
function cite(
  citations: Citation[],
  { id, zh, en, source, certainty }: Pick<Rule, 'id' | 'zh' | 'en' | 'source' | 'certainty'>,
  held: boolean,
  parameters: readonly Reading[],
  facts: readonly Reading[],
): void {
  for (let at = 0; at < citations.length; at += 1) {
    const before = citations[at]!;
    if (before.id !== id) continue;
    citations[at] = {
      ...before,
      held: before.held && held,
      parameters: both(before.parameters, parameters),
      facts: both(before.facts, facts),
    };
    return;
  }
  citations.push({ id, zh, en, source, certainty, held, parameters, facts });
}

/** Where no route is open, every rule that spoke is told once. */
function allCitations(trials: readonly { readonly citations: readonly Citation[] }[]): Citation[] {
  const all: Citation[] = [];
  for (const trial of trials)
    for (const each of trial.citations) cite(all, each, each.held, each.parameters, each.facts);
  return all;
}

export interface Given<F, R extends string> {
  readonly question: Question<R>;
  readonly facts: F;
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly day: string;
  readonly nowMs: number;
}

/** A deadline is as sure as the least sure of the parameters it was counted with. */
const weakest = (read: readonly Effective[]): Certainty =>
  read.reduce<Certainty>(
    (worst, { certainty }) =>
      CERTAINTIES.indexOf(certainty) > CERTAINTIES.indexOf(worst) ? certainty : worst,
    'A',
  );

function tryRoute<F, R extends string>(
  plan: RoutePlan<F, R>,
  given: Given<F, R>,
  rules: Resolved,
): Trial<F, R> {
  const citations: Citation[] = [];
  const reviews: Review[] = [];
  const aftercare: string[] = [];
  let entitlement: Entitlement | null = null;
  let deadline: Trial<F, R>['deadline'] = null;
  let read: Effective[] = [];
  const input: CheckInput<F, R> = {
    facts: given.facts,
    question: given.question,
    nowMs: given.nowMs,
    parameter: (key) => {
      const found = rules.parameter(key);
      read.push(found);
      return found;
    },
  };
  const trial = (refusal: Trial<F, R>['refusal']): Trial<F, R> => ({
    plan,
    refusal,
    deadline,
    citations,
    reviews,
    aftercare,
    entitlement,
  });
  for (const check of plan.checks) {
    const rule = rules.rule(check.ruleId);
    if (rule === null) continue;
    if (read.length > 0) read = [];
    const finding = check.judge(input);
    if (finding.held && finding.silent === true) continue;
    const parameters =
      read.length === 0
        ? NOTHING
        : read.map(({ key, value, certainty }): Reading => ({ name: key, value, certainty }));
    const facts =
      check.reads.length === 0 ? NOTHING : check.reads.map((name) => readingOf(name, given.facts[name]));
    cite(citations, rule, finding.held && finding.against !== true, parameters, facts);
    if (!finding.held) return trial(finding);
    if (finding.deadlineMs !== undefined && (deadline === null || finding.deadlineMs < deadline.atMs))
      deadline = { atMs: finding.deadlineMs, certainty: weakest(read) };
    if (finding.review !== undefined) reviews.push(finding.review);
    if (finding.aftercare !== undefined) aftercare.push(...finding.aftercare);
    if (finding.entitlement !== undefined) entitlement ??= finding.entitlement;
  }
  return trial(null);
}

const strictest = (reviews: readonly Review[]): Review | null =>
  reviews.reduce<Review | null>(
    (worst, each) =>
      worst === null || APPROVALS.indexOf(each.approval) > APPROVALS.indexOf(worst.approval) ? each : worst,
    null,
  );

const merged = (first: readonly string[], ...others: readonly (readonly string[])[]): readonly string[] => {
  const more = others.flat().filter((each) => !first.includes(each));
  return more.length === 0 ? first : [...first, ...new Set(more)];
};

/** The route is open: its terms, with what the checks asked for on the way. */
function opened<F, R extends string>(open: Trial<F, R>, given: Given<F, R>, rules: Resolved): Answer<R> {
  const { question, facts, nowMs } = given;
  const parameter = (key: string): Effective => rules.parameter(key);
  const terms = open.plan.terms({ facts, question, nowMs, parameter });
  const review = strictest(open.reviews);
  return {
    verdict: review === null ? 'YES' : 'YES_WITH_REVIEW',
    route: open.plan.route,
    terms: {
      ...terms,
      evidence: {
        items: merged(terms.evidence.items, ...open.reviews.map(({ papers }) => papers)),
        approval: review?.approval ?? terms.evidence.approval,
      },
      aftercare: merged(terms.aftercare, open.aftercare),
      ...(open.entitlement === null ? {} : { entitlement: open.entitlement }),
    },
    deadline: open.deadline === null ? null : { ...open.deadline, thenRoute: open.plan.thenRoute },
    opensAtMs: null,
    reason: review?.reason ?? null,
    next: 'none',
    advice: [],
    rules: open.citations,
    atMs: nowMs,
  };
}

/**
 * Answers from facts, rules and the time alone: the same input gives the same answer.
 * `day` is the calendar day on which rules must be in force.
 */
export function answer<F, R extends string>(subject: SubjectPlan<F, R>, given: Given<F, R>): Answer<R> {
  const { question, nowMs } = given;
  const rules = resolve(given.book, given.scope, given.day);
  const trials: Trial<F, R>[] = [];
  for (const plan of subject.routes) {
    if (plan.onRequest === true && question.route !== plan.route) continue;
    const trial = tryRoute(plan, given, rules);
    if (trial.refusal === null && (question.route === null || question.route === plan.route))
      return opened(trial, given, rules);
    trials.push(trial);
  }
  const asked =
    question.route === null ? trials : trials.filter((trial) => trial.plan.route === question.route);
  // A route that opens later is the more useful refusal; otherwise the last route is the widest one, and its
  // reason is why nothing is left.
  const refused = asked.find((trial) => trial.refusal?.opensAtMs !== undefined) ?? asked.at(-1);
  const reason: Outcome = refused?.refusal?.reason ?? 'route-unknown';
  const opensAtMs = refused?.refusal?.opensAtMs ?? null;
  const other = trials.find((trial) => trial.refusal === null && !asked.includes(trial));
  const later = trials.find((trial) => trial.refusal?.opensAtMs !== undefined);
  const parameter = (key: string): Effective => rules.parameter(key);
  const next: Next<R> | 'none' =
    other !== undefined
      ? { route: other.plan.route, opensAtMs: null, at: 'here' }
      : later !== undefined
        ? { route: later.plan.route, opensAtMs: later.refusal?.opensAtMs ?? null, at: 'here' }
        : subject.lastResort({ facts: given.facts, question, nowMs, parameter }, reason);
  return {
    verdict: opensAtMs === null ? 'NO' : 'NOT_YET',
    route: question.route ?? (opensAtMs === null ? null : (refused?.plan.route ?? null)),
    terms: null,
    deadline: null,
    opensAtMs,
    reason,
    next,
    advice: merged(refused?.refusal?.advice ?? [], subject.advice(given.facts, reason)),
    rules: question.route === null ? allCitations(asked) : (refused?.citations ?? []),
    atMs: nowMs,
  };
}
