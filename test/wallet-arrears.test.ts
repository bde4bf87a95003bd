/** What a holder owes, as the holder reads it, as the desk does, and as `verify` finds it explained. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContacts } from '#adapters/notifications';
import { verifyBooks } from '#adapters/postgres';
import type { BindingId, WalletAct, WalletId } from '#domain/wallet';
import type { Command } from '#engine';
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
import { eventually, Telling } from './telling.ts';
import { type HolderBrowser, type MadeHolder, signedInHolder } from './wallet-browser.ts';

const PRICE = 10_000n;
const merchant = shopMerchant({ merchantId: SHOP, book: SHOP });
const token = { ...CARD, index: 'own-arrears', masked: '628899*********0009' };

let world: HttpWorld;
let sql: Client;
let telling: Telling;
let browser: HolderBrowser & { readonly holder: MadeHolder };
let book: WalletId;
let cardId: BindingId;
let keys = 0;
const sent: string[] = [];

const did = async (command: Command, told = 'accepted') => {
  const reply = await world.engine.submit(command);
  expect(reply.outcome).toBe(told);
  return reply;
};
const act = async (what: WalletAct): Promise<string> => {
  keys += 1;
  const key = `a${keys}`;
  return (await did({ type: 'wallet-act', book, act: what, by: 'holder', key })).made ?? '';
};
const moves = (kind: 'top-up' | 'payout', amountFen: bigint) => {
  keys += 1;
  const moved = { book, kind, bindingId: cardId, amountFen, by: 'holder', key: `t${keys}` } as const;
  return did({ type: 'wallet-transfer', ...moved });
};
const named = (stan: string) => ({
  ...{ merchantId: SHOP, terminalId: TERMINAL, batchNo: FIRST_BATCH, stan },
});

interface Seen {
  readonly arrears: number;
  readonly available: number;
  readonly total: number;
  readonly arrearsWords: { readonly zh: string; readonly en: string } | null;
}
const balance = async (): Promise<Seen> =>
  (await browser.call('GET', '/v1/wallet')).body.balance as unknown as Seen;
const queue = async () =>
  (await world.call('GET', '/v1/operator/queue?kind=wallet-arrears', { key: KEYS.operator })).body
    .items as readonly Record<string, unknown>[];
const faults = async (): Promise<string> => {
  const { faults: found } = await verifyBooks({ url: world.database.url });
  return found.map(({ law, subject, text }) => `${law} ${subject} ${text}`).join('\n');
};

beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  // A terminal whose shop is gone: what it is good for is tested elsewhere.
  await sql.query('DELETE FROM terminal WHERE book = $1', [LOST_SHOP]);
  telling = new Telling(world);
  telling.start({
    contacts: createContacts({ reader: world.reader, security: world.security, persons: world.personStore }),
    sms: {
      send: async ({ text }) => {
        sent.push(text);
        return { state: 'sent', providerId: null };
      },
    },
  });
  browser = await signedInHolder(world);
  book = browser.holder.walletId;
  await act({
    ...{ kind: 'open', accountClass: 'III' },
    holder: { name: '*明', idNumber: '1101**********1234', phone: '138****0001' },
  });
  const bank = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
  cardId = (await act({ kind: 'bind', card: CARD, ...bank })) as BindingId;
  const device = { kind: 'phone', name: 'phone' } as const;
  await act({ kind: 'add-device-card', token, source: { kind: 'balance' }, device });
  await moves('top-up', PRICE);
  const paid = await did(
    {
      ...{ type: 'pay', merchant, amountFen: PRICE, card: token, terminal: named('000001'), currency: 'CNY' },
      ...{ entryMode: '072', conditionCode: '00', print: 'tap' },
      carried: { track2: null, pinBlock: null, chipData: chipOf({ counter: 1, verified: true }) },
    },
    'approved',
  );
  const original = { batchNo: FIRST_BATCH, stan: '000001', day: null };
  await did(
    {
      ...{ type: 'terminal-cancel', route: 'VOID', merchant, terminal: named('000002'), original },
      ...{ rrn: paid.payment!.rrn, amountFen: PRICE, cardIndex: token.index, print: 'void' },
    },
    'approved',
  );
  await moves('payout', PRICE);
  await did(
    {
      ...{ type: 'terminal-reverse', merchant, terminal: named('000002'), of: 'void', rrn: null },
      ...{ amountFen: PRICE, cardIndex: null, reason: '98' },
    },
    'approved',
  );
  await eventually(balance, ({ arrears }) => arrears === 10_000);
}, 120_000);
afterAll(async () => {
  await telling?.stop();
  await sql?.end();
  await world?.[Symbol.asyncDispose]();
});

describe('a holder owes what a void gave back and its till took again', () => {
  it('reads how much, why, and what to do, and of which payment it is', async () => {
    const { available, total, arrearsWords } = await balance();
    expect([available, total]).toEqual([0, 0]);
    expect(arrearsWords?.zh).toContain('充值');
    const { items } = (await browser.call('GET', '/v1/wallet/movements')).body as unknown as {
      items: readonly { kind: string; state: string; uncovered: number }[];
    };
    expect(items.find(({ kind }) => kind === 'tap')).toMatchObject({ state: 'paid', uncovered: 10_000 });
  });

  it('is told so by a notice and a text', async () => {
    const told = await eventually(
      async () => {
        const notices = (await browser.call('GET', '/v1/wallet/notices')).body.items as readonly {
          kind: string;
          words: { zh: string; en: string };
        }[];
        return notices.find(({ kind }) => kind === 'wallet-arrears');
      },
      (notice) => notice !== undefined,
    );
    expect(told?.words.zh).toContain('账户现欠 ¥100.00');
    expect(told?.words.en).toContain('you owe ¥100.00');
    const texts = () => Promise.resolve(sent.filter((text) => text.includes('账户现欠 ¥100.00')));
    expect(await eventually(texts, ({ length }) => length > 0)).toHaveLength(1);
  });

  it('closes no account before it is paid, and is told where that is done', async () => {
    const { body } = await browser.call('GET', '/v1/wallet/account/closing');
    const steps = body.steps as unknown as readonly {
      step: string;
      blockers: readonly {
        reason: { code: string };
        rule: string;
        items: readonly Record<string, unknown>[];
      }[];
    }[];
    const blocker = steps
      .flatMap(({ blockers }) => blockers)
      .find(({ reason }) => reason.code === 'closing-arrears');
    expect(blocker).toMatchObject({
      rule: 'WAL-12',
      items: [{ what: 'arrears', amount: 10_000, resolve: { method: 'POST', path: '/v1/wallet/top-ups' } }],
    });
  });

  it('an operator sees who owes how much since when, with nothing to do', async () => {
    expect(await queue()).toMatchObject([
      { kind: 'wallet-arrears', severity: 'watch', amount: 10_000, subject: book, acts: [] },
    ]);
    const item = await world.call('GET', `/v1/operator/queue/wallet-arrears/${book}`, { key: KEYS.operator });
    expect(item.body).toMatchObject({ amount: 10_000, facts: [{ name: 'wallet' }, { name: 'shop' }] });
  });

  it('of an account that was closed a person follows up', async () => {
    await sql.query(`UPDATE wallet SET state = 'closed' WHERE id = $1`, [book]);
    const [closed] = await queue();
    await sql.query(`UPDATE wallet SET state = 'open' WHERE id = $1`, [book]);
    expect(closed).toMatchObject({
      severity: 'soon',
      next: { en: expect.stringContaining('former holder') },
    });
  });
});

describe('verify', () => {
  const PAID = `kind = 'tap' AND state = 'paid'`;

  it('finds what is owed explained and told', async () => {
    expect(await faults()).toBe('');
  });

  it.each([
    [
      'more is owed than its payments explain',
      `UPDATE wallet_payment SET body = jsonb_set(body, '{uncoveredFen}', '"9999"') WHERE ${PAID}`,
      `UPDATE wallet_payment SET body = jsonb_set(body, '{uncoveredFen}', '"10000"') WHERE ${PAID}`,
      /wallet-arrears wal_\w+ more was taken than it has/,
    ],
    [
      'nothing explains it',
      `UPDATE wallet_payment SET body = body - 'uncoveredFen' WHERE ${PAID}`,
      `UPDATE wallet_payment SET body = jsonb_set(body, '{uncoveredFen}', '"10000"') WHERE ${PAID}`,
      /wallet-arrears wal_\w+ more was taken than it has/,
    ],
    [
      'more of a payment is called owed than was paid',
      `UPDATE wallet_payment SET body = jsonb_set(body, '{uncoveredFen}', '"10001"') WHERE ${PAID}`,
      `UPDATE wallet_payment SET body = jsonb_set(body, '{uncoveredFen}', '"10000"') WHERE ${PAID}`,
      /wallet-arrears wpm_\w+ it is paid over 10000 fen, and 10001 of it are called owed/,
    ],
    [
      'its holder was never told',
      `UPDATE event SET kind = 'wallet-arrears-lost' WHERE kind = 'wallet-arrears'`,
      `UPDATE event SET kind = 'wallet-arrears' WHERE kind = 'wallet-arrears-lost'`,
      /wallet-arrears wal_\w+ something is owed, and its holder was never told/,
    ],
  ] as const)('%s', async (_fault, plant, undo, found) => {
    await sql.query('ALTER TABLE event DISABLE TRIGGER USER');
    await sql.query(plant);
    try {
      expect(await faults()).toMatch(found);
    } finally {
      await sql.query(undo);
      await sql.query('ALTER TABLE event ENABLE TRIGGER USER');
    }
    expect(await faults()).toBe('');
  });
});

describe('what comes in', () => {
  it('fills it: the balance is the holder’s again, and nobody waits any more', async () => {
    const [session] = await world.personStore.sessionsOf(browser.holder.personId as never, 1);
    for (const kind of ['password', 'sms-code'] as const)
      await world.personStore.prove(session!.id, { kind, atMs: world.options.clock.nowMs(), act: null });
    const out = { body: { amount: 1, cardId }, headers: { 'idempotency-key': 'o1' } };
    expectProblem(await browser.call('POST', '/v1/wallet/payouts', out), 402, 'wallet-balance-short');
    const more = { body: { amount: 12_500, cardId }, headers: { 'idempotency-key': 'i1' } };
    expect((await browser.call('POST', '/v1/wallet/top-ups', more)).status).toBe(200);
    expect(await balance()).toMatchObject({ arrears: 0, arrearsWords: null, available: 2_500, total: 2_500 });
    expect(await queue()).toEqual([]);
    expect(await faults()).toBe('');
  });
});
