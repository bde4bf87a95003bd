/**
 * `verify` on wallets made by the real engine: clean as they are, each planted fault found, by the whole and from a
 * mark that was left before there were any.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type VerifyOptions, verifyBooks } from '#adapters/postgres';
import type { Payment } from '#domain/payment';
import type { BindingId, WalletAct, WalletId } from '#domain/wallet';
import { chipOf } from './holder.ts';
import { type HttpWorld, LOST_SHOP, openHttpWorld, SHOP, TERMINAL } from './http-api-world.ts';
import { CARD, FIRST_BATCH, shopMerchant } from './shop-fixtures.ts';

let world: HttpWorld;
let sql: pg.Client;
let book: WalletId;
let acts = 0;
const token = { ...CARD, index: 'own-1', masked: '628899*********0001' };
const cardToken = { ...CARD, index: 'own-2', masked: '628899*********0002' };

async function does(act: WalletAct): Promise<string> {
  acts += 1;
  const reply = await world.engine.submit({
    ...{ type: 'wallet-act', book, act, by: 'holder', key: `act-${acts}` },
  });
  expect(reply.outcome).toBe('accepted');
  return reply.made ?? '';
}

let counter = 0;
async function tap(stan: string, card = token): Promise<Payment> {
  counter += 1;
  const reply = await world.engine.submit({
    ...{ type: 'pay', merchant: shopMerchant({ merchantId: SHOP, book: SHOP }), amountFen: 10_000n, card },
    ...{ terminal: { merchantId: SHOP, terminalId: TERMINAL, batchNo: FIRST_BATCH, stan } },
    ...{ currency: 'CNY', entryMode: '072', conditionCode: '00', print: `tap/${stan}` },
    carried: { track2: null, pinBlock: null, chipData: chipOf({ counter, verified: true }) },
  });
  expect(reply.outcome, stan).toBe('approved');
  return reply.payment!;
}

const until = (question: string): Promise<void> =>
  vi.waitFor(async () => expect((await sql.query(question)).rows[0]?.is).toBe(1), {
    timeout: 10_000,
    interval: 20,
  });

const verified = async (more: Pick<VerifyOptions, 'sinceLast'> = {}): Promise<string[]> => {
  const { faults } = await verifyBooks({ url: world.database.url, ...more });
  return faults.map(({ law, subject, text }) => `${law} ${subject} ${text}`);
};
const FROM_THE_MARK = { sinceLast: { slice: 0 } };

beforeAll(async () => {
  world = await openHttpWorld();
  sql = new pg.Client({ connectionString: world.database.url });
  await sql.connect();
  // A terminal whose shop is gone: what it is good for is tested elsewhere.
  await sql.query('DELETE FROM terminal WHERE book = $1', [LOST_SHOP]);
  expect(await verifyBooks({ url: world.database.url, leaveMark: true })).toMatchObject({ noMark: null });
  book = world.engine.wallets.newId();
  await does({
    ...{ kind: 'open', accountClass: 'III' },
    holder: { name: '*明', idNumber: '1101**********1234', phone: '138****0001' },
  });
  const bank = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
  const bindingId = (await does({ kind: 'bind', card: CARD, ...bank })) as BindingId;
  const device = { kind: 'phone', name: 'phone' } as const;
  await does({ kind: 'add-device-card', token, source: { kind: 'balance' }, device });
  await does({ kind: 'add-device-card', token: cardToken, source: { kind: 'card', bindingId }, device });
  const filled = await world.engine.submit({
    ...{
      type: 'wallet-transfer',
      book,
      kind: 'top-up',
      bindingId,
      amountFen: 100_000n,
      by: 'holder',
      key: 't',
    },
  });
  expect(filled.outcome).toBe('accepted');
  const [stands, , voided] = [await tap('000001'), await tap('000002', cardToken), await tap('000003')];
  const merchant = shopMerchant({ merchantId: SHOP, book: SHOP });
  const back = await world.engine.submit({
    ...{ type: 'host-cancel', merchant, paymentId: voided.id, route: 'VOID', amountFen: null, key: 'v' },
    ...{ print: 'v', door: 'api', requestedBy: 'office', reason: 'returned' },
  });
  expect(back.outcome).toBe('accepted');
  await until(`SELECT count(*)::int AS is FROM wallet_payment WHERE state = 'reversed'`);
  await world.settle();
  const refund = await world.engine.submit({
    ...{ type: 'host-cancel', merchant, paymentId: stands.id, route: 'REFUND', amountFen: 2_500n, key: 'r' },
    ...{ print: 'r', door: 'api', requestedBy: 'office', reason: 'returned' },
  });
  expect(refund.outcome).toBe('accepted');
  await until(`SELECT count(*)::int AS is FROM cancellation WHERE route = 'REFUND' AND state = 'done'`);
}, 60_000);
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});

const PAID = `id = (SELECT id FROM wallet_payment
  WHERE kind = 'tap' AND source = 'balance' AND state = 'paid' LIMIT 1)`;
const amount = (from: string, to: string): string =>
  `UPDATE wallet_payment SET amount_fen = ${to}, body = jsonb_set(body, '{amountFen}', '"${to}"')
     WHERE kind = 'tap' AND source = 'balance' AND state = 'paid' AND amount_fen = ${from}`;
const UNGUARDED = (statement: string): string =>
  `ALTER TABLE journal DISABLE TRIGGER journal_append_only; ${statement};
    ALTER TABLE journal ENABLE TRIGGER journal_append_only`;

const PLANS: readonly (readonly [string, string, string, RegExp])[] = [
  [
    'a movement of another amount than its entries',
    amount('10000', '10001'),
    amount('10001', '10000'),
    /wallet-books .* wallet_balance has -7500 fen posted/,
  ],
  [
    'a refund that the holder never got',
    `UPDATE wallet_payment SET returned_fen = 0, body = jsonb_set(body, '{returnedFen}', '"0"') WHERE ${PAID}`,
    `UPDATE wallet_payment SET returned_fen = 2500, body = jsonb_set(body, '{returnedFen}', '"2500"') WHERE ${PAID}`,
    /wallet-payments .* 0 fen came back, the merchant gave back 2500/,
  ],
  [
    'a payment that no merchant knows',
    `UPDATE wallet_payment SET network_key = 'x', body = jsonb_set(body, '{networkKey}', '"x"') || jsonb_build_object(
       'was', network_key) WHERE ${PAID}`,
    `UPDATE wallet_payment SET network_key = body->>'was', body = (body - 'was') || jsonb_build_object(
       'networkKey', body->>'was') WHERE network_key = 'x'`,
    /no wallet paid it[\s\S]*wallet-payments .* no payment of a merchant has its key/,
  ],
  [
    'a payment that its merchant has as undone',
    `UPDATE payment SET state = 'reversed' WHERE network_key = (SELECT network_key FROM wallet_payment WHERE ${PAID})`,
    `UPDATE payment SET state = 'approved' WHERE network_key = (SELECT network_key FROM wallet_payment WHERE ${PAID})`,
    /wallet-payments .* it is paid, and the payment .* is reversed/,
  ],
  [
    'a state that the body does not have',
    `UPDATE wallet_payment SET state = 'declined' WHERE ${PAID}`,
    `UPDATE wallet_payment SET state = 'paid' WHERE state = 'declined'`,
    /row-columns .* columns of the row and its body differ: state/,
  ],
  [
    'an account class that the body does not have',
    `UPDATE wallet SET account_class = 'I'`,
    `UPDATE wallet SET account_class = 'III'`,
    /row-columns wal_.* account_class/,
  ],
  [
    'one journal too many',
    `UPDATE wallet_payment SET journals = journals + 1 WHERE ${PAID}`,
    `UPDATE wallet_payment SET journals = journals - 1 WHERE ${PAID}`,
    /journal-numbers .* the journals of the movement/,
  ],
  [
    'a token of nobody',
    `UPDATE wallet_token SET book = 'wal_none' WHERE card_index = 'own-1'`,
    `UPDATE wallet_token SET book = 'BOOK' WHERE card_index = 'own-1'`,
    /orphan token own-1 its wallet is missing/,
  ],
  [
    'money that moved between two accounts of the holder without a movement',
    UNGUARDED(
      `UPDATE journal SET accounts = array_replace(accounts, 14::smallint, 6::smallint)
        WHERE accounts @> '{14}' AND 10000 = figures[9 * array_position(accounts, 14::smallint) - 6]`,
    ),
    UNGUARDED(
      `UPDATE journal SET accounts = array_replace(accounts, 6::smallint, 14::smallint) WHERE accounts @> '{6}'`,
    ),
    /wallet-books .* suspense has -10000 fen posted/,
  ],
];

describe('verify looks at wallets', () => {
  it('finds nothing where all is well', async () => {
    expect(await verified()).toEqual([]);
    expect(await verified(FROM_THE_MARK)).toEqual([]);
  });

  it.each(PLANS)('%s', async (_fault, plant, undo, found) => {
    await sql.query(plant);
    try {
      expect((await verified()).join('\n')).toMatch(found);
      expect((await verified(FROM_THE_MARK)).join('\n')).toMatch(found);
    } finally {
      await sql.query(undo.replace('BOOK', book));
    }
  });

  it('is clean again when all is put right', async () => {
    expect(await verified()).toEqual([]);
    expect(await verified(FROM_THE_MARK)).toEqual([]);
  });
});
