/** A request as steps on a way: which are behind, which one it is at, and where it stopped. */
import type { PayerRequest, RequestState } from './payer-api.ts';

export const STEP_NAMES = ['asked', 'decided', 'papers', 'approved', 'sent', 'arrived'] as const;
export type StepName = (typeof STEP_NAMES)[number];
export type StepState = 'passed' | 'here' | 'ahead' | 'stopped';
export interface Step {
  readonly name: StepName;
  readonly state: StepState;
}

const AT: Readonly<Record<Exclude<RequestState, 'refused' | 'finished'>, StepName>> = {
  asked: 'decided',
  escalated: 'decided',
  papers: 'papers',
  approval: 'approved',
  review: 'approved',
  waiting: 'sent',
  carrying: 'sent',
  arriving: 'arrived',
  withdrawn: 'decided',
  expired: 'papers',
  overtaken: 'sent',
  failed: 'sent',
};
const STOPPED: readonly RequestState[] = ['refused', 'withdrawn', 'expired', 'overtaken', 'failed'];

export function stepsOf(request: PayerRequest): readonly Step[] {
  const { state, papersWanted, approval } = request;
  const refusedAt = approval !== 'none' ? 'approved' : 'decided';
  const at = state === 'finished' ? null : state === 'refused' ? refusedAt : AT[state];
  const names = STEP_NAMES.filter((name) => {
    if (name === 'papers') return papersWanted.length > 0 || at === 'papers';
    return name !== 'approved' || approval !== 'none' || at === 'approved';
  });
  const here = at === null ? names.length : names.indexOf(at);
  return names.map((name, index) => {
    if (index < here) return { name, state: 'passed' };
    if (index > here) return { name, state: 'ahead' };
    return { name, state: STOPPED.includes(state) ? 'stopped' : 'here' };
  });
}
