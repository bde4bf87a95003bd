/** The word of a bound card's bank ends the movement; without one the merchant's payment tells how it stands. */
import { isSuccess, kindOf } from '#domain/outcome';
import type { Wallet, WalletPayment } from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import type { OnUsFollowCommand, OnUsToldCommand } from '../on-us-commands.ts';
import type { Context } from './context.ts';
import { givenBack, movementOf, onUsKey, remember, undone, undoneBack } from './on-us.ts';
import { move, reviving } from './on-us-move.ts';
import { FOLLOW_MS } from './wallet-pay.ts';

export function handleOnUsTold(context: Context, command: OnUsToldCommand): Handled {
  const { work, nowMs } = context;
  const { asked, book, outcome } = command;
  const wallet = work.wallets.wallet(book);
  const row = work.once(book, onUsKey('payment', paymentKeyOf(command)));
  const named = movementOf(context, row);
  const movement = named ?? ofVoid(context, command);
  if (wallet === undefined || movement === null) return { reply: replyWith('wallet-not-found', nowMs) };
  if (asked.message === 'sale') toldOfSale(context, wallet, movement, command);
  else if (isSuccess(outcome)) toldOfBack(context, wallet, movement, command);
  return { reply: { ...replyWith('accepted', nowMs), movement } };
}

const paymentKeyOf = ({ asked }: OnUsToldCommand): string =>
  asked.message === 'sale' ? asked.networkKey : (asked.originalKey ?? '');

/** The reversal of a void names the void; the void leads to its payment. */
function ofVoid(context: Context, { asked, book }: OnUsToldCommand): WalletPayment | null {
  if (asked.originalKind !== 'void' || asked.originalKey === null) return null;
  return movementOf(context, context.work.once(book, onUsKey('void-passed', asked.originalKey)));
}

function toldOfSale(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  { outcome, authCode }: OnUsToldCommand,
): void {
  const { nowMs: atMs } = context;
  if (outcome === 'approved') move(context, wallet, movement, { type: 'settle', authCode, atMs });
  // A part of the amount pays nothing: whoever asked reverses it.
  else if (isSuccess(outcome) || kindOf(outcome) === 'unknown')
    move(context, wallet, movement, { type: 'lose' });
  else move(context, wallet, movement, { type: 'decline', reason: outcome, atMs });
}

function toldOfBack(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  command: OnUsToldCommand,
): void {
  const { asked, book } = command;
  const { message, networkKey, originalKind } = asked;
  const known = (kind: 'void' | 'refund'): boolean =>
    context.work.once(book, onUsKey(kind, networkKey)) !== undefined;
  if (message === 'void' && !known('void')) undone(context, wallet, movement, asked);
  if (message === 'refund' && !known('refund')) givenBack(context, wallet, movement, asked);
  if (message !== 'reversal') return;
  const { originalKey } = asked;
  const ofVoid = originalKind === 'void' && originalKey !== null;
  undoneBack(context, wallet, movement, asked);
  // The void's own answer may come after that of its reversal: it says nothing any more.
  if (ofVoid && context.work.once(book, onUsKey('void', originalKey)) === undefined)
    remember(context, wallet, 'void', originalKey, movement);
}

/**
 * What a bank was asked and nobody heard an answer to may have ended by the clearing file or by persons: the movement
 * follows the merchant's payment until no way back of it is open.
 */
export function handleOnUsFollow(context: Context, command: OnUsFollowCommand): Handled {
  const { work, nowMs: atMs } = context;
  const { standing, refunds = [], moving = false } = command;
  const wallet = work.wallets.wallet(command.book);
  const movement = work.wallets.movement(command.movementId);
  if (wallet === undefined || movement === undefined) return { reply: replyWith('wallet-not-found', atMs) };
  if (standing === 'open') {
    const state = movement.state === 'held' ? 'unknown' : movement.state;
    work.wallets.putMovement({ ...movement, state, dueMs: atMs + FOLLOW_MS });
    return { reply: replyWith('accepted', atMs) };
  }
  // A void that its bank confirmed is still being reversed, or waits for the file: which of the two is open.
  const waits = moving && standing === 'paid' && movement.state === 'reversed';
  const stands = waits ? movement : followed(context, wallet, movement, standing);
  if (standing === 'paid') for (const refund of refunds) followRefund(context, wallet, stands.id, refund);
  const now = work.wallets.movement(stands.id) ?? stands;
  const dueMs = moving ? atMs + FOLLOW_MS : null;
  if (now.dueMs !== dueMs) work.wallets.putMovement({ ...now, dueMs });
  return { reply: replyWith('accepted', atMs) };
}

function followed(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  standing: 'paid' | 'declined' | 'reversed',
): WalletPayment {
  const { nowMs: atMs } = context;
  const closed = wallet.status.state === 'closed';
  const { authCode, state } = movement;
  if (standing === 'reversed')
    return move(context, wallet, movement, { type: 'reverse', atMs, closed }) ?? movement;
  if (standing === 'declined')
    return move(context, wallet, movement, { type: 'decline', reason: 'declined-other', atMs }) ?? movement;
  // A void that the file does not hold was none: the payment stands again.
  const command =
    state === 'reversed' ? reviving(context, wallet) : ({ type: 'settle', authCode, atMs } as const);
  return move(context, wallet, movement, command) ?? movement;
}

function followRefund(
  context: Context,
  wallet: Wallet,
  id: WalletPayment['id'],
  refund: { readonly networkKey: string; readonly amountFen: bigint },
): void {
  const { wallets } = context.work;
  const movement = wallets.movement(id);
  const known = context.work.once(wallet.book, onUsKey('refund', refund.networkKey)) !== undefined;
  if (movement !== undefined && !known) givenBack(context, wallet, movement, refund);
}
