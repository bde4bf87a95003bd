/** Tables of a month each: made ahead of time, touched one at a time, set aside, and never hiding a payment. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { backupDatabase, restoreDatabase } from '#adapters/backup';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import {
  createDeskStore,
  createPostgresStore,
  createReader,
  listMonths,
  MonthRefused,
  makeMonths,
  migrate,
  putMonthBack,
  setMonthAside,
  verifyBooks,
} from '#adapters/postgres';
import {
  addMonths,
  type CalendarDay,
  calendarDayOf,
  calendarDayStartMs,
  DAY_MS,
  SHANGHAI,
} from '#domain/calendar';
import type { Cancellation } from '#domain/cancellation';
import { networkKeyText, type Payment, type PaymentId } from '#domain/payment';
import { bucketOfBook, Engine, LIMITS, monthOfId, type Reply, type Store, toJson } from '#engine';
import { applyStatements } from '../src/adapters/postgres/apply.ts';
import type { HotConnection, Statement } from '../src/adapters/postgres/connection.ts';
import { KeptRows } from '../src/adapters/postgres/kept-rows.ts';
import { load } from '../src/adapters/postgres/load.ts';
import { Months, PARTS, type PartRow, partsOf } from '../src/adapters/postgres/months.ts';
import { lowestIdAt } from '../src/adapters/postgres/reader-lists.ts';
import { keepMonths } from '../src/programs/server/months.ts';
import { startMigrated } from './migrated.ts';
import { CARD, FIRST_BATCH, publishedRules, shopMerchant, signedInTerminal, T1 } from './shop-fixtures.ts';
import { approved, makeShop, opened, storing } from './store-rows.ts';

const SHOP = shopMerchant();
const TODAY = calendarDayOf(Date.now(), SHANGHAI);
/** Months end when the clock of the database says so: the first instant of one so many months from now. */
const monthStart = (count: number): number =>
  calendarDayStartMs(addMonths(`${TODAY.slice(0, 8)}01` as CalendarDay, count), SHANGHAI);
const monthAt = (ms: number): string => calendarDayOf(ms, SHANGHAI).slice(0, 7);
const suffixAt = (ms: number): string => `_${monthAt(ms).replace('-', '_')}`;
/** Half a year ago a sale was made, twenty days later it is refunded. */
const OLD_MS = monthStart(-8) + 10 * DAY_MS;
const LATER_MS = OLD_MS + 20 * DAY_MS;
/** Ten years from now; nobody has made that month. */
const FAR_MS = monthStart(120) + 10 * DAY_MS;
const FAR = [FAR_MS, monthStart(121), monthStart(122)] as const;

let folder: string;
let server: EmbeddedPostgres;
let sql: pg.Client;
let store: Store;
let engine: Engine;
let nowMs = OLD_MS;
let stans = 0;

const numbers = async (text: string, ...values: unknown[]): Promise<number> =>
  Number((await sql.query<{ n: string }>(`SELECT (${text}) AS n`, values)).rows[0]!.n);
const tableOf = async (whole: string, id: string): Promise<string> => {
  const key = whole === 'payment' ? 'id' : 'payment_id';
  const { rows } = await sql.query<{ at: string }>(
    `SELECT DISTINCT tableoid::regclass::text AS at FROM ${whole} WHERE ${key} = $1`,
    [id],
  );
  return rows.map((row) => row.at).join(' ');
};
const faults = async (): Promise<unknown> => (await verifyBooks({ url: server.url })).faults;
const refusal = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => 'done',
    (error: unknown) => (error instanceof MonthRefused ? error.reason : error),
  );

const lowestId = (ms: number): string => lowestIdAt('pay_', ms);

const terminal = () => {
  stans += 1;
  const stan = String(stans).padStart(6, '0');
  return { merchantId: SHOP.merchantId, terminalId: T1, batchNo: FIRST_BATCH, stan };
};
const sale = (): Promise<Reply> => {
  const where = terminal();
  return engine.submit({
    ...{ type: 'pay', merchant: SHOP, terminal: where, amountFen: 10_000n, currency: 'CNY', card: CARD },
    ...{ entryMode: '051', conditionCode: '00', print: where.stan },
    carried: { track2: null, pinBlock: null, chipData: null },
  });
};
/** By reference number, at a terminal that knows nothing else of the sale. */
const refund = (rrn: string, amountFen: bigint): Promise<Reply> => {
  const where = terminal();
  return engine.submit({
    ...{ type: 'terminal-cancel', route: 'REFUND', merchant: SHOP, terminal: where },
    original: { batchNo: '000777', stan: '000000', day: null },
    ...{ rrn, amountFen, cardIndex: CARD.index, print: `back${where.stan}` },
  });
};

async function startEngine(): Promise<void> {
  const clock = { nowMs: () => nowMs };
  store = createPostgresStore({ url: server.url, laneCount: 2, clock });
  engine = await Engine.start({
    ...{ store, clock, random: { below: () => 1 }, limits: LIMITS, rules: publishedRules() },
    network: {
      async send({ network, subject, amountFen, message }) {
        const mti = message === 'refund' ? '0230' : '0210';
        const said = { mti, amountFen, outcome: 'approved', authCode: '123456' } as const;
        const answer = { network, subject, ...said, clearingDay: engine.clearingDayNow() };
        setImmediate(() => void engine.networkAnswered(networkKeyText(network), answer));
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
    telemetry: { paymentEnded() {}, cancellationMoved() {}, batchApplied() {}, trouble() {} },
    institution: { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' },
    onLeaseLost: () => {},
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-months-'));
  server = await startMigrated(folder);
  sql = new pg.Client({ connectionString: server.url });
  await sql.connect();
  const { merchantId, book, nameZh, nameEn, mcc, status, contract } = SHOP;
  await sql.query('INSERT INTO merchant VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    ...[merchantId, book, nameZh, nameEn, mcc, status],
    toJson(contract),
  ]);
  const row = signedInTerminal(T1, { merchantId, book });
  await sql.query('INSERT INTO terminal VALUES ($1, $2, $3, $4, $5, $6, $7)', [
    ...[bucketOfBook(book), book, T1, merchantId, row.version, row.batchNo],
    toJson(row),
  ]);
}, 120_000);
afterAll(async () => {
  await sql?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('months are made', () => {
  it('what is written before its month is made waits in the net, and is moved whole when it is', async () => {
    const shop = makeShop(FAR_MS);
    const payment = approved(shop);
    const way = opened(shop, payment, 'REFUND').cancellation;
    const other = createPostgresStore({ url: server.url, laneCount: 1, clock: { nowMs: () => FAR_MS } });
    await other.claim();
    try {
      await other.apply(0, storing({ name: 'early', payment, cancellation: way }));
      expect(await tableOf('payment', payment.id)).toBe('payment_other');
      expect(await tableOf('cancellation', payment.id)).toBe('cancellation_other');
      await sql.query(
        `INSERT INTO journal SELECT bucket, book, id, 1, 'hold', NULL, NULL, 1, '{}', '{}' FROM payment WHERE id = $1`,
        [payment.id],
      );

      // Two servers at once.
      const made = await Promise.all([makeMonths(server.url, FAR_MS), makeMonths(server.url, FAR_MS)]);
      expect(made.flat().map(({ month, moved }) => [month, moved])).toEqual(
        FAR.map((ms, index) => [monthAt(ms), index === 0 ? 3 : 0]),
      );
      for (const whole of ['payment', 'cancellation', 'journal'])
        expect(await tableOf(whole, payment.id)).toBe(`${whole}${suffixAt(FAR_MS)}`);
      expect((await other.payment(payment.id))?.cancellations.map(({ id }) => id)).toEqual([way.id]);
      // Journals are still only ever added to, there and in the net.
      for (const journal of [`journal${suffixAt(FAR_MS)}`, 'journal_other', 'journal'])
        expect(
          await numbers(
            `SELECT count(*) FROM pg_trigger WHERE tgrelid = $1::regclass AND tgname = 'journal_append_only'
              AND tgenabled = 'O'`,
            journal,
          ),
        ).toBe(1);
      await expect(sql.query(`DELETE FROM journal WHERE payment_id = $1`, [payment.id])).rejects.toThrow(
        'only ever added to',
      );
      expect(await makeMonths(server.url, FAR_MS)).toEqual([]);
    } finally {
      await other.close();
      await sql.query(`ALTER TABLE journal DISABLE TRIGGER journal_append_only`);
      for (const [whole, key] of [
        ['payment', 'id'],
        ['payment_open', 'id'],
        ['cancellation', 'payment_id'],
        ['cancellation_open', 'payment_id'],
        ['network_key', 'payment_id'],
        ['journal', 'payment_id'],
      ])
        await sql.query(`DELETE FROM ${whole} WHERE ${key} = $1`, [payment.id]);
      await sql.query(`ALTER TABLE journal ENABLE TRIGGER journal_append_only`);
    }
  });

  it('a server that runs makes those to come, and says so', async () => {
    const coming = suffixAt(monthStart(2));
    for (const whole of ['payment', 'cancellation', 'journal'])
      await sql.query(`DROP TABLE ${whole}${coming}`);
    const told: unknown[] = [];
    const trouble = (fault: unknown): void => void told.push(fault);
    const telemetry = { log: { info: (fields: unknown) => void told.push(fields) }, trouble };
    const keeper = keepMonths(server.url, telemetry as never);
    await keeper.stop();
    expect(told).toEqual([{ event: 'month-made', month: monthAt(monthStart(2)), moved: 0 }]);
    expect(await numbers(`SELECT count(*) FROM pg_class WHERE relname = 'payment${coming}'`)).toBe(1);
  });

  it('every table of a month has the keys, indexes and room that the others have', async () => {
    const shape = async (suffix: string): Promise<unknown> =>
      (
        await sql.query(
          `SELECT w.name, c.reloptions, (SELECT array_agg(regexp_replace(pg_get_indexdef(i.indexrelid),
                'INDEX .* USING', '') ORDER BY 1) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes,
              (SELECT array_agg(a.attname || a.attstorage::text ORDER BY a.attnum) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
            FROM unnest(ARRAY['payment', 'cancellation', 'journal']) AS w(name)
            JOIN pg_class c ON c.oid = (w.name || $1::text)::regclass ORDER BY 1`,
          [suffix],
        )
      ).rows;
    const first = await shape('_first');
    expect(first).toMatchObject([{ reloptions: ['fillfactor=45'] }, {}, { reloptions: ['fillfactor=45'] }]);
    expect(await shape(suffixAt(FAR[1]))).toEqual(first);
    expect(await shape('_other')).toEqual(first);
  });
});

/** Every table that a plan reads or writes, whatever its parameters will be. */
async function tablesIn(statement: Statement): Promise<string[]> {
  const { rows } = await sql.query<{ 'QUERY PLAN': unknown }>(
    `EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${statement.text}`,
  );
  const names = JSON.stringify(rows[0]!['QUERY PLAN']).matchAll(/"Relation Name":"([a-z_0-9]+)"/g);
  return [...new Set([...names].map(([, name]) => name!))];
}

describe('a statement of a lane touches the tables of one month', () => {
  const PARTED = /^(?:payment|cancellation|journal)_(?!open|key)/;
  let payment: Payment;
  let way: Cancellation;
  const months = new Months();
  beforeAll(async () => {
    const shop = makeShop(FAR[1]);
    payment = approved(shop);
    way = opened(shop, payment, 'REFUND').cancellation;
    months.learn(partsOf((await sql.query<PartRow>(PARTS)).rows));
  });
  const parted = async (statements: readonly Statement[]): Promise<string[]> => {
    const all = [];
    for (const statement of statements)
      all.push(...(await tablesIn(statement)).filter((name) => PARTED.test(name)));
    return [...new Set(all)].sort();
  };
  const EXPECTED = [`cancellation${suffixAt(FAR[1])}`, `payment${suffixAt(FAR[1])}`];

  it('of those that load it', async () => {
    const asked: Statement[] = [];
    const connection = {
      query: async (statements: readonly Statement[]) => {
        asked.push(...statements);
        return statements.map(() => ({ rows: [] }));
      },
    } as unknown as HotConnection;
    const nothing = {
      once: [],
      payments: [],
      rrns: [],
      holds: [],
      cancellations: [],
      terminals: [],
      orders: [],
    };
    const keys = { ...nothing, oncePrefixes: [], batches: [], books: [] };
    const { book, id } = payment;
    const knowing = { kept: new KeptRows(), months, nowMs: FAR[1] };
    await load(connection, { ...keys, payments: [{ book, id }] }, knowing);
    expect(asked.length).toBeGreaterThan(2);
    expect(await parted(asked)).toEqual(EXPECTED);
  });

  it('of those that write it', async () => {
    const changes = storing({ name: 'new', payment, cancellation: way });
    const again = {
      ...changes,
      payments: changes.payments.map((each) => ({ ...each, expectedVersion: 1 })),
      cancellations: changes.cancellations.map((each) => ({ ...each, expectedVersion: 1 })),
      journals: [
        {
          ...{
            book: payment.book,
            paymentId: payment.id,
            no: 1,
            kind: 'hold' as const,
            cancellationId: null,
          },
          ...{ mirrorsNo: null, atMs: 1, entries: [] },
        } as const,
      ],
    };
    const { before } = new KeptRows();
    const statements = [changes, again].flatMap((each) =>
      applyStatements(each, 1, new Map(), before, months, new Set()),
    );
    expect(await parted(statements)).toEqual([EXPECTED[0], `journal${suffixAt(FAR[1])}`, EXPECTED[1]]);
  });

  it('and whoever asks the whole for an id reads one table too', async () => {
    const { rows } = await sql.query(
      `EXPLAIN SELECT * FROM payment p LEFT JOIN cancellation c ON c.bucket = p.bucket AND c.payment_id = p.id
        WHERE p.bucket = 1 AND p.id = '${payment.id}'`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(EXPECTED[1]);
    expect(plan).not.toMatch(/payment_(?:first|other)/);
    expect(plan).not.toMatch(/Append/);
  });
});

describe('a month that is over is set aside', () => {
  let paid: Reply;
  const id = (): PaymentId => paid.payment!.id;

  beforeAll(async () => {
    await startEngine();
    paid = await sale();
    expect([paid.outcome, monthOfId(id())]).toEqual(['approved', monthAt(OLD_MS)]);
  });
  afterAll(async () => {
    await engine?.stop();
    await store?.close();
  });
  beforeEach(() => {
    nowMs = LATER_MS;
  });
  /** Parts end when the database's clock says so: the one that holds the payment is given an early end. */
  const reshaped = async (): Promise<void> => {
    const [from, to] = [monthStart(-5), monthStart(-4)].map(lowestId);
    for (const whole of ['payment', 'cancellation', 'journal']) {
      const { rows } = await sql.query<{ bound: string }>(
        `SELECT pg_get_expr(relpartbound, oid) AS bound FROM pg_class WHERE relname = '${whole}_first'`,
      );
      const end = /TO \('([^']+)'\)/.exec(rows[0]!.bound)![1]!;
      await sql.query(`ALTER TABLE ${whole} DETACH PARTITION ${whole}_first;
        ALTER TABLE ${whole} ATTACH PARTITION ${whole}_first FOR VALUES FROM (MINVALUE) TO ('${from}');
        CREATE TABLE ${whole}_middle (LIKE ${whole}_other INCLUDING ALL);
        ALTER TABLE ${whole} ATTACH PARTITION ${whole}_middle FOR VALUES FROM ('${from}') TO ('${to}');
        CREATE TABLE ${whole}_rest (LIKE ${whole}_other INCLUDING ALL);
        ALTER TABLE ${whole} ATTACH PARTITION ${whole}_rest FOR VALUES FROM ('${to}') TO ('${end}')`);
    }
  };
  const list = async (): Promise<unknown> =>
    (await listMonths(server.url)).map(({ month, andBefore, aside }) => [month, andBefore, aside]).slice(-3);

  it('not while it is young, while something of it waits, or before an older one', async () => {
    expect(await refusal(setMonthAside(server.url, monthAt(FAR_MS)))).toBe('order');
    expect(await refusal(setMonthAside(server.url, '1999-01'))).toBe('unknown');
    const newest = (await listMonths(server.url)).at(-1)!.month;
    expect(await refusal(setMonthAside(server.url, newest))).toBe('young');
    await reshaped();
    const [, , first] = (await listMonths(server.url)).slice(-3);
    await sql.query('INSERT INTO payment_open SELECT bucket, id, book, 1 FROM payment WHERE id = $1', [id()]);
    expect(await refusal(setMonthAside(server.url, first!.month))).toBe('waits');
    await sql.query('DELETE FROM payment_open WHERE id = $1', [id()]);
    expect(await tableOf('payment', id())).toBe('payment_first');
  });

  it('and its payments are refunded, read, searched and verified as before', async () => {
    const [second, first] = (await listMonths(server.url)).slice(-2).map(({ month }) => month);
    await setMonthAside(server.url, first!);
    await setMonthAside(server.url, second!);
    expect(await refusal(setMonthAside(server.url, first!))).toBe('there-already');
    const under = await numbers(
      `SELECT count(*) FROM pg_inherits WHERE inhparent = 'payment_aside'::regclass`,
    );
    expect(under).toBe(2);

    const { rrn } = paid.payment!;
    expect((await refund(rrn, 4_000n)).outcome).toBe('approved');
    expect((await refund(rrn, 6_000n)).outcome).toBe('approved');
    expect((await refund(rrn, 1n)).outcome).not.toBe('approved');

    // The way back stands with its payment, in the tables that were set aside.
    for (const whole of ['payment', 'cancellation', 'journal'])
      expect(await tableOf(whole, id())).toBe(`${whole}_first`);
    const reader = createReader({ url: server.url, maxConnections: 2 });
    const desk = createDeskStore({ url: server.url });
    try {
      const record = await reader.payment(id());
      expect(record?.cancellations.map(({ state, amountFen }) => [state, amountFen])).toEqual([
        ['done', 4_000n],
        ['done', 6_000n],
      ]);
      expect((await reader.journey(id())).journals.length).toBeGreaterThan(4);
      const { items } = await desk.search({ reference: rrn, book: null, cursor: null, limit: 5 });
      expect(items.map(({ payment }) => payment.id)).toEqual([id()]);
    } finally {
      await Promise.all([reader.close(), desk.close()]);
    }
    expect((await store.payment(id()))?.cancellations).toHaveLength(2);
    expect(await faults()).toEqual([]);
  });

  it('a journal of it is still never changed', async () => {
    for (const table of ['journal', 'journal_aside', 'journal_first'])
      await expect(sql.query(`UPDATE ${table} SET no = 9 WHERE payment_id = $1`, [id()])).rejects.toThrow(
        'only ever added to',
      );
  });

  it('a backup and a migrated database of another day restore it where it was', async () => {
    const file = join(folder, 'months.backup');
    await backupDatabase({ url: server.url, file });
    await sql.query('CREATE DATABASE restored');
    const url = server.url.replace('/yuanlu?', '/restored?');
    await restoreDatabase({ url, file, migrate: (target) => migrate(target) });
    expect(await listMonths(url)).toMatchObject(
      (await listMonths(server.url)).map(({ month, andBefore, aside }) => ({ month, andBefore, aside })),
    );
    expect((await verifyBooks({ url })).faults).toEqual([]);
    await sql.query('DROP DATABASE restored');
  });

  it('and comes back, newest first, with everything in it', async () => {
    const [second, first] = (await listMonths(server.url)).slice(-2).map(({ month }) => month);
    expect(await refusal(putMonthBack(server.url, first!))).toBe('order');
    await putMonthBack(server.url, second!);
    await putMonthBack(server.url, first!);
    expect(await numbers(`SELECT count(*) FROM pg_class WHERE relname LIKE '%\\_aside'`)).toBe(0);
    expect(await list()).toEqual([
      [expect.any(String), false, false],
      [second, false, false],
      [first, true, false],
    ]);
    expect(await faults()).toEqual([]);
    expect((await refund(paid.payment!.rrn, 1n)).outcome).not.toBe('approved');
  });
});
