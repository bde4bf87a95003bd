/** What happens to a way back after the network's word, as the API tells it. Pure; accounts and names are masked. */
import type { Static } from 'typebox';
import { type Cancellation, isAfterBounce, maskedName } from '#domain/cancellation';
import { BOUNCE_WORDS, STRANDED_WORDS, VERDICT_OF_END_WORDS } from '#domain/wording';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import type { ArrivalStateSchema, BounceSchema, PayoutView, ProposalSchema } from './schemas-bounces.ts';

type ArrivalView = Static<typeof ArrivalStateSchema>;
type BounceView = Static<typeof BounceSchema>;
type ProposalView = Static<typeof ProposalSchema>;

function arrivalView(cancellation: Cancellation): ArrivalView | null {
  if (cancellation.state !== 'done' || cancellation.arrival === undefined) return null;
  const { arrival } = cancellation;
  if (arrival.state === 'confirmed')
    return {
      state: 'confirmed',
      latestAt: null,
      confirmedBy: arrival.by,
      confirmedAt: instant(arrival.atMs),
    };
  return {
    state: arrival.state,
    latestAt: instant(arrival.latestMs),
    confirmedBy: null,
    confirmedAt: null,
  };
}

function accountView(cancellation: Cancellation): BounceView['account'] {
  if (!('account' in cancellation)) return null;
  const { bank, number, holder } = cancellation.account;
  const who =
    cancellation.state === 'account-named'
      ? { namedBy: cancellation.namedBy, checkedBy: cancellation.issuerWord?.by ?? null }
      : { namedBy: cancellation.order.namedBy, checkedBy: cancellation.order.checkedBy };
  return { bank, number: number.masked, holder: maskedName(holder), ...who };
}

function orderView(cancellation: Cancellation): BounceView['order'] {
  if (!('order' in cancellation)) return null;
  const { order } = cancellation;
  return {
    no: order.orderNo,
    at: instant(order.orderedMs),
    approvedBy: order.approvedBy,
    withBankSince: cancellation.state === 'payout-ordered' ? instantOrNull(cancellation.deliveredMs) : null,
    bankReference: cancellation.state === 'paid-out' ? cancellation.bankReference : null,
  };
}

function bounceView(cancellation: Cancellation): BounceView | null {
  if (!isAfterBounce(cancellation)) return null;
  const { bounce } = cancellation;
  return {
    clearingDay: bounce.clearingDay,
    why: { code: bounce.why, ...BOUNCE_WORDS[bounce.why] },
    at: instant(bounce.atMs),
    rounds: bounce.rounds,
    bankFees: amount(bounce.bankFeesFen),
    account: accountView(cancellation),
    order: orderView(cancellation),
    stranded:
      cancellation.state === 'stranded'
        ? { code: cancellation.why, ...STRANDED_WORDS[cancellation.why] }
        : null,
  };
}

function proposalView(cancellation: Cancellation): ProposalView | null {
  if (cancellation.state !== 'handed' || cancellation.proposal === undefined) return null;
  const { verdict, evidence, clearingDay = null, by, atMs } = cancellation.proposal;
  const words = { ...VERDICT_OF_END_WORDS[verdict] };
  return { verdict, words, evidence, clearingDay, by, at: instant(atMs) };
}

export const afterwardsView = (
  cancellation: Cancellation,
): { arrived: ArrivalView | null; bounce: BounceView | null; proposal: ProposalView | null } => ({
  arrived: arrivalView(cancellation),
  bounce: bounceView(cancellation),
  proposal: proposalView(cancellation),
});

/** An order that has no end yet. */
export function payoutView(cancellation: Cancellation): PayoutView | null {
  if (cancellation.state !== 'payout-ordered') return null;
  const { account, order, id, paymentId, book, amountFen, deliveredMs, dueMs } = cancellation;
  return {
    order: order.orderNo,
    cancellation: id,
    payment: paymentId,
    book,
    amount: amount(amountFen),
    currency: 'CNY',
    bank: account.bank,
    account: account.number.masked,
    holder: maskedName(account.holder),
    orderedAt: instant(order.orderedMs),
    withBankSince: instantOrNull(deliveredMs),
    overdue: dueMs === null,
  };
}
