/** What has ended is forgotten: rows are counted, by table, before and after. */
import { expect, test } from 'vitest';
import type { LossCaseId } from '#domain/loss';
import type { Wallet, WalletId } from '#domain/wallet';
import type { ChangeSet, OnceRow, WalletToken } from '#engine';
import { createMemoryStore, createVirtualTime, type MemoryStore } from '#simulation';
import { SITUATIONS } from '../../../test/domain/closure-samples.ts';
import { MORNING_MS } from '../../../test/shop-fixtures.ts';
import { NO_CHANGES } from '../../../test/store-rows.ts';
import { ofWallet } from '../../../test/store-suite/closures.ts';
import { reported } from '../../../test/store-suite/losses.ts';
import { moved, opened } from '../../../test/store-suite/wallets.ts';

const emptyStore = (): MemoryStore =>
  createMemoryStore({ merchants: [], terminals: [], clock: createVirtualTime(MORNING_MS).clock });

const once = (book: string, id: WalletId | LossCaseId | string): OnceRow => ({
  ...{ book, key: `key of ${id}`, print: null, outcome: 'accepted', atMs: MORNING_MS },
  subject: { kind: 'wallet', id: id as WalletId },
});

/** Everything that a wallet can have at once. */
function full(number: number): { readonly wallet: Wallet; readonly changes: ChangeSet } {
  const fresh = opened();
  const status = { state: 'closing', sinceMs: MORNING_MS, closesAtMs: MORNING_MS + 1 } as const;
  const wallet: Wallet = { ...fresh, status };
  const movement = moved(wallet.id, { networkKey: `2026/${number}`, dueMs: MORNING_MS });
  const closures = [SITUATIONS.begun, SITUATIONS.done].map((sample, at) =>
    ofWallet(sample, wallet.id, `b${at}`),
  );
  const loss = reported(wallet.id);
  const ids = [wallet.id, movement.id, loss.id, ...closures.map(({ id }) => id)];
  const changes: ChangeSet = {
    ...NO_CHANGES,
    once: ids.map((id) => once(wallet.id, id)),
    wallet: {
      wallets: [{ wallet, expectedVersion: 0 }],
      movements: [{ row: { movement, journalCount: 0 }, expectedVersion: 0 }],
      tokens: [{ cardIndex: `token-${number}`, book: wallet.id } as WalletToken],
    },
    closures: closures.map((closure) => ({ closure, expectedVersion: 0 })),
    losses: [{ loss, expectedVersion: 0 }],
  };
  return { wallet, changes };
}

test('a wallet goes with its movements, tokens, closings and reports of loss', async () => {
  const store = emptyStore();
  const wallets = Array.from({ length: 20 }, (_, number) => full(number));
  for (const { changes } of wallets) await store.apply(0, changes);
  const before = store.sizes();
  for (const table of ['wallets', 'movements', 'walletTokens', 'losses', 'lossesDue', 'movementsOf'])
    expect(before[`store ${table}`], table).toBe(20);
  expect(before['store closures']).toBe(40);
  expect(before['store once']).toBe(100);
  expect(await store.dueWallets(MORNING_MS + 1, 1_000)).toHaveLength(40);

  const ended = wallets.map(({ wallet }) => wallet.id);
  store.retire({ payments: [], once: [], wallets: ended.slice(1) });
  const after = store.sizes();
  for (const [table, rows] of Object.entries(before)) expect(after[table], table).toBe(rows / 20);
  expect(await store.dueWallets(MORNING_MS + 1, 1_000)).toHaveLength(2);

  store.retire({ payments: [], once: [], wallets: ended });
  expect(Object.values(store.sizes()).every((rows) => rows === 0)).toBe(true);
  expect(await store.dueWallets(MORNING_MS + 1, 1_000)).toEqual([]);
  expect(await store.dueClosures(Number.MAX_SAFE_INTEGER, 1_000)).toEqual([]);
  expect(await store.dueLosses(Number.MAX_SAFE_INTEGER, 1_000)).toEqual([]);
});
