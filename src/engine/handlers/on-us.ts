/**
 * What a wallet of this institution answers to the messages of a merchant's payment. From the balance it decides
 * itself; what a bound card pays goes on to the card's bank, whose word ends the movement (on-us-told.ts).
 */
import type { Outcome } from '#domain/outcome';
import type { Wallet, WalletPayment } from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import type { OnUsAnswer, OnUsAskCommand, OnUsMessage } from '../on-us-commands.ts';
import type { OnceRow } from '../ports/index.ts';
import type { Context } from './context.ts';
import { move, reviving } from './on-us-move.ts';
import { codeUsedKey, wantedOf } from './on-us-wanted.ts';
import { tellOfWallet } from './wallet.ts';
import { beginPayment, FOLLOW_MS, tellsOf } from './wallet-pay.ts';

/**
 * `void-passed`: the bank of a card was asked for the void, and no answer was heard so far. `void-undone`: the void was
 * reversed; the same reversal again undoes no later void.
 */
export type OnUsKind = 'payment' | 'void' | 'void-passed' | 'void-undone' | 'refund';
/** Messages of ours are remembered by their key on the network, each kind for itself. */
export const onUsKey = (kind: OnUsKind, networkKey: string): string => `on-us/${kind}/${networkKey}`;

/** Every once key that a message may lead to. */
export function onUsKeys({
  message,
  networkKey,
  originalKey,
  originalKind,
  cardIndex,
}: OnUsMessage): string[] {
  const keys = [codeUsedKey(cardIndex)];
  if (message === 'void' || message === 'refund') keys.push(onUsKey(message, networkKey));
  else keys.push(onUsKey('payment', networkKey));
  if (message === 'void') keys.push(onUsKey('void-passed', networkKey));
  if (originalKey === null) return keys;
  if (originalKind !== 'void') return [...keys, onUsKey('payment', originalKey)];
  const ofVoid = ['void', 'void-passed', 'void-undone'] as const;
  return [...keys, ...ofVoid.map((kind) => onUsKey(kind, originalKey))];
}

const says = (outcome: Outcome, authCode: string | null = null): OnUsAnswer => ({
  ...{ outcome, authCode, forward: null },
});

export function handleOnUs(context: Context, command: OnUsAskCommand): Handled {
  const wallet = context.work.wallets.wallet(command.book);
  if (wallet === undefined) return replied(context, says('card-number-not-valid'));
  switch (command.asked.message) {
    case 'sale':
      return replied(context, sale(context, wallet, command));
    case 'void':
      return replied(context, voided(context, wallet, command.asked));
    case 'refund':
      return replied(context, refunded(context, wallet, command.asked));
    case 'reversal':
      return replied(context, reversed(context, wallet, command.asked));
    default:
      // A wallet holds nothing for a shop, and what a shop tells after the fact has no card to answer it.
      return replied(context, says('function-not-supported'));
  }
}

const replied = ({ nowMs }: Context, onUs: OnUsAnswer): Handled => ({
  reply: { ...replyWith('accepted', nowMs), onUs },
});

/** The movement that a once row names. */
export function movementOf({ work }: Context, row: OnceRow | undefined): WalletPayment | null {
  return row?.subject?.kind === 'wallet-payment' ? (work.wallets.movement(row.subject.id) ?? null) : null;
}

function sale(context: Context, wallet: Wallet, { asked, proof }: OnUsAskCommand): OnUsAnswer {
  const { work, nowMs: atMs } = context;
  const key = onUsKey('payment', asked.networkKey);
  const before = work.once(wallet.book, key);
  if (before !== undefined) return saleAgain(context, before);
  const wanted = wantedOf(context, wallet, asked, proof);
  const { movement } = beginPayment(context, wallet, wanted);
  const subject = { kind: 'wallet-payment', id: movement.id } as const;
  work.putOnce({ book: wallet.book, key, print: null, subject, outcome: null, atMs });
  if (wanted.once && movement.state !== 'declined') {
    const used = codeUsedKey(asked.cardIndex);
    work.putOnce({ book: wallet.book, key: used, print: null, subject, outcome: null, atMs });
  }
  return answerOf(movement);
}

function answerOf(movement: WalletPayment): OnUsAnswer {
  switch (movement.state) {
    case 'paid':
      return says('approved', movement.authCode);
    case 'held':
    case 'unknown':
      return movement.card === null
        ? says('switch-no-answer')
        : { outcome: null, authCode: null, forward: movement.card };
    case 'declined':
      return says((movement.reason as Outcome | null) ?? 'declined-other');
    default:
      return says('reversed-before-arrival');
  }
}

/** The same message again gets the same answer; of one that was overtaken by its reversal nothing comes any more. */
function saleAgain(context: Context, before: OnceRow): OnUsAnswer {
  const movement = movementOf(context, before);
  return movement === null ? says(before.outcome ?? 'reversed-before-arrival') : answerOf(movement);
}

const isClosed = ({ status }: Wallet): boolean => status.state === 'closed';
/** The bank of the card has the word. Should nobody hear it, the movement follows its merchant's payment. */
function toBank({ work, nowMs }: Context, movement: WalletPayment): OnUsAnswer | null {
  if (movement.card === null) return null;
  work.wallets.putMovement({ ...movement, dueMs: nowMs + FOLLOW_MS });
  return { outcome: null, authCode: null, forward: movement.card };
}

function original(context: Context, wallet: Wallet, { originalKey }: OnUsMessage): WalletPayment | null {
  if (originalKey === null) return null;
  return movementOf(context, context.work.once(wallet.book, onUsKey('payment', originalKey)));
}

function voided(context: Context, wallet: Wallet, asked: OnUsMessage): OnUsAnswer {
  const before = context.work.once(wallet.book, onUsKey('void', asked.networkKey));
  const movement = original(context, wallet, asked);
  if (before !== undefined)
    return says(before.outcome ?? 'reversed-before-arrival', movement?.authCode ?? null);
  if (movement === null) return says('original-not-found');
  if (asked.amountFen !== movement.amountFen) return says('original-amount-differs');
  const bank = toBank(context, movement);
  if (bank === null)
    return movement.state === 'paid'
      ? undone(context, wallet, movement, asked)
      : says('related-transaction-error');
  if (context.work.once(wallet.book, onUsKey('void-passed', asked.networkKey)) === undefined)
    remember(context, wallet, 'void-passed', asked.networkKey, movement);
  return bank;
}

/** Takes a void's effect and remembers it under the void's own key. */
export function undone(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  asked: OnUsMessage,
): OnUsAnswer {
  const moved = move(context, wallet, movement, {
    ...{ type: 'reverse', atMs: context.nowMs, closed: isClosed(wallet) },
  });
  if (moved === null) return says('related-transaction-error');
  remember(context, wallet, 'void', asked.networkKey, movement);
  return says('approved', moved.authCode);
}

function refunded(context: Context, wallet: Wallet, asked: OnUsMessage): OnUsAnswer {
  const before = context.work.once(wallet.book, onUsKey('refund', asked.networkKey));
  const movement = original(context, wallet, asked);
  if (before !== undefined) return says(before.outcome ?? 'approved', movement?.authCode ?? null);
  if (movement === null) return says('original-not-found');
  const bank = toBank(context, movement);
  if (bank !== null) return bank;
  if (movement.state !== 'paid') return says('related-transaction-error');
  return givenBack(context, wallet, movement, asked);
}

export function givenBack(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  asked: Pick<OnUsMessage, 'amountFen' | 'networkKey'>,
): OnUsAnswer {
  const { amountFen, networkKey } = asked;
  const moved = move(context, wallet, movement, { type: 'give-back', amountFen, closed: isClosed(wallet) });
  if (moved === null) return says('original-amount-differs');
  remember(context, wallet, 'refund', networkKey, movement);
  const to = moved.card !== null ? 'card' : isClosed(wallet) ? 'suspense' : 'balance';
  tellOfWallet(context, wallet.book, 'wallet-refund-arrived', {
    ...{ ...tellsOf(moved), amountFen, ofFen: moved.amountFen, to },
  });
  return says('approved', moved.authCode);
}

export function remember(
  { work, nowMs: atMs }: Context,
  { book }: Wallet,
  kind: OnUsKind,
  networkKey: string,
  { id }: WalletPayment,
): void {
  const subject = { kind: 'wallet-payment', id } as const;
  work.putOnce({ book, key: onUsKey(kind, networkKey), print: null, subject, outcome: 'approved', atMs });
}

/** A reversal finds what it undoes, or leaves a tombstone so that nothing comes of what it overtook. */
function reversed(context: Context, wallet: Wallet, asked: OnUsMessage): OnUsAnswer {
  const { work, nowMs: atMs } = context;
  const { originalKey, originalKind } = asked;
  if (originalKey === null) return says('original-not-found');
  const kind = originalKind === 'void' ? 'void' : 'payment';
  const key = onUsKey(kind, originalKey);
  const row = work.once(wallet.book, key);
  const movement = movementOf(context, row);
  if (row === undefined) {
    // Its bank may know of a void that nobody heard an answer to.
    const passed = movementOf(context, work.once(wallet.book, onUsKey('void-passed', originalKey)));
    const bank = kind === 'void' && passed !== null ? toBank(context, passed) : null;
    if (bank !== null) return bank;
    const outcome = 'reversed-before-arrival';
    work.putOnce({ book: wallet.book, key, print: null, subject: null, outcome, atMs });
    return says('original-not-found');
  }
  if (movement === null) return says('original-not-found');
  // Nothing was taken: the same as if it had never come.
  if (kind === 'payment' && movement.state === 'declined' && movement.card === null)
    return says('original-not-found');
  if (asked.amountFen !== movement.amountFen) return says('original-amount-differs');
  const bank = toBank(context, movement);
  if (bank !== null) return bank;
  return undoneBack(context, wallet, movement, asked);
}

/** What a reversal does to the movement: the payment is undone, or a void is and the payment stands again. */
export function undoneBack(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  { originalKey, originalKind }: OnUsMessage,
): OnUsAnswer {
  if (originalKind !== 'void' || originalKey === null) {
    const command = { type: 'reverse', atMs: context.nowMs, closed: isClosed(wallet) } as const;
    const moved = move(context, wallet, movement, command);
    return moved === null ? says('related-transaction-error') : says('approved', moved.authCode);
  }
  if (context.work.once(wallet.book, onUsKey('void-undone', originalKey)) !== undefined)
    return says('approved', movement.authCode);
  const moved = move(context, wallet, movement, reviving(context, wallet));
  if (moved === null) return says('related-transaction-error');
  remember(context, wallet, 'void-undone', originalKey, movement);
  return says('approved', moved.authCode);
}
