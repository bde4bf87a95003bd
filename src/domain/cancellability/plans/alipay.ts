/** Alipay: cancelled on the day of the payment, Beijing time, refunded for as long as the contract says. */
import type { Arrival } from '../../answer/index.ts';
import { UNDO_BLOCKS } from '../checks/blocks.ts';
import { type FactCheck, type FactInput, type FactRoute, refuse, when } from '../checks/finding.ts';
import { FROZEN_NOTES } from '../checks/notes.ts';
import {
  knownSuccessOrUndone,
  nothingRefunded,
  notUndoneYet,
  outcomeUnknown,
  wholeAmount,
} from '../checks/state.ts';
import { monthsAfterPayment, numberOf, sameCalendarDay, withinSecondsOf } from '../checks/windows.ts';
import {
  feeByParameter,
  feeNever,
  refundAftercare,
  termsOf,
  undoneCare,
  undoneEffect,
  within,
} from '../terms.ts';
import { FIRST, noClose, planOf, refundWay, wholeWay } from './common.ts';
import { dispute } from './dispute.ts';

/** ALI-02: the unclear result of a barcode payment, within so many hours. */
const cancelHours: FactCheck = {
  ruleId: 'ALI-02',
  reads: ['paidAtMs'],
  judge: (input) => {
    const seconds = numberOf(input, 'alipay.cancelHours') * 3600;
    return withinSecondsOf(input, input.facts.paidAtMs, seconds, 'revoke-window-over');
  },
};

const arrival = (input: FactInput): Arrival =>
  input.facts.source === 'balance'
    ? within(input, 'minute', 'alipay.arrivalBalanceMinutes')
    : within(input, 'hour', 'alipay.arrivalCardHours');

const undo: FactRoute = {
  route: 'REVERSAL',
  thenRoute: 'REFUND',
  checks: [
    ...FIRST,
    notUndoneYet('ALI-02'),
    outcomeUnknown('ALI-02'),
    ...FROZEN_NOTES,
    ...UNDO_BLOCKS,
    wholeAmount('ALI-02', 'reversal-amount-differs'),
    cancelHours,
    // A success is cancelled on its day alone, whatever the one who asks knows of it.
    when(({ facts }) => facts.outcome === 'approved', sameCalendarDay('ALI-02')),
  ],
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: arrival(input),
      fee: feeNever(input.facts, 'ALI-02'),
      aftercare: ['check-statement', ...undoneCare(input.facts)],
      ...undoneEffect(input.facts),
      items: ['order-number'],
    }),
};

/** ALI-02: whether a known success may be cancelled is part of the product that the merchant has. */
const cancelOffered: FactCheck = {
  ruleId: 'ALI-02',
  reads: ['outcome'],
  judge: ({ parameter }) =>
    parameter('alipay.cancelSameDay').value === true ? { held: true } : refuse('no-void-on-channel'),
};

const cancel: FactRoute = {
  route: 'VOID',
  thenRoute: 'REFUND',
  checks: wholeWay(
    [knownSuccessOrUndone('ALI-02'), nothingRefunded('ALI-05'), wholeAmount('ALI-02', 'void-not-whole')],
    [cancelOffered, sameCalendarDay('ALI-02')],
  ),
  terms: (input) =>
    termsOf(input, {
      amountFen: input.facts.amountFen,
      arrival: arrival(input),
      fee: feeByParameter(input, 'alipay.feeReturnOnCancel', 'ALI-02'),
      aftercare: ['keep-order-number'],
      items: ['order-number'],
    }),
};

const refund: FactRoute = {
  route: 'REFUND',
  thenRoute: 'DISPUTE',
  checks: refundWay('ALI-01', [monthsAfterPayment('ALI-01', 'alipay.refundMonths')]),
  terms: (input) =>
    termsOf(input, {
      arrival: arrival(input),
      fee: feeByParameter(input, 'alipay.feeReturnOnRefund', 'ALI-03'),
      aftercare: refundAftercare(input.facts),
      cleared: true,
      items: ['order-number'],
    }),
};

export const ALIPAY_SALE = planOf([undo, cancel, refund, noClose('ALI-02'), dispute]);
