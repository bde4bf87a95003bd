/** A lane when storing fails: strangers of one batch do not share a fate. */
import { describe, expect, it } from 'vitest';
import { Shop } from '../../test/shop.ts';
import { type ChangeSet, LeaseLost, StoreUnavailable } from './index.ts';

const stan = (index: number): string => String(index).padStart(6, '0');

/** Every batch goes through `judge` first, which may throw; counts the batches. */
function judged(shop: Shop, judge: (changes: ChangeSet) => void): { batches: number } {
  const seen = { batches: 0 };
  const { apply } = shop.store;
  shop.store.apply = async (lane, changes) => {
    seen.batches += 1;
    judge(changes);
    await apply(lane, changes);
  };
  return seen;
}

const holds = (changes: ChangeSet, of: string): boolean =>
  changes.payments.some(({ row }) => row.payment.terminal.stan === of);

describe('a value that the store refuses', () => {
  it('costs its own command, and none of the 200 beside it', async () => {
    const shop = await Shop.open();
    const { batches } = judged(shop, (changes) => {
      if (holds(changes, stan(77))) throw new Error('The database refused a statement (22P05)');
    });
    expect(batches).toBe(0);
    const asked = Array.from({ length: 200 }, (_, index) => shop.sale(stan(index)));
    for (let turn = 0; turn < 5; turn += 1) await shop.time.settle();
    const refused = asked.flatMap(({ result }, index) =>
      result === 'approved' ? [] : [`${index} ${result}`],
    );
    expect(refused).toEqual(['77 storage-trouble']);
    expect(shop.store.payments()).toHaveLength(199);
    await shop.check({ troubles: shop.troubles.filter((text) => text.startsWith('lane')) });
    expect(shop.troubles).toHaveLength(1);
  });

  it('does not cost the answers of the network that came beside it', async () => {
    const shop = await Shop.open();
    shop.network.always('sale', 'answer-late');
    for (let index = 0; index < 40; index += 1) shop.sale(stan(index));
    await shop.time.settle();
    judged(shop, (changes) => {
      if (holds(changes, stan(500))) throw new Error('The database refused a statement (22P05)');
    });
    const first = shop.sale(stan(499));
    const poisoned = shop.sale(stan(500));
    shop.network.releaseAnswers();
    for (let turn = 0; turn < 5; turn += 1) await shop.time.settle();
    expect(poisoned.result).toBe('storage-trouble');
    expect(first.result).toBe('waits');
    for (let index = 0; index < 40; index += 1) expect(shop.told(stan(index))).toBe('approved');
  });
});

describe('a store that is away', () => {
  it('is tried again for the whole batch, a bounded number of times', async () => {
    const shop = await Shop.open({ limits: { storeRetriesMax: 3, storeRetryMs: 10 } });
    const seen = judged(shop, () => {
      throw new StoreUnavailable('55P03: canceling statement due to lock timeout');
    });
    const asked = [shop.sale('000001'), shop.sale('000002'), shop.sale('000003')];
    await shop.wait(100);
    expect(asked.map(({ result }) => result)).toEqual([
      'storage-trouble',
      'storage-trouble',
      'storage-trouble',
    ]);
    // The first command goes alone, the two that came meanwhile go together: four attempts each.
    expect(seen.batches).toBe(8);
  });

  it('and not for ever where every attempt takes long', async () => {
    const shop = await Shop.open({ limits: { storeRetryTotalMs: 30_000 } });
    const { timers } = shop.time;
    let batches = 0;
    shop.store.apply = async () => {
      batches += 1;
      await new Promise<void>((resolve) => timers.after(10_000, resolve));
      throw new StoreUnavailable('55P03: canceling statement due to lock timeout');
    };
    const asked = shop.sale('000001');
    await shop.wait(45_000);
    expect([asked.result, batches]).toEqual(['storage-trouble', 3]);
  });

  it('a lost lease is told once and never taken apart', async () => {
    const shop = await Shop.open();
    const seen = judged(shop, () => {
      throw new LeaseLost('others took the rest');
    });
    const asked = [shop.sale('000001'), shop.sale('000002'), shop.sale('000003')];
    for (let turn = 0; turn < 3; turn += 1) await shop.time.settle();
    expect(new Set(asked.map(({ result }) => result))).toEqual(new Set(['storage-trouble']));
    expect(seen.batches).toBe(2);
    expect(shop.troubles.filter((text) => text === 'others took the rest')).toHaveLength(2);
  });
});
