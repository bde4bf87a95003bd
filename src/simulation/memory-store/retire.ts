import type { OrderId } from '#domain/order';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { RequestId } from '#domain/request';
import type { WalletId } from '#domain/wallet';
import { retireClosures } from './closure-tables.ts';
import { retireLosses } from './loss-tables.ts';
import { holdKeyOf, inBook, type Tables } from './tables.ts';

/** Takes an ended payment out of every table: its cancellations, its once rows, its keys. */
export function retirePayment(tables: Tables, id: PaymentId): void {
  const row = tables.payments.get(id);
  if (row === undefined) return;
  const forgetKeys = (owner: PaymentId | CancellationId): void => {
    for (const key of tables.keysSentBy.get(owner) ?? []) tables.sentKeys.delete(key);
    tables.keysSentBy.delete(owner);
  };
  const forget = (owner: PaymentId | CancellationId | RequestId): void => {
    for (const key of tables.onceOf.get(owner) ?? []) tables.once.delete(key);
    tables.onceOf.delete(owner);
    tables.due.forget(owner);
  };
  for (const each of tables.ofPayment.get(id) ?? []) {
    forget(each);
    forgetKeys(each);
    tables.cancellations.delete(each);
  }
  for (const each of tables.requestsOf.get(id) ?? []) {
    forget(each);
    tables.requests.delete(each);
  }
  forget(id);
  forgetKeys(id);
  tables.requestsOf.delete(id);
  tables.ofPayment.delete(id);
  tables.byRrn.delete(inBook(row.payment.book, row.payment.rrn));
  const hold = holdKeyOf(row.payment);
  if (hold !== null) {
    const others = (tables.byHold.get(hold) ?? []).filter((each) => each !== id);
    if (others.length === 0) tables.byHold.delete(hold);
    else tables.byHold.set(hold, others);
  }
  tables.payments.delete(id);
}

/** Takes an ended order out, with the keys under which it was opened. */
export function retireOrder(tables: Tables, id: OrderId): void {
  for (const key of tables.onceOf.get(id) ?? []) tables.once.delete(key);
  tables.onceOf.delete(id);
  tables.due.forgetOrder(id);
  tables.orders.delete(id);
}

/** Takes out batches that were settled before: those come first. */
export function retireBatches(tables: Tables, beforeMs: number): void {
  for (const [key, { settlement }] of tables.batches) {
    if (settlement.atMs >= beforeMs) return;
    tables.batches.delete(key);
  }
}

/** What payments and wallets bring; merchants, terminals and their books stay. */
const BROUGHT = [
  ...[
    'once',
    'onceOf',
    'payments',
    'byRrn',
    'byHold',
    'cancellations',
    'ofPayment',
    'requests',
    'requestsOf',
  ],
  ...['orders', 'sentKeys', 'keysSentBy', 'due'],
  ...['wallets', 'movements', 'movementsByKey', 'walletTokens', 'movementsOf', 'tokensOf', 'walletsDue'],
  ...['closures', 'closuresOf', 'closuresDue', 'losses', 'lossesOf', 'lossesDue'],
] as const satisfies readonly string[];

export function sizesOf(tables: Tables): Readonly<Record<string, number>> {
  const sizes = BROUGHT.map((name) => [`store ${name}`, tables[name as 'once' | 'payments' | 'due'].size]);
  let books = 0;
  for (const book of tables.accounts.keys()) if (book.startsWith('wal_')) books += 1;
  return { ...Object.fromEntries(sizes), 'store books of wallets': books };
}

/** Takes a wallet out with all that is of it: its holder is done, and nothing is under way. */
export function retireWallet(tables: Tables, id: WalletId): void {
  const wallet = tables.wallets.get(id);
  if (wallet === undefined) return;
  const parts = [...wallet.bindings, ...wallet.deviceCards, ...wallet.services, ...wallet.deductions];
  const movements = tables.movementsOf.get(id) ?? [];
  const cases = [...retireClosures(tables, id), ...retireLosses(tables, id)];
  for (const owner of [id, ...parts.map((part) => part.id), ...movements, ...cases]) {
    for (const key of tables.onceOf.get(owner) ?? []) tables.once.delete(key);
    tables.onceOf.delete(owner);
  }
  for (const each of movements) {
    const { networkKey } = tables.movements.get(each)!.movement;
    tables.movements.delete(each);
    if (networkKey !== null) tables.movementsByKey.delete(networkKey);
  }
  for (const index of tables.tokensOf.get(id) ?? []) tables.walletTokens.delete(index);
  tables.walletsDue.forget(id, movements);
  tables.movementsOf.delete(id);
  tables.tokensOf.delete(id);
  tables.accounts.delete(id);
  tables.wallets.delete(id);
}
