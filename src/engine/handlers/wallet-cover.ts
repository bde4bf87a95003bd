/** Cover in the books: the institution's expense, the holder's balance, and the mark on what was covered. */
import { credit, debit, transfer } from '#domain/ledger';
import type { CoverShare, LossCase } from '#domain/loss';
import type { WalletPayment } from '#domain/wallet';
import type { Context } from './context.ts';
import { bookMovement } from './wallet-books.ts';

export function payCover(context: Context, loss: LossCase, shares: readonly CoverShare[]): void {
  const { work, ids, nowMs: atMs } = context;
  const { book } = loss;
  const amountFen = shares.reduce((sum, share) => sum + share.amountFen, 0n);
  for (const { movementId, amountFen: coveredFen } of shares) {
    const paid = work.wallets.movement(movementId);
    if (paid === undefined) throw new Error(`Cannot cover ${movementId}: it was not loaded`);
    // A refund that comes later is the institution's up to this (LAW-49).
    work.wallets.putMovement({ ...paid, coveredFen: (paid.coveredFen ?? 0n) + coveredFen });
  }
  const movement: WalletPayment = {
    ...{ id: ids.movement(book, atMs), book, kind: 'cover', state: 'paid', source: { kind: 'balance' } },
    ...{
      card: null,
      serviceIds: [],
      amountFen,
      returnedFen: 0n,
      merchant: null,
      networkKey: null,
      reason: null,
    },
    ...{ authCode: null, dueMs: null, atMs, endedAtMs: atMs, version: 0 },
  };
  const journal = transfer([], [debit('loss_cover', amountFen), credit('wallet_balance', amountFen)]);
  bookMovement(context, movement, [journal]);
}
