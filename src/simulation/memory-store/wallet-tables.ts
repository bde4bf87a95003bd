/** Wallets, their movements and tokens in memory. */
import {
  refundKeyOf,
  type Wallet,
  type WalletId,
  type WalletPayment,
  type WalletPaymentId,
} from '#domain/wallet';
import {
  type ChangeSet,
  type LoadKeys,
  type OnceRow,
  type Store,
  StoreClash,
  type WalletPaymentRow,
  type WalletRows,
  type WalletToken,
} from '#engine';
import { WalletsDue } from './wallets-due.ts';

export interface WalletTables {
  readonly wallets: Map<WalletId, Wallet>;
  readonly movements: Map<WalletPaymentId, WalletPaymentRow>;
  readonly movementsByKey: Map<string, WalletPaymentId>;
  readonly walletTokens: Map<string, WalletToken>;
  /** Of one wallet, by its book, oldest first. */
  readonly movementsOf: Map<string, WalletPaymentId[]>;
  readonly tokensOf: Map<string, string[]>;
  readonly walletsDue: WalletsDue;
}

export const emptyWalletTables = (): WalletTables => ({
  wallets: new Map(),
  movements: new Map(),
  movementsByKey: new Map(),
  walletTokens: new Map(),
  movementsOf: new Map(),
  tokensOf: new Map(),
  walletsDue: new WalletsDue(),
});

export const movementsIn = (tables: WalletTables, book: string): WalletPayment[] =>
  (tables.movementsOf.get(book) ?? []).map((id) => tables.movements.get(id)!.movement);

export function collectWallets(
  tables: WalletTables,
  keys: LoadKeys,
  once: readonly OnceRow[],
): WalletRows | undefined {
  if (keys.wallet === undefined) return undefined;
  const ids = new Set(keys.wallet.movements.map(({ id }) => id));
  for (const { subject } of once) if (subject?.kind === 'wallet-payment') ids.add(subject.id);
  return {
    wallets: [...new Set(keys.wallet.books)].flatMap((id) => tables.wallets.get(id) ?? []),
    movements: [...ids].flatMap((id) => tables.movements.get(id) ?? []),
    tokens: [...new Set(keys.wallet.tokens)].flatMap((index) => tables.walletTokens.get(index) ?? []),
  };
}

function same(what: string, found: number, expected: number): void {
  if (found !== expected)
    throw new StoreClash(
      `Cannot write ${what}: it stands at version ${found}, the batch expects ${expected}`,
    );
}

export function checkWallets(tables: WalletTables, { wallet: changes }: ChangeSet): void {
  if (changes === undefined) return;
  for (const { wallet, expectedVersion } of changes.wallets)
    same(wallet.id, tables.wallets.get(wallet.id)?.version ?? 0, expectedVersion);
  for (const { row, expectedVersion } of changes.movements) {
    const { id, networkKey } = row.movement;
    same(id, tables.movements.get(id)?.movement.version ?? 0, expectedVersion);
    const owner = networkKey === null ? id : (tables.movementsByKey.get(networkKey) ?? id);
    if (owner !== id) throw new StoreClash(`Cannot write ${id}: its network key belongs to ${owner}`);
  }
  for (const { cardIndex } of changes.tokens)
    if (tables.walletTokens.has(cardIndex)) throw new StoreClash('Cannot write a token: its number is taken');
}

function push<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export function writeWallets(tables: WalletTables, { wallet: changes }: ChangeSet): void {
  if (changes === undefined) return;
  for (const { wallet } of changes.wallets) {
    tables.wallets.set(wallet.id, wallet);
    tables.walletsDue.noteWallet(wallet);
  }
  for (const { row } of changes.movements) {
    const { id, book, networkKey } = row.movement;
    if (!tables.movements.has(id)) push(tables.movementsOf, book, id);
    tables.movements.set(id, row);
    tables.walletsDue.noteMovement(row.movement);
    if (networkKey !== null) tables.movementsByKey.set(networkKey, id);
  }
  for (const token of changes.tokens) {
    tables.walletTokens.set(token.cardIndex, token);
    push(tables.tokensOf, token.book, token.cardIndex);
  }
}

export const walletLookups = (
  tables: WalletTables,
  out: <T>(value: T) => T,
): Pick<Store, 'wallet' | 'movement' | 'movementByKey' | 'topUpByRefund' | 'walletToken'> => ({
  wallet: async (id) => out(tables.wallets.get(id) ?? null),
  movement: async (id) => out(tables.movements.get(id)?.movement ?? null),
  async movementByKey(key) {
    const id = tables.movementsByKey.get(key);
    return out(id === undefined ? null : (tables.movements.get(id)?.movement ?? null));
  },
  async topUpByRefund(key) {
    for (const { movement } of tables.movements.values())
      if (refundKeyOf(movement) === key) return out(movement);
    return null;
  },
  walletToken: async (cardIndex) => out(tables.walletTokens.get(cardIndex) ?? null),
});
