import { describe, expect, it } from 'vitest';
import { networkKeyText } from '#domain/payment';
import { decideWallet, type Wallet, type WalletId, type WalletPayment } from '#domain/wallet';
import { createIdMaker, StoreClash, type WalletChanges, type WalletToken } from '#engine';
import { CARD, MORNING_MS } from '../shop-fixtures.ts';
import { NO_CHANGES } from '../store-rows.ts';
import type { Tools } from './tools.ts';

const ids = createIdMaker(999);
const NONE: WalletChanges = { wallets: [], movements: [], tokens: [] };

export function opened(): Wallet {
  const walletId = ids.wallet(MORNING_MS);
  const step = decideWallet(
    null,
    {
      kind: 'open',
      holder: { name: '*明', idNumber: '1101**********1234', phone: '138****0001' },
      accountClass: 'II',
    },
    { atMs: MORNING_MS, walletId, newId: () => ids.part(walletId, MORNING_MS) },
  );
  if ('refused' in step) throw new Error(step.refused);
  return { ...step.wallet, version: 1 };
}

export const moved = (book: WalletId, parts: Partial<WalletPayment> = {}): WalletPayment => ({
  ...{ id: ids.movement(book, MORNING_MS), book, kind: 'tap', state: 'held', source: { kind: 'balance' } },
  ...{
    card: null,
    serviceIds: [],
    amountFen: 12_345_678_901n,
    returnedFen: 0n,
    suspenseFen: 0n,
    merchant: null,
  },
  ...{ networkKey: null, reason: null, authCode: null, dueMs: null },
  ...{ atMs: MORNING_MS, endedAtMs: null, version: 1 },
  ...parts,
});

export function wallets(tools: Tools): void {
  const apply = (_book: string, changes: Partial<WalletChanges>): Promise<void> =>
    tools.store().apply(0, { ...NO_CHANGES, wallet: { ...NONE, ...changes } });
  const laneOf = (): number => 0;
  const loaded = (book: WalletId) =>
    tools.store().load(laneOf(), {
      ...{ once: [], oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
      ...{ terminals: [], batches: [], orders: [], books: [book] },
      wallet: { books: [book, book], movements: [], tokens: [] },
    });

  describe('wallets', () => {
    it('come back as they were written, also when they are named twice', async () => {
      const wallet = opened();
      await apply(wallet.book, { wallets: [{ wallet, expectedVersion: 0 }] });
      expect((await loaded(wallet.id)).wallet?.wallets).toEqual([wallet]);
      expect(await tools.store().wallet(wallet.id)).toEqual(wallet);
    });

    it('a batch that names none is told of none', async () => {
      const shop = await tools.newShop();
      expect((await tools.load(shop, { books: [shop.merchant.book] })).wallet).toBeUndefined();
    });

    it('a version that moved on is a clash', async () => {
      const wallet = opened();
      await apply(wallet.book, { wallets: [{ wallet, expectedVersion: 0 }] });
      const next = { ...wallet, points: 7, version: 2 };
      await apply(wallet.book, { wallets: [{ wallet: next, expectedVersion: 1 }] });
      await expect(apply(wallet.book, { wallets: [{ wallet: next, expectedVersion: 1 }] })).rejects.toThrow(
        StoreClash,
      );
      expect((await tools.store().wallet(wallet.id))?.points).toBe(7);
    });

    it('a closing is due when its waiting time is over, and not before', async () => {
      const closesAtMs = MORNING_MS + 1_000;
      const wallet: Wallet = {
        ...opened(),
        status: { state: 'closing', sinceMs: MORNING_MS, closesAtMs },
      };
      await apply(wallet.book, { wallets: [{ wallet, expectedVersion: 0 }] });
      const dueAt = async (atMs: number): Promise<boolean> =>
        (await tools.store().dueWallets(atMs, 1_000)).some(({ book }) => book === wallet.id);
      expect([await dueAt(closesAtMs - 1), await dueAt(closesAtMs)]).toEqual([false, true]);
    });
  });

  describe('movements of a wallet', () => {
    it('come back by their id, by their network key and by the once row that leads to them', async () => {
      const { id: book } = opened();
      const movement = moved(book, { networkKey: `2026/1123080000/${book}` });
      await apply(book, { movements: [{ row: { movement, journalCount: 0 }, expectedVersion: 0 }] });
      const subject = { kind: 'wallet-payment', id: movement.id } as const;
      const once = { book, key: 'on-us', print: null, subject, outcome: null, atMs: MORNING_MS };
      await tools.store().apply(0, { ...NO_CHANGES, once: [once] });
      const found = await tools.store().load(0, {
        ...{ oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
        ...{ terminals: [], batches: [], orders: [], books: [], once: [{ book, key: 'on-us' }] },
        wallet: { books: [], movements: [], tokens: [] },
      });
      expect(found.wallet?.movements).toEqual([{ movement, journalCount: 0 }]);
      expect(await tools.store().movement(movement.id)).toEqual(movement);
      expect(await tools.store().movementByKey(movement.networkKey!)).toEqual(movement);
      expect(await tools.store().movementByKey('none')).toBeNull();
    });

    it('a top-up is found by the refund that undid it, once that was sent', async () => {
      const { id: book } = opened();
      const named = (stan: string) => ({
        ...{ year: '2026', transmission: '1123080000', stan, id: 'inst-1' },
        ...{ acquirerId: book, forwarderId: '48021000' },
      });
      const follow = { network: named('000002'), attempts: 0, isOverdue: false, byRefund: true } as const;
      const transfer = { network: named('000001'), rrn: '1', follow, clearedOn: null };
      const first = moved(book, { kind: 'top-up', state: 'unknown', transfer });
      await apply(book, { movements: [{ row: { movement: first, journalCount: 0 }, expectedVersion: 0 }] });
      const found = (stan: string) => tools.store().topUpByRefund(networkKeyText(named(stan)));
      expect(await found('000002')).toBeNull();
      const sent = { ...first, version: 2, transfer: { ...transfer, follow: { ...follow, attempts: 1 } } };
      await apply(book, { movements: [{ row: { movement: sent, journalCount: 0 }, expectedVersion: 1 }] });
      expect(await found('000002')).toEqual(sent);
      expect(await found('000001')).toBeNull();
    });

    it('two of them never have one network key, and a version that moved on is a clash', async () => {
      const { id: book } = opened();
      const one = moved(book, { networkKey: `one/${book}` });
      const row = { movement: one, journalCount: 0 };
      await apply(book, { movements: [{ row, expectedVersion: 0 }] });
      const other = { movement: moved(book, { networkKey: one.networkKey }), journalCount: 0 };
      await expect(apply(book, { movements: [{ row: other, expectedVersion: 0 }] })).rejects.toThrow(
        StoreClash,
      );
      await expect(apply(book, { movements: [{ row, expectedVersion: 3 }] })).rejects.toThrow(StoreClash);
    });

    it('are due when they say so', async () => {
      const { id: book } = opened();
      const movement = moved(book, { dueMs: MORNING_MS + 5 });
      await apply(book, { movements: [{ row: { movement, journalCount: 0 }, expectedVersion: 0 }] });
      const due = await tools.store().dueWallets(MORNING_MS + 5, 1_000);
      expect(due).toContainEqual({ book, movementId: movement.id });
    });
  });

  it('a number of our own belongs to one wallet for ever', async () => {
    const { id: book } = opened();
    const token: WalletToken = {
      ...{ kind: 'pay-code', cardIndex: `${CARD.index}/${book}`, book },
      ...{ expiresMs: MORNING_MS + 60_000, source: null },
    };
    await apply(book, { tokens: [token] });
    expect(await tools.store().walletToken(token.cardIndex)).toEqual(token);
    expect(await tools.store().walletToken('nobody')).toBeNull();
    await expect(apply(book, { tokens: [token] })).rejects.toThrow(StoreClash);
  });
}
