/** What every store must do, whatever it is made of. The engine relies on no more than this. */
import { afterAll, beforeAll, describe } from 'vitest';
import type { Terminal } from '#domain/terminal';
import {
  bucketOfBook,
  type ChangeSet,
  LIMITS,
  type Loaded,
  type LoadKeys,
  type Merchant,
  type Store,
} from '#engine';
import { MORNING_MS } from './shop-fixtures.ts';
import { makeShop, NO_CHANGES, type SuiteShop } from './store-rows.ts';
import { books, notices } from './store-suite/booking.ts';
import { closures } from './store-suite/closures.ts';
import { losses } from './store-suite/losses.ts';
import { orders } from './store-suite/orders.ts';
import { clashes, finding } from './store-suite/racing.ts';
import { loading, rows } from './store-suite/reading.ts';
import { requests } from './store-suite/requests.ts';
import { terminals } from './store-suite/terminals.ts';
import type { Tools } from './store-suite/tools.ts';
import { wallets } from './store-suite/wallets.ts';

/** A store to be tested; `seed` adds merchants and terminals, `cleanup` removes all that was made. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly seed: (given: {
    readonly merchants: readonly Merchant[];
    readonly terminals: readonly Terminal[];
  }) => Promise<void>;
  readonly cleanup: () => Promise<void>;
}

const NO_KEYS: LoadKeys = {
  ...{ once: [], oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
  ...{ terminals: [], batches: [], orders: [], books: [] },
};
const laneOf = (book: string): number => bucketOfBook(book) % LIMITS.laneCount;

export function describeStore(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`the store: ${name}`, () => {
    let made: StoreUnderTest;
    const newShop = async (atMs: number = MORNING_MS): Promise<SuiteShop> => {
      const shop = makeShop(atMs);
      await made.seed({ merchants: [shop.merchant], terminals: shop.terminals });
      return shop;
    };
    const apply = (shop: SuiteShop, changes: Partial<ChangeSet>): Promise<void> =>
      made.store.apply(laneOf(shop.merchant.book), { ...NO_CHANGES, ...changes });
    const load = (shop: SuiteShop, keys: Partial<LoadKeys>): Promise<Loaded> =>
      made.store.load(laneOf(shop.merchant.book), { ...NO_KEYS, ...keys });

    beforeAll(async () => {
      made = await makeStore();
      await made.store.claim();
    });
    afterAll(() => made.cleanup());

    const tools: Tools = { newShop, apply, load, store: () => made.store };
    rows(tools);
    loading(tools);
    clashes(tools);
    finding(tools);
    orders(tools);
    books(tools);
    notices(tools);
    requests(tools);
    terminals(tools);
    wallets(tools);
    losses(tools);
    closures(tools);
  });
}
