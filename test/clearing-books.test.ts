/** The books of the clearing inbox on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClearingBooks } from '#adapters/clearing-inbox';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createClearingBooks, createPostgresStore } from '#adapters/postgres';
import { addDays, clearingDay } from '#domain/calendar';
import { networkKeyText } from '#domain/payment';
import { bucketOfBook, LIMITS, type Store } from '#engine';
import { startMigrated } from './migrated.ts';
import { MORNING_MS } from './shop-fixtures.ts';
import { approved, type Case, makeShop, NO_CHANGES, opened, step, storing } from './store-rows.ts';

const DAY = clearingDay('2026-11-23');
const shop = makeShop(MORNING_MS);
let folder: string;
let server: EmbeddedPostgres;
let store: Store;
let books: ClearingBooks & { close(): Promise<void> };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-clearing-books-'));
  server = await startMigrated(folder);
  const clock = { nowMs: () => MORNING_MS };
  store = createPostgresStore({ url: server.url, laneCount: LIMITS.laneCount, clock });
  await store.claim();
  books = createClearingBooks({ url: server.url });
});
afterAll(async () => {
  await books.close();
  await store.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function kept(...rows: readonly Case[]): Promise<void> {
  const lane = bucketOfBook(shop.merchant.book) % LIMITS.laneCount;
  await store.apply(lane, { ...NO_CHANGES, ...storing(...rows) });
}

it('finds refunds by key, and those of a clearing day in pages', async () => {
  const done = step(opened(shop, approved(shop), 'REFUND', 300n), {
    ...{ type: 'answered', to: 'message', outcome: 'approved', clearingDay: DAY, atMs: MORNING_MS },
  });
  const other = step(opened(shop, approved(shop), 'REFUND', 200n), {
    ...{ type: 'answered', to: 'message', outcome: 'approved', clearingDay: DAY, atMs: MORNING_MS },
  });
  const open = opened(shop, approved(shop), 'REFUND', 100n);
  await kept({ name: 'done', ...done }, { name: 'other', ...other }, { name: 'open', ...open });
  const booked = ({ cancellation: { id, paymentId, network, amountFen } }: typeof done, state: string) => ({
    ...{ networkKey: networkKeyText(network), cancellationId: id, paymentId, amountFen, state },
    openedMs: MORNING_MS + 1_000,
  });
  const keys = [done, open].map(({ cancellation }) => networkKeyText(cancellation.network));
  const found = await books.refundsByNetworkKeys([...keys, 'nobody']);
  expect(new Set(found)).toEqual(new Set([booked(done, 'done'), booked(open, 'open')]));
  expect(await books.doneRefundsOf(DAY, '', 1)).toEqual([booked(done, 'done')]);
  expect(await books.doneRefundsOf(DAY, done.cancellation.id, 10)).toEqual([booked(other, 'done')]);
  expect(await books.doneRefundsOf(addDays(DAY, 1), '', 10)).toEqual([]);
});

it('calls a payment open for a void or reversal under way, not for a refund', async () => {
  const refunded = opened(shop, approved(shop), 'REFUND', 100n);
  const voided = opened(shop, approved(shop), 'VOID');
  await kept({ name: 'refunded', ...refunded }, { name: 'voided', ...voided });
  const open = async ({ payment }: typeof refunded) =>
    (await books.byNetworkKeys([networkKeyText(payment.network)])).map((each) => each.open);
  expect([await open(refunded), await open(voided)]).toEqual([[false], [true]]);
});

it('remembers files and days, and replaces the mismatches of a day', async () => {
  const mismatch = (networkKey: string, kind: 'missing-in-file' | 'refund-unknown-here') => ({
    ...{ networkKey, kind, paymentId: null, amountFen: 1n },
  });
  const other = addDays(DAY, 5);
  expect([await books.wasRead('a'), await books.wasDayRead(DAY)]).toEqual([false, false]);
  await books.save(other, [{ sha256: 'x', name: 'X', rows: 0 }], [mismatch('k1', 'missing-in-file')], 5);
  const first = [mismatch('k1', 'missing-in-file'), mismatch('k2', 'missing-in-file')];
  await books.save(DAY, [{ sha256: 'a', name: 'A', rows: 3 }], first, 6);
  const second = [mismatch('k2', 'missing-in-file'), mismatch('k3', 'refund-unknown-here')];
  await books.save(DAY, [{ sha256: 'b', name: 'B', rows: 4 }], second, 7);
  expect([await books.wasRead('a'), await books.wasRead('b'), await books.wasRead('c')]).toEqual([
    ...[true, true, false],
  ]);
  expect([await books.wasDayRead(DAY), await books.wasDayRead(addDays(DAY, 1))]).toEqual([true, false]);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(
    'SELECT clearing_day, network_key, kind, found_ms FROM mismatch ORDER BY clearing_day, network_key',
  );
  await client.end();
  expect(rows.map((row) => Object.values(row).join(' '))).toEqual([
    `${DAY} k2 missing-in-file 6`,
    `${DAY} k3 refund-unknown-here 7`,
    `${other} k1 missing-in-file 5`,
  ]);
});
