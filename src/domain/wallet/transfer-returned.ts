/** A bank sends back what no account took: a payout, or the refund that undid a top-up. */
import { mirror, transfer } from '../ledger/index.ts';
import type { Outcome } from '../outcome/index.ts';
import { networkKeyText } from '../payment/index.ts';
import { toSuspense } from './movement.ts';
import type { WalletPayment } from './state.ts';
import type { TransferCommand, TransferStep } from './transfer-moves.ts';
import { returnedPostings, transferPostings } from './transfer-postings.ts';
import { ended, nothing, told } from './transfer-steps.ts';

const BOUNCED = 'wallet-payout-returned' satisfies Outcome;

/** The name on the line of the refund that undid a top-up; null where none did. */
export function refundKeyOf({ kind, transfer: line }: WalletPayment): string | null {
  const follow = line?.follow ?? null;
  // Until it was sent the reversal's name stands there.
  if (kind !== 'top-up' || follow?.byRefund !== true || follow.attempts === 0) return null;
  return networkKeyText(follow.network);
}

/**
 * The bank could not post the refund of a top-up: what the card was charged cannot go back there. It is the
 * holder's, and comes onto the balance after all.
 */
function refundReturned(
  movement: WalletPayment,
  { why, closed }: Extract<TransferCommand, { type: 'returned' }>,
  atMs: number,
): TransferStep {
  const { state, amountFen, transfer: line } = movement;
  if (line?.follow?.byRefund !== true || (state !== 'reversed' && state !== 'unknown'))
    return nothing(movement);
  const postings = transferPostings(movement);
  return {
    movement: {
      ...{ ...movement, state: 'paid', reason: null, dueMs: null, endedAtMs: atMs },
      ...(closed ? { suspenseFen: amountFen } : {}),
    },
    events: [{ kind: 'wallet-transfer-bounced', body: { ...told(movement), why } }],
    journals: [transfer(state === 'unknown' ? postings : [], closed ? toSuspense(postings) : postings)],
    send: null,
  };
}

/** The bank of the card could not post it: the money is the holder's again. */
export function returned(
  movement: WalletPayment,
  command: Extract<TransferCommand, { type: 'returned' }>,
  atMs: number,
): TransferStep {
  if (movement.kind === 'top-up') return refundReturned(movement, command, atMs);
  const { why, closed } = command;
  const open = movement.state === 'held' || movement.state === 'unknown';
  if (movement.kind !== 'payout' || (!open && movement.state !== 'paid')) return nothing(movement);
  // What comes back was paid, whether the answer ever came or not.
  const paid = open ? ended(movement, 'paid', atMs) : nothing(movement);
  const { amountFen } = movement;
  const wasCleared = (movement.transfer?.clearedOn ?? null) !== null;
  return {
    movement: {
      ...{ ...paid.movement, state: 'bounced', reason: BOUNCED, dueMs: null, endedAtMs: atMs },
      ...(closed ? { suspenseFen: amountFen } : {}),
    },
    events: [...paid.events, { kind: 'wallet-transfer-bounced', body: { ...told(movement), why } }],
    journals: [
      ...paid.journals,
      ...(wasCleared ? [transfer([], returnedPostings(amountFen))] : []),
      mirror([], closed ? toSuspense(transferPostings(movement)) : transferPostings(movement)),
    ],
    send: null,
  };
}
