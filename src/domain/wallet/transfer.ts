/**
 * Money between the balance and the holder's own bound card, through the network: a top-up takes it from the card, a
 * payout brings it there. The intent is on disk before anything leaves. After silence nothing is guessed: a top-up is
 * reversed and a payout is asked about, under one key, until the network has said how it ended.
 */

import { hold, transfer } from '../ledger/index.ts';
import { isPayableFen } from '../money/index.ts';
import { kindOf, type Outcome, retryOf } from '../outcome/index.ts';
import type { NetworkKey } from '../payment/index.ts';
import type { HolderMoney } from './money.ts';
import type { Wallet, WalletPayment } from './state.ts';
import type { TransferAsked, TransferCommand, TransferPace, TransferStep } from './transfer-moves.ts';
import { clearedPostings, transferPostings } from './transfer-postings.ts';
import { returned } from './transfer-returned.ts';
import { ended, nothing, told } from './transfer-steps.ts';

/**
 * Answers to a confirmation that say what became of the payout. Every other one speaks of the question itself and
 * proves nothing: it is asked again.
 */
const SAYS_UNPAID: ReadonlySet<Outcome> = new Set([
  'original-not-found',
  'related-transaction-error',
  'amount-not-valid',
  'card-number-not-valid',
  'issuer-unknown',
  'card-restricted',
  'not-permitted-to-cardholder',
]);
/** Where the network never saw the top-up there is nothing to give back. */
const SAYS_UNDONE: ReadonlySet<Outcome> = new Set(['approved', 'original-not-found']);

/** There is nothing to undo on this day: it stands on another one, or was declined. */
const NOT_TO_UNDO = 'related-transaction-not-valid' satisfies Outcome;

const UNDONE = 'wallet-top-up-undone' satisfies Outcome;
export const isTransfer = (movement: Pick<WalletPayment, 'kind'>): boolean =>
  movement.kind === 'top-up' || movement.kind === 'payout';

/** Only a card of the holder's own that is bound, and no credit card: borrowed money is no balance. */
export function refusalOfTransfer(
  wallet: Wallet,
  { kind, bindingId, amountFen }: Pick<TransferAsked, 'kind' | 'bindingId' | 'amountFen'>,
  { freeFen, toFillFen }: Pick<HolderMoney, 'freeFen' | 'toFillFen'>,
): Outcome | null {
  const { state } = wallet.status;
  if (state === 'stopped') return 'wallet-stopped';
  if (state === 'closed') return 'wallet-closed';
  // An account that is being closed is emptied by a payout, and filled by nothing but what is owed.
  if (state === 'closing' && kind === 'top-up' && amountFen > toFillFen)
    return toFillFen === 0n ? 'wallet-closing' : 'wallet-top-up-over-arrears';
  const binding = wallet.bindings.find(({ id }) => id === bindingId);
  if (binding === undefined) return 'wallet-part-not-found';
  if (binding.state !== 'bound') return 'wallet-source-gone';
  if (binding.cardKind !== 'debit') return 'wallet-debit-card-needed';
  if (!isPayableFen(amountFen)) return 'amount-not-valid';
  if (kind === 'payout' && amountFen > freeFen) return 'wallet-balance-short';
  return null;
}

/** The caller looked for a refusal first. */
export function startTransfer(wallet: Wallet, asked: TransferAsked, pace: TransferPace): TransferStep {
  const { id, kind, bindingId, amountFen, network, rrn, networkKey, atMs } = asked;
  const binding = wallet.bindings.find((each) => each.id === bindingId);
  if (binding === undefined) throw new Error(`Cannot start the ${kind} ${id}: its card is not bound`);
  const movement: WalletPayment = {
    ...{
      id,
      book: wallet.book,
      kind,
      state: 'held',
      source: { kind: 'card', bindingId },
      card: binding.card,
    },
    ...{
      serviceIds: [],
      amountFen,
      returnedFen: 0n,
      merchant: null,
      networkKey,
      reason: null,
      authCode: null,
    },
    transfer: { network, rrn, follow: null, clearedOn: null },
    ...{ dueMs: atMs + pace.replyDueMs, atMs, endedAtMs: null, version: 0 },
  };
  return {
    movement,
    events: [{ kind: 'wallet-transfer-sent', body: told(movement) }],
    journals: [hold(transferPostings(movement))],
    send: 'own',
  };
}

function answered(
  movement: WalletPayment,
  { part, outcome, authCode, mti }: Extract<TransferCommand, { type: 'answered' }>,
  atMs: number,
): TransferStep {
  const { state, kind } = movement;
  if (state === 'declined' && kind === 'top-up' && part === 'own' && kindOf(outcome) === 'success')
    return takenAfterDecline(movement, null, atMs);
  if (state !== 'held' && state !== 'unknown') return nothing(movement);
  if (part === 'own') {
    // Silence was told already: of a top-up the reversal decides, whatever comes late. A payout that came is paid.
    if (state === 'unknown' && kind === 'top-up') return nothing(movement);
    switch (kindOf(outcome)) {
      case 'success':
        return ended(movement, 'paid', atMs, { authCode });
      // «The switch got no answer» is no outcome: what follows silence begins now.
      case 'unknown':
        return { ...nothing(movement), movement: { ...movement, dueMs: atMs } };
      default:
        // A bank that may be asked again later may have been given a copy, and carried it out by now: what follows
        // silence follows such a decline too.
        return retryOf(outcome) === 'later'
          ? { ...nothing(movement), movement: { ...movement, dueMs: atMs } }
          : ended(movement, 'declined', atMs, { reason: outcome });
    }
  }
  if (state === 'held') return nothing(movement);
  if (kind === 'top-up') return answeredBack(movement, outcome, mti, atMs);
  if (kindOf(outcome) === 'success') return ended(movement, 'paid', atMs, { authCode });
  return SAYS_UNPAID.has(outcome)
    ? ended(movement, 'declined', atMs, { reason: outcome })
    : nothing(movement);
}

/** What follows is a refund; its name on the line is made when it leaves. */
const refundOf = (network: NetworkKey) => ({
  network,
  attempts: 0,
  isOverdue: false,
  byRefund: true as const,
});

/**
 * A copy of the message was carried out after another one was turned away. The holder was told «declined», and that
 * stays true: what was taken goes back, by a reversal, or by a refund where the file of its day (`clearedOn`) is the
 * first to tell: a day that is over takes no reversals.
 */
function takenAfterDecline(movement: WalletPayment, clearedOn: string | null, atMs: number): TransferStep {
  const { network, rrn } = movement.transfer ?? {};
  if (network === undefined || rrn === undefined) return nothing(movement);
  const follow = clearedOn === null ? null : refundOf(network);
  const transfer = { network, rrn, follow, clearedOn, toldDeclined: true as const };
  const reopened: WalletPayment = {
    ...{ ...movement, transfer, state: 'unknown', reason: null, dueMs: atMs, endedAtMs: null },
  };
  return {
    movement: reopened,
    events: [{ kind: 'wallet-transfer-unknown', body: told(movement) }],
    journals: [hold(transferPostings(movement))],
    send: null,
  };
}

/** What the network says to the reversal of a top-up, or to the refund that takes its place. */
function answeredBack(movement: WalletPayment, outcome: Outcome, mti: string, atMs: number): TransferStep {
  const { transfer } = movement;
  const follow = transfer?.follow ?? null;
  if (transfer === undefined || follow === null) return nothing(movement);
  // A late word on the reversal says nothing of the refund.
  if (mti !== (follow.byRefund === true ? '0230' : '0430')) return nothing(movement);
  const undone = SAYS_UNDONE.has(outcome) || (follow.byRefund === true && outcome === NOT_TO_UNDO);
  if (undone) return ended(movement, 'reversed', atMs, { reason: UNDONE });
  if (outcome !== NOT_TO_UNDO) return nothing(movement);
  const refused = { ...transfer, follow: { ...follow, byRefund: true as const, attempts: 0 } };
  return { ...nothing(movement), movement: { ...movement, transfer: refused, dueMs: atMs } };
}

type Follow = NonNullable<NonNullable<WalletPayment['transfer']>['follow']>;

function due(movement: WalletPayment, fresh: NetworkKey, atMs: number, pace: TransferPace): TransferStep {
  const line = movement.transfer;
  if (line === undefined || (movement.state !== 'held' && movement.state !== 'unknown'))
    return nothing(movement);
  const before: Follow = line.follow ?? { network: fresh, attempts: 0, isOverdue: false };
  const attempts = before.attempts + 1;
  // The refund has a name of its own on the line.
  const network = before.byRefund === true && before.attempts === 0 ? fresh : before.network;
  const isOverdue = attempts > pace.attemptsMax;
  const waitMs = isOverdue
    ? pace.overdueEveryMs
    : Math.min(pace.repeatMaxMs, pace.repeatFirstMs * 2 ** Math.min(attempts - 1, 20));
  const after: WalletPayment = {
    ...movement,
    state: 'unknown',
    dueMs: atMs + waitMs,
    transfer: { ...line, follow: { ...before, network, attempts, isOverdue } },
  };
  const events = [
    ...(movement.state === 'held' ? [{ kind: 'wallet-transfer-unknown', body: told(movement) }] : []),
    ...(isOverdue && !before.isOverdue ? [{ kind: 'wallet-transfer-overdue', body: told(movement) }] : []),
  ];
  return { movement: after, events, journals: [], send: 'follow' };
}

/**
 * The file of a day that is over has it, and no reversal of it: what nobody answered for has happened after all, and
 * nothing of that day can be reversed any more.
 */
function cleared(movement: WalletPayment, clearingDay: string, atMs: number): TransferStep {
  const line = movement.transfer;
  if (line === undefined || line.clearedOn !== null) return nothing(movement);
  if (movement.state === 'declined' && movement.kind === 'top-up')
    return takenAfterDecline(movement, clearingDay, atMs);
  const open = movement.state === 'held' || movement.state === 'unknown';
  if (!open && movement.state !== 'paid') return nothing(movement);
  if (open && line.toldDeclined === true && line.follow?.byRefund !== true) {
    const transfer = { ...line, clearedOn: clearingDay, follow: refundOf(line.network) };
    return { ...nothing(movement), movement: { ...movement, state: 'unknown', transfer, dueMs: atMs } };
  }
  // A refund is on its way, and may have been carried out already: its answer decides, not the file of the top-up.
  const decides = open && line.follow?.byRefund !== true;
  const paid = decides ? ended(movement, 'paid', atMs) : nothing(movement);
  return {
    ...paid,
    movement: { ...paid.movement, transfer: { ...line, clearedOn: clearingDay } },
    journals: [
      ...paid.journals,
      ...(movement.kind === 'payout' ? [transfer([], clearedPostings(movement.amountFen))] : []),
    ],
  };
}

export function stepTransfer(
  movement: WalletPayment,
  command: TransferCommand,
  atMs: number,
  pace: TransferPace,
): TransferStep {
  switch (command.type) {
    case 'answered':
      return answered(movement, command, atMs);
    case 'not-sent':
      return command.part === 'own' && movement.state === 'held'
        ? ended(movement, 'declined', atMs, { reason: 'network-unreachable' })
        : nothing(movement);
    case 'due':
      return due(movement, command.fresh, atMs, pace);
    case 'cleared':
      return cleared(movement, command.clearingDay, atMs);
    case 'returned':
      return returned(movement, command, atMs);
  }
}
