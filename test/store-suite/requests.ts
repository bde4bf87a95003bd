/** Requests: every state comes back, with its payment and by the key that asked; due ones are found; races are lost. */
import { expect, it } from 'vitest';
import type { Payment } from '#domain/payment';
import { type CancelRequest, REQUEST_STATES, requestBase } from '#domain/request';
import { type ChangeSet, createIdMaker, StoreClash } from '#engine';
import { SITUATIONS } from '../domain/request-samples.ts';
import { sent, storing } from '../store-rows.ts';
import { onceRow, paymentKey, stored, type Tools } from './tools.ts';

const ids = createIdMaker(999);

/** The samples of the room, made requests of a stored payment. */
const of = (payment: Payment, sample: CancelRequest): CancelRequest => ({
  ...sample,
  id: ids.request(payment.book, payment.startedMs),
  paymentId: payment.id,
  book: payment.book,
  version: 0,
});

const fresh = (requests: readonly CancelRequest[]): ChangeSet['requests'] =>
  requests.map((request) => ({ request: stored(request), expectedVersion: 0 }));

export function requests({ newShop, apply, load, store }: Tools): void {
  it('gives back every state of a request with its payment', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    const all = Object.values(SITUATIONS).map((sample) => of(payment, sample));
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(REQUEST_STATES));
    await apply(shop, {
      ...storing({ name: 'sent', payment, cancellation: null }),
      requests: fresh(all),
    });
    const loaded = await load(shop, { payments: [paymentKey(payment)] });
    const byId = (a: CancelRequest, b: CancelRequest): number => (a.id < b.id ? -1 : 1);
    expect([...loaded.requests].sort(byId)).toEqual(all.map((each) => stored(each)).sort(byId));
  });

  it('finds a request with its payment by the key that asked for it', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    const request = of(payment, SITUATIONS.review);
    const once = onceRow(payment, 'api/key-1', { subject: { kind: 'request', id: request.id } });
    await apply(shop, {
      ...storing({ name: 'sent', payment, cancellation: null }),
      requests: fresh([request]),
      once: [once],
    });
    const loaded = await load(shop, { once: [{ book: payment.book, key: 'api/key-1' }] });
    expect(loaded.once).toEqual([once]);
    expect(loaded.payments.map((row) => row.payment.id)).toEqual([payment.id]);
    expect(loaded.requests).toEqual([stored(request)]);
  });

  it('gives a request that is due, and none that waits for nobody', async () => {
    const shop = await newShop(2_000_000);
    const payment = { ...sent(shop, { atMs: 90_000_000 }) };
    const due = { ...of(payment, SITUATIONS.asked), dueMs: 1_500_000 };
    const [ended, told] = [of(payment, SITUATIONS.refused), of(payment, SITUATIONS.review)];
    await apply(shop, {
      ...storing({ name: 'sent', payment, cancellation: null }),
      requests: fresh([due, ended, { ...told, dueMs: null } as CancelRequest]),
    });
    const mine = async (nowMs: number): Promise<unknown> =>
      (await store().due(nowMs, 100)).filter(({ book }) => book === payment.book);
    const subject = { book: payment.book, paymentId: payment.id, cancellationId: null, requestId: due.id };
    expect(await mine(1_500_000)).toEqual([subject]);
    expect(await mine(1_499_999)).toEqual([]);
    const moved: CancelRequest = { ...requestBase(stored(due, 2)), state: 'withdrawn', endedMs: 1 };
    await apply(shop, { requests: [{ request: moved, expectedVersion: 1 }] });
    expect(await mine(1_500_000)).toEqual([]);
  });

  it('refuses a stale request, and keeps nothing of the batch', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    const request = of(payment, SITUATIONS.asked);
    await apply(shop, {
      ...storing({ name: 'sent', payment, cancellation: null }),
      requests: fresh([request]),
    });
    const stale = { request: stored(request, 6), expectedVersion: 5 };
    await expect(apply(shop, { requests: [stale], once: [onceRow(payment, 'api/late')] })).rejects.toThrow(
      StoreClash,
    );
    const loaded = await load(shop, {
      once: [{ book: payment.book, key: 'api/late' }],
      payments: [paymentKey(payment)],
    });
    expect(loaded.once).toEqual([]);
    expect(loaded.requests).toEqual([stored(request)]);
  });
}
