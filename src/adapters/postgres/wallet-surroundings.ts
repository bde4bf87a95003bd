/** What stands around a wallet in other books: for whoever reads, and for the deadline of its closing. */
import type { Cancellation } from '#domain/cancellation';
import type { OpenHold, RefundUnderWay } from '#domain/closure';
import type { Payment } from '#domain/payment';
import type { WalletId, WalletPayment } from '#domain/wallet';
import { fromJson, type WalletSurroundings } from '#engine';
import { cancellationOf, wayBackText } from './rows.ts';

/**
 * Ways back under way of payments that the wallet made, by the key that both sides have of them. A void that gave the
 * money back may itself still be undone.
 */
const REFUNDS = `SELECT m.body::text AS movement, ${wayBackText('c')} AS cancellation FROM wallet_payment m
  JOIN payment p ON p.network_key = m.network_key
  JOIN cancellation c ON c.bucket = p.bucket AND c.payment_id = p.id
  WHERE m.book = $1 AND m.state IN ('paid', 'reversed')
    AND c.state IN ('sending', 'undoing', 'awaiting-file', 'handed', 'bounced', 'account-named',
      'payout-ordered', 'stranded')
  ORDER BY c.id LIMIT 200`;
const HOLDS = `SELECT m.body::text AS movement, p.body::text AS payment FROM wallet_payment m
  JOIN payment p ON p.network_key = m.network_key
  WHERE m.book = $1 AND m.state IN ('held', 'paid') AND p.state = 'approved' AND p.body->>'kind' = 'preauthorisation'
  ORDER BY p.id LIMIT 200`;
const LAST_PAYOUT = `SELECT max(at_ms) AS at_ms FROM wallet_payment WHERE book = $1 AND kind = 'payout'
  AND state = 'paid'`;

const STUCK: readonly Cancellation['state'][] = [
  'handed',
  'bounced',
  'account-named',
  'payout-ordered',
  'stranded',
];

function refundOf(row: { readonly movement: string; readonly cancellation: string }): RefundUnderWay {
  const movement = fromJson<WalletPayment>(row.movement);
  const cancellation = cancellationOf({ body: row.cancellation });
  return {
    id: cancellation.id,
    amountFen: cancellation.amountFen,
    merchant: movement.merchant,
    source: movement.source,
    masked: movement.card?.masked ?? null,
    state: STUCK.includes(cancellation.state) ? 'stuck' : 'under-way',
  };
}

function holdOf(row: { readonly movement: string; readonly payment: string }): OpenHold {
  const movement = fromJson<WalletPayment>(row.movement);
  const payment = fromJson<Payment>(row.payment);
  const expiresAtMs = 'holdUntilMs' in payment ? (payment.holdUntilMs ?? null) : null;
  return {
    ...{ id: payment.id, amountFen: payment.amountFen, merchant: movement.merchant },
    ...{ source: movement.source, expiresAtMs },
  };
}

type Rows = (text: string, values: readonly unknown[]) => Promise<readonly unknown[]>;

export async function surroundings(rows: Rows, id: WalletId): Promise<WalletSurroundings> {
  const [refunds, holds, payouts] = await Promise.all(
    [REFUNDS, HOLDS, LAST_PAYOUT].map((text) => rows(text, [id])),
  );
  const lastMs = (payouts as { at_ms: string | null }[])[0]?.at_ms ?? null;
  return {
    refunds: (refunds as Parameters<typeof refundOf>[0][]).map(refundOf),
    holds: (holds as Parameters<typeof holdOf>[0][]).map(holdOf),
    lastPayoutAtMs: lastMs === null ? null : Number(lastMs),
  };
}
