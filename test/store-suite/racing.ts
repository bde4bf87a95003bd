/** Who writes second loses, wholly: versions, keys asked before, keys sent before. And what is found by key or time. */
import { expect, it } from 'vitest';
import { clearingDay } from '#domain/calendar';
import { ZERO_BALANCE } from '#domain/ledger';
import { type Advice, networkKeyText, type Payment } from '#domain/payment';
import { type ChangeSet, type Store, StoreClash } from '#engine';
import { MORNING_MS } from '../shop-fixtures.ts';
import { approved, freshKey, opened, sent, step, storing } from '../store-rows.ts';
import { onceRow, stored, type Tools } from './tools.ts';

export function clashes({ newShop, apply, load, store }: Tools): void {
  it('refuses a batch whose row was changed meanwhile, and keeps nothing of it', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    await apply(shop, storing({ name: 'first', payment, cancellation: null }));
    const other = sent(shop);
    const fresh = storing({ name: 'other', payment: other, cancellation: null });
    const stale = { row: { payment: stored(payment, 9), journalCount: 0 }, expectedVersion: 8 };
    const batch = { ...fresh, payments: [...fresh.payments, stale], once: [onceRow(other, 'sale/2')] };
    await expect(apply(shop, batch)).rejects.toThrow(StoreClash);
    expect(await store().payment(other.id)).toBeNull();
    expect((await load(shop, { once: [{ book: other.book, key: 'sale/2' }] })).once).toEqual([]);
    expect((await store().payment(payment.id))?.payment.version).toBe(1);
  });

  it.each(['cancellation', 'terminal', 'account'] as const)('refuses a stale %s', async (what) => {
    const shop = await newShop();
    const back = opened(shop, sent(shop), 'REVERSAL');
    await apply(shop, storing({ name: 'first', ...back }));
    const { book } = shop.merchant;
    const terminal = shop.terminals[0];
    const batch: Partial<ChangeSet> = {
      cancellations:
        what === 'cancellation' ? [{ cancellation: stored(back.cancellation, 6), expectedVersion: 5 }] : [],
      terminals: what === 'terminal' ? [{ terminal: stored(terminal, 6), expectedVersion: 5 }] : [],
      accounts:
        what === 'account'
          ? [{ key: { book, kind: 'bank' }, balance: { ...ZERO_BALANCE, version: 6 }, expectedVersion: 5 }]
          : [],
    };
    await expect(apply(shop, batch)).rejects.toThrow(StoreClash);
  });

  it('refuses a key that was asked before, and keeps nothing of the batch', async () => {
    const shop = await newShop();
    const first = sent(shop);
    await apply(shop, {
      ...storing({ name: 'first', payment: first, cancellation: null }),
      once: [onceRow(first, 'sale/1')],
    });
    const second = sent(shop);
    const batch = {
      ...storing({ name: 'second', payment: second, cancellation: null }),
      once: [onceRow(second, 'sale/1')],
    };
    await expect(apply(shop, batch)).rejects.toThrow(StoreClash);
    expect(await store().payment(second.id)).toBeNull();
  });

  it('refuses a network key that another message carries', async () => {
    const shop = await newShop();
    const first = sent(shop);
    await apply(shop, storing({ name: 'first', payment: first, cancellation: null }));
    const second = { ...sent(shop), network: first.network };
    await expect(
      apply(shop, storing({ name: 'second', payment: second, cancellation: null })),
    ).rejects.toThrow(StoreClash);
    const back = opened(shop, approved(shop), 'VOID');
    await apply(shop, storing({ name: 'void', ...back }));
    const twin = opened(shop, approved(shop), 'VOID');
    const cancellation = { ...twin.cancellation, network: back.cancellation.network };
    await expect(apply(shop, storing({ name: 'twin', payment: twin.payment, cancellation }))).rejects.toThrow(
      StoreClash,
    );
  });

  it('refuses a network key that a message of another kind carries', async () => {
    const shop = await newShop();
    const back = opened(shop, approved(shop), 'VOID');
    await apply(shop, storing({ name: 'void', ...back }));
    const taken = back.cancellation.network;
    const sale = { ...sent(shop), network: taken };
    await expect(apply(shop, storing({ name: 'sale', payment: sale, cancellation: null }))).rejects.toThrow(
      StoreClash,
    );
    const twin = opened(shop, approved(shop), 'VOID');
    const cancellation = { ...twin.cancellation, network: back.payment.network };
    await expect(apply(shop, storing({ name: 'twin', payment: twin.payment, cancellation }))).rejects.toThrow(
      StoreClash,
    );
    // And in one batch, and by a row that is known already.
    const mixed = opened(shop, approved(shop), 'VOID');
    const own = { ...mixed.cancellation, network: mixed.payment.network };
    await expect(
      apply(shop, storing({ name: 'mixed', payment: mixed.payment, cancellation: own })),
    ).rejects.toThrow(StoreClash);
    const again = { ...stored(back.cancellation, 2), network: back.payment.network, tries: 2 };
    await expect(
      apply(shop, { cancellations: [{ cancellation: again, expectedVersion: 1 }] }),
    ).rejects.toThrow(StoreClash);
  });

  it('refuses the key of an earlier try for good', async () => {
    const shop = await newShop();
    const back = opened(shop, approved(shop), 'VOID');
    await apply(shop, storing({ name: 'void', ...back }));
    const again = { ...stored(back.cancellation, 2), network: freshKey(MORNING_MS), tries: 2 };
    await apply(shop, { cancellations: [{ cancellation: again, expectedVersion: 1 }] });
    const sale = { ...sent(shop), network: back.cancellation.network };
    await expect(apply(shop, storing({ name: 'sale', payment: sale, cancellation: null }))).rejects.toThrow(
      StoreClash,
    );
  });

  it('lets exactly one of two writers win', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    await apply(shop, storing({ name: 'first', payment, cancellation: null }));
    const change = {
      payments: [{ row: { payment: stored(payment, 2), journalCount: 0 }, expectedVersion: 1 }],
    };
    const results = await Promise.allSettled([apply(shop, change), apply(shop, change), apply(shop, change)]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(StoreClash);
  });
}

export function finding({ newShop, apply, store }: Tools): void {
  it('tells which message a network key belongs to: payment, way back, or the undoing of a void', async () => {
    const shop = await newShop();
    const back = opened(shop, approved(shop), 'VOID');
    await apply(shop, storing({ name: 'void', ...back }));
    const { book, id: paymentId } = back.payment;
    const owner = { book, paymentId, cancellationId: back.cancellation.id };
    const find = (key: Payment['network']): ReturnType<Store['locate']> =>
      store().locate(networkKeyText(key));
    expect(await find(back.payment.network)).toEqual({
      book,
      paymentId,
      cancellationId: null,
      part: 'payment',
    });
    expect(await find(back.cancellation.network)).toEqual({ ...owner, part: 'message' });
    expect(await find(freshKey(MORNING_MS))).toBeNull();

    const atMs = back.cancellation.openedMs + 3_600_000;
    const undoing = step(back, {
      type: 'due',
      clearingDayNow: clearingDay('2026-11-23'),
      fresh: freshKey(atMs),
      atMs,
    });
    if (undoing.cancellation.state !== 'undoing')
      throw new Error(`expected undoing, found ${undoing.cancellation.state}`);
    const change = { cancellation: stored(undoing.cancellation, 2), expectedVersion: 1 };
    await apply(shop, { cancellations: [change] });
    expect(await find(undoing.cancellation.undo)).toEqual({ ...owner, part: 'undo' });
    expect(await find(back.cancellation.network)).toEqual({ ...owner, part: 'message' });
  });

  it('tells of an advice by its own key, and gives that key to nobody else', async () => {
    const shop = await newShop();
    const payment = approved(shop);
    const network = freshKey(MORNING_MS);
    const advice: Advice = {
      ...{ id: `${payment.id}/tip` as Advice['id'], kind: 'tip', terminal: payment.terminal, network },
      ...{ rrn: '632709000001', amountFen: payment.amountFen + 100n, sealedChip: null, openedMs: MORNING_MS },
      ...{ state: 'sending', attempts: 1, dueMs: MORNING_MS },
    };
    await apply(shop, storing({ name: 'sale', payment, cancellation: null }));
    const row = (version: number, dueMs: number) => ({
      expectedVersion: version - 1,
      row: { payment: { ...stored(payment, version), advices: [{ ...advice, dueMs }] }, journalCount: 0 },
    });
    await apply(shop, { payments: [row(2, MORNING_MS)] });
    await apply(shop, { payments: [row(3, MORNING_MS + 1)] });
    const { book, id: paymentId } = payment;
    expect(await store().locate(networkKeyText(network))).toEqual({
      ...{ book, paymentId, cancellationId: null, part: 'advice' },
    });
    const other = { ...sent(shop), network };
    await expect(apply(shop, storing({ name: 'other', payment: other, cancellation: null }))).rejects.toThrow(
      StoreClash,
    );
  });

  it('no longer finds the key of a void that is tried again: an answer to it says nothing of the new one', async () => {
    const shop = await newShop();
    const back = opened(shop, approved(shop), 'VOID');
    await apply(shop, storing({ name: 'void', ...back }));
    const again = { ...stored(back.cancellation, 2), network: freshKey(MORNING_MS), tries: 2 };
    await apply(shop, { cancellations: [{ cancellation: again, expectedVersion: 1 }] });
    expect(await store().locate(networkKeyText(back.cancellation.network))).toBeNull();
    expect((await store().locate(networkKeyText(again.network)))?.cancellationId).toBe(again.id);
  });

  it('gives what is due, oldest first, no more than asked for, nothing that has ended', async () => {
    // So early that rows of other tests cannot come before these.
    const shop = await newShop(1_000_000);
    const late = sent(shop, { atMs: 3_000_000 });
    const early = sent(shop, { atMs: 1_000_000 });
    const ended = approved(shop);
    const back = opened(shop, sent(shop, { atMs: 500_000 }), 'REVERSAL');
    await apply(
      shop,
      storing(
        { name: 'late', payment: late, cancellation: null },
        { name: 'early', payment: early, cancellation: null },
        { name: 'ended', payment: ended, cancellation: null },
        { name: 'back', ...back },
      ),
    );
    const { book } = shop.merchant;
    const [first, second, third] = [
      { book, paymentId: back.payment.id, cancellationId: back.cancellation.id },
      { book, paymentId: early.id, cancellationId: null },
      { book, paymentId: late.id, cancellationId: null },
    ];
    expect(await store().due(3_020_000, 10)).toEqual([first, second, third]);
    expect(await store().due(3_020_000, 2)).toEqual([first, second]);
    expect(await store().due(3_019_999, 10)).toEqual([first, second]);
    expect(await store().due(999_999, 10)).toEqual([]);
  });

  it('gives what a clearing day left open, for the clearing file', async () => {
    const shop = await newShop();
    const old = '2001-05-05';
    const open = sent(shop, { day: old });
    const unknown = opened(shop, sent(shop, { day: old }), 'REVERSAL');
    const claimed = opened(shop, approved(shop, old), 'REVERSAL');
    const refunded = opened(shop, approved(shop, old), 'REFUND', 5n);
    const ended = approved(shop, old);
    await apply(
      shop,
      storing(
        { name: 'open', payment: open, cancellation: null },
        { name: 'unknown', ...unknown },
        { name: 'claimed', ...claimed },
        { name: 'refunded', ...refunded },
        { name: 'ended', payment: ended, cancellation: null },
      ),
    );
    const found = async (day: string): Promise<(string | null)[][]> =>
      (await store().unresolvedBefore(day, 100))
        .filter(({ book }) => book === shop.merchant.book)
        .map(({ paymentId, cancellationId }) => [paymentId, cancellationId]);
    const rows = [
      [open.id, null],
      [unknown.payment.id, null],
      [unknown.payment.id, unknown.cancellation.id],
      [claimed.payment.id, claimed.cancellation.id],
      [refunded.payment.id, refunded.cancellation.id],
    ];
    expect(await found('2001-05-06')).toEqual(rows);
    expect(await found(old)).toEqual([]);

    const paged: string[] = [];
    for (let after: { readonly paymentId: string } | null = null; ; ) {
      const page = await store().unresolvedBefore('2001-05-06', 1, after);
      expect(page.length).toBeLessThanOrEqual(1);
      if (page[0] === undefined) break;
      paged.push(page[0].paymentId);
      after = page[0];
    }
    const wanted = [open.id, unknown.payment.id, claimed.payment.id, refunded.payment.id];
    expect(paged.filter((id) => rows.some(([each]) => each === id))).toEqual(wanted);
    expect(paged).toEqual([...paged].sort());
  });
}
