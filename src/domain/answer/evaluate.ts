/**
 * How rules make an answer. Pure, and it knows no kind of subject: a subject brings its routes, each with the checks
 * that must hold and the terms on which it goes.
 */
import type { Fen } from '../money/index.ts';
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
import { citationsOf, cite, NOTHING, parameterReading, type Spoke } from './citations.ts';
import {
  type Answer,
  APPROVALS,
  type Check,
  type CheckInput,
  type Entitlement,
  type Finding,
  type Next,
  type Question,
  type Review,
  type RoutePlan,
  type SubjectPlan,
} from './shape.ts';

interface Trial<F, R extends string> {
  readonly plan: RoutePlan<F, R>;
  readonly refusal: Extract<Finding, { held: false }> | null;
  readonly deadline: { readonly atMs: number; readonly certainty: Certainty } | null;
  readonly spoke: readonly Spoke<F, R>[];
  readonly reviews: readonly Review[];
  readonly aftercare: readonly string[];
  readonly entitlement: Entitlement | null;
}

export interface Given<F, R extends string> {
  readonly question: Question<R>;
  readonly facts: F;
  readonly book: RuleBook;
  readonly scope: Scope;
  readonly day: string;
  readonly nowMs: number;
}

interface InForce<F, R extends string> {
  readonly check: Check<F, R>;
  readonly rule: Rule;
}

/** The checks of each plan whose rules are in force, looked up once for each scope and day. */
const IN_FORCE = new WeakMap<Resolved, Map<unknown, readonly InForce<never, never>[]>>();

function checksInForce<F, R extends string>(
  plan: RoutePlan<F, R>,
  rules: Resolved,
): readonly InForce<F, R>[] {
  let plans = IN_FORCE.get(rules);
  if (plans === undefined) {
    plans = new Map();
    IN_FORCE.set(rules, plans);
  }
  const known = plans.get(plan) as readonly InForce<F, R>[] | undefined;
  if (known !== undefined) return known;
  const found = plan.checks.flatMap((check): InForce<F, R>[] => {
    const rule = rules.rule(check.ruleId);
    return rule === null ? [] : [{ check, rule }];
  });
  plans.set(plan, found as unknown as readonly InForce<never, never>[]);
  return found;
}

/** A deadline is as sure as the least sure of the parameters it was counted with. */
const weakest = (read: readonly Effective[]): Certainty =>
  read.reduce<Certainty>(
    (worst, { certainty }) =>
      CERTAINTIES.indexOf(certainty) > CERTAINTIES.indexOf(worst) ? certainty : worst,
    'A',
  );

/** Most checks read no parameter: they share one empty list, which nobody writes to. */
const NONE_READ: Effective[] = [];

function tryRoute<F, R extends string>(
  plan: RoutePlan<F, R>,
  given: Given<F, R>,
  rules: Resolved,
): Trial<F, R> {
  const spoke: Spoke<F, R>[] = [];
  const reviews: Review[] = [];
  const aftercare: string[] = [];
  let entitlement: Entitlement | null = null;
  let deadline: Trial<F, R>['deadline'] = null;
  let read: Effective[] = NONE_READ;
  const input: CheckInput<F, R> = {
    facts: given.facts,
    question: given.question,
    nowMs: given.nowMs,
    parameter: (key) => {
      const found = rules.parameter(key);
      if (read === NONE_READ) read = [found];
      else read.push(found);
      return found;
    },
  };
  const trial = (refusal: Trial<F, R>['refusal']): Trial<F, R> => ({
    plan,
    refusal,
    deadline,
    spoke,
    reviews,
    aftercare,
    entitlement,
  });
  for (const { check, rule } of checksInForce(plan, rules)) {
    read = NONE_READ;
    const finding = check.judge(input);
    if (finding.held && finding.silent === true) continue;
    spoke.push({ rule, check, held: finding.held && finding.against !== true, read });
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

/** Codes of both, each once, the first ones first. */
function merged(first: readonly string[], second: readonly string[]): readonly string[] {
  if (second.length === 0) return first;
  const all = [...first];
  for (const each of second) if (!all.includes(each)) all.push(each);
  return all;
}

/** The route is open: its terms, with what the checks asked for on the way. */
function opened<F, R extends string>(open: Trial<F, R>, given: Given<F, R>, rules: Resolved): Answer<R> {
  const { question, facts, nowMs } = given;
  const read: Effective[] = [];
  const parameter = (key: string): Effective => {
    const found = rules.parameter(key);
    read.push(found);
    return found;
  };
  const terms = open.plan.terms({ facts, question, nowMs, parameter });
  const citations = citationsOf([open], facts);
  for (const id of [terms.arrival.ruleId, terms.fee.ruleId]) {
    const rule = rules.rule(id);
    if (rule === null) continue;
    const own = read.filter(({ ruleId }) => ruleId === id);
    cite(citations, rule, true, own.map(parameterReading), NOTHING);
  }
  const review = strictest(open.reviews);
  return {
    verdict: review === null ? 'YES' : 'YES_WITH_REVIEW',
    route: open.plan.route,
    terms: {
      ...terms,
      evidence: {
        items: merged(
          terms.evidence.items,
          open.reviews.flatMap(({ papers }) => papers),
        ),
        approval: review?.approval ?? terms.evidence.approval,
        ...(open.reviews.length === 0
          ? {}
          : { approvals: open.reviews.map(({ approval, reason }) => ({ by: approval, reason })) }),
      },
      aftercare: merged(terms.aftercare, open.aftercare),
      ...(open.entitlement === null ? {} : { entitlement: open.entitlement }),
    },
    deadline: open.deadline === null ? null : { ...open.deadline, thenRoute: open.plan.thenRoute },
    opensAtMs: null,
    reason: review?.reason ?? null,
    next: 'none',
    advice: [],
    rules: citations,
    atMs: nowMs,
    ...editionOf(given.book),
  };
}

/** Tries the routes in order of preference until one is open that was asked for. */
function tryRoutes<F, R extends string>(
  subject: SubjectPlan<F, R>,
  given: Given<F, R>,
  rules: Resolved,
): { readonly trials: readonly Trial<F, R>[]; readonly open: Trial<F, R> | null } {
  const { route } = given.question;
  // What the routes before it say is told only where the one that was asked for is shut.
  for (const plan of subject.routes) {
    if (plan.route !== route) continue;
    const open = tryRoute(plan, given, rules);
    if (open.refusal === null) return { trials: [], open };
  }
  const trials: Trial<F, R>[] = [];
  for (const plan of subject.routes) {
    if (plan.onRequest === true && route !== plan.route) continue;
    const trial = tryRoute(plan, given, rules);
    if (trial.refusal === null && (route === null || route === plan.route)) return { trials, open: trial };
    trials.push(trial);
  }
  return { trials, open: null };
}

/** The way that is open for another amount than the one asked for, if there is one. */
function forLess<F, R extends string>(
  subject: SubjectPlan<F, R>,
  given: Given<F, R>,
  rules: Resolved,
  upToFen: Fen | undefined,
): Next<R> | null {
  if (upToFen === undefined || upToFen < 1n || upToFen === given.question.amountFen) return null;
  const question = { ...given.question, amountFen: upToFen };
  const { open } = tryRoutes(subject, { ...given, question }, rules);
  return open === null ? null : { route: open.plan.route, opensAtMs: null, at: 'here', amountFen: upToFen };
}

/** Which edition of the rules answered; told where the rules were published and not as they were delivered. */
const editionOf = ({ edition }: RuleBook): { readonly edition?: number } =>
  edition === undefined ? {} : { edition };

/**
 * Answers from facts, rules and the time alone: the same input gives the same answer.
 * `day` is the calendar day on which rules must be in force.
 */
export function answer<F, R extends string>(subject: SubjectPlan<F, R>, given: Given<F, R>): Answer<R> {
  const { question, nowMs } = given;
  const rules = resolve(given.book, given.scope, given.day);
  const { trials, open } = tryRoutes(subject, given, rules);
  if (open !== null) return opened(open, given, rules);
  const asked =
    question.route === null ? trials : trials.filter((trial) => trial.plan.route === question.route);
  // A route that opens later is the more useful refusal; otherwise the last route is the widest one, and its
  // reason is why nothing is left.
  const leading = question.route ?? subject.leading?.(given.facts) ?? null;
  const refused =
    asked.find((trial) => trial.refusal?.opensAtMs !== undefined) ??
    asked.find((trial) => trial.plan.route === leading) ??
    asked.at(-1);
  const reason: Outcome = refused?.refusal?.reason ?? 'route-unknown';
  const opensAtMs = refused?.refusal?.opensAtMs ?? null;
  const other = trials.find((trial) => trial.refusal === null && !asked.includes(trial));
  const later = trials.find((trial) => trial.refusal?.opensAtMs !== undefined);
  const parameter = (key: string): Effective => rules.parameter(key);
  const less = forLess(subject, given, rules, refused?.refusal?.upToFen);
  const next: Next<R> | 'none' =
    less ??
    (other !== undefined
      ? { route: other.plan.route, opensAtMs: null, at: 'here' }
      : later !== undefined
        ? { route: later.plan.route, opensAtMs: later.refusal?.opensAtMs ?? null, at: 'here' }
        : subject.lastResort({ facts: given.facts, question, nowMs, parameter }, reason));
  return {
    verdict: opensAtMs === null ? 'NO' : 'NOT_YET',
    route: question.route ?? (opensAtMs === null ? null : (refused?.plan.route ?? null)),
    terms: null,
    deadline: null,
    opensAtMs,
    reason,
    next,
    advice: merged(
      refused?.refusal?.advice ?? [],
      subject.advice(
        given.facts,
        reason,
        trials.flatMap(({ refusal }) =>
          refusal === null || refusal.reason === reason ? [] : [refusal.reason],
        ),
      ),
    ),
    ...(refused?.entitlement == null ? {} : { entitlement: refused.entitlement }),
    rules: citationsOf(question.route === null || refused === undefined ? asked : [refused], given.facts),
    atMs: nowMs,
    ...editionOf(given.book),
  };
}
