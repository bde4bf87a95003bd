/** What was stored comes back: row by row, and as the batch of keys that a lane asks for. */
import { expect, it } from 'vitest';
import { CANCELLATION_STATES, type Cancellation } from '#domain/cancellation';
import { PAYMENT_STATES } from '#domain/payment';
import { countInBatch } from '#domain/terminal';
import type { Loaded, LoadKeys, OnceRow } from '#engine';
import { MORNING_MS, T1, T2 } from '../shop-fixtures.ts';
import { completionOf, HOLD_CODE, held } from '../store-hold-rows.ts';
import { approved, type Case, everyState, opened, sent, step, storing } from '../store-rows.ts';
import { onceRow, paymentKey, stored, type Tools } from './tools.ts';

export function rows({ newShop, apply, load, store }: Tools): void {
  it('gives back every state of a payment and a cancellation as it was stored', async () => {
    const shop = await newShop();
    const cases = everyState(shop);
    expect(new Set(cases.map(({ payment }) => payment.state))).toEqual(new Set(PAYMENT_STATES));
    const states = cases.flatMap(({ cancellation }) => cancellation?.state ?? []);
    expect(new Set(states)).toEqual(new Set(CANCELLATION_STATES));
    await apply(shop, storing(...cases));
    for (const each of cases) await expectStored(each);
  });

  async function expectStored({ name, payment, cancellation }: Case): Promise<void> {
    const whole = await store().payment(payment.id);
    expect(whole, name).toEqual({
      payment: stored(payment),
      cancellations: cancellation === null ? [] : [stored(cancellation)],
    });
  }

  it('gives back a changed row as it was changed', async () => {
    const shop = await newShop();
    const before = opened(shop, sent(shop), 'REVERSAL');
    await apply(shop, storing({ name: 'before', ...before }));
    const answer = {
      type: 'answered',
      to: 'message',
      outcome: 'approved',
      clearingDay: null,
      atMs: MORNING_MS,
    } as const;
    const after = step(before, answer);
    await apply(shop, {
      payments: [{ row: { payment: stored(after.payment, 2), journalCount: 0 }, expectedVersion: 1 }],
      cancellations: [{ cancellation: stored(after.cancellation, 2), expectedVersion: 1 }],
    });
    const found = await store().payment(before.payment.id);
    expect(found).toEqual({
      payment: stored(after.payment, 2),
      cancellations: [stored(after.cancellation, 2)],
    });
  });

  it('keeps nothing by reference: a row that was handed out or in may be changed freely', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    const changes = storing({ name: 'sent', payment, cancellation: null });
    await apply(shop, changes);
    (changes.payments[0]!.row.payment as { rrn: string }).rrn = 'spoilt';
    const found = await store().payment(payment.id);
    (found!.payment as { rrn: string }).rrn = 'spoilt';
    expect((await store().payment(payment.id))?.payment.rrn).toBe(payment.rrn);
  });

  it('remembers a tombstone: a key with an outcome and nothing else', async () => {
    const shop = await newShop();
    const { book } = shop.merchant;
    const tombstone: OnceRow = {
      book,
      key: 'sale/x',
      print: null,
      subject: null,
      outcome: 'reversed-before-arrival',
      atMs: 5,
    };
    await apply(shop, { once: [tombstone] });
    expect((await load(shop, { once: [{ book, key: 'sale/x' }] })).once).toEqual([tombstone]);
  });

  it('keeps a terminal with its running totals', async () => {
    const shop = await newShop();
    const { merchantId, book } = shop.merchant;
    const before = await store().terminal(merchantId, T1);
    const counted = countInBatch(before!, 'sale', 123n, 1);
    const changed = stored(counted, before!.version + 1);
    await apply(shop, { terminals: [{ terminal: changed, expectedVersion: before!.version }] });
    expect(await store().terminal(merchantId, T1)).toEqual(changed);
    expect((await load(shop, { terminals: [{ book, terminalId: T1 }] })).terminals).toEqual([changed]);
  });

  it('knows its merchants, and nothing of strangers', async () => {
    const shop = await newShop();
    expect(await store().merchant(shop.merchant.merchantId)).toEqual(shop.merchant);
    expect(await store().merchant('000000000000000')).toBeNull();
    expect(await store().terminal(shop.merchant.merchantId, '77777777')).toBeNull();
    expect(await store().payment(sent(shop).id)).toBeNull();
  });
}

export function loading({ newShop, apply, load }: Tools): void {
  const idsOf = (loaded: Loaded): string[] => loaded.payments.map(({ payment }) => payment.id);

  it('loads a payment by id, by reference number, by what was asked and by its cancellation, with all that belongs to it', async () => {
    const shop = await newShop();
    const one = opened(shop, approved(shop), 'REFUND', 10n);
    const other = approved(shop);
    await apply(shop, {
      ...storing({ name: 'one', ...one }, { name: 'other', payment: other, cancellation: null }),
      once: [
        onceRow(one.payment, 'sale/1'),
        onceRow(one.payment, 'refund/1', { subject: { kind: 'cancellation', id: one.cancellation.id } }),
      ],
    });
    const { book } = shop.merchant;
    const ways: readonly Partial<LoadKeys>[] = [
      { payments: [paymentKey(one.payment)] },
      { rrns: [{ book, rrn: one.payment.rrn }] },
      { once: [{ book, key: 'sale/1' }] },
      { once: [{ book, key: 'refund/1' }] },
      { cancellations: [{ book, id: one.cancellation.id }] },
      {
        payments: [paymentKey(one.payment)],
        rrns: [{ book, rrn: one.payment.rrn }],
        once: [{ book, key: 'sale/1' }],
      },
    ];
    for (const way of ways) {
      const loaded = await load(shop, way);
      expect(idsOf(loaded), JSON.stringify(way)).toEqual([one.payment.id]);
      expect(loaded.payments[0]).toEqual({ payment: stored(one.payment), journalCount: 0 });
      expect(loaded.cancellations).toEqual([stored(one.cancellation)]);
      expect(loaded.terminals.map(({ terminalId }) => terminalId)).toEqual([T1]);
      expect(loaded.once).toHaveLength(way.once?.length ?? 0);
    }
  });

  it('loads the terminal of a refund that was made elsewhere than its sale: its batch counts it', async () => {
    const shop = await newShop();
    const back = opened(shop, approved(shop), 'REFUND', 10n);
    const cancellation: Cancellation = {
      ...back.cancellation,
      terminal: { ...back.payment.terminal, terminalId: T2 },
    };
    await apply(shop, storing({ name: 'elsewhere', payment: back.payment, cancellation }));
    const { book } = shop.merchant;
    const ways: readonly Partial<LoadKeys>[] = [
      { payments: [paymentKey(back.payment)] },
      { rrns: [{ book, rrn: back.payment.rrn }], terminals: [{ book, terminalId: T2 }] },
    ];
    for (const way of ways) {
      const loaded = await load(shop, way);
      expect(loaded.terminals.map(({ terminalId }) => terminalId).sort()).toEqual([T1, T2]);
    }
  });

  it('loads a pre-authorisation by card and code, and with what completes it', async () => {
    const shop = await newShop();
    const preauth = held(shop);
    const completion = completionOf(shop, preauth);
    const cases = [preauth, completion, approved(shop)].map((payment) => ({
      ...{ name: payment.kind, payment, cancellation: null },
    }));
    await apply(shop, storing(...cases));
    const { book } = shop.merchant;
    const { index: cardIndex } = preauth.card;
    const by = async (authCode: string, inBook = book): Promise<string[]> =>
      idsOf(await load(shop, { holds: [{ book: inBook, cardIndex, authCode }] }));
    expect(await by(HOLD_CODE)).toEqual([preauth.id]);
    expect(await by('000000')).toEqual([]);
    expect(await by(HOLD_CODE, 'another-book')).toEqual([]);
    const loaded = await load(shop, { payments: [paymentKey(completion)] });
    expect(idsOf(loaded).sort()).toEqual([preauth.id, completion.id].sort());
  });

  it('loads nothing for keys that nobody wrote', async () => {
    const shop = await newShop();
    const payment = sent(shop);
    const { book } = shop.merchant;
    const keys = {
      once: [{ book, key: 'sale/none' }],
      payments: [paymentKey(payment)],
      rrns: [{ book, rrn: payment.rrn }],
      books: [book],
    };
    expect(await load(shop, keys)).toEqual({
      once: [],
      payments: [],
      cancellations: [],
      requests: [],
      terminals: [],
      batches: [],
      orders: [],
      accounts: [],
    });
  });
}
