/** Which handler takes a command about a report of loss, and which rows it needs. */
import type { Handled } from '../commands.ts';
import type { WalletLossCommand } from '../loss-commands.ts';
import type { Context } from './context.ts';
import { handleLossDue, handleLossPaper, handleMoveLoss, handleReportLoss, lossKey } from './wallet-loss.ts';
import type { KeysForWallets, WalletKeyLists } from './wallet-route.ts';

export const isLossCommand = (command: { readonly type: string }): command is WalletLossCommand =>
  command.type.startsWith('wallet-loss-');

export function routeLoss(context: Context, command: WalletLossCommand): Handled {
  switch (command.type) {
    case 'wallet-loss-report':
      return handleReportLoss(context, command);
    case 'wallet-loss-move':
      return handleMoveLoss(context, command);
    case 'wallet-loss-paper':
      return handleLossPaper(context, command);
    case 'wallet-loss-due':
      return handleLossDue(context, command);
  }
}

export function addLossKeys(keys: KeysForWallets, wallet: WalletKeyLists, command: WalletLossCommand): void {
  const { book } = command;
  keys.losses ??= [];
  keys.losses.push(book);
  if (command.type === 'wallet-loss-report') keys.once.push({ book, key: lossKey(command.key) });
  if ('movementIds' in command) for (const id of command.movementIds) wallet.movements.push({ book, id });
}
