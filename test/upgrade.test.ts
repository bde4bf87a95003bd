/**
 * A database of an earlier schema, filled, becomes one of today. What today's program wrote is laid back into the
 * tables of migration 20, the last before rows were spread otherwise, and migrated: it must be what it was.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeskStore, createPostgresStore, createReader, migrate } from '#adapters/postgres';
import { type HttpWorld, SHOP } from './http-api-world.ts';
import { CARD, shopMerchant } from './shop-fixtures.ts';
import { everyState, makeShop, type SuiteShop, storing } from './store-rows.ts';
import { closeTradedWorld, openTradedWorld, sql, verified, world } from './verify-faults-world.ts';

const MIGRATIONS = join(import.meta.dirname, '..', 'src', 'adapters', 'postgres', 'migrations');
const EARLIER = 20;
/** What these tables hold is told by views and tables of today under the same names. */
const BY_VIEWS = ['entry', 'account'];
/** Made by the migration itself; the rest is compared row by row. */
const NOT_COPIED = ['schema_migration', 'chart', 'ledger', 'payment_open', 'cancellation_open', 'order_due'];
/** The order of a journal's accounts is nobody's promise: its entries are compared. */
const NOT_COMPARED = ['schema_migration', 'journal', 'ledger'];

/** Money of a holder, so that a book is not a merchant's alone, and an order that waits to be paid. */
async function fillMore({ engine }: HttpWorld): Promise<void> {
  const book = engine.wallets.newId();
  const by = { type: 'wallet-act', book, by: 'holder' } as const;
  const holder = { name: '*明', idNumber: '1101**********1234', phone: '138****0001' };
  await engine.submit({ ...by, act: { kind: 'open', accountClass: 'III', holder }, key: 'a1' });
  const bank = { issuer: '01020000', bankZh: '工商银行', bankEn: 'ICBC', cardKind: 'debit' } as const;
  const bound = await engine.submit({ ...by, act: { kind: 'bind', card: CARD, ...bank }, key: 'a2' });
  const bindingId = bound.made as never;
  const from = { type: 'wallet-transfer', book, bindingId, by: 'holder' } as const;
  const filled = await engine.submit({ ...from, kind: 'top-up', amountFen: 100_000n, key: 't1' });
  expect(filled.outcome).toBe('accepted');
  const ordered = await engine.submit({
    ...{ type: 'open-order', merchant: shopMerchant({ merchantId: SHOP, book: SHOP }), orderNo: 'A-1' },
    ...{ subject: 'shop', amountFen: 4_590n, discounts: [], expiryMs: 600_000, key: 'o1', print: '45.90' },
  });
  expect(ordered.order?.state).toBe('unpaid');
}

async function earlierSchema(client: Client): Promise<void> {
  await client.query(`CREATE TABLE schema_migration (number integer PRIMARY KEY, name text NOT NULL,
    sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const names = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).sort();
  for (const [index, name] of names.slice(0, EARLIER).entries()) {
    const text = await readFile(join(MIGRATIONS, name), 'utf8');
    await client.query(text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const row = [index + 1, name, sha256];
    await client.query('INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)', row);
  }
}

interface Column {
  readonly name: string;
  readonly type: string;
  /** The name of its type today; null where today's table has no such column. */
  readonly now: string | null;
}

/** Columns of a table of the earlier schema, beside those of today. */
async function columnsOf(client: Client, table: string): Promise<Column[]> {
  const of = (
    schema: string,
  ): string => `SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type,
      a.attnum AS no FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace s ON s.oid = c.relnamespace
    WHERE s.nspname = '${schema}' AND c.relname = $1 AND a.attnum > 0 AND NOT a.attisdropped`;
  const { rows } = await client.query<Column>(
    `SELECT o.name, o.type, n.type AS now FROM (${of('public')}) o LEFT JOIN (${of('today')}) n ON n.name = o.name
      ORDER BY o.no`,
    [table],
  );
  return rows;
}

const tablesOf = async (client: Client, schema: string): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace
      WHERE s.nspname = $1 AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`,
    [schema],
  );
  return rows.map(({ name }) => name);
};

/** The answer of a way back with the words of its rules in it, as it was stored once. */
const WHOLE_ANSWER = `n.answer::jsonb || jsonb_build_object('rules', (
  SELECT coalesce(jsonb_agg(w.words::jsonb || r.rule::jsonb ORDER BY r.at), '[]')
  FROM json_array_elements(n.answer->'rules') WITH ORDINALITY AS r(rule, at)
  JOIN today.rule_words w ON w.key = n.cited[r.at]))`;

/** Today's rows in the tables of the earlier schema, as its program wrote them. */
async function layBack(client: Client): Promise<void> {
  const tables = (await tablesOf(client, 'public')).filter((name) => !NOT_COPIED.includes(name));
  expect(tables).toEqual(expect.arrayContaining([...BY_VIEWS, 'payment', 'cancellation', 'wallet', 'event']));
  for (const table of tables) {
    const columns = await columnsOf(client, table);
    expect(
      columns.filter(({ now }) => now === null),
      `${table} lost a column since`,
    ).toEqual([]);
    const values = columns.map(({ name, type }) =>
      table === 'cancellation' && name === 'body'
        ? `n.body::jsonb || jsonb_build_object('answer', ${WHOLE_ANSWER})`
        : `n."${name}"::${type}`,
    );
    // Some tables are filled by the migration that made them.
    await client.query(
      `DELETE FROM public."${table}";
        INSERT INTO public."${table}" (${columns.map(({ name }) => `"${name}"`).join(', ')})
        OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} FROM today."${table}" n`,
    );
  }
}

/** Rows that only one of the two has, by table. */
async function differences(client: Client): Promise<string[]> {
  const tables = (await tablesOf(client, 'public')).filter((name) => !NOT_COMPARED.includes(name));
  expect(tables).toEqual((await tablesOf(client, 'today')).filter((name) => !NOT_COMPARED.includes(name)));
  const found: string[] = [];
  const journal = `SELECT jsonb_build_object('b', bucket, 'p', payment_id, 'no', no, 'kind', kind, 'c', cancellation_id,
    'm', mirrors_no, 'at', at_ms)`;
  const row = (table: string, schema: string): string =>
    table === 'journal'
      ? `${journal} FROM ${schema}.journal`
      : // The lease of the program that traded goes on.
        `SELECT to_jsonb(t) - 'lease_until_ms' FROM ${schema}."${table}" t`;
  for (const table of [...tables, ...BY_VIEWS, 'journal'])
    for (const [one, other] of [
      ['public', 'today'],
      ['today', 'public'],
    ] as const) {
      const { rows } = await client.query(
        `SELECT * FROM (${row(table, one)} EXCEPT ${row(table, other)}) AS d LIMIT 1`,
      );
      for (const each of rows) found.push(`only in ${one}.${table}: ${JSON.stringify(each)}`);
    }
  return found;
}

/** Everything of today into the earlier schema, and by the migrations back. */
async function thereAndBack(client: Client): Promise<void> {
  await client.query('DROP SCHEMA IF EXISTS today CASCADE');
  await client.query('ALTER SCHEMA public RENAME TO today');
  await client.query('CREATE SCHEMA public');
  await earlierSchema(client);
  await layBack(client);
  const newest = (await readdir(MIGRATIONS)).filter((name) => name.endsWith('.sql')).length;
  const seen: string[] = [];
  expect(await migrate(world.database.url, (text) => seen.push(text))).toBe(newest);
  expect(seen).toHaveLength(newest - EARLIER);
}

const NOW_MS = Date.UTC(2030, 0, 1);
/** What the program itself reads, of everything there is. */
async function readAll(): Promise<unknown> {
  const { url } = world.database;
  const reader = createReader({ url, maxConnections: 2 });
  const desk = createDeskStore({ url });
  try {
    const { items } = await reader.payments({ book: null, cursor: null, limit: 500 });
    const records = await Promise.all(items.map(({ payment }) => reader.payment(payment.id)));
    const journeys = await Promise.all(items.map(({ payment }) => reader.journey(payment.id)));
    const { items: backs } = await reader.cancellations({ book: null, cursor: null, limit: 500 });
    const books = [...new Set(items.map(({ payment }) => payment.book)), null];
    return {
      items,
      records,
      journeys,
      backs,
      balances: await Promise.all(books.map((book) => reader.balances(book))),
      orders: await reader.orders({ book: null, cursor: null, limit: 500 }),
      unresolved: await reader.unresolved(),
      queue: await desk.queueCounts({ nowMs: NOW_MS, unknownAfterMs: 0 }),
      byReference: await Promise.all(
        backs.map(({ rrn }) => desk.search({ reference: rrn, book: null, cursor: null, limit: 5 })),
      ),
    };
  } finally {
    await Promise.all([reader.close(), desk.close()]);
  }
}

beforeAll(() => openTradedWorld(fillMore), 60_000);
afterAll(closeTradedWorld);

it('a filled database of an earlier schema gives the same payments, ways back and balances', async () => {
  // Tables are not changed under somebody who serves them.
  await world.leave();
  const before = await readAll();
  await thereAndBack(sql);
  expect(await differences(sql)).toEqual([]);
  expect(await readAll()).toEqual(before);
  expect(await verified()).toEqual([]);
}, 60_000);

it('payments and ways back in every state come through, those that wait among what waits', async () => {
  await sql.query('DROP SCHEMA today CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await migrate(world.database.url);
  const clock = { nowMs: () => NOW_MS };
  const shop: SuiteShop = makeShop(Date.UTC(2026, 10, 23, 4));
  const store = createPostgresStore({ url: world.database.url, laneCount: 1, clock });
  await store.claim();
  await store.apply(0, storing(...everyState(shop)));
  const due = await store.due(NOW_MS, 1_000);
  await store.close();
  expect(due.length).toBeGreaterThan(5);
  const before = await readAll();

  await thereAndBack(sql);
  expect(await differences(sql)).toEqual([]);
  expect(await readAll()).toEqual(before);
  const after = createPostgresStore({ url: world.database.url, laneCount: 1, clock });
  await after.claim();
  expect(await after.due(NOW_MS, 1_000)).toEqual(due);
  await after.close();
}, 60_000);
