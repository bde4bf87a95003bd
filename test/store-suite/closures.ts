/** Closings in a store: one open for each subject, found with their wallet, by their key and by time. */
import { describe, expect, it } from 'vitest';
import { CLOSURE_STATES, type Closure, type ClosureId } from '#domain/closure';
import type { WalletId } from '#domain/wallet';
import { type ClosureKey, createIdMaker, StoreClash } from '#engine';
import { SITUATIONS } from '../domain/closure-samples.ts';
import { MORNING_MS } from '../shop-fixtures.ts';
import { NO_CHANGES } from '../store-rows.ts';
import type { Tools } from './tools.ts';

const ids = createIdMaker(998);

export const ofWallet = (sample: Closure, walletId: WalletId, subject = 'bnd_1'): Closure => ({
  ...sample,
  ...{ id: ids.closure(walletId, MORNING_MS), book: walletId, walletId, version: 1 },
  subject: { kind: 'binding', id: subject },
});

export function closures(tools: Tools): void {
  const apply = (...rows: readonly { closure: Closure; expectedVersion: number }[]): Promise<void> =>
    tools.store().apply(0, { ...NO_CHANGES, closures: rows });
  const load = async (
    closureKeys: readonly ClosureKey[],
    once: readonly { book: string; key: string }[] = [],
  ) =>
    tools.store().load(0, {
      ...{ once, oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
      ...{ terminals: [], batches: [], orders: [], books: [], closures: closureKeys },
    });
  const fresh = (closure: Closure) => ({ closure, expectedVersion: 0 });

  describe('closings', () => {
    it('come back in every state as they were written, where they are named', async () => {
      const book = ids.wallet(MORNING_MS);
      const all = Object.values(SITUATIONS).map((sample, index) => ofWallet(sample, book, `bnd_${index}`));
      expect(new Set(all.map(({ state }) => state))).toEqual(new Set(CLOSURE_STATES));
      await apply(...all.map(fresh));
      for (const closure of all) {
        const found = (await load([{ book, id: closure.id }])).closures!.closures;
        expect(found).toContainEqual(closure);
      }
      const open = (await load([{ book, id: null }])).closures!.closures;
      expect(new Set(open.map(({ state }) => state))).toEqual(new Set(['begun', 'proved']));
    });

    it('a batch that names none is told of none, and another wallet’s are not brought', async () => {
      const [book, other] = [ids.wallet(MORNING_MS), ids.wallet(MORNING_MS)];
      const closure = ofWallet(SITUATIONS.begun, book);
      await apply(fresh(closure));
      expect((await load([])).closures).toBeUndefined();
      expect((await load([{ book: other, id: closure.id }])).closures!.closures).toEqual([]);
    });

    it('one is open for each subject: a second one clashes, and is taken when the first one ended', async () => {
      const book = ids.wallet(MORNING_MS);
      const [first, second] = [ofWallet(SITUATIONS.begun, book), ofWallet(SITUATIONS.proved, book)];
      await apply(fresh(first));
      await expect(apply(fresh(second))).rejects.toThrow(StoreClash);
      const ended: Closure = { ...ofWallet(SITUATIONS.expired, book), id: first.id, version: 2 };
      await apply({ closure: ended, expectedVersion: 1 }, fresh(second));
      expect((await load([{ book, id: null }])).closures!.closures).toEqual([second]);
    });

    it('a version that moved on is a clash', async () => {
      const book = ids.wallet(MORNING_MS);
      const closure = ofWallet(SITUATIONS.begun, book);
      await apply(fresh(closure));
      await expect(
        apply({ closure: { ...closure, version: 6 } as Closure, expectedVersion: 5 }),
      ).rejects.toThrow(StoreClash);
    });

    it('a key brings the closing that it stands for, though it ended', async () => {
      const book = ids.wallet(MORNING_MS);
      const closure = ofWallet(SITUATIONS.done, book);
      const row = {
        ...{ book, key: 'closure-by-staff/1', print: null, atMs: MORNING_MS },
        outcome: 'closure-done',
        subject: { kind: 'wallet', id: closure.id },
      } as const;
      await tools.store().apply(0, { ...NO_CHANGES, once: [row], closures: [fresh(closure)] });
      const found = await load([{ book, id: null }], [{ book, key: row.key }]);
      expect(found.closures!.closures).toEqual([closure]);
    });

    it('is due at its time and not before, and never once it ended', async () => {
      const book = ids.wallet(MORNING_MS);
      const dueMs = MORNING_MS + 77;
      const open = { ...ofWallet(SITUATIONS.begun, book), dueMs } as Closure;
      await apply(fresh(open), fresh(ofWallet(SITUATIONS.done, book, 'bnd_2')));
      const dueAt = async (atMs: number): Promise<ClosureId[]> =>
        (await tools.store().dueClosures(atMs, 1_000))
          .filter((each) => each.book === book)
          .map(({ closureId }) => closureId);
      expect([await dueAt(dueMs - 1), await dueAt(dueMs)]).toEqual([[], [open.id]]);
    });
  });
}
