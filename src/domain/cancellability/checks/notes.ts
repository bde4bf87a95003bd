/** Rules that close nothing: what a person still has to do, and what speaks for or against whom. */

import type { Finding } from '../../answer/index.ts';
import { addMonths, type CalendarDay, calendarDayOf, SHANGHAI } from '../../calendar/index.ts';
import type { Facts } from '../facts.ts';
import { issuerSpeaksOfIt } from '../terms.ts';
import { type FactCheck, type FactInput, HELD, isPart, SILENT } from './finding.ts';
import { numberOf } from './windows.ts';

const note = (
  ruleId: string,
  reads: FactCheck['reads'],
  judge: (facts: Facts, input: FactInput) => Finding,
): FactCheck => ({ ruleId, reads, judge: (input) => judge(input.facts, input) });

const does = (...aftercare: string[]): Finding => ({ held: true, aftercare });

/** EXC-09, ISS-01, ISS-02: a refund is no repayment of a bill that was issued; before that it lowers the bill. */
const creditCard: readonly FactCheck[] = [
  note('EXC-09', ['cardType'], (facts) => (facts.cardType === 'credit' ? HELD : SILENT)),
  note('ISS-01', ['cardType', 'billIssued'], (facts) =>
    facts.cardType === 'credit' && facts.billIssued ? does('pay-issued-bill') : SILENT,
  ),
  note('ISS-02', ['cardType', 'billIssued'], (facts) =>
    facts.cardType === 'credit' && !facts.billIssued ? does('lowers-next-bill') : SILENT,
  ),
];

/** ISS-05: bought abroad with a UnionPay card: the refund is converted anew. */
const refundRate = note('ISS-05', ['crossBorder', 'scheme'], (facts, { parameter }) =>
  facts.crossBorder && facts.scheme === 'unionpay' && facts.channel !== 'alipay'
    ? does(parameter('crossBorder.refundRate').value === 'ORIGINAL' ? 'original-rate' : 'rate-of-refund-day')
    : SILENT,
);

/** FEE-10: what was paid for having the money at once stays paid. */
const payoutFee = note('FEE-10', ['d0PaidOutAtMs'], (facts, { parameter }) => {
  if (facts.d0PaidOutAtMs === null) return SILENT;
  return parameter('fee.d0PayoutReturned').value === true ? HELD : does('payout-fee-stays');
});

/** EXC-08: a discount goes back to whoever paid it. */
const discountShares = note('EXC-08', ['discounts'], (facts) =>
  facts.discounts.length > 0 && facts.channel !== 'wechat' ? does('coupon-by-its-own-rule') : SILENT,
);

/** LAW-41: whoever took a wrong amount finds out why and puts it right. */
const wrongAmount = note('LAW-41', [], (_facts, { question }) =>
  question.purpose === 'wrong-amount' ? HELD : SILENT,
);

/** PBC-41: theft of small payments without PIN is covered where it is reported within so many hours. */
const noPinCover = note('PBC-41', ['noPin', 'paidAtMs'], (facts, input) => {
  if (!facts.noPin || input.question.purpose !== 'unauthorised') return SILENT;
  const hours = numberOf(input, 'dispute.noPinCoverHours');
  const sinceMs = Math.floor(input.nowMs / 1000) * 1000 - Math.floor(facts.paidAtMs / 1000) * 1000;
  return sinceMs <= hours * 3_600_000
    ? does('report-loss-now', 'no-pin-cover')
    : { held: true, against: true, aftercare: ['no-pin-cover-late'] };
});

/** PBC-40: without PIN and signature only up to a sum. */
const noPinSum = note('PBC-40', ['noPin', 'amountFen'], (facts, input) => {
  if (!facts.noPin) return SILENT;
  return facts.amountFen <= BigInt(numberOf(input, 'order.noPinMaxFen'))
    ? HELD
    : { held: true, against: true, aftercare: ['above-no-pin-limit'] };
});

/** FEE-12: the payer pays nothing for a refund. */
const freeForThePayer = note('FEE-12', [], (_facts, input) => {
  if (input.question.asker !== 'payer') return SILENT;
  return numberOf(input, 'fee.payerRefundFen') === 0 ? HELD : { held: true, against: true };
});

/** EXC-10: an instalment purchase goes back whole; an issuer that takes parts goes beyond the rule. */
const instalmentRefund = note('EXC-10', ['instalments'], (facts, input) => {
  if (facts.instalments <= 1) return SILENT;
  return isPart(input) ? { held: true, against: true } : HELD;
});

/** WAL-05: a refund to a device card that was removed reaches the card behind it. */
const removedToken = note('WAL-05', ['cardState'], (facts) =>
  facts.cardState === 'token-removed' ? does('token-same-account') : SILENT,
);

const heldUp = ({ facts, parameter }: FactInput): boolean =>
  facts.suspicious && parameter('risk.reviewSuspicious').value === true;

/** LAW-23, RSK-06: whoever is held up is answered within fifteen days, with the reason and the papers. */
export const HELD_UP: readonly FactCheck[] = [
  note('RSK-06', ['suspicious'], (_facts, input) =>
    heldUp(input) ? does('told-why-and-what-helps') : SILENT,
  ),
  note('LAW-23', ['suspicious'], (_facts, input) =>
    heldUp(input) ? does('review-answer-in-15-days') : SILENT,
  ),
];

/** ISS-03: an issuer whose own figures are known; its file of rules names where each comes from. */
const issuersFigures = note('ISS-03', ['channel', 'cardType', 'crossBorder'], (facts, input) => {
  if (facts.crossBorder || !facts.channel.startsWith('unionpay') || !issuerSpeaksOfIt(input)) return SILENT;
  return input.parameter('issuer.refundArrivalToDays').source.startsWith('ISS-03:') ? HELD : SILENT;
});

/** WX-10: platforms take refunds of old orders more slowly. */
const oldOrder = note('WX-10', ['paymentDay'], (facts, { nowMs }) =>
  facts.channel === 'wechat' && calendarDayOf(nowMs, SHANGHAI) > addMonths(facts.paymentDay as CalendarDay, 1)
    ? does('slower-after-a-month')
    : SILENT,
);

/** WX-04: the payer gets what the payer paid. */
const wechatCoupon = note('WX-04', ['discounts'], (facts) =>
  facts.discounts.length > 0 && facts.channel === 'wechat' ? does('coupon-by-its-own-rule') : SILENT,
);

/** WX-06: an account that is closed: another debit card of the user at a listed bank. */
const wechatOtherCard = note('WX-06', ['cardState'], (facts) =>
  facts.channel === 'wechat' && facts.cardState === 'closed' ? does('listed-bank-debit-card') : SILENT,
);

/** ALI-04: which rate a refund across the border takes depends on the product. */
const alipayRate = note('ALI-04', ['crossBorder', 'autoDebit'], (facts, { parameter }) => {
  if (facts.channel !== 'alipay' || !facts.crossBorder) return SILENT;
  return parameter(facts.autoDebit ? 'alipay.rateAutoDebit' : 'alipay.rateBarcode').value === 'ORIGINAL'
    ? does('original-rate')
    : does('rate-of-day-after');
});

/** UP-15: a completion of an earlier clearing day goes back as a refund. */
const completionLater = note('UP-15', ['kind', 'clearingDay', 'clearingDayNow'], (facts) =>
  facts.kind === 'completion' && facts.clearingDay < facts.clearingDayNow ? HELD : SILENT,
);

/** UP-12: a completion beyond the allowed ratio of its pre-authorisation took too much. */
const completionRatio = note('UP-12', ['amountFen', 'preauthFen'], (facts, input) => {
  if (facts.kind !== 'completion' || facts.preauthFen === null) return SILENT;
  const most = (facts.preauthFen * BigInt(numberOf(input, 'preauth.maxRatioPermille'))) / 1000n;
  return facts.amountFen <= most ? HELD : { held: true, against: true, aftercare: ['excess-must-go-back'] };
});

/** LAW-10 and LAW-51: frozen money moves on an authority's word; the person is told why and may object. */
export const FROZEN_NOTES: readonly FactCheck[] = [
  note('LAW-10', ['frozen'], (facts) => (facts.frozen ? { held: true, against: true } : SILENT)),
  note('LAW-51', ['frozen'], (facts) => (facts.frozen ? HELD : SILENT)),
];

/** UP-09: an unknown outcome is asked for at growing intervals; what stays unknown the clearing file decides. */
export const PURSUED = note('UP-09', ['outcome', 'channel'], (facts) =>
  facts.outcome === 'unknown' && !['wechat', 'alipay', 'personal-code'].includes(facts.channel)
    ? HELD
    : SILENT,
);

/** EXC-02: a reversal that fails is repeated within its clearing day; then comes the error file, by hand at last. */
export const FAILED_REVERSAL = note('EXC-02', ['outcome', 'wholeUnderWay', 'clearingDay'], (facts) =>
  facts.outcome === 'unknown' &&
  (facts.wholeUnderWay === 'REVERSAL' || facts.clearingDay < facts.clearingDayNow)
    ? does('repeated-until-acknowledged')
    : SILENT,
);

/** LAW-50: money to a chosen payee by a «refund» without a sale is a crime pattern. */
export const REFUND_WITHOUT_SALE = note('LAW-50', ['outcome'], (facts) =>
  facts.outcome === 'not-found' ? { held: true, against: true } : SILENT,
);

export const REFUND_NOTES: readonly FactCheck[] = [
  ...creditCard,
  refundRate,
  payoutFee,
  discountShares,
  wrongAmount,
  noPinSum,
  noPinCover,
  freeForThePayer,
  instalmentRefund,
  removedToken,
  ...HELD_UP,
  issuersFigures,
  oldOrder,
  wechatCoupon,
  wechatOtherCard,
  alipayRate,
  completionLater,
  completionRatio,
];
