/** A refund that came after its account was closed, over HTTP and PostgreSQL: the counter, two persons, the bank. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyBooks } from '#adapters/postgres';
import type { PaymentId } from '#domain/payment';
import type { BindingId, WalletAct, WalletId } from '#domain/wallet';
import { chipOf } from './holder.ts';
import {
  expectProblem,
  type HttpWorld,
  KEYS,
  LOST_SHOP,
  openHttpWorld,
  SHOP,
  TERMINAL,
} from './http-api-world.ts';
import { CARD, FIRST_BATCH, shopMerchant } from './shop-fixtures.ts';
import { type MadeHolder, makeHolder, someIdNumber } from './wallet-browser.ts';

let world: HttpWorld;
let sql: Client;
const sold: Paid[] = [];
beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  // A terminal whose shop is gone: what it is good for is tested elsewhere.
  await sql.query('DELETE FROM terminal WHERE book = $1', [LOST_SHOP]);
  sold.push(await paidByBalance(), await paidByBalance());
  await world.settle();
}, 60_000);
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

let acts = 0;
async function act(book: WalletId, wanted: WalletAct): Promise<string> {
  acts += 1;
  const told = await world.engine.submit({
    ...{ type: 'wallet-act', book, by: 'test', key: `act${acts}`, act: wanted },
  });
  expect(told.outcome).toBe('accepted');
  return told.made ?? '';
}

const merchant = shopMerchant({ merchantId: SHOP, book: SHOP });
let stan = 0;

interface Paid {
  readonly holder: MadeHolder;
  readonly paymentId: PaymentId;
  readonly end: readonly WalletAct[];
}

/** Somebody paid 100.00 with the balance. */
async function paidByBalance(): Promise<Paid> {
  stan += 1;
  const book = world.engine.wallets.newId();
  const holder = await makeHolder(world, { walletId: book });
  await act(book, {
    ...{ kind: 'open', accountClass: 'III' },
    holder: { name: '****人', idNumber: '1****************7', phone: '139****0001' },
  });
  const bank = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
  const bindingId = (await act(book, { kind: 'bind', card: CARD, ...bank })) as BindingId;
  const token = { ...CARD, index: `own-${stan}`, masked: '628899*********0001' };
  const device = { kind: 'phone', name: 'phone' } as const;
  const deviceCardId = await act(book, {
    ...{ kind: 'add-device-card', token, source: { kind: 'balance' }, device },
  });
  const filled = await world.engine.submit({
    ...{ type: 'wallet-transfer', book, kind: 'top-up', bindingId, amountFen: 10_000n, by: 'x', key: 't' },
  });
  expect(filled.outcome).toBe('accepted');
  const sale = await world.engine.submit({
    ...{ type: 'pay', merchant, amountFen: 10_000n, card: token, currency: 'CNY', entryMode: '072' },
    terminal: {
      ...{ merchantId: SHOP, terminalId: TERMINAL, stan: String(stan).padStart(6, '0') },
      batchNo: FIRST_BATCH,
    },
    ...{ conditionCode: '00', print: `tap/${stan}` },
    carried: { track2: null, pinBlock: null, chipData: chipOf({ counter: 1, verified: true }) },
  });
  expect(sale.outcome).toBe('approved');
  return {
    ...{ holder, paymentId: sale.payment!.id },
    end: [
      { kind: 'remove-device-card', deviceCardId: deviceCardId as never },
      { kind: 'unbind', bindingId, alsoEnd: [] },
    ],
  };
}

/** The account is closed, and the shop gives 40.00 back after that. */
async function refundedAfterClosing({ holder, paymentId, end }: Paid): Promise<MadeHolder> {
  const book = holder.walletId;
  for (const each of end) await act(book, each);
  await act(book, { kind: 'begin-closing', closesAtMs: world.options.clock.nowMs() + 20 });
  const state = async () => (await world.reader.wallet(book))?.status.state;
  await expect.poll(state, { timeout: 20_000 }).toBe('closed');
  const refund = await world.engine.submit({
    ...{ type: 'host-cancel', merchant, paymentId, route: 'REFUND', amountFen: 4_000n },
    ...{ key: `r/${book}`, print: 'r', door: 'api', requestedBy: 'office', reason: 'brought back' },
  });
  expect(refund.outcome).toBe('accepted');
  const waits = async () => (await world.reader.walletSuspense(book))?.creditPostedFen;
  await expect.poll(waits, { timeout: 20_000 }).toBe(4_000n);
  return holder;
}

const identity = { document: 'id-card', seen: true, note: 'counter 3' };
const NUMBER = '6222020000000000008';
const look = (paper: object, key: string = KEYS.operator) =>
  world.call('POST', '/v1/late-refund-lookups', { key, body: { ...paper, identity } });
const named = (
  { walletId: wallet, name, idNumber }: MadeHolder,
  press = 'one',
  more: object = {},
  key: string = KEYS.operator,
) =>
  world.call('POST', '/v1/late-refunds', {
    key,
    body: { wallet, name, idNumber, identity, bank: '工商银行', number: NUMBER, ...more },
    headers: { 'idempotency-key': press },
  });
const decide = (id: unknown, approve: boolean, key: string) =>
  world.call('POST', `/v1/late-refunds/${id}/decision`, { key, body: { approve } });
const result = (id: unknown, order: unknown, said: string, bankFee = 0) =>
  world.call('POST', `/v1/late-refunds/${id}/result`, {
    key: KEYS.operator,
    body: { order, result: said, bankReference: 'B-1', bankFee },
  });
const orderOf = (body: Record<string, unknown>) => (body.order as { no: string }).no;
const faults = async () => (await verifyBooks({ url: world.database.url })).faults;

describe('a refund that came after the closing', () => {
  it('is found by name and ID number, named, approved by somebody else, paid; the books are whole', async () => {
    const holder = await refundedAfterClosing(sold.pop()!);
    const { name, idNumber, walletId } = holder;
    expect((await look({ name, idNumber }, KEYS.shop)).status).toBe(403);
    expect((await look({ name: '别的人', idNumber })).body).toEqual({ wallets: [] });
    expect((await look({ name, idNumber: someIdNumber() })).body).toEqual({ wallets: [] });
    expect((await look({ name, idNumber })).body).toMatchObject({
      wallets: [{ wallet: walletId, waiting: { amount: 4_000 }, refunds: [] }],
    });

    const first = await named(holder);
    expect(first.status, first.text).toBe(201);
    const { id } = first.body;
    expect(first.body).toMatchObject({ state: 'named', amount: 4_000, wallet: walletId, order: null });
    expect(first.text).not.toContain(NUMBER);
    expect(first.text).not.toContain(name);
    expect(await faults()).toEqual([]);

    expectProblem(await decide(id, true, KEYS.operator), 403, 'four-eyes');
    expect((await decide(id, true, KEYS.shop)).status).toBe(403);
    const ordered = await decide(id, true, KEYS.second);
    expect(ordered.body, ordered.text).toMatchObject({
      state: 'ordered',
      order: { approvedBy: 'key_second' },
    });
    expectProblem(await decide(id, true, KEYS.second), 409, 'not-in-this-state');
    const { body: open } = await world.call('GET', '/v1/late-refunds?open=true', { key: KEYS.operator });
    expect((open.items as { id: string }[]).map((each) => each.id)).toContain(id);
    expect(await faults()).toEqual([]);

    expectProblem(await result(id, 'W1-1', 'paid'), 404, 'no-such-order');
    const paid = await result(id, orderOf(ordered.body), 'paid', 50);
    expect(paid.body, paid.text).toMatchObject({
      state: 'paid',
      order: { bankReference: 'B-1', bankFee: 50 },
    });
    expect((await result(id, orderOf(ordered.body), 'paid', 50)).body).toEqual(paid.body);
    const { body: read } = await world.call('GET', `/v1/late-refunds/${id}`, { key: KEYS.operator });
    expect(read).toEqual(paid.body);
    expect((await look({ name, idNumber })).body).toMatchObject({
      wallets: [{ waiting: { amount: 0 }, refunds: [{ id, state: 'paid' }] }],
    });
    expectProblem(await named(holder, 'two'), 409, 'wallet-nothing-waits');
    expect(await faults()).toEqual([]);

    const tampered = `UPDATE wallet_payment SET amount_fen = $1, body = jsonb_set(body, '{amountFen}', $2)
      WHERE id = $3`;
    await sql.query(tampered, [3_999, '"3999"', id]);
    expect((await faults()).map(({ law, text }) => `${law} ${text}`)).toContainEqual(
      expect.stringMatching(/wallet-books suspense has -4000 fen posted/),
    );
    await sql.query(tampered, [4_000, '"4000"', id]);
  }, 60_000);

  it('goes to nobody else, is pressed twice once, comes back from the bank and is named anew', async () => {
    const holder = await refundedAfterClosing(sold.pop()!);
    const stranger = await makeHolder(world);
    const { name, idNumber } = stranger;
    expectProblem(await named(holder, 'x', { name: '别的人' }), 409, 'not-the-same-person');
    expectProblem(await named(holder, 'x', { idNumber: someIdNumber() }), 409, 'not-the-same-person');
    expectProblem(await named(holder, 'x', { name, idNumber }), 409, 'not-the-same-person');
    expect((await named(holder, 'x', { number: '6288990000000000001' })).status).toBe(400);

    const both = await Promise.all([named(holder), named(holder)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(both[0].body.id).toBe(both[1].body.id);
    expectProblem(await named(holder, 'one', { bank: '农业银行' }), 409, 'duplicate-other-content');
    const { id } = both[0].body;
    expect((await decide(id, false, KEYS.operator)).body).toMatchObject({ state: 'rejected' });

    const again = (await named(holder, 'again')).body.id;
    const ordered = await decide(again, true, KEYS.second);
    const back = await result(again, orderOf(ordered.body), 'returned', 30);
    expect(back.body, back.text).toMatchObject({ state: 'returned', order: { bankFee: 30 } });
    expect(await faults()).toEqual([]);
    const anew = await named(holder, 'anew', { number: '6222020000000000016' });
    expect(anew.body, anew.text).toMatchObject({ state: 'named', amount: 4_000 });
    const next = await decide(anew.body.id, true, KEYS.second);
    expect(orderOf(next.body)).not.toBe(orderOf(ordered.body));
    expect(await faults()).toEqual([]);
    const { rows } = await sql.query("SELECT body::text FROM event WHERE kind LIKE 'wallet-late-payout-%'");
    expect(rows.length).toBeGreaterThan(4);
    for (const { body } of rows) expect(body).not.toContain(holder.name);
  }, 60_000);
});
