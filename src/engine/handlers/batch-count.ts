/** What counts in a terminal's batch, and in which of its two groups (ACC-07). */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Payment } from '#domain/payment';
import { resolve } from '#domain/policy';
import { type BatchEntry, type CardGroup, countInBatch } from '#domain/terminal';
import { type Context, scopeOf } from './context.ts';

/** By the first digit of the card: what is known of it at the terminal as well. */
export function cardGroupOf(context: Context, payment: Payment): CardGroup {
  const scope = scopeOf(context, payment.terminal.merchantId);
  const day = calendarDayOf(context.nowMs, SHANGHAI);
  const { value } = resolve(context.rules, scope, day).parameter('terminal.foreignBeginnings');
  return String(value).includes(payment.card.masked.charAt(0)) ? 'foreign' : 'domestic';
}

/** A sale of that batch costs more or less than it was counted with; it stays one sale. */
export function addToSale(context: Context, payment: Payment, deltaFen: bigint): void {
  const terminal = context.work.terminal(payment.book, payment.terminal.terminalId);
  if (terminal === undefined || terminal.batchNo !== payment.terminal.batchNo) return;
  const group = cardGroupOf(context, payment);
  const counted = countInBatch(terminal, 'sale', payment.amountFen, 1, group);
  context.work.putTerminal(countInBatch(counted, 'sale', payment.amountFen - deltaFen, -1, group));
}

/** Counts into the batch of that terminal, if it is still open; `sign` −1 takes out again. */
export function count(
  context: Context,
  payment: Payment,
  at: { readonly terminalId: string; readonly batchNo: string },
  entry: BatchEntry,
  amountFen: bigint,
  sign: 1 | -1,
): void {
  const terminal = context.work.terminal(payment.book, at.terminalId);
  if (terminal === undefined || terminal.batchNo !== at.batchNo) return;
  const group = entry === 'host-void' ? 'domestic' : cardGroupOf(context, payment);
  context.work.putTerminal(countInBatch(terminal, entry, amountFen, sign, group));
}
