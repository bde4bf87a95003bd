/** The ends that every way of a top-up or payout shares. */
import { post, release } from '../ledger/index.ts';
import type { WalletPayment } from './state.ts';
import type { TransferStep } from './transfer-moves.ts';
import { transferPostings } from './transfer-postings.ts';

export const told = ({ id, kind, amountFen, card }: WalletPayment) => ({
  ...{ movementId: id, movement: kind, amountFen, card: card?.masked ?? null },
});

export const nothing = (movement: WalletPayment): TransferStep => ({
  movement,
  events: [],
  journals: [],
  send: null,
});

export function ended(
  movement: WalletPayment,
  state: 'paid' | 'declined' | 'reversed',
  atMs: number,
  more: Partial<Pick<WalletPayment, 'reason' | 'authCode'>> = {},
): TransferStep {
  const after: WalletPayment = { ...movement, ...more, state, dueMs: null, endedAtMs: atMs };
  const postings = transferPostings(movement);
  return {
    movement: after,
    events: [
      {
        kind: `wallet-transfer-${state}`,
        body: { ...told(movement), ...(after.reason ? { reason: after.reason } : {}) },
      },
    ],
    journals: [state === 'paid' ? post(postings, postings) : release(postings)],
    send: null,
  };
}
