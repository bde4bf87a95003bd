/**
 * Rights that consumer law gives the payer. They close no way: a merchant may always give more. They say whether the
 * merchant has to, until when the payer may ask, and by when the merchant has to pay.
 */

import type { Finding } from '../../answer/index.ts';
import {
  addDays,
  type CalendarDay,
  calendarDayLastSecondMs,
  calendarDayOf,
  SHANGHAI,
} from '../../calendar/index.ts';
import { type FactCheck, type FactInput, SILENT } from './finding.ts';
import { numberOf } from './windows.ts';

/** The last second of the day so many calendar days after the day of an instant. */
const daysAfterMs = (atMs: number, days: number): number =>
  calendarDayLastSecondMs(addDays(calendarDayOf(atMs, SHANGHAI) as CalendarDay, days), SHANGHAI);

/**
 * The second in which the payer used the right: when it was asked for, or at the latest when the goods were back. The
 * way of the goods and a merchant who is slow take nothing from it.
 */
function usedAtMs({ facts, nowMs }: FactInput): number {
  const known = [facts.refundAskedAtMs, facts.goodsReturnedAtMs].filter((atMs) => atMs !== null);
  return Math.floor(Math.min(nowMs, ...known) / 1000) * 1000;
}

const notOwed = (...aftercare: string[]): Finding => ({ held: true, against: true, aftercare });

/** Goods that came back have to be paid within so many days of their arrival at the merchant. */
const merchantDueMs = (input: FactInput): number | null =>
  input.facts.goodsReturnedAtMs === null
    ? null
    : daysAfterMs(input.facts.goodsReturnedAtMs, numberOf(input, 'law.merchantRefundDays'));

/**
 * LAW-44: distance sales go back within seven days of receipt, without a reason, but for named kinds of goods. Of
 * faulty goods LAW-45 speaks, which asks for less and lets the merchant pay the freight.
 */
const noReasonReturn: FactCheck = {
  ruleId: 'LAW-44',
  reads: ['goods', 'goodsClass', 'goodsIntact', 'goodsReceivedAtMs', 'goodsReturnedAtMs', 'refundAskedAtMs'],
  judge: (input) => {
    const { facts } = input;
    if (facts.goods !== 'distance' || facts.goodsDefective) return SILENT;
    if (facts.goodsClass !== 'ordinary' || !facts.goodsIntact) return notOwed('merchant-may-decide');
    const due = merchantDueMs(input);
    if (facts.goodsReceivedAtMs === null)
      return { held: true, entitlement: { ruleId: 'LAW-44', untilMs: null, merchantDueMs: due } };
    const untilMs = daysAfterMs(facts.goodsReceivedAtMs, numberOf(input, 'law.noReasonReturnDays'));
    if (usedAtMs(input) > untilMs) return notOwed('merchant-may-decide');
    return {
      held: true,
      entitlement: { ruleId: 'LAW-44', untilMs, merchantDueMs: due },
      aftercare: ['return-goods-intact', 'freight-on-payer'],
    };
  },
};

/** LAW-45: a defect, seven days of receipt where nothing else is agreed; the merchant pays the way back. */
const defect: FactCheck = {
  ruleId: 'LAW-45',
  reads: ['goodsDefective', 'goodsReceivedAtMs', 'goodsReturnedAtMs', 'refundAskedAtMs'],
  judge: (input) => {
    const { facts } = input;
    if (!facts.goodsDefective) return SILENT;
    const untilMs =
      facts.goodsReceivedAtMs === null
        ? null
        : daysAfterMs(facts.goodsReceivedAtMs, numberOf(input, 'law.defectReturnDays'));
    if (untilMs !== null && usedAtMs(input) > untilMs) return notOwed('defect-by-contract-law');
    return {
      held: true,
      entitlement: { ruleId: 'LAW-45', untilMs, merchantDueMs: merchantDueMs(input) },
      aftercare: ['freight-on-merchant'],
    };
  },
};

/** LAW-46: a prepaid service that is not delivered as agreed is performed or paid back. */
const undelivered: FactCheck = {
  ruleId: 'LAW-46',
  reads: ['goods'],
  judge: ({ facts, question }) => {
    if (facts.goods !== 'prepaid-service' || question.purpose !== 'not-delivered') return SILENT;
    return {
      held: true,
      entitlement: { ruleId: 'LAW-46', untilMs: null, merchantDueMs: null },
      aftercare: ['interest-and-costs'],
    };
  },
};

/**
 * LAW-48: prepaid consumption, seven days from the payment, unless the payer knew the service already. Where it is
 * not delivered LAW-46 speaks, which has no end.
 */
const prepaidCoolingOff: FactCheck = {
  ruleId: 'LAW-48',
  reads: ['goods', 'paidAtMs', 'serviceHadBefore', 'refundAskedAtMs'],
  judge: (input) => {
    const { facts, question } = input;
    if (facts.goods !== 'prepaid-service' || question.purpose === 'not-delivered') return SILENT;
    const untilMs = daysAfterMs(facts.paidAtMs, numberOf(input, 'law.prepaidRefundDays'));
    if (facts.serviceHadBefore || usedAtMs(input) > untilMs) return notOwed('merchant-may-decide');
    return { held: true, entitlement: { ruleId: 'LAW-48', untilMs, merchantDueMs: null } };
  },
};

/** LAW-47: more than fifteen days without handling a return is a deliberate delay. */
const notDragged: FactCheck = {
  ruleId: 'LAW-47',
  reads: ['refundAskedAtMs'],
  judge: (input) => {
    const { refundAskedAtMs } = input.facts;
    if (refundAskedAtMs === null) return SILENT;
    const days = numberOf(input, 'law.delayDays');
    const lateFromMs = daysAfterMs(refundAskedAtMs, days);
    return input.nowMs > lateFromMs + 999 ? notOwed('complain-12315') : { held: true };
  },
};

export const RIGHTS: readonly FactCheck[] = [
  noReasonReturn,
  defect,
  undelivered,
  prepaidCoolingOff,
  notDragged,
];
