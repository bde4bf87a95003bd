import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '#engine';
import { createMemoryStore, createVirtualTime, type MemoryStore } from '#simulation';
import { MORNING_MS } from '../../../test/shop.ts';
import { makeShop, sent, storing } from '../../../test/store-rows.ts';
import { describeStore } from '../../../test/store-suite.ts';

const emptyStore = (): MemoryStore =>
  createMemoryStore({ merchants: [], terminals: [], clock: createVirtualTime(MORNING_MS).clock });

describeStore('memory', async () => {
  const store = emptyStore();
  return { store, seed: async (given) => store.seed(given), cleanup: () => store.close() };
});

describe('the faults of the memory store', () => {
  it('before: nothing was written · after: all of it was, and the caller cannot know', async () => {
    const store = emptyStore();
    const shop = makeShop(MORNING_MS);
    const one = storing({ name: 'one', payment: sent(shop), cancellation: null });
    store.failNextApply('before');
    store.failNextApply('after');
    await expect(store.apply(0, one)).rejects.toThrow(StoreUnavailable);
    expect(store.payments()).toHaveLength(0);
    await expect(store.apply(0, one)).rejects.toThrow(StoreUnavailable);
    expect(store.payments()).toHaveLength(1);
  });

  it('closed: every use is refused', async () => {
    const store = emptyStore();
    await store.close();
    await expect(store.claim()).rejects.toThrow(StoreUnavailable);
    await expect(store.due(0, 1)).rejects.toThrow(StoreUnavailable);
  });
});

describe('its readers', () => {
  it('number the events of a bucket from 1 without gaps, and date them', async () => {
    const store = emptyStore();
    const { book } = makeShop(MORNING_MS).merchant;
    const event = {
      book,
      paymentId: null,
      cancellationId: null,
      atMs: 1,
      kind: 'x',
      body: { amountFen: 5n },
    };
    const { payments: _payments, ...nothing } = storing();
    await store.apply(0, { ...nothing, payments: [], events: [event, event] });
    await store.apply(0, { ...nothing, payments: [], events: [event] });
    expect(store.events().map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(store.events()[0]).toMatchObject({ storedMs: MORNING_MS, body: { amountFen: 5n } });
  });
});
