/** What the files of a day say of top-ups and payouts of wallets: that they happened, or that a bank sent one back. */
import type { ClearingDay } from '#domain/calendar';
import { isTransfer, type WalletId, type WalletPayment } from '#domain/wallet';
import type { Engine, Store } from '#engine';
import type { ClearedDay } from './match.ts';

interface Parts {
  readonly engine: Pick<Engine, 'submit'>;
  readonly store: Pick<Store, 'movementByKey' | 'topUpByRefund'>;
}

async function transferOf(store: Parts['store'], networkKey: string): Promise<WalletPayment | null> {
  const found = await store.movementByKey(networkKey);
  return found !== null && isTransfer(found) ? found : null;
}

/** What a return is about: a payout, or the refund that undid a top-up. */
const returnedOf = (
  store: Parts['store'],
  networkKey: string,
  isTopUp: boolean,
): Promise<WalletPayment | null> =>
  isTopUp ? store.topUpByRefund(networkKey) : transferOf(store, networkKey);

/**
 * Moves them. A file that is read again finds them moved and changes nothing.
 *
 * @throws Error when the engine could not take it: the file is then read again
 */
export async function takeTransfers(
  parts: Parts,
  clearingDay: ClearingDay,
  { transfers, returns }: ClearedDay,
): Promise<void> {
  const { store } = parts;
  for (const networkKey of transfers)
    await move(parts, await transferOf(store, networkKey), clearingDay, 'in-file', '');
  for (const [networkKey, { isTopUp, why }] of returns)
    await move(parts, await returnedOf(store, networkKey, isTopUp), clearingDay, 'returned', why);
}

async function move(
  { engine }: Parts,
  movement: WalletPayment | null,
  clearingDay: ClearingDay,
  what: 'in-file' | 'returned',
  why: string,
): Promise<void> {
  if (movement === null) return;
  const { book, id: movementId } = movement;
  const { outcome } = await engine.submit({
    ...{ type: 'wallet-transfer-cleared', book: book as WalletId, movementId, what, why, clearingDay },
  });
  if (outcome !== 'accepted')
    throw new Error(`Cannot take ${movementId} out of the clearing file: the engine says ${outcome}`);
}

/** Returns of payouts, and of refunds of top-ups, are no business of a merchant's books. */
export async function withoutTransfers(store: Parts['store'], cleared: ClearedDay): Promise<ClearedDay> {
  const returns = new Map(cleared.returns);
  for (const [networkKey, { isTopUp }] of cleared.returns)
    if ((await returnedOf(store, networkKey, isTopUp)) !== null) returns.delete(networkKey);
  return { ...cleared, returns };
}
