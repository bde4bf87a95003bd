/** What stands in the way of money that could otherwise go back. */

import type { Finding } from '../../answer/index.ts';
import { addDays, type CalendarDay, calendarDayOf, SHANGHAI } from '../../calendar/index.ts';
import { type FactCheck, HELD, isPart, refuse, refuseBut, SILENT } from './finding.ts';
import { numberOf } from './windows.ts';

/** EXC-13: what an authority or a court froze moves on its word alone. */
export const notFrozen: FactCheck = {
  ruleId: 'EXC-13',
  reads: ['frozen'],
  judge: ({ facts }) => (facts.frozen ? refuse('payment-frozen') : SILENT),
};

/** DSP-05: an open dispute blocks a refund; one that was decided for the merchant blocks nothing. */
export const noOpenDispute: FactCheck = {
  ruleId: 'DSP-05',
  reads: ['dispute'],
  judge: ({ facts }) => {
    if (facts.dispute === 'open') return refuse('dispute-open');
    return facts.dispute === 'won' ? HELD : SILENT;
  },
};

/** LAW-49: the same money never goes back twice; of theft the holder brings the proofs that the law names. */
export const notChargedBack: FactCheck = {
  ruleId: 'LAW-49',
  reads: ['dispute'],
  judge: ({ facts, question }) => {
    if (facts.dispute === 'charged-back') return refuse('charged-back');
    return question.purpose === 'unauthorised' ? HELD : SILENT;
  },
};

/**
 * DSP-02: a slip request is no dispute yet. It is made within so many days of the payment and answered within so many
 * more, the last day of each counts whole; the record of the refund is kept as a defence.
 */
const slipAskedFor: FactCheck = {
  ruleId: 'DSP-02',
  reads: ['dispute', 'slipAskedAtMs', 'paymentDay'],
  judge: (input) => {
    const { facts, nowMs } = input;
    if (facts.dispute !== 'retrieval') return SILENT;
    const answer: Finding = { held: true, aftercare: ['answer-slip-request', 'keep-refund-record'] };
    if (facts.slipAskedAtMs === null) return answer;
    const askedOn = calendarDayOf(facts.slipAskedAtMs, SHANGHAI);
    const late = (code: string): Finding => ({
      held: true,
      against: true,
      aftercare: [code, 'keep-refund-record'],
    });
    if (askedOn > addDays(facts.paymentDay as CalendarDay, numberOf(input, 'dispute.retrievalDays')))
      return late('slip-request-late');
    const lastDay = addDays(askedOn as CalendarDay, numberOf(input, 'dispute.answerDays'));
    return calendarDayOf(nowMs, SHANGHAI) > lastDay ? late('slip-answer-overdue') : answer;
  },
};

/** DSP-07: what answers a slip request or a dispute. */
const disputePapers: FactCheck = {
  ruleId: 'DSP-07',
  reads: ['dispute'],
  judge: ({ facts }) =>
    facts.dispute === 'retrieval' || facts.dispute === 'open'
      ? { held: true, aftercare: ['dispute-papers'] }
      : SILENT,
};

/** RSK-02: cash or another account in place of the paying one is how money is laundered. */
const theWayItCame: FactCheck = {
  ruleId: 'RSK-02',
  reads: [],
  judge: ({ question }) => {
    if ((question.destination ?? 'original') === 'original') return SILENT;
    return refuse(question.destination === 'cash' ? 'no-cash-back' : 'only-to-the-paying-account');
  },
};

/** PBC-02: only where the paying account is closed may another account of the same person take its place. */
const otherAccountOfTheHolder: FactCheck = {
  ruleId: 'PBC-02',
  reads: ['cardState'],
  judge: ({ facts, question }) => {
    if (question.destination !== 'other-account') return SILENT;
    return facts.cardState === 'closed' ? { held: true } : refuse('only-to-the-paying-account');
  },
};

/** Destinations: PBC-02 speaks about a closed account before RSK-02 refuses everything else. */
const destination: FactCheck = {
  ...theWayItCame,
  reads: ['cardState'],
  judge: (input) =>
    input.question.destination === 'other-account' && input.facts.cardState === 'closed'
      ? SILENT
      : theWayItCame.judge(input),
};

/** EXC-04: of a payment that was taken twice the first stands and the later ones go back whole. */
const duplicateWhole: FactCheck = {
  ruleId: 'EXC-04',
  reads: ['duplicate'],
  judge: (input) => {
    const { facts, question } = input;
    if (facts.duplicate === 'none') return SILENT;
    if (facts.duplicate === 'first')
      return question.purpose === 'duplicate' ? refuse('first-of-duplicates') : SILENT;
    if (isPart(input) && facts.returnedFen + facts.claimedFen === 0n)
      return refuseBut('duplicate-goes-back-whole', input.facts.amountFen);
    return { held: true, aftercare: ['duplicate-first-stands'] };
  },
};

/** EXC-07: money that came after its order was closed goes back whole; the order stays closed. */
const lateForItsOrder: FactCheck = {
  ruleId: 'EXC-07',
  reads: ['orderClosed'],
  judge: (input) => {
    if (!input.facts.orderClosed) return SILENT;
    if (
      input.parameter('order.lateRefundWhole').value === true &&
      isPart(input) &&
      input.facts.returnedFen + input.facts.claimedFen === 0n
    )
      return refuseBut('late-payment-goes-back-whole', input.facts.amountFen);
    return { held: true, aftercare: ['order-stays-closed'] };
  },
};

/** EXC-10 / ISS-08: an instalment purchase goes back whole unless its issuer takes parts. */
const instalmentsWhole: FactCheck = {
  ruleId: 'ISS-08',
  reads: ['instalments'],
  judge: (input) => {
    if (input.facts.instalments <= 1) return SILENT;
    const partial = input.parameter('issuer.instalmentPartialRefund').value === true;
    if (isPart(input) && !partial) return refuseBut('instalments-go-back-whole', input.facts.amountFen);
    return { held: true, aftercare: ['instalment-fee-by-issuer'] };
  },
};

/** EXC-11: of a split payment the frozen share is released, or the shares come back, first. WeChat Pay has WX-09. */
const splitComesBackFirst: FactCheck = {
  ruleId: 'EXC-11',
  reads: ['split'],
  judge: ({ facts }) => {
    if (facts.split === 'none' || facts.channel === 'wechat') return SILENT;
    if (facts.split === 'returned') return HELD;
    return refuse(facts.split === 'frozen' ? 'split-share-frozen' : 'split-share-out');
  },
};

/** For undoing an outcome that somebody lacks: what is frozen, disputed or charged back does not move either. */
export const UNDO_BLOCKS: readonly FactCheck[] = [notFrozen, noOpenDispute, notChargedBack];

/** For every route that gives back known money, after its state and before its windows. */
export const BLOCKS: readonly FactCheck[] = [
  notFrozen,
  noOpenDispute,
  notChargedBack,
  otherAccountOfTheHolder,
  destination,
  duplicateWhole,
  lateForItsOrder,
];

/** What is asked of refunds alone. */
export const REFUND_BLOCKS: readonly FactCheck[] = [
  disputePapers,
  ...BLOCKS,
  instalmentsWhole,
  splitComesBackFirst,
  slipAskedFor,
];
