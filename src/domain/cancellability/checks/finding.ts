/** The few words in which checks speak. */
import type { Approval, Check, CheckInput, Finding, RoutePlan, Terms } from '../../answer/index.ts';
import type { Outcome } from '../../outcome/index.ts';
import type { Facts } from '../facts.ts';
import type { Route } from '../routes.ts';

export type FactCheck = Check<Facts, Route>;
export type FactInput = CheckInput<Facts, Route>;
export type FactRoute = RoutePlan<Facts, Route>;
export type FactTerms = (input: FactInput) => Terms;

export const HELD: Finding = { held: true };
/** The rule has nothing to say about these facts. */
export const SILENT: Finding = { held: true, silent: true };

export const refuse = (reason: Outcome, opensAtMs?: number): Finding =>
  opensAtMs === undefined ? { held: false, reason } : { held: false, reason, opensAtMs };

/** Refused for its amount alone: so much could be asked for. */
export const refuseBut = (reason: Outcome, upToFen: bigint): Finding => ({ held: false, reason, upToFen });

export const lookedAt = (
  reason: Outcome,
  approval: Exclude<Approval, 'none'>,
  papers: readonly string[] = [],
  aftercare: readonly string[] = [],
): Finding => ({ held: true, review: { reason, approval, papers }, aftercare });

/** What the question wants back: the amount it names, or all that is left. */
export const wantedFen = ({ facts, question }: FactInput): bigint => question.amountFen ?? facts.remainingFen;

export const isPart = (input: FactInput): boolean => wantedFen(input) < input.facts.amountFen;

/** A check that holds for some facts alone and says nothing about the others. */
export function when(applies: (input: FactInput) => boolean, check: FactCheck): FactCheck {
  return { ...check, judge: (input) => (applies(input) ? check.judge(input) : SILENT) };
}
