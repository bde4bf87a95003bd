/** The few words in which the checks of a closing speak. */
import type { Check, CheckInput, Finding, RoutePlan, SubjectPlan, Terms } from '../answer/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { ClosureFacts } from './facts.ts';
import type { ClosureRoute } from './subject.ts';

export type ClosureCheck = Check<ClosureFacts, ClosureRoute>;
export type ClosureInput = CheckInput<ClosureFacts, ClosureRoute>;
export type ClosureWay = RoutePlan<ClosureFacts, ClosureRoute>;
export type ClosurePlan = SubjectPlan<ClosureFacts, ClosureRoute>;

export const HELD: Finding = { held: true };
/** The rule has nothing to say about these facts. */
export const SILENT: Finding = { held: true, silent: true };
export const refuse = (reason: Outcome): Finding => ({ held: false, reason });
export const notYet = (reason: Outcome, opensAtMs: number): Finding => ({ held: false, reason, opensAtMs });
export const noting = (...aftercare: readonly string[]): Extract<Finding, { held: true }> => ({
  held: true,
  aftercare,
});
/** It speaks against somebody, and the way stays open. */
export const warning = (...aftercare: readonly string[]): Finding => ({
  ...noting(...aftercare),
  against: true,
});

/** A check of one rule that holds or refuses by one glance at the facts. */
export const check = (
  ruleId: string,
  reads: ClosureCheck['reads'],
  judge: ClosureCheck['judge'],
): ClosureCheck => ({ ruleId, reads, judge });

/** Refuses where something is there; silent where there is nothing to say. */
export const blockedBy = (
  ruleId: string,
  fact: keyof ClosureFacts & string,
  reason: Outcome,
  isThere: (facts: ClosureFacts) => boolean,
): ClosureCheck => check(ruleId, [fact], ({ facts }) => (isThere(facts) ? refuse(reason) : HELD));

/** No money moves by ending something, and nothing is asked for it (WAL-13). */
export const freeOfCharge = (ruleId: string, aftercare: readonly string[] = []): Terms => ({
  effect: 'no-money-moves',
  amountFen: 0n,
  destination: { masked: '', zh: '不涉及资金', en: 'no money moves' },
  arrival: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'P', ruleId },
  fee: { returnedFen: 0n, keptFen: 0n, ruleId },
  evidence: { items: [], approval: 'none' },
  aftercare,
});
