/** Rows of the catalogue about orders that are paid by a code. */
import { type OutcomeRow, row } from './row.ts';

export const ORDER_OUTCOMES = {
  'order-not-found': row('25', 404, 'refused', 'changed', '没有此订单', 'no such order'),
  'order-number-taken': row(
    '94',
    409,
    'refused',
    'changed',
    '商户订单号已用于另一订单',
    'the order number stands for another order already',
  ),
  'order-already-paid': row('22', 409, 'refused', 'no', '订单已支付', 'the order is paid'),
  'order-closed': row('22', 409, 'refused', 'no', '订单已关闭', 'the order is closed'),
  'order-expired': row('22', 409, 'refused', 'changed', '订单已过期', 'the order has expired'),
  'order-payment-in-progress': row(
    '22',
    409,
    'refused',
    'later',
    '订单正在支付，请稍候',
    'somebody is paying the order already',
  ),
  'order-close-in-progress': row('22', 409, 'refused', 'later', '订单正在关闭', 'the order is being closed'),
  'pay-code-not-valid': row(
    '14',
    422,
    'refused',
    'changed',
    '付款码无效，请重新扫码',
    'not a payment code: scan it again',
  ),
  'pay-code-other-channel': row(
    '40',
    422,
    'refused',
    'changed',
    '付款码属于未接通的渠道，请使用云闪付',
    'a payment code of a channel that is not connected: use UnionPay',
  ),
} as const satisfies Record<string, OutcomeRow>;
