/** A step of a wallet's movement, with all that it writes and tells. */
import { type MovementCommand, stepMovement, type Wallet, type WalletPayment } from '#domain/wallet';
import type { Context } from './context.ts';
import { tellOfWallet } from './wallet.ts';
import { moneyInSuspense, moneyOfHolder } from './wallet-books.ts';
import { freeUse, tellsOf, useAgain, writeMovement } from './wallet-pay.ts';

const TOLD: Readonly<Partial<Record<MovementCommand['type'], string>>> = {
  settle: 'wallet-paid',
  reverse: 'wallet-payment-reversed',
  revive: 'wallet-payment-stands-again',
};

/** A void was undone: what it gave back is taken again where it went, out of what is free there. */
export function reviving(
  context: Context,
  { book, status }: Wallet,
): Extract<MovementCommand, { type: 'revive' }> {
  const closed = status.state === 'closed';
  const { freeFen } = closed ? moneyInSuspense(context, book) : moneyOfHolder(context, book);
  return { type: 'revive', atMs: context.nowMs, closed, freeFen };
}

/** Steps a movement and writes what changed; null: it cannot be. */
export function move(
  context: Context,
  wallet: Wallet,
  movement: WalletPayment,
  command: MovementCommand,
): WalletPayment | null {
  const step = stepMovement(movement, command);
  if (step === null || step.movement === movement) return step?.movement ?? null;
  const { type } = command;
  const told = TOLD[type];
  if (told !== undefined) tellOfWallet(context, wallet.book, told, tellsOf(step.movement));
  writeMovement(context, step);
  if (type === 'reverse' || type === 'decline') freeUse(context, movement);
  if (type === 'revive') useAgain(context, movement);
  if (type === 'decline')
    tellOfWallet(context, wallet.book, 'wallet-payment-declined', {
      ...{ ...tellsOf(step.movement), outcome: command.reason, serviceId: null, instead: [] },
    });
  return step.movement;
}
