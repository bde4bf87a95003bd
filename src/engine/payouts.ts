/** Orders to the bank's channel: what a commit leaves ordered and not delivered is handed over. */
import type { Cancellation } from '#domain/cancellation';
import { isLatePayout, type WalletId, type WalletPayment } from '#domain/wallet';
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
    of: { kind: 'bounced-refund', paymentId, cancellationId: id },
    amountFen,
    bank: account.bank,
    accountCipher: account.number.cipher,
    accountMasked: account.number.masked,
    holder: account.holder,
    orderedMs: order.orderedMs,
  };
}

/** The same of what arrived after a wallet was closed. */
export function latePayoutOf(movement: WalletPayment): PayoutRequest | null {
  if (!isLatePayout(movement)) return null;
  const { id, book, amountFen, late } = movement;
  if (late.state !== 'ordered' || late.deliveredMs !== null) return null;
  const { account, orderNo, orderedMs } = late;
  return {
    ...{ orderNo, book, of: { kind: 'late-refund', movementId: id }, amountFen, orderedMs },
    ...{ bank: account.bank, holder: account.holder },
    ...{ accountCipher: account.number.cipher, accountMasked: account.number.masked },
  };
}

const deliveredOf = ({ of, book, orderNo }: PayoutRequest): Command => {
  const type = 'payout-delivered';
  if (of.kind === 'bounced-refund') {
    const { paymentId, cancellationId } = of;
    return { type: 'act', book, paymentId, cancellationId, act: { type, orderNo } };
  }
  const move = { type: 'delivered', orderNo } as const;
  return { type: 'late-payout-move', book: book as WalletId, movementId: of.movementId, move };
};

/** Called after a commit. What fails is due again; the channel knows an order by its number. */
export async function handOver(
  order: PayoutRequest | null,
  { payouts, telemetry }: PayoutOptions,
  submit: (command: Command) => Promise<Reply>,
): Promise<void> {
  if (order === null || payouts === undefined) return;
  try {
    await payouts.order(order);
    await submit(deliveredOf(order));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    telemetry.trouble({ where: 'payout order', message });
  }
}
