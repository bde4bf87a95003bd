import { describe, expect, it } from 'vitest';
import { type LossCase, type LossCaseId, openLoss } from '#domain/loss';
import type { WalletId } from '#domain/wallet';
import { createIdMaker, type LossChange, StoreClash } from '#engine';
import { base, PACE, paid } from '../domain/loss-samples.ts';
import { MORNING_MS } from '../shop-fixtures.ts';
import { NO_CHANGES } from '../store-rows.ts';
import type { Tools } from './tools.ts';

const ids = createIdMaker(998);

export function reported(book: WalletId, atMs: number = MORNING_MS): LossCase {
  const id = `los_${ids.part(book, atMs)}` as LossCaseId;
  const { loss } = openLoss(base({ id, book, disputed: [paid(1)] }, { atMs }), PACE);
  return { ...loss, version: 1 };
}

export function losses(tools: Tools): void {
  const apply = (...changes: LossChange[]): Promise<void> =>
    tools.store().apply(0, { ...NO_CHANGES, losses: changes });
  const loaded = async (...books: WalletId[]): Promise<readonly LossCase[] | undefined> =>
    (
      await tools.store().load(0, {
        ...{ once: [], oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
        ...{ terminals: [], batches: [], orders: [], books: [] },
        ...(books.length === 0 ? {} : { losses: books }),
      })
    ).losses;

  describe('reports of loss', () => {
    it('come back with their wallet as they were written, and no other wallet’s', async () => {
      const [one, other] = [ids.wallet(MORNING_MS), ids.wallet(MORNING_MS)];
      const loss = reported(one);
      await apply({ loss, expectedVersion: 0 }, { loss: reported(other), expectedVersion: 0 });
      expect(await loaded(one, one)).toEqual([loss]);
      expect(await loaded()).toBeUndefined();
    });

    it('a version that moved on is a clash', async () => {
      const loss = reported(ids.wallet(MORNING_MS));
      await apply({ loss, expectedVersion: 0 });
      const next: LossCase = { ...loss, version: 2 };
      await apply({ loss: next, expectedVersion: 1 });
      await expect(apply({ loss: next, expectedVersion: 1 })).rejects.toThrow(StoreClash);
    });

    it('a wallet has one open case at most; after its end another one', async () => {
      const book = ids.wallet(MORNING_MS);
      const first = reported(book);
      await apply({ loss: first, expectedVersion: 0 });
      await expect(apply({ loss: reported(book), expectedVersion: 0 })).rejects.toThrow(StoreClash);
      const { dueMs: _due, ...rest } = first as LossCase & { dueMs: number };
      const ended = { ...rest, state: 'withdrawn', endedMs: MORNING_MS + 1, version: 2 } as LossCase;
      await apply({ loss: ended, expectedVersion: 1 });
      await apply({ loss: reported(book), expectedVersion: 0 });
      expect(await loaded(book)).toHaveLength(2);
    });

    it('are due when their time has come, and not before', async () => {
      const loss = reported(ids.wallet(MORNING_MS));
      await apply({ loss, expectedVersion: 0 });
      const dueMs = 'dueMs' in loss ? loss.dueMs! : 0;
      const dueAt = async (atMs: number): Promise<boolean> =>
        (await tools.store().dueLosses(atMs, 10_000)).some(({ lossId }) => lossId === loss.id);
      expect([await dueAt(dueMs - 1), await dueAt(dueMs)]).toEqual([false, true]);
    });
  });
}
