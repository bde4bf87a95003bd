/** What a payer sees of a payment's state, and of where the money of its latest way back is. */
import type { PaymentRecord } from '#adapters/postgres';
import { STATE_WORDS, trackingSentence } from '#domain/wording';
import { instantOrNull } from '../answers/answer-view.ts';
import { trackingOf } from '../cancellations/cancellation-detail.ts';
import type { HttpApiOptions } from '../options.ts';
import type { LookedUpView } from './schemas-public.ts';
import { trackingUrl } from './tracking-link.ts';

type Options = Pick<HttpApiOptions, 'reader' | 'security' | 'clock' | 'tracking'>;

export async function publicMovements(
  options: Options,
  { payment, cancellations }: PaymentRecord,
): Promise<Pick<LookedUpView, 'payment' | 'wayBack'>> {
  const { state } = payment;
  const latest = [...cancellations].sort((a, b) => b.openedMs - a.openedMs)[0];
  const told = { state, stateWords: { ...STATE_WORDS[state] } };
  const replyDueMs = state === 'sent' ? payment.replyDueMs : null;
  if (latest === undefined)
    return { payment: { ...told, nextCheckAt: instantOrNull(replyDueMs) }, wayBack: null };
  const { tracking, nowMs } = await trackingOf(options, latest);
  const nextCheckMs = state === 'unknown' ? tracking.nextCheckMs : replyDueMs;
  const link = await trackingUrl(options.security, options.tracking.publicUrl(), latest.id);
  return {
    payment: { ...told, nextCheckAt: instantOrNull(nextCheckMs) },
    wayBack: {
      movement: tracking.movement,
      sentence: {
        zh: trackingSentence(tracking, nowMs, 'zh'),
        en: trackingSentence(tracking, nowMs, 'en'),
      },
      tracking: link,
    },
  };
}
