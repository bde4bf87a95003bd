/** The answer in one word, from what the server decided. Nothing is decided here. */
import type { LookedUp } from './payer-api.ts';

export const TONES = ['yes', 'wait', 'no', 'unknown', 'back'] as const;
export type Tone = (typeof TONES)[number];

export const HEADLINES = [
  'yes',
  'merchant',
  'supervisor',
  'review',
  'notYet',
  'no',
  'unknown',
  'back',
  'nothingTaken',
] as const;
export type Headline = (typeof HEADLINES)[number];

export interface Verdict {
  readonly headline: Headline;
  readonly tone: Tone;
}

/** The money goes back already, or has gone. */
const GOES_BACK: ReadonlySet<string> = new Set([
  'already-reversed',
  'already-voided',
  'already-refunded',
  'refund-started',
  'reversal-in-progress',
  'void-in-progress',
  'refund-in-progress',
]);
const APPROVED_BY = { merchant: 'merchant', supervisor: 'supervisor', review: 'review' } as const;

/** Whether a payment has an outcome: until then nobody may say that it was paid, or that it was not. */
export const isUnknown = ({ payment }: Pick<LookedUp, 'payment'>): boolean =>
  payment.state === 'unknown' || payment.state === 'sent';

export function verdictOf({ answer, payment }: Pick<LookedUp, 'answer' | 'payment'>): Verdict {
  if (isUnknown({ payment })) return { headline: 'unknown', tone: 'unknown' };
  const { verdict, reason, evidence } = answer;
  if (verdict === 'NO') {
    if (GOES_BACK.has(reason?.code ?? '')) return { headline: 'back', tone: 'back' };
    const untouched = payment.state === 'declined' || reason?.code === 'nothing-was-charged';
    return untouched ? { headline: 'nothingTaken', tone: 'back' } : { headline: 'no', tone: 'no' };
  }
  if (verdict === 'NOT_YET') return { headline: 'notYet', tone: 'wait' };
  const by = evidence?.approval ?? 'none';
  return { headline: by === 'none' ? 'yes' : APPROVED_BY[by], tone: 'yes' };
}

/** A request makes sense: a way is open, or one opens and can be waited for. */
export const mayAsk = ({ answer, payment, requested }: LookedUp): boolean =>
  !requested && !isUnknown({ payment }) && (answer.verdict !== 'NO' || answer.amount !== null);
