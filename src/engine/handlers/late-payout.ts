/** Money that came after a wallet was closed, in the lane of its book: named, approved, ordered, paid, sent back. */
import { repeatAfterMs } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import {
  isLatePayout,
  type LateCommand,
  type LatePace,
  type LateStep,
  nameLateAccount,
  refusalOfLate,
  stepLate,
  type WalletPayment,
} from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import type { LatePayoutCommand, MoveLatePayout, NameLateAccount } from '../late-payout-commands.ts';
import type { Context } from './context.ts';
import { tellOfWallet } from './wallet.ts';
import { bookMovement, moneyInSuspense } from './wallet-books.ts';
import type { KeysForWallets, WalletKeyLists } from './wallet-route.ts';

const latePayoutKey = (key: string): string => `late-payout/${key}`;

export const isLateCommand = (command: { readonly type: string }): command is LatePayoutCommand =>
  command.type.startsWith('late-payout-');

export const routeLatePayout = (context: Context, command: LatePayoutCommand): Handled =>
  command.type === 'late-payout-name' ? handleName(context, command) : handleMove(context, command);

export function addLateKeys(keys: KeysForWallets, wallet: WalletKeyLists, command: LatePayoutCommand): void {
  const { book } = command;
  if (command.type === 'late-payout-name') keys.once.push({ book, key: latePayoutKey(command.key) });
  else wallet.movements.push({ book, id: command.movementId });
}

const paceOf = ({ pace }: Context): LatePace => ({
  ...{ accountCheckMs: pace.accountCheckMs, payoutAnswerMs: pace.payoutAnswerMs },
  ...{ attemptsMax: pace.attemptsMax, againMs: (attempt) => repeatAfterMs(attempt, pace) },
});

/** What waits and is reserved for nothing yet. */
const freeFen = (context: Context, book: string): Fen => moneyInSuspense(context, book).freeFen;

function write(context: Context, { movement, events, journals }: LateStep): void {
  for (const { kind, body } of events) tellOfWallet(context, movement.book, kind, body);
  bookMovement(context, movement, journals);
}

function handleName(context: Context, command: NameLateAccount): Handled {
  const { work, nowMs: atMs } = context;
  const { book, account, by: namedBy, check, print } = command;
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return { reply: replyWith('wallet-not-found', atMs) };
  const key = latePayoutKey(command.key);
  const before = work.once(book, key);
  if (before?.subject?.kind === 'wallet-payment') {
    if (before.print !== print) return { reply: replyWith('duplicate-other-content', atMs) };
    const movement = work.wallets.movement(before.subject.id) ?? null;
    return { reply: replyWith('accepted', atMs, { movement, repeated: true }) };
  }
  if (wallet.status.state !== 'closed') return { reply: replyWith('not-in-this-state', atMs) };
  const amountFen = freeFen(context, book);
  if (amountFen <= 0n) return { reply: replyWith('wallet-nothing-waits', atMs) };
  const id = context.ids.movement(book, atMs);
  const step = nameLateAccount({ id, book, amountFen, atMs, account, namedBy, check }, paceOf(context));
  work.putOnce({ book, key, print, subject: { kind: 'wallet-payment', id }, outcome: null, atMs });
  write(context, step);
  return { reply: replyWith('accepted', atMs, { movement: step.movement }) };
}

function handleMove(context: Context, { book, movementId, move }: MoveLatePayout): Handled {
  const movement = context.work.wallets.movement(movementId);
  if (movement?.book !== book || !isLatePayout(movement))
    return { reply: replyWith('not-found', context.nowMs) };
  const refusal = refusalOfLate(movement, move, freeFen(context, book));
  if (refusal !== null) return { reply: replyWith(refusal, context.nowMs, { movement }) };
  return step(context, movement, move);
}

export const handleLateDue = (context: Context, movement: WalletPayment): Handled =>
  step(context, movement, { type: 'due' });

function step(context: Context, movement: WalletPayment, command: LateCommand): Handled {
  const { nowMs } = context;
  if (!isLatePayout(movement)) return { reply: replyWith('not-found', nowMs) };
  const moved = stepLate(movement, command, nowMs, paceOf(context));
  if (moved.movement !== movement) write(context, moved);
  return { reply: replyWith('accepted', nowMs, { movement: moved.movement }) };
}
