/** What stands around a wallet in other books, in memory. */
import { NO_END_YET } from '#domain/cancellation';
import type { OpenHold, RefundUnderWay } from '#domain/closure';
import type { WalletId } from '#domain/wallet';
import type { WalletSurroundings } from '#engine';
import type { Tables } from './tables.ts';
import { movementsIn } from './wallet-tables.ts';

const STUCK: readonly string[] = ['handed', 'bounced', 'account-named', 'payout-ordered', 'stranded'];

export function surroundings(tables: Tables, id: WalletId): WalletSurroundings {
  const own = movementsIn(tables, id);
  const refunds: RefundUnderWay[] = [];
  const holds: OpenHold[] = [];
  for (const { networkKey, merchant, source, card, state } of own) {
    const paymentId = networkKey === null ? undefined : tables.sentKeys.get(networkKey)?.paymentId;
    const payment = paymentId === undefined ? undefined : tables.payments.get(paymentId)?.payment;
    if (payment === undefined) continue;
    if (
      payment.state === 'approved' &&
      payment.kind === 'preauthorisation' &&
      (state === 'held' || state === 'paid')
    )
      holds.push({ id: payment.id, amountFen: payment.amountFen, merchant, source, expiresAtMs: null });
    for (const each of tables.ofPayment.get(payment.id) ?? []) {
      const back = tables.cancellations.get(each)!;
      // A void that gave the money back may itself still be undone.
      const moved = state === 'paid' || state === 'reversed';
      if (!moved || !(NO_END_YET as readonly string[]).includes(back.state)) continue;
      const stuck = STUCK.includes(back.state) ? 'stuck' : 'under-way';
      refunds.push({
        ...{
          id: back.id,
          amountFen: back.amountFen,
          merchant,
          source,
          masked: card?.masked ?? null,
          state: stuck,
        },
      });
    }
  }
  const payouts = own
    .filter(({ kind, state }) => kind === 'payout' && state === 'paid')
    .map(({ atMs }) => atMs);
  return { refunds, holds, lastPayoutAtMs: payouts.length === 0 ? null : Math.max(...payouts) };
}
