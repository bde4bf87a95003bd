/** Orders to the bank's channel: what a commit leaves ordered and not delivered is handed over. */
import type { Cancellation } from '#domain/cancellation';
import type { Command, Reply } from './commands.ts';
import type { PayoutPort, PayoutRequest, Telemetry } from './ports/index.ts';

export interface PayoutOptions {
  /** The bank's channel; without one, orders wait in the books and are listed for a person. */
  readonly payouts?: PayoutPort;
  readonly telemetry: Telemetry;
}

/** The order that a stored refund still owes the channel; `null` for none. */
export function payoutOf(cancellation: Cancellation): PayoutRequest | null {
  if (cancellation.state !== 'payout-ordered' || cancellation.deliveredMs !== null) return null;
  const { book, paymentId, id, amountFen, account, order } = cancellation;
  return {
    orderNo: order.orderNo,
    book,
    paymentId,
    cancellationId: id,
    amountFen,
    bank: account.bank,
    accountCipher: account.number.cipher,
    accountMasked: account.number.masked,
    holder: account.holder,
    orderedMs: order.orderedMs,
  };
}

/** Called after a commit. What fails is due again; the channel knows an order by its number. */
export async function handOver(
  cancellation: Cancellation,
  { payouts, telemetry }: PayoutOptions,
  submit: (command: Command) => Promise<Reply>,
): Promise<void> {
  const order = payoutOf(cancellation);
  if (order === null || payouts === undefined) return;
  const { book, paymentId, cancellationId, orderNo } = order;
  try {
    await payouts.order(order);
    await submit({
      ...{ type: 'act', book, paymentId, cancellationId, act: { type: 'payout-delivered', orderNo } },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    telemetry.trouble({ where: 'payout order', message });
  }
}
