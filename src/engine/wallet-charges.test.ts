/** A merchant's code that the holder scans, charges by contract, and gates: each of them a payment like others. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Order } from '#domain/order';
import type { SealedCard } from '#domain/payment';
import type { DeductionId, Source } from '#domain/wallet';
import { brokenLaws } from '../../test/books-check.ts';
import { chipOf, Holder } from '../../test/holder.ts';
import type { Shop } from '../../test/shop.ts';

const numbered = (name: string): SealedCard => ({
  ...{ index: `62889902-${name}`, cipher: 'sealed', masked: `628899*********${name.padStart(4, '0')}` },
  ...{ expiry: null, sequence: null },
});

let holder: Holder;
let shop: Shop;
let serial = 0;
const balance: Source = { kind: 'balance' };

async function order(amountFen = 5_000n): Promise<Order> {
  serial += 1;
  const no = `${serial}`;
  const asked = shop.submit({
    ...{
      type: 'open-order',
      merchant: shop.merchant,
      orderNo: no,
      subject: '午餐',
      amountFen,
      discounts: [],
    },
    ...{ expiryMs: 7_200_000, key: no, print: no },
  });
  return (await asked.told).order!;
}

const pay = (of: Order, card: SealedCard, key: string, isScan: boolean) =>
  shop.submit({
    ...{ type: 'pay-order', merchant: shop.merchant, orderId: of.id, card, key, print: key },
    ...(isScan ? { isScan: true as const } : {}),
  });

/** As the app does it: a number for this scan alone, and the order is paid by it. */
async function scan(of: Order, source: Source | null, key: string, number = numbered(key)) {
  await shop.submit({
    ...{ type: 'wallet-code', book: holder.book, code: number, source },
    ...{ use: { kind: 'scan', orderId: of.id }, expiresMs: shop.time.clock.nowMs() + 60_000 },
  }).told;
  const asked = pay(of, number, key, true);
  await holder.settle();
  return asked.result;
}

async function sign(perPaymentFen = 3_000n, source: Source = balance, merchantId = shop.merchant.merchantId) {
  serial += 1;
  const agreement = numbered(`a${serial}`);
  const reply = await holder.does({
    ...{ kind: 'sign-deduction', merchantId, nameZh: '小店', nameEn: 'SHOP', subject: '会员费' },
    ...{ perPaymentFen, source, agreement },
  });
  return { id: reply.made as DeductionId, agreement };
}

async function charge(agreement: SealedCard, amountFen: bigint): Promise<string> {
  const asked = pay(await order(amountFen), agreement, `c${serial}`, false);
  await holder.settle();
  return asked.result;
}

const stateOf = (of: Order) => shop.store.orders().find(({ id }) => id === of.id)!.state;

beforeEach(async () => {
  holder = await Holder.open({ balanceFen: 100_000n });
  shop = holder.shop;
});

describe('a scan of a merchant’s code', () => {
  it('pays the order from the balance', async () => {
    const lunch = await order();
    expect(await scan(lunch, balance, 's1')).toBe('approved');
    expect(stateOf(lunch)).toBe('paid');
    expect(holder.paid()).toMatchObject([{ kind: 'scan', state: 'paid', amountFen: 5_000n }]);
    expect(holder.balanceFen()).toBe(95_000n);
    expect(brokenLaws(shop.store)).toEqual([]);
  });

  it('with a bound card is told to its bank as a scanned code, with the number of that card', async () => {
    const lunch = await order();
    const card = { kind: 'card', bindingId: holder.bindingId as never } as const;
    expect(await scan(lunch, card, 's1')).toBe('approved');
    const { request } = shop.network.received.at(-1)!;
    expect(request).toMatchObject({ message: 'sale', amountFen: 5_000n });
    expect(request.entryMode).toMatch(/^04/);
    expect(request.card.index).not.toMatch(/^628899/);
    expect(holder.balanceFen()).toBe(100_000n);
    expect(stateOf(lunch)).toBe('paid');
  });

  it('of an order that is paid already takes nothing', async () => {
    const lunch = await order();
    await scan(lunch, balance, 's1');
    expect(await scan(lunch, balance, 's2')).toBe('order-already-paid');
    expect(holder.balanceFen()).toBe(95_000n);
  });

  it('under the same key is one payment, and its number is good for no other', async () => {
    const [lunch, dinner] = [await order(), await order()];
    const number = numbered('once');
    expect(await scan(lunch, balance, 's1', number)).toBe('approved');
    const again = pay(lunch, number, 's1', true);
    await holder.settle();
    expect(again.result).toBe('approved, again');
    const other = pay(dinner, number, 's2', true);
    await holder.settle();
    expect(other.result).toBe('wallet-code-used');
    expect(holder.balanceFen()).toBe(95_000n);
  });

  it('after the service was closed is declined, the order stays unpaid, and another way pays it', async () => {
    const lunch = await order();
    await holder.off('scan');
    expect(await scan(lunch, balance, 's1')).toBe('wallet-service-off');
    expect(stateOf(lunch)).toBe('unpaid');
    await holder.on('scan');
    expect(await scan(lunch, balance, 's2')).toBe('approved');
  });

  it('a till cannot use the number of a scan as a code', async () => {
    const lunch = await order();
    const number = numbered('till');
    await shop.submit({
      ...{ type: 'wallet-code', book: holder.book, code: number, source: null },
      ...{ use: { kind: 'scan', orderId: lunch.id }, expiresMs: shop.time.clock.nowMs() + 60_000 },
    }).told;
    const asked = holder.scanned('000009', number);
    await holder.settle();
    expect(asked.result).toBe('not-permitted-to-cardholder');
  });
});

describe('a charge by contract', () => {
  it('takes what the contract allows, again and again, without the holder', async () => {
    const { id, agreement } = await sign();
    expect(await charge(agreement, 3_000n)).toBe('approved');
    expect(await charge(agreement, 2_000n)).toBe('approved');
    expect(holder.paid().map(({ kind }) => kind)).toEqual(['deduction', 'deduction']);
    expect(holder.balanceFen()).toBe(95_000n);
    expect(holder.wallet().deductions.find((each) => each.id === id)!.lastUsedMs).not.toBeNull();
  });

  it('over the contract, after its end, or with the service off is declined with its reason', async () => {
    const { id, agreement } = await sign();
    expect(await charge(agreement, 3_001n)).toBe('wallet-service-limit');
    await holder.off('deduction');
    expect(await charge(agreement, 1_000n)).toBe('wallet-service-off');
    await holder.on('deduction');
    expect(await charge(agreement, 1_000n)).toBe('approved');
    await holder.does({ kind: 'end-deduction', deductionId: id });
    expect(await charge(agreement, 1_000n)).toBe('wallet-service-off');
    expect(holder.balanceFen()).toBe(99_000n);
  });

  it('of another merchant’s contract is declined', async () => {
    const { agreement } = await sign(3_000n, balance, '898310000000099');
    expect(await charge(agreement, 1_000n)).toBe('not-permitted-to-cardholder');
    expect(holder.balanceFen()).toBe(100_000n);
  });

  it('is given back to where it came from', async () => {
    const { agreement } = await sign();
    await charge(agreement, 3_000n);
    const { id: paymentId } = shop.store.payments().at(-1)!;
    const asked = shop.submit({
      ...{ type: 'host-cancel', merchant: shop.merchant, paymentId, route: 'REFUND', amountFen: 1_000n },
      ...{ key: 'back', print: 'back', door: 'api', requestedBy: 'shop-key', reason: 'returned' },
    });
    await holder.settle();
    expect(asked.result).toBe('accepted');
    expect(holder.balanceFen()).toBe(98_000n);
    expect(brokenLaws(shop.store)).toEqual([]);
  });
});

describe('a gate', () => {
  let counter = 0;
  async function pass(amountFen: bigint): Promise<string> {
    counter += 1;
    const merchant = { ...shop.merchant, mcc: '4111' };
    const chipData = chipOf({ counter, verified: false });
    const asked = shop.submit({
      ...{ type: 'pay', merchant, terminal: shop.keyOf(`00010${counter}`), amountFen, currency: 'CNY' },
      ...{ card: holder.token, entryMode: '072', conditionCode: '00', print: `${counter}` },
      carried: { track2: null, pinBlock: null, chipData },
    });
    await holder.settle();
    return asked.result;
  }

  it('lets pass who asked for the service, by a locked telephone, and is a service of its own', async () => {
    expect(await pass(200n)).toBe('wallet-service-off');
    await holder.on('transit');
    expect(await pass(200n)).toBe('approved');
    await holder.off('tap');
    expect(await pass(200n)).toBe('approved');
    expect(holder.paid().map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'transit declined',
      'transit paid',
      'transit paid',
    ]);
  });

  it('takes no more than what passes without a PIN', async () => {
    await holder.on('transit');
    expect(await pass(100_001n)).toBe('pin-needed');
  });
});
