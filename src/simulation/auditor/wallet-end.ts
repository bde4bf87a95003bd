/** The laws of a wallet whose holder's journey is over. */
import { isNothingPending } from './books.ts';
import { type Charge, paidFen } from './issuers.ts';
import type { AuditMemory } from './memory.ts';
import { isUnheard } from './records.ts';
import {
  type AuditedMovement,
  type AuditedWallet,
  inWallet,
  isOpenMovement,
  isWithPerson,
  owedFen,
} from './wallet-records.ts';

const CLOSED_REASONS: ReadonlySet<string> = new Set([
  ...['wallet-stopped', 'wallet-closing', 'wallet-closed'],
  ...['wallet-service-off', 'wallet-source-gone', 'wallet-device-card-off'],
]);

/** @throws Violation */
export function checkWalletEnd(memory: AuditMemory, wallet: AuditedWallet): void {
  const { row, movements, pendingFen } = wallet;
  if (row?.status.state === 'closing')
    throw inWallet(wallet, 'closing-ends', 'its journey is over and it is still being closed');
  for (const movement of movements) checkMovementEnd(memory, movement);
  for (const [account, fen] of pendingFen)
    if (fen !== 0n) throw inWallet(wallet, 'nothing-pending', `${fen} fen are still reserved on ${account}`);
  count(memory, wallet);
}

/** What a card was charged for a top-up and does not have again: a refund that came back is the holder's here. */
const keptFen = (charge: Charge | undefined): bigint => paidFen(charge) + (charge?.returnedFen ?? 0n);

/** The holder's side and the merchant's side of a payment say the same. */
function checkMovementEnd(memory: AuditMemory, movement: AuditedMovement): void {
  const { wallet, id, kind, state, wireKey, payment } = movement;
  if (isWithPerson(movement)) return;
  if (isOpenMovement(movement)) throw inWallet(wallet, 'unknown-ends', `${kind} ${id} is still ${state}`);
  if (!isNothingPending(movement.books))
    throw inWallet(wallet, 'nothing-pending', `amounts of ${kind} ${id} are still reserved`);
  if (kind === 'top-up' || kind === 'payout') {
    const fen = state === 'paid' ? movement.amountFen : 0n;
    const { truth } = memory;
    const bankFen =
      kind === 'payout' ? truth.paidOutFen(wireKey ?? '') : keptFen(truth.charge(wireKey ?? ''));
    if (fen !== bankFen && state !== 'bounced')
      throw inWallet(wallet, 'parties-agree', `${kind} ${id} is ${state}, its bank moved ${bankFen} fen`);
    return;
  }
  if (payment === null || isUnheard(payment)) return;
  const hereFen = state === 'paid' ? movement.amountFen - movement.returnedFen : 0n;
  const thereFen = payment.state === 'approved' ? payment.amountFen - payment.returnedFen : 0n;
  const chargedFen = paidFen(memory.truth.charge(payment.wireKey));
  if (hereFen !== thereFen || (!movement.fromBalance && hereFen !== chargedFen))
    throw inWallet(
      wallet,
      'parties-agree',
      `${kind} ${id} is ${state} with ${hereFen} fen, its merchant has ${thereFen}, ` +
        `and its card was charged ${chargedFen}`,
    );
}

function count({ figures }: AuditMemory, { movements }: AuditedWallet): void {
  figures.wallets += 1;
  for (const { state, returnedFen, reason } of movements) {
    if (state === 'paid' || state === 'reversed') figures.walletPayments += 1;
    if (state === 'reversed' || returnedFen > 0n) figures.walletReturns += 1;
    if (state === 'declined' && CLOSED_REASONS.has(reason ?? '')) figures.closedDeclines += 1;
  }
}

export function walletText(wallet: AuditedWallet): string {
  const moved = wallet.movements.map(({ kind, state }) => `${kind} ${state}`).join(' ');
  return `wallet ${wallet.row?.status.state ?? 'not there'} ${moved} ${owedFen(wallet)}`;
}
