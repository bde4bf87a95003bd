/** What the parts of the store suite share. */
import type { Payment } from '#domain/payment';
import type { ChangeSet, Loaded, LoadKeys, OnceRow, Store } from '#engine';
import type { SuiteShop } from '../store-rows.ts';

export interface Tools {
  readonly newShop: (atMs?: number) => Promise<SuiteShop>;
  readonly apply: (shop: SuiteShop, changes: Partial<ChangeSet>) => Promise<void>;
  readonly load: (shop: SuiteShop, keys: Partial<LoadKeys>) => Promise<Loaded>;
  readonly store: () => Store;
}

export const stored = <T extends { readonly version: number }>(row: T, version = 1): T => ({
  ...row,
  version,
});
export const paymentKey = ({ book, id }: Payment): LoadKeys['payments'][number] => ({ book, id });
export const onceRow = (payment: Payment, key: string, parts: Partial<OnceRow> = {}): OnceRow => ({
  book: payment.book,
  key,
  print: 'print',
  subject: { kind: 'payment', id: payment.id },
  outcome: null,
  atMs: payment.startedMs,
  ...parts,
});
