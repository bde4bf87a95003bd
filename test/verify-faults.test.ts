/**
 * `verify` on a small database made by the real engine: clean as it is, each planted fault found, by the whole and by
 * a catch-up from a mark that was left before all of it was made.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type VerifyReport, verifyBooks } from '#adapters/postgres';
import { listChanged, makeLists } from '../src/adapters/postgres/verify/changed.ts';
import { readMark, readSnapshot } from '../src/adapters/postgres/verify/mark.ts';
import { HOLDS } from './verify-faults-holds.ts';
import { FEES, JOURNALS, WAYS_BACK } from './verify-faults-payments.ts';
import { REQUESTS } from './verify-faults-requests.ts';
import {
  ANSWERS,
  BATCHES,
  COLUMNS,
  EVENTS,
  KEYS,
  NETWORK_KEYS,
  SWITCHES,
  TOLD,
} from './verify-faults-rows.ts';
import { closeTradedWorld, openTradedWorld, putRight, sql, verified, world } from './verify-faults-world.ts';

/** Sold before the mark, and left alone since. */
const OLD = 4;
/** Keys that lead nowhere no event names: a catch-up sees them when its slice comes to them. */
const SEEN_BY_THE_SLICE = [
  'a key points to nothing',
  'a key leads to a payment that is missing',
  'the key of the back office leads to a request that does not exist',
];
let whole: VerifyReport;
let first: VerifyReport;
/** Rows that were written since the mark, and are in no list. */
let missed: string[];

const catchUp = (slice: number): Promise<VerifyReport> =>
  verifyBooks({ url: world.database.url, sinceLast: { slice } });
const found = async (slice: number): Promise<string[]> =>
  (await catchUp(slice)).faults.map(({ law, subject, text }) => `${law} ${subject}: ${text}`);

/** What the lists of a catch-up lack of the rows that were written since, whatever the events say. */
async function unlisted(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await makeLists(client);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const { mark, writtenWithin } = await readMark(client, await readSnapshot(client));
    await listChanged(client, mark, { writtenWithin, slice: 0 });
    const unlistedIn = (table: string, list: string): string => `SELECT id FROM ${table} r
      WHERE age(xmin) <= ${writtenWithin}
        AND NOT EXISTS (SELECT FROM ${list} k WHERE k.bucket = r.bucket AND k.id = r.id)`;
    const { rows } = await client.query<{ id: string }>(
      [
        unlistedIn('payment', 'judged_row'),
        unlistedIn('cancellation', 'judged_way_back'),
        unlistedIn('"order"', 'judged_order'),
        unlistedIn('wallet_payment', 'judged_row'),
      ].join(' UNION ALL '),
    );
    return rows.map(({ id }) => id);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  await openTradedWorld(async (before) => {
    for (let no = 1; no <= OLD; no += 1) await before.sale(`00090${no}`, 1_000n);
    whole = await verifyBooks({ url: before.database.url, leaveMark: true });
  });
  missed = await unlisted(world.database.url);
  first = await catchUp(0);
});
afterAll(closeTradedWorld);

describe('verify', () => {
  it('finds nothing where every state is at hand and all is well', async () => {
    const { rows } = await sql.query(
      `SELECT DISTINCT state FROM payment
        UNION SELECT DISTINCT route || ' ' || state FROM cancellation ORDER BY 1`,
    );
    expect(rows.map(({ state }) => state)).toEqual([
      'REFUND done',
      'REFUND sending',
      'REVERSAL done',
      'REVERSAL sending',
      'VOID done',
      'VOID sending',
      'VOID undoing',
      'VOID undone',
      'approved',
      'completed',
      'declined',
      'reversed',
      'sent',
      'unknown',
      'voided',
    ]);
    expect(await verified()).toEqual([]);
  });

  it('from a mark finds nothing either, and judges what came since, no more', async () => {
    expect(whole).toMatchObject({ payments: OLD, faults: [], since: null, mark: { kind: 'whole' } });
    const { rows } = await sql.query('SELECT count(*)::int AS all FROM payment');
    expect(first).toMatchObject({
      ...{ payments: rows[0].all - OLD, faults: [], since: whole.mark, mark: null },
    });
  });

  it('from a mark lists every row that was written since, for an event names it or it is open', () => {
    expect(missed).toEqual([]);
  });

  describe.each([
    ['ways back', WAYS_BACK],
    ['columns', COLUMNS],
    ['keys', KEYS],
    ['keys of the network', NETWORK_KEYS],
    ['fees', FEES],
    ['journals', JOURNALS],
    ['batches', BATCHES],
    ['switches and settled batches', SWITCHES],
    ['answers', ANSWERS],
    ['events', EVENTS],
    ['what was told', TOLD],
    ['requests', REQUESTS],
    ['holds', HOLDS],
  ] as const)('%s', (_name, plans) => {
    it.each(plans)('%s', async (fault, plant, law, text) => {
      const statements = plant();
      for (const statement of typeof statements === 'string' ? [statements] : statements) {
        expect((await sql.query(statement)).rowCount, statement).toBeGreaterThan(0);
      }
      try {
        const told = (lines: readonly string[]): string =>
          lines.filter((line) => line.startsWith(`${law} `)).join('\n');
        expect(told(await verified())).toMatch(text);
        if (SEEN_BY_THE_SLICE.includes(fault)) {
          expect(told(await found(0))).not.toMatch(text);
          expect(told(await found(1_000))).toMatch(text);
        } else expect(told(await found(0))).toMatch(text);
      } finally {
        await putRight();
      }
    });
  });

  it('is clean again when all is put right', async () => {
    expect(await verified()).toEqual([]);
  });
});
