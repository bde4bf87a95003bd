/** Lanes, look-ups and lease on a real PostgreSQL that refuses, locks, cancels and cuts off. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createPostgresStore } from '#adapters/postgres';
import { networkKeyText } from '#domain/payment';
import {
  bucketOfBook,
  Engine,
  LIMITS,
  type Merchant,
  type Reply,
  type Store,
  StoreClash,
  toJson,
} from '#engine';
import { HotConnection, type Statement } from '../src/adapters/postgres/connection.ts';
import { startMigrated } from './migrated.ts';
import { CARD, FIRST_BATCH, publishedRules, shopMerchant, signedInTerminal, T1 } from './shop-fixtures.ts';

const clock = { nowMs: () => Date.now() };
/** Two merchants whose buckets go to different lanes. */
const ONE = shopMerchant();
const OTHER = ['898310000000002', '898310000000003', '898310000000004', '898310000000005']
  .map((merchantId) => shopMerchant({ merchantId, book: merchantId }))
  .find(({ book }) => (bucketOfBook(book) - bucketOfBook(ONE.book)) % LIMITS.laneCount !== 0)!;

let folder: string;
let server: EmbeddedPostgres;
let admin: pg.Client;
let store: Store;
let engine: Engine;
let lost: string | null = null;
const troubles: string[] = [];
/** What happens between a message and its answer. */
let meanwhile: () => Promise<unknown> = async () => {};

const session = async (): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  return client;
};
const number = async (sql: string, ...values: unknown[]): Promise<number> =>
  Number((await admin.query<{ n: string }>(`SELECT (${sql}) AS n`, values)).rows[0]!.n);
const sessions = (name: string): Promise<number> =>
  number('SELECT count(*) FROM pg_stat_activity WHERE application_name = $1', name);

/** Asks the database until it says so, at most ten seconds. */
async function until(what: string, holds: () => Promise<boolean>, boundMs = 10_000): Promise<void> {
  const endMs = Date.now() + boundMs;
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`waited ${boundMs} ms in vain: ${what}; troubles: ${troubles}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

let traces = 0;
const nextTrace = (): string => String(++traces).padStart(6, '0');
const terminalOf = ({ merchantId }: Merchant, stan: string) => ({
  merchantId,
  terminalId: T1,
  batchNo: FIRST_BATCH,
  stan,
});
const sale = (merchant: Merchant): Promise<Reply> => {
  const stan = nextTrace();
  return engine.submit({
    type: 'pay',
    merchant,
    terminal: terminalOf(merchant, stan),
    amountFen: 10_000n,
    currency: 'CNY',
    card: CARD,
    entryMode: '051',
    conditionCode: '00',
    print: stan,
    carried: { track2: null, pinBlock: null, chipData: null },
  });
};

async function seed(merchant: Merchant): Promise<void> {
  const { merchantId, book, nameZh, nameEn, mcc, status, contract } = merchant;
  await admin.query('INSERT INTO merchant VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    ...[merchantId, book, nameZh, nameEn, mcc, status],
    toJson(contract),
  ]);
  const terminal = signedInTerminal(T1, { merchantId, book });
  await admin.query('INSERT INTO terminal VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    ...[bucketOfBook(book), book, T1, merchantId, terminal.version, terminal.batchNo],
    toJson(terminal),
  ]);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-lanes-'));
  server = await startMigrated(folder);
  admin = await session();
  for (const merchant of [ONE, OTHER]) await seed(merchant);
  // The clock of this host is an hour ahead of the database's.
  const ahead = { nowMs: () => Date.now() + 3_600_000 };
  store = createPostgresStore({ url: server.url, laneCount: LIMITS.laneCount, clock: ahead });
  engine = await Engine.start({
    store,
    clock,
    network: {
      async send({ network, subject, amountFen }) {
        const said = { mti: '0210', amountFen, outcome: 'approved', authCode: '123456' } as const;
        const clearingDay = engine.clearingDayNow();
        const answer = { network, subject, ...said, clearingDay };
        setImmediate(
          () => void meanwhile().then(() => engine.networkAnswered(networkKeyText(network), answer)),
        );
        return 'sent';
      },
      sendOrder: async () => 'not-sent',
      sendInquiry: async () => 'not-sent',
    },
    timers: {
      after(delayMs, act) {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
    },
    random: { below: () => 1 },
    telemetry: {
      paymentEnded() {},
      cancellationMoved() {},
      batchApplied() {},
      trouble: ({ where, message }) => void troubles.push(`${where}: ${message}`),
    },
    limits: LIMITS,
    rules: publishedRules(),
    institution: { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' },
    onLeaseLost: (error) => {
      lost = error.message;
    },
  });
}, 30_000);

afterAll(async () => {
  await engine?.stop();
  await store?.close();
  await admin?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('look-ups', () => {
  it('thirty at once over a connection that is not there yet make one session', async () => {
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yuanlu look-ups'",
    );
    await until('the look-ups are cut off', async () => (await sessions('yuanlu look-ups')) === 0);
    const fresh = createPostgresStore({ url: server.url, laneCount: 1, clock });
    await Promise.all(Array.from({ length: 30 }, () => fresh.terminal(ONE.merchantId, T1)));
    expect(await sessions('yuanlu look-ups')).toBeLessThanOrEqual(2);
    await fresh.close();
  });
});

describe('a lane', () => {
  it('a value that the database refuses costs its own command only', async () => {
    expect((await sale(ONE)).outcome).toBe('approved');
    const poison = engine.submit({
      type: 'terminal-cancel',
      route: 'REFUND',
      merchant: ONE,
      terminal: terminalOf(ONE, nextTrace()),
      original: { batchNo: FIRST_BATCH, stan: '000001', day: null },
      rrn: 'ab\u0000cdefghijk',
      amountFen: 1n,
      cardIndex: null,
      print: 'x',
    });
    const beside = Array.from({ length: 40 }, () => sale(ONE));
    expect((await poison).outcome).toBe('storage-trouble');
    expect(new Set((await Promise.all(beside)).map(({ outcome }) => outcome))).toEqual(new Set(['approved']));
    expect(
      await number(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'yuanlu lane%' AND state <> 'idle'",
      ),
    ).toBe(0);
    troubles.length = 0;
  });

  it('waits for a row that somebody holds, while the lease loses its session, its lock and its renewals', async () => {
    const blocker = await session();
    await blocker.query('BEGIN');
    await blocker.query('UPDATE bucket SET event_seq = event_seq WHERE bucket = $1', [
      bucketOfBook(OTHER.book),
    ]);
    const waiting = sale(OTHER);

    // The old session's end is not yet noticed: its lock is taken when the new session asks for it.
    const held = `SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND a.application_name = 'yuanlu lease'`;
    expect(await number(held)).toBe(1);
    const pid = await number("SELECT pid FROM pg_stat_activity WHERE application_name = 'yuanlu lease'");
    await admin.query('SELECT pg_terminate_backend($1)', [pid]);
    await until(
      'the lock is free',
      async () => (await number('SELECT pg_try_advisory_lock(7201, 1)::int')) === 1,
    );
    await until('the lease has another session', async () => (await sessions('yuanlu lease')) === 1);
    expect((await sale(ONE)).outcome).toBe('approved');
    await admin.query('SELECT pg_advisory_unlock(7201, 1)');

    await until(
      'the wait for the row was given up once',
      async () => troubles.some((text) => text.includes('55P03')),
      15_000,
    );
    await blocker.query('ROLLBACK');
    await blocker.end();
    expect((await waiting).outcome).toBe('approved');
    await until('the lock is ours again', async () => (await number(held)) === 1);
    expect([lost, await sessions('yuanlu lease')]).toEqual([null, 1]);
    expect((await sale(ONE)).outcome).toBe('approved');
  }, 40_000);

  it('reads again where a row that it kept is no longer as it wrote it', async () => {
    // From here on the lane keeps the terminal.
    await sale(ONE);
    const OF_ONE = `FROM terminal WHERE merchant_id = $1`;
    const before = await number(`SELECT version ${OF_ONE}`, ONE.merchantId);
    meanwhile = async () => {
      meanwhile = async () => {};
      await admin.query(
        `UPDATE terminal SET version = version + 1, body = jsonb_set(body, '{keys,macKey}', '"another"')
          || jsonb_build_object('version', version + 1) WHERE merchant_id = $1`,
        [ONE.merchantId],
      );
    };
    expect((await sale(ONE)).outcome).toBe('approved');
    // The change of keys is not undone by the totals that the sale added to.
    const { rows } = await admin.query(`SELECT version, body->'keys'->>'macKey' AS key ${OF_ONE}`, [
      ONE.merchantId,
    ]);
    expect(rows).toEqual([{ version: before + 2, key: 'another' }]);
  });

  it('has a terminal as it is, whoever changed it since the lane wrote it', async () => {
    // The lane keeps the terminal; twice, so that it is found unchanged once.
    for (let no = 0; no < 2; no += 1) expect((await sale(ONE)).outcome).toBe('approved');
    await admin.query(
      `UPDATE terminal SET version = version + 1, body = jsonb_set(body, '{status}', '"blocked"')
        || jsonb_build_object('version', version + 1) WHERE merchant_id = $1`,
      [ONE.merchantId],
    );
    expect((await sale(ONE)).outcome).toBe('terminal-blocked');
    await admin.query(
      `UPDATE terminal SET version = version + 1, body = jsonb_set(body, '{status}', '"active"')
        || jsonb_build_object('version', version + 1) WHERE merchant_id = $1`,
      [ONE.merchantId],
    );
    expect((await sale(ONE)).outcome).toBe('approved');
  });

  it('keeps no payment beyond its end', async () => {
    const { payment } = await sale(ONE);
    await admin.query(
      `UPDATE payment SET body = jsonb_set(body::jsonb, '{conditionCode}', '"64"') WHERE id = $1`,
      [payment!.id],
    );
    const back = await engine.submit({
      ...{ type: 'terminal-cancel', route: 'VOID', merchant: ONE, terminal: terminalOf(ONE, nextTrace()) },
      original: { batchNo: FIRST_BATCH, stan: payment!.terminal.stan, day: null },
      ...{ rrn: payment!.rrn, amountFen: 10_000n, cardIndex: CARD.index, print: 'back' },
    });
    expect(back.outcome).toBe('approved');
    const OF_PAYMENT = `(SELECT count(*) FROM payment WHERE id = $1 AND state = 'voided'
      AND body->>'conditionCode' = '64')`;
    expect(await number(OF_PAYMENT, payment!.id)).toBe(1);
    expect(await number('SELECT count(*) FROM payment_open')).toBe(0);
  });

  it('leases run by the clock of the database', async () => {
    const left = await number(
      'SELECT min(lease_until_ms) - (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM bucket',
    );
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(LIMITS.leaseMs);
  });
});

describe('a connection of the hot path', () => {
  const day = (name: string, ...values: unknown[]): Statement => ({
    name,
    text: 'INSERT INTO cut_over (clearing_day, at_ms) VALUES ($1, $2::bigint)',
    values,
  });
  const days = (): Promise<number> => number("SELECT count(*) FROM cut_over WHERE clearing_day LIKE 'x%'");
  const pidOf = async (hot: HotConnection): Promise<unknown> =>
    (await hot.query([{ name: 'pid', text: 'SELECT pg_backend_pid() AS pid', values: [] }]))[0]!.rows[0];

  it('a failure in the middle leaves nothing behind, and the session outside any transaction', async () => {
    const hot = new HotConnection(server.url, 'yuanlu test');
    await hot.transaction([day('day', 'x0', 1)]);
    const before = await pidOf(hot);
    await expect(
      hot.transaction([day('day', 'x1', 1), day('day', 'x0', 1), day('day', 'x2', 1)]),
    ).rejects.toThrow(StoreClash);
    await expect(
      hot.transaction([day('day', 'x1', 1), day('day', 'x2', 'no number'), day('day', 'x3', 1)]),
    ).rejects.toThrow('22P02');
    // What the driver cannot turn into text would be missing in the middle of what is committed.
    await expect(
      hot.transaction([day('day', 'x1', 1), day('day', 'x2', { a: 1n }), day('day', 'x3', 1)]),
    ).rejects.toThrow(TypeError);
    expect([await days(), await pidOf(hot)]).toEqual([1, before]);
    const state =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'yuanlu test' AND state = 'idle'";
    expect(await number(state)).toBe(1);
    await hot.close();
  });

  it('one whose program is gone in the middle of what it sends leaves nothing', async () => {
    const { Client } = pg;
    const client = new Client({ connectionString: server.url, application_name: 'yuanlu test' });
    await client.connect();
    const { connection } = client as unknown as {
      connection: {
        parse(message: { name: string; text: string }): void;
        bind(message: { statement: string; values: unknown[] }): void;
        execute(): void;
        flush(): void;
        stream: { destroy(): void };
        once(event: 'commandComplete', heard: () => void): void;
      };
    };
    client.on('error', () => {});
    connection.parse({ name: 'day', text: day('day', 'x9', 1).text });
    connection.bind({ statement: 'day', values: ['x9', '1'] });
    connection.execute();
    connection.flush();
    await new Promise<void>((resolve) => connection.once('commandComplete', resolve));
    connection.stream.destroy();
    await until('its session is gone', async () => (await sessions('yuanlu test')) === 0);
    expect(await days()).toBe(1);
  });

  it('a name means one statement', async () => {
    const hot = new HotConnection(server.url, 'yuanlu test');
    const named = (text: string): Statement => ({ name: 'one', text, values: [] });
    expect(await hot.query([named('SELECT 1 AS n')])).toEqual([{ rows: [{ n: 1 }] }]);
    await expect(hot.query([named('SELECT 2 AS n')])).rejects.toThrow('another statement');
    const fresh = (text: string): Statement => ({ name: 'two', text, values: [] });
    await expect(hot.query([fresh('SELECT 2 AS n'), fresh('SELECT 3 AS n')])).rejects.toThrow(
      'another statement',
    );
    expect(await hot.query([named('SELECT 1 AS n')])).toEqual([{ rows: [{ n: 1 }] }]);
    await hot.close();
    await until('its session is gone', async () => (await sessions('yuanlu test')) === 0);
  });

  it('a statement that an exchange behind it closed and could not prepare again is not lost', async () => {
    const hot = new HotConnection(server.url, 'yuanlu test');
    const word = (name: string, text: string): Statement => ({ name, text, values: [] });
    await hot.query([word('make', 'CREATE TEMPORARY TABLE passing (n int)')]);
    const count = word('count', 'SELECT count(*)::int AS n FROM passing');
    const [first, second] = await Promise.allSettled([
      hot.query([count]),
      hot.query([word('drop', 'DROP TABLE passing'), count]),
    ]);
    expect([first!.status, second!.status]).toEqual(['fulfilled', 'rejected']);
    expect(await hot.query([count])).toEqual([{ rows: [{ n: 0 }] }]);
    await hot.close();
    await until('its session is gone', async () => (await sessions('yuanlu test')) === 0);
  });

  it('what was prepared by an exchange that failed is prepared anew, and kept afterwards', async () => {
    const hot = new HotConnection(server.url, 'yuanlu test');
    const before = await pidOf(hot);
    const word = (name: string, text: string): Statement => ({ name, text, values: [] });
    const both = [word('zero', 'SELECT 1/(1 - 1) AS n'), word('one', 'SELECT 1 AS n')];
    await expect(hot.query(both)).rejects.toThrow('22012');
    await expect(hot.query(both)).rejects.toThrow('22012');
    const one = async () => (await hot.query([word('one', 'SELECT 1 AS n'), word('', 'SELECT 2 AS m')]))[1];
    // Two at once: neither knows yet whether the server took the other's.
    expect(await Promise.all([one(), one(), hot.query([both[1]!, both[1]!])])).toEqual([
      ...[{ rows: [{ m: 2 }] }, { rows: [{ m: 2 }] }],
      [{ rows: [{ n: 1 }] }, { rows: [{ n: 1 }] }],
    ]);
    expect(await pidOf(hot)).toEqual(before);
    expect(await hot.query([word('', 'SELECT name FROM pg_prepared_statements ORDER BY name')])).toEqual([
      { rows: [{ name: 'one' }, { name: 'pid' }, { name: 'zero' }] },
    ]);
    await hot.close();
    await until('its session is gone', async () => (await sessions('yuanlu test')) === 0);
  });
});
