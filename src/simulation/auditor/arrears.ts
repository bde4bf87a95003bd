/**
 * What a holder owes. A book falls below nothing by one cause alone: a payment whose void was undone stands again after
 * what the void gave back had left. Whatever else takes a fen that is not there is a fault, and so is a holder untold.
 */
import type { WalletPayment } from '#domain/wallet';
import type { ChangeSet } from '#engine';
import type { AuditMemory } from './memory.ts';
import { type AuditedMovement, type AuditedWallet, freeFen, inWallet, owedFen } from './wallet-records.ts';

const LAW = 'owes-for-a-cause';
const TOLD: ReadonlySet<string> = new Set(['wallet-arrears', 'wallet-arrears-filled']);

/** The balance, and what takes its place once the account is closed. */
const ACCOUNTS = ['wallet_balance', 'suspense'] as const;

const below = (fen: bigint): bigint => (fen < 0n ? -fen : 0n);
const sum = (fens: readonly bigint[]): bigint => fens.reduce((all, fen) => all + fen, 0n);

const overdrawnFen = (wallet: AuditedWallet): bigint =>
  sum(ACCOUNTS.map((account) => below(freeFen(wallet, account))));
export const arrearsFen = (wallet: AuditedWallet): bigint =>
  sum(ACCOUNTS.map((account) => below(owedFen(wallet, account))));

/** A payment was written: what of it is said to be owed has to be of one that had been undone. */
export function noteUncovered(
  wallet: AuditedWallet,
  movement: AuditedMovement,
  { uncoveredFen = 0n, state, amountFen }: WalletPayment,
): void {
  movement.wasUndone ||= state === 'reversed';
  if (uncoveredFen > movement.uncoveredFen) {
    if (!movement.wasUndone || !movement.fromBalance || state !== 'paid' || uncoveredFen > amountFen)
      throw inWallet(
        wallet,
        LAW,
        `${movement.kind} ${movement.id} is ${state} over ${amountFen} fen, and ${uncoveredFen} of it are called owed`,
      );
    wallet.newlyOwedFen += uncoveredFen - movement.uncoveredFen;
  }
  movement.uncoveredFen = uncoveredFen;
}

/** After a batch. @throws Violation */
export function checkArrears({ figures }: AuditMemory, wallet: AuditedWallet, changes: ChangeSet): void {
  const { arrears } = wallet;
  const overdrawn = overdrawnFen(wallet);
  const causedFen = wallet.newlyOwedFen;
  wallet.newlyOwedFen = 0n;
  if (overdrawn - arrears.overdrawnFen > causedFen)
    throw inWallet(
      wallet,
      LAW,
      `${overdrawn - arrears.overdrawnFen} fen more were taken than it has, ${causedFen} of them by voids undone`,
    );
  const explainedFen = sum(wallet.movements.map(({ uncoveredFen }) => uncoveredFen));
  if (overdrawn > explainedFen)
    throw inWallet(wallet, LAW, `it is ${overdrawn} fen below nothing, its payments explain ${explainedFen}`);
  const owed = arrearsFen(wallet);
  if (owed !== arrears.toldFen) {
    const told = changes.events.findLast(({ book, kind }) => book === wallet.id && TOLD.has(kind));
    if (told?.body.arrearsFen !== owed)
      throw inWallet(
        wallet,
        LAW,
        `${owed} fen are owed, and its holder was told of ${told?.body.arrearsFen ?? 'nothing'}`,
      );
    if (owed > arrears.toldFen) figures.arrears += 1;
    else if (owed === 0n) figures.arrearsFilled += 1;
  }
  wallet.arrears = { overdrawnFen: overdrawn, toldFen: owed };
}
