/** A refund that came back, over HTTP and PostgreSQL: every door, who may use it, and what it lets out. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBooks } from '#adapters/postgres';
import { clearingDay } from '#domain/calendar';
import type { CancellationId, Payment, PaymentId } from '#domain/payment';
import { type HttpWorld, KEYS, openHttpWorld, SHOP } from './http-api-world.ts';

let world: HttpWorld;
/** Sales of one settled batch, one for each story. */
const sold: Payment[] = [];
beforeAll(async () => {
  world = await openHttpWorld();
  // Each of a price of 130.00 of which the scheme pays 30.00.
  const discounts = [{ funder: 'scheme', amountFen: 3_000n }] as const;
  for (let n = 1; n <= 15; n += 1)
    sold.push(await world.sale(String(n).padStart(6, '0'), 10_000n, SHOP, discounts));
  await world.settle();
});
afterAll(() => world[Symbol.asyncDispose]());

const ID_NUMBER = '11010519491231002X';
const NUMBER = '6222020000000000008';
const WANG = { holder: '王小明', idKind: 'resident-id', idNumber: ID_NUMBER };
const ACCOUNT = { ...WANG, bank: '工商银行', number: NUMBER };

/** A refund of 40.00 that the network acknowledged. */
async function refunded(): Promise<{ id: CancellationId; payment: PaymentId }> {
  const payment = sold.pop()!;
  const made = await world.call('POST', '/v1/cancellations?wait=5', {
    key: KEYS.shop,
    body: { subject: payment.id, amount: 4_000, reason: 'brought back' },
    headers: { 'idempotency-key': `refund-${payment.id}` },
  });
  expect(made.body).toMatchObject({ state: 'done', bounce: null, arrived: { state: 'expected' } });
  return { id: made.body.id as CancellationId, payment: payment.id };
}

async function bounced(): Promise<CancellationId> {
  const { id, payment } = await refunded();
  const { outcome } = await world.engine.submit({
    ...{ type: 'act', book: SHOP, paymentId: payment, cancellationId: id },
    act: {
      ...{ type: 'returned', amountFen: 4_000n, why: 'account-closed' },
      clearingDay: clearingDay('2026-11-24'),
    },
  });
  expect(outcome).toBe('accepted');
  return id;
}

const post = (id: string, path: string, body: unknown, key: string) =>
  world.call('POST', `/v1/cancellations/${id}/${path}`, { key, body });
const code = async (id: string, path: string, body: unknown, key: string): Promise<unknown> => {
  const { status, body: told } = await post(id, path, body, key);
  return status === 200 ? told.state : `${status} ${told.code}`;
};

describe('what an operator records of a payment', () => {
  it('binds the one verb; a merchant records nothing, and an empty or unknown record is refused', async () => {
    const { id } = sold.pop()!;
    const record = (body: unknown, key: string) =>
      world.call('POST', `/v1/payments/${id}/circumstances`, { key, body });
    expect((await record({ dispute: 'open', reason: 'case 7' }, KEYS.shop)).status).toBe(403);
    expect((await record({ reason: 'case 7' }, KEYS.operator)).status).toBe(400);
    expect((await record({ dispute: 'perhaps', reason: 'case 7' }, KEYS.operator)).status).toBe(400);
    const recorded = await record({ dispute: 'open', reason: 'case 7' }, KEYS.operator);
    expect(recorded.body.circumstances).toMatchObject({
      dispute: 'open',
      frozen: false,
      cardState: 'normal',
    });
    const refused = await world.call('POST', '/v1/cancellations', {
      key: KEYS.shop,
      body: { subject: id, amount: 4_000, reason: 'brought back' },
      headers: { 'idempotency-key': `disputed-${id}` },
    });
    expect([refused.status, refused.body.code]).toEqual([409, 'dispute-open']);
    const { text } = await world.call('GET', `/v1/payments/${id}/journey`, { key: KEYS.shop });
    expect(text).toContain('The institution recorded: a dispute is open (case 7)');
  });

  it('P10: a freeze comes off by two keys; of a suspicion and of proposals a merchant reads nothing', async () => {
    const { id } = sold.pop()!;
    const record = async (body: object, key: string): Promise<unknown> => {
      const path = `/v1/payments/${id}/circumstances`;
      const { status, body: now } = await world.call('POST', path, {
        key,
        body: { ...body, reason: 'court 9' },
      });
      return status === 200 ? now : `${status} ${now.code}`;
    };
    await record({ frozen: true }, KEYS.operator);
    await record({ suspicious: true }, KEYS.operator);
    expect(await record({ frozen: false }, KEYS.operator)).toMatchObject({
      circumstances: { frozen: true, suspicious: true },
      releases: [{ what: 'frozen', value: 'false', by: 'key_operator', reason: 'court 9' }],
    });
    expect(await record({ frozen: false }, KEYS.operator)).toBe('403 four-eyes');
    const shops = await Promise.all(
      ['', '/journey'].map((path) => world.call('GET', `/v1/payments/${id}${path}`, { key: KEYS.shop })),
    );
    for (const { text } of shops) expect(text).not.toMatch(/suspicious|可疑|"value":"false"|proposed/);
    expect(shops[1]!.text).toContain('an authority froze it (court 9)');
    const { text } = await world.call('GET', `/v1/payments/${id}/journey`, { key: KEYS.operator });
    expect(text).toContain('marked as suspicious');
    expect(text).toContain('Proposed, another operator has to agree: it is no longer frozen (court 9)');
    expect(await record({ frozen: false }, KEYS.second)).toMatchObject({
      ...{ circumstances: { frozen: false }, releases: [] },
    });
  });

  it('names the other of two payments, of the same merchant, and when the slip was asked for', async () => {
    const { id, startedMs } = sold.pop()!;
    const record = async (body: object): Promise<unknown> => {
      const path = `/v1/payments/${id}/circumstances`;
      const { status, body: now } = await world.call('POST', path, {
        ...{ key: KEYS.operator, body: { ...body, reason: 'two slips' } },
      });
      return status === 200 ? now : `${status} ${now.code}`;
    };
    expect(await record({ duplicate: 'later' })).toBe('422 duplicate-of-another');
    expect(await record({ duplicate: 'later', duplicateOf: id })).toBe('422 duplicate-of-another');
    expect(await record({ duplicate: 'later', duplicateOf: sold[0]!.id })).toMatchObject({
      circumstances: { duplicate: 'later', duplicateOf: sold[0]!.id },
    });
    expect(await record({ duplicate: 'none' })).toMatchObject({
      circumstances: { duplicate: 'none', duplicateOf: null },
    });
    const early = new Date(startedMs - 1_000).toISOString();
    expect(await record({ dispute: 'retrieval', slipAskedAt: early })).toMatch(/^4\d\d /);
    const asked = new Date(startedMs).toISOString();
    expect(await record({ dispute: 'retrieval', slipAskedAt: asked })).toMatchObject({
      circumstances: { dispute: 'retrieval' },
    });
  });
});

describe('a refund that came back', () => {
  it('is paid to another account of its holder by four eyes, and no number or name gets out', async () => {
    const id = await bounced();
    expect(await code(id, 'account', ACCOUNT, KEYS.shop)).toBe('account-named');
    const word = { ...WANG, holder: '王 小明', reference: 'ICBC-77' };
    expect(await code(id, 'issuer-word', word, KEYS.operator)).toBe('account-named');
    expect(await code(id, 'payout', { approve: true }, KEYS.operator)).toBe('403 four-eyes');
    expect(await code(id, 'payout', { approve: true }, KEYS.second)).toBe('payout-ordered');
    const { body: list, text } = await world.call('GET', '/v1/payouts', { key: KEYS.operator });
    const [order] = list.items as { order: string }[];
    expect(order).toMatchObject({
      ...{ cancellation: id, amount: 4_000, account: '622202*********0008', holder: '王**' },
    });
    const result = { order: order!.order, result: 'paid', bankReference: 'B-1', bankFee: 50 };
    expect(await code(id, 'payout/result', { ...result, order: 'X-1' }, KEYS.operator)).toBe(
      '404 no-such-order',
    );
    expect(await code(id, 'payout/result', result, KEYS.operator)).toBe('paid-out');
    const told = await world.call('GET', `/v1/cancellations/${id}`, { key: KEYS.shop });
    expect(told.body).toMatchObject({
      bounce: { rounds: 0, bankFees: 50, order: { bankReference: 'B-1', approvedBy: 'key_second' } },
      tracking: { movement: 'paid-out', where: 'bank' },
    });
    const journey = await world.call('GET', `/v1/payments/${told.body.payment}/journey`, { key: KEYS.shop });
    for (const said of [text, told.text, journey.text, world.log.join('\n')]) {
      expect(said).not.toContain(NUMBER);
      expect(said).not.toContain(ID_NUMBER);
      expect(said).not.toContain('小明');
    }
  });

  it('of another person is refused by name, and the account is gone', async () => {
    const id = await bounced();
    await post(id, 'account', ACCOUNT, KEYS.shop);
    const other = { ...WANG, idNumber: '110105194912310031', reference: 'ICBC-78' };
    expect(await code(id, 'issuer-word', { ...other, idNumber: '11010519491231003X' }, KEYS.operator)).toBe(
      '400 input-not-valid',
    );
    const someone = { ...other, idKind: 'passport', idNumber: 'E12345678' };
    expect(await code(id, 'issuer-word', someone, KEYS.operator)).toBe('409 not-the-same-person');
    const { body } = await world.call('GET', `/v1/cancellations/${id}`, { key: KEYS.shop });
    expect(body).toMatchObject({ state: 'bounced', bounce: { account: null } });
  });

  it.each<[string, string, unknown, string]>([
    ['the issuer’s word', 'issuer-word', { ...WANG, reference: 'x' }, '403 not-allowed'],
    ['the approval', 'payout', { approve: true }, '403 not-allowed'],
    [
      'the bank’s result',
      'payout/result',
      { order: '1-1', result: 'paid', bankReference: 'x' },
      '403 not-allowed',
    ],
    ['an end', 'resolve', { verdict: 'carried-out', evidence: 'x' }, '403 not-allowed'],
  ])('%s is for operators alone', async (_what, path, body, told) => {
    const { id } = await refunded();
    expect(await code(id, path, body, KEYS.shop)).toBe(told);
  });

  it('of another shop does not exist, and what does not fit the state is refused', async () => {
    const { id } = await refunded();
    expect(await code(id, 'account', ACCOUNT, KEYS.other)).toBe('404 not-found');
    expect(await code(id, 'account', ACCOUNT, KEYS.shop)).toBe('409 not-in-this-state');
    expect(await code(id, 'account', { ...ACCOUNT, number: '12' }, KEYS.shop)).toBe('400 input-not-valid');
    expect(await code(id, 'resolve', { verdict: 'ask-again', evidence: 'why' }, KEYS.operator)).toBe(
      '409 not-in-this-state',
    );
    expect(
      await code(
        id,
        'resolve',
        { verdict: 'ask-again', evidence: 'card 6200001000000000017' },
        KEYS.operator,
      ),
    ).toBe('400 input-not-valid');
  });

  it('or arrived: the payer says so, once', async () => {
    const { id } = await refunded();
    const there = await post(id, 'arrival', { by: 'payer' }, KEYS.shop);
    expect(there.body).toMatchObject({
      state: 'done',
      arrived: { state: 'confirmed', confirmedBy: 'payer' },
    });
    expect((await post(id, 'arrival', { by: 'merchant' }, KEYS.shop)).body).toMatchObject({
      arrived: { confirmedBy: 'payer' },
    });
  });
});

it('the books say what the states say, in every state of a refund that came back', async () => {
  await bounced();
  await post(await bounced(), 'account', ACCOUNT, KEYS.shop);
  const ordered = async (): Promise<{ id: CancellationId; order: string }> => {
    const id = await bounced();
    await post(id, 'account', ACCOUNT, KEYS.shop);
    await post(id, 'issuer-word', { ...WANG, reference: 'ICBC-77' }, KEYS.operator);
    const { body } = await post(id, 'payout', { approve: true }, KEYS.second);
    return { id, order: (body.bounce as { order: { no: string } }).order.no };
  };
  await ordered();
  const { id, order } = await ordered();
  const result = { order, bankReference: 'B-9', bankFee: 30 };
  expect(await code(id, 'payout/result', { ...result, result: 'paid' }, KEYS.operator)).toBe('paid-out');
  expect(await code(id, 'payout/result', { ...result, result: 'returned' }, KEYS.operator)).toBe('bounced');

  const faultsNow = async (): Promise<string[]> => {
    const { faults } = await verifyBooks({ url: world.database.url });
    // One shop of this world has no row of its own.
    return faults.filter(({ law }) => law !== 'orphan').map(({ law }) => law);
  };
  expect(await faultsNow()).toEqual([]);
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  try {
    // Planted: the row forgets that the money is in suspense.
    await client.query(
      `UPDATE cancellation SET state = 'done', due_ms = NULL, body = jsonb_set(body::jsonb, '{state}', '"done"')
        WHERE id = $1`,
      [id],
    );
  } finally {
    await client.end();
  }
  expect(await faultsNow()).toContain('payment-books');
});
