/** A UnionPay payment by QR code or online gateway: no terminal batch, and eleven months for a refund (UP-06). */
import type { FactRoute } from '../checks/finding.ts';
import { withinTurnover } from '../checks/limits.ts';
import { knownSuccessOrUndone, nothingRefunded, wholeAmount } from '../checks/state.ts';
import { monthsOfClearingDays, sameClearingDay } from '../checks/windows.ts';
import { AT_ONCE, cardArrival, feeNever, feeOfRefund, rangeOf, refundAftercare, termsOf } from '../terms.ts';
import { noClose, planOf, refundWay, wholeWay } from './common.ts';
import { dispute } from './dispute.ts';
import { reversal } from './unionpay-pos.ts';

const voiding: FactRoute = {
  route: 'VOID',
  thenRoute: 'REFUND',
  checks: wholeWay(
    [knownSuccessOrUndone('UP-02'), nothingRefunded('UP-02'), wholeAmount('UP-02', 'void-not-whole')],
    [sameClearingDay],
  ),
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      // By code at once; the gateway the same or the next day (UP-02).
      arrival:
        input.facts.channel === 'unionpay.gateway'
          ? { fromDays: 0, toDays: 1, unit: 'calendar-day', certainty: 'B+', ruleId: 'UP-02' }
          : AT_ONCE('UP-02'),
      fee: feeNever(input.facts),
      aftercare: ['keep-order-number'],
      items: ['order-number'],
    }),
};

const refund: FactRoute = {
  route: 'REFUND',
  thenRoute: 'DISPUTE',
  checks: refundWay('UP-05', [monthsOfClearingDays('UP-06', 'unionpay.online.refundMonths'), withinTurnover]),
  terms: (input) =>
    termsOf(input, {
      arrival: cardArrival(input, () =>
        input.facts.channel === 'unionpay.qr'
          ? rangeOf(input, 'working-day', 'unionpay.qr.arrivalFromDays', 'unionpay.qr.arrivalToDays')
          : rangeOf(
              input,
              'clearing-day',
              'unionpay.refund.arrivalFromDays',
              'unionpay.refund.arrivalToDays',
            ),
      ),
      fee: feeOfRefund(input, input.facts.feeReturn),
      aftercare: refundAftercare(input.facts),
      cleared: true,
      items: ['order-number'],
    }),
};

export const ONLINE_SALE = planOf([reversal, voiding, refund, noClose('UP-04'), dispute]);
