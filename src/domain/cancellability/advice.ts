/**
 * What the asker may do about a refusal, as codes; their words stand in the wording room. Every reason that a check of
 * this room gives has a row: a NO never ends without a way on.
 */
import type { Outcome } from '../outcome/index.ts';
import type { Channel, Facts } from './facts.ts';

const ADVICE: Readonly<Partial<Record<Outcome, readonly string[]>>> = {
  'payment-not-found': ['check-the-slip', 'ask-merchant'],
  'no-merchant': ['ask-payee', 'report-to-police-if-cheated'],
  'already-reversed': ['nothing-was-taken', 'check-statement'],
  'already-voided': ['money-is-back', 'check-statement'],
  'already-refunded': ['money-is-back', 'ask-issuer-with-reference'],
  'reversal-in-progress': ['wait-for-its-end', 'do-not-pay-again'],
  'void-in-progress': ['wait-for-its-end', 'do-not-pay-again'],
  'adjustment-in-progress': ['wait-for-its-end', 'do-not-pay-again'],
  'refund-in-progress': ['wait-for-its-end', 'ask-less'],
  'refund-started': ['refund-the-rest'],
  'payment-in-progress': ['wait-for-the-outcome', 'do-not-pay-again'],
  'outcome-not-known': ['wait-for-the-outcome', 'do-not-pay-again'],
  'outcome-is-known': ['void-or-refund'],
  'notice-not-reversed': ['void-or-refund'],
  'payment-not-approved': ['nothing-was-taken'],
  'order-unpaid': ['close-the-order'],
  'order-closed': ['nothing-was-taken'],
  'order-expired': ['nothing-was-taken', 'make-a-new-order'],
  'close-too-soon': ['wait-until-it-opens'],
  'paid-is-not-closed': ['void-or-refund'],
  'revoke-too-soon': ['wait-until-it-opens'],
  'revoke-window-over': ['clearing-decides', 'refund-once-known'],
  'no-void-on-channel': ['refund-instead'],
  'calendar-day-over': ['refund-instead'],
  'clearing-day-over': ['refund-instead'],
  'batch-settled': ['refund-instead'],
  'other-terminal': ['go-to-its-terminal', 'refund-later-anywhere'],
  'host-void-off': ['go-to-its-terminal', 'refund-later-anywhere'],
  'void-not-whole': ['void-the-whole', 'refund-a-part-later'],
  'reversal-amount-differs': ['reverse-the-whole'],
  'refund-not-open-yet': ['wait-until-it-opens'],
  'refund-window-over': ['pay-back-outside', 'dispute-at-issuer'],
  'exceeds-remaining': ['ask-less'],
  'amount-out-of-range': ['ask-less'],
  'payment-frozen': ['ask-the-authority', 'told-why-and-what-helps'],
  'dispute-open': ['wait-for-the-dispute', 'show-the-refund-as-defence', 'dispute-papers'],
  'charged-back': ['never-twice', 'check-statement'],
  'dispute-at-issuer': ['call-issuer', 'bring-evidence'],
  'no-second-dispute': ['talk-to-merchant', 'complain-12363'],
  'dispute-window-over': ['talk-to-merchant', 'complain-12363'],
  'no-cash-back': ['refund-to-the-card'],
  'only-to-the-paying-account': ['refund-to-the-card', 'closed-account-needs-proof'],
  'first-of-duplicates': ['refund-the-later-one'],
  'duplicate-goes-back-whole': ['ask-for-the-whole'],
  'late-payment-goes-back-whole': ['ask-for-the-whole'],
  'instalments-go-back-whole': ['ask-for-the-whole', 'ask-issuer-about-parts'],
  'too-many-parts': ['pay-back-outside', 'ask-operator'],
  'refund-too-soon-after-last': ['wait-until-it-opens'],
  'merchant-turnover-too-low': ['top-up-or-fast-refund', 'try-tomorrow'],
  'merchant-balance-too-low': ['top-up-or-fast-refund'],
  'void-count-reached': ['refund-a-part-later', 'ask-operator'],
  'split-share-frozen': ['release-the-share'],
  'split-share-out': ['return-split-first'],
  'split-return-over': ['pay-back-outside'],
  'preauth-expired': ['hold-lifts-by-itself', 'ask-issuer-with-reference'],
  'preauth-completed': ['cancel-the-completion'],
  'completion-in-progress': ['wait-for-the-outcome'],
  'increment-goes-with-its-hold': ['void-the-preauthorisation'],
  'increment-in-progress': ['wait-for-the-outcome'],
  'nothing-was-charged': ['void-the-preauthorisation', 'hold-lifts-by-itself'],
  'refund-cannot-be-undone': ['charge-anew-with-the-holder'],
  'refund-arrived': ['charge-anew-with-the-holder'],
  'refund-not-made': ['payment-stands'],
  'refund-outcome-unknown': ['wait-for-the-outcome', 'never-twice'],
  'refund-bounced': ['name-own-account'],
  'transfer-has-run': ['ask-payee', 'call-issuer'],
  'route-unknown': ['leave-the-route-open'],
  'ends-as-a-whole': ['end-the-whole'],
  'kind-not-on-channel': ['ask-operator', 'call-issuer'],
};

/** Of a hold nothing was taken: it is voided or it lapses, and there is nothing to refund. */
const OF_A_HOLD: Readonly<Partial<Record<Outcome, readonly string[]>>> = {
  'already-voided': ['hold-is-lifted'],
  'already-reversed': ['nothing-is-held'],
  'payment-not-approved': ['nothing-is-held'],
  'void-not-whole': ['complete-for-less'],
  'outcome-is-known': ['void-the-preauthorisation'],
  'clearing-day-over': ['void-the-preauthorisation', 'hold-lifts-by-itself'],
  'other-terminal': ['go-to-its-terminal', 'hold-lifts-by-itself'],
  'no-cash-back': ['void-the-preauthorisation', 'hold-lifts-by-itself'],
  'only-to-the-paying-account': ['void-the-preauthorisation', 'hold-lifts-by-itself'],
};

/** What may be done while a refund is not open yet, by why the void is shut. */
const MEANWHILE: Readonly<Partial<Record<Outcome, readonly string[]>>> = {
  'void-not-whole': ['void-the-whole'],
  'other-terminal': ['go-to-its-terminal'],
  'host-void-off': ['go-to-its-terminal'],
  'void-count-reached': ['ask-operator'],
};

/** Online there is no settlement to wait for: a part is refunded at once (UP-06, ALI-01). */
const ONLINE: Readonly<Partial<Record<Outcome, readonly string[]>>> = {
  'void-not-whole': ['void-the-whole-today', 'refund-instead'],
};
const ONLINE_CHANNELS: readonly Channel[] = ['unionpay.qr', 'unionpay.gateway', 'wechat', 'alipay'];

/**
 * A completion that was voided leaves its pre-authorisation alive: that one is voided next (UP-14). What has no known
 * outcome is not refunded on a guess once its day is over: the clearing file decides (UP-09).
 */
export function adviceFor(facts: Facts, reason: Outcome, others: readonly Outcome[] = []): readonly string[] {
  if (reason === 'refund-not-open-yet')
    return ['wait-until-it-opens', ...others.flatMap((other) => MEANWHILE[other] ?? [])];
  // Behind a wallet's balance stands no bank that could be asked.
  if (reason === 'refund-window-over' && facts.source === 'balance')
    return ['pay-back-outside', 'talk-to-merchant'];
  if (facts.outcome === 'unknown' && reason === 'revoke-window-over')
    return ['clearing-decides', 'refund-once-known', 'do-not-pay-again'];
  if (facts.kind === 'completion' && reason === 'already-voided')
    return ['money-is-back', 'void-the-preauthorisation'];
  if (facts.outcome === 'unknown' && reason === 'clearing-day-over')
    return facts.kind === 'preauthorisation'
      ? ['clearing-decides', 'hold-lifts-by-itself']
      : ['clearing-decides', 'refund-once-known', 'by-hand-with-stamp'];
  const ofKind = facts.kind === 'preauthorisation' ? OF_A_HOLD[reason] : undefined;
  const ofChannel = ONLINE_CHANNELS.includes(facts.channel) ? ONLINE[reason] : undefined;
  return ofKind ?? ofChannel ?? ADVICE[reason] ?? [];
}
