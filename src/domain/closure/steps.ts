/** The ten steps to the end of an account, each with what is left to do, where, and since or until when. */
import { resolve } from '../policy/index.ts';
import type { Wallet } from '../wallet/index.ts';
import type { ClosureAsked } from './answer.ts';
import type { Around } from './around.ts';
import { blockerOf, itemsOf } from './blockers.ts';
import type { Blocker } from './impact-shape.ts';
import { STEPS, type StepName, stepChecks } from './plan-account.ts';
import { isProven, proofNeeded } from './proof.ts';

/**
 * - `done` nothing is left
 * - `open` something is in the way: `blockers`
 * - `next` it can be done now
 * - `ahead` earlier steps come first
 * - `waits` the waiting time runs until `untilMs`
 */
export interface ClosingStep {
  readonly step: StepName;
  readonly number: number;
  readonly state: 'done' | 'open' | 'next' | 'ahead' | 'waits';
  readonly blockers: readonly Blocker[];
  readonly untilMs: number | null;
}

/** The first seven: what has to be empty and ended. */
function emptied(asked: ClosureAsked, wallet: Wallet, around: Around): readonly ClosingStep[] {
  const rules = resolve(asked.book, asked.scope, asked.day);
  const checks = stepChecks(asked.facts.provider);
  return STEPS.slice(0, 7).map((step, at) => {
    const blockers = checks
      .filter((each) => each.step === step)
      .flatMap(({ check }) => blockerOf(check, asked, rules) ?? [])
      .map((each) => ({ ...each, items: itemsOf(each.code, { kind: 'account' }, wallet, around) }));
    const untilMs = blockers.find(({ opensAtMs }) => opensAtMs !== null)?.opensAtMs ?? null;
    return { step, number: at + 1, state: blockers.length === 0 ? 'done' : 'open', blockers, untilMs };
  });
}

export function accountSteps(asked: ClosureAsked, wallet: Wallet, around: Around): readonly ClosingStep[] {
  const { facts } = asked;
  const first = emptied(asked, wallet, around);
  const clear = first.every(({ state }) => state === 'done');
  const need = proofNeeded('ACCOUNT_CLOSE', asked, asked.question.asker);
  const begun = facts.account === 'closing' || facts.account === 'closed';
  const proved = begun || (facts.proven !== null && isProven(need, facts.proven));
  const later = (
    step: StepName,
    state: ClosingStep['state'],
    untilMs: number | null = null,
  ): ClosingStep => ({
    ...{ step, number: STEPS.indexOf(step) + 1, state, blockers: [], untilMs },
  });
  const over = facts.account === 'closed';
  return [
    ...first,
    later('proof', proved ? 'done' : clear ? 'next' : 'ahead'),
    facts.account === 'closing'
      ? later('waiting', 'waits', facts.closesAtMs)
      : later('waiting', over ? 'done' : clear && proved ? 'next' : 'ahead'),
    later('locked', over ? 'done' : 'ahead', facts.keptUntilMs),
  ];
}
