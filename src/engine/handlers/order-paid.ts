/** The network tells of a payment that was made with the merchant's code. */
import { networkKeyText, startPayment, stepPayment } from '#domain/payment';
import { type Handled, replyWith } from '../commands.ts';
import type { OrderPaid } from '../order-commands.ts';
import { type Context, writePayment } from './context.ts';
import { codePaymentBase, codePaymentKey, ENTRY_MERCHANT_CODE, rememberCodePayment } from './order.ts';

/** A notice carries nothing that could differ between its copies but what its key already says. */
const NOTICE = 'notice';

/**
 * Takes the payment in, whatever the order says: the money was taken. Intent and approval are one commit, because the
 * outcome is known before anything is written; the order then follows, and what does not pay it goes back.
 */
export function handleOrderPaid(context: Context, command: OrderPaid): Handled {
  const { work, nowMs } = context;
  const { merchant, paid } = command;
  const order = work.order(command.orderId);
  if (order === undefined) return { reply: replyWith('order-not-found', nowMs) };
  const before = work.once(order.book, codePaymentKey(networkKeyText(paid.network)));
  if (before !== undefined) return { reply: replyWith('approved', nowMs, { order, repeated: true }) };
  const { network, rrn, amountFen, card, authCode, clearingDay } = paid;
  const entryMode = ENTRY_MERCHANT_CODE;
  const base = codePaymentBase(context, merchant, order, { network, rrn, amountFen, card, entryMode });
  const started = startPayment(base, nowMs);
  rememberCodePayment(context, started.payment, NOTICE);
  writePayment(context, started);
  const approved = stepPayment(started.payment, {
    ...{ type: 'answered', outcome: 'approved', authCode, clearingDay, atMs: nowMs },
  });
  writePayment(context, approved);
  return { reply: replyWith('approved', nowMs, { order, payment: approved.payment }) };
}
