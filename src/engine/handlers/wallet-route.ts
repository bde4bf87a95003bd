/** Which handler takes a command about a wallet, and which rows it needs. */
import { isTransfer, type WalletPayment } from '#domain/wallet';
import type { ClosureCommandOfEngine } from '../closure-commands.ts';
import type { Handled, Reply } from '../commands.ts';
import type { LatePayoutCommand } from '../late-payout-commands.ts';
import type { WalletLossCommand } from '../loss-commands.ts';
import type { ClosureKey, LoadKeys, WalletKeys } from '../ports/index.ts';
import type { WalletCommand } from '../wallet-commands.ts';
import { addClosureKeys, routeClosure } from './closure-route.ts';
import type { Context } from './context.ts';
import { addLateKeys, isLateCommand, routeLatePayout } from './late-payout.ts';
import { handleOnUs, onUsKey, onUsKeys } from './on-us.ts';
import { handleOnUsFollow, handleOnUsTold } from './on-us-told.ts';
import { handleWalletAct, handleWalletCode, handleWalletDue, walletActKey } from './wallet.ts';
import { handleCardAsked } from './wallet-binding.ts';
import { addLossKeys, isLossCommand, routeLoss } from './wallet-loss-route.ts';
import {
  handleTransfer,
  handleTransferAnswered,
  handleTransferCleared,
  handleTransferNotSent,
  replyOfTransfer,
  transferKey,
} from './wallet-transfer.ts';

type List<T> = T extends readonly (infer E)[] ? E[] : never;
export type WalletKeyLists = { -readonly [K in keyof WalletKeys]: List<WalletKeys[K]> };
export interface KeysForWallets {
  readonly once: List<LoadKeys['once']>;
  wallet?: WalletKeyLists;
  losses?: List<NonNullable<LoadKeys['losses']>>;
  closures?: ClosureKey[];
}

type Any = WalletCommand | WalletLossCommand | LatePayoutCommand | ClosureCommandOfEngine;

/** What whoever waits for a movement is told; null while it has no end, or nobody waits for one of its kind. */
export const replyOfMovement = (movement: WalletPayment, nowMs: number): Reply | null =>
  isTransfer(movement) ? replyOfTransfer(movement, nowMs) : null;

export function routeWallet(context: Context, command: Any): Handled {
  if (isLossCommand(command)) return routeLoss(context, command);
  if (isLateCommand(command)) return routeLatePayout(context, command);
  switch (command.type) {
    case 'wallet-act':
      return handleWalletAct(context, command);
    case 'wallet-code':
      return handleWalletCode(context, command);
    case 'wallet-due':
      return handleWalletDue(context, command);
    case 'wallet-card-asked':
      return handleCardAsked(context, command);
    case 'wallet-transfer':
      return handleTransfer(context, command);
    case 'wallet-transfer-answered':
      return handleTransferAnswered(context, command);
    case 'wallet-transfer-not-sent':
      return handleTransferNotSent(context, command);
    case 'wallet-transfer-cleared':
      return handleTransferCleared(context, command);
    case 'on-us':
      return handleOnUs(context, command);
    case 'on-us-told':
      return handleOnUsTold(context, command);
    case 'on-us-follow':
      return handleOnUsFollow(context, command);
    default:
      return routeClosure(context, command);
  }
}

export function addWalletKeys(keys: KeysForWallets, command: Any): void {
  const { book } = command;
  keys.wallet ??= { books: [], movements: [], tokens: [] };
  const { wallet } = keys;
  wallet.books.push(book);
  // What ends by an act, or by a report of loss, needs no closing any more.
  const mayEnd = command.type === 'wallet-act' || command.type === 'wallet-due' || isLossCommand(command);
  if (mayEnd) keys.closures = [...(keys.closures ?? []), { book, id: null }];
  if (isLossCommand(command)) {
    addLossKeys(keys, wallet, command);
    return;
  }
  if (isLateCommand(command)) {
    addLateKeys(keys, wallet, command);
    return;
  }
  switch (command.type) {
    case 'wallet-act':
      keys.once.push({ book, key: walletActKey(command.key) });
      if (command.act.kind === 'add-device-card') wallet.tokens.push(command.act.token.index);
      if (command.act.kind === 'sign-deduction' && command.act.agreement !== undefined)
        wallet.tokens.push(command.act.agreement.index);
      return;
    case 'wallet-code':
      wallet.tokens.push(command.code.index);
      return;
    case 'on-us':
    case 'on-us-told':
      for (const key of onUsKeys(command.asked)) keys.once.push({ book, key });
      wallet.tokens.push(command.asked.cardIndex);
      return;
    case 'on-us-follow':
      wallet.movements.push({ book, id: command.movementId });
      for (const { networkKey } of command.refunds ?? [])
        keys.once.push({ book, key: onUsKey('refund', networkKey) });
      return;
    case 'wallet-due':
      if (command.movementId !== null) wallet.movements.push({ book, id: command.movementId });
      else keys.losses = [...(keys.losses ?? []), book];
      return;
    case 'wallet-card-asked':
      return;
    case 'wallet-transfer':
      keys.once.push({ book, key: transferKey(command.key) });
      return;
    case 'wallet-transfer-answered':
    case 'wallet-transfer-not-sent':
    case 'wallet-transfer-cleared':
      wallet.movements.push({ book, id: command.movementId });
      return;
    default:
      addClosureKeys(keys, command);
  }
}
