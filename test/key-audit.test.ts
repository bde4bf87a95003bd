/** The record of key operations on PostgreSQL: appended by many at once, chained, and every tampering found. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createKeyAudit, type KeyAuditStore, verifyBooks } from '#adapters/postgres';
import type { KeyAct } from '#engine';
import { startMigrated } from './migrated.ts';

let folder: string;
let server: EmbeddedPostgres;
let client: pg.Client;
const stores: KeyAuditStore[] = [];
const NOW = Date.UTC(2026, 10, 23, 12);
const DAY_MS = 86_400_000;
const open = (nowMs = NOW): KeyAuditStore => {
  const store = createKeyAudit({ url: server.url, clock: { nowMs: () => nowMs }, keepUsesMs: 30 * DAY_MS });
  stores.push(store);
  return store;
};
const act = (who: string, more: Partial<KeyAct> = {}): KeyAct => ({
  atMs: NOW,
  who,
  command: 'importKey',
  subject: 'terminal 1/2',
  purpose: 'tmk',
  algorithm: 'tdes',
  checkValue: '08D7B4FB',
  underPurpose: null,
  underCheckValue: null,
  masterKeyId: 'abcdef01',
  result: 'done',
  ...more,
});
const faults = async (): Promise<string[]> =>
  (await verifyBooks({ url: server.url })).faults
    .filter(({ law }) => law === 'key-audit')
    .map(({ subject, text }) => `${subject}: ${text.split(/[,:]/)[0]}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-audit-'));
  server = await startMigrated(folder);
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
});
afterAll(async () => {
  for (const store of stores) await store.close();
  await client?.end();
  await server?.stop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await client.query('TRUNCATE key_audit, key_audit_head, key_use');
});

it('acts of two programs at once make one chain without a gap', async () => {
  const [one, other] = [open(), open()];
  await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? one : other).record(act(`person ${n}`))));
  const { rows } = await client.query('SELECT count(*)::int AS n, max(seq)::int AS last FROM key_audit');
  expect(rows).toEqual([{ n: 60, last: 60 }]);
  expect(await faults()).toEqual([]);
});

describe('tampering', () => {
  beforeEach(async () => {
    const store = open();
    for (const who of ['a', 'b', 'c', 'd'])
      await store.record(act(who, { checkValue: who === 'b' ? null : '00' }));
  });
  const tampered = async (sql: string): Promise<string[]> => {
    await client.query('ALTER TABLE key_audit DISABLE TRIGGER key_audit_append_only');
    await client.query(sql);
    await client.query('ALTER TABLE key_audit ENABLE TRIGGER key_audit_append_only');
    return faults();
  };

  it('is refused to every ordinary statement', async () => {
    await expect(client.query("UPDATE key_audit SET who = 'x'")).rejects.toThrow();
    await expect(client.query('DELETE FROM key_audit WHERE seq = 4')).rejects.toThrow();
    expect(await faults()).toEqual([]);
  });
  it('a changed word is found', async () => {
    expect(await tampered("UPDATE key_audit SET who = 'x' WHERE seq = 2")).toEqual([
      'key operation 2: the record was changed',
    ]);
  });
  it('a changed word with a hash that fits it breaks the chain behind it', async () => {
    const [found] = await tampered(
      `UPDATE key_audit SET who = 'x', hash = encode(sha256(convert_to(array_to_string(ARRAY[hash_before, seq::text,
         at_ms::text, 'x', command, subject, purpose, algorithm, check_value, under_purpose, under_check_value,
         master_key_id, result], E'\\n', ''), 'UTF8')), 'hex') WHERE seq = 2`,
    );
    expect(found).toBe('key operation 3: the record before it is missing');
  });
  it('a row taken out of the middle is missed', async () => {
    expect(await tampered('DELETE FROM key_audit WHERE seq = 3')).toEqual([
      'key operation 4: the record before it is missing',
    ]);
  });
  it('rows cut off at the end are missed', async () => {
    expect(await tampered('DELETE FROM key_audit WHERE seq > 2')).toEqual([
      'key operation 4: the end of the chain is not where it was written last',
    ]);
  });
  it('a record cannot pass for two others by where its fields end', async () => {
    const [found] = await tampered(
      "UPDATE key_audit SET who = 'd' || 'i', command = 'mportKey' WHERE seq = 4",
    );
    expect(found).toBe('key operation 4: the record was changed');
  });
});

it('uses of one minute, command and key are added up, and old ones go', async () => {
  const use = (minuteMs: number) => ({
    ...{ minuteMs, command: 'verifyMac', purpose: 'mak', checkValue: '08D7B4FB', done: 5, refused: 1 },
  });
  const store = open();
  await store.count([use(NOW - 40 * DAY_MS)]);
  await store.count([use(NOW), use(NOW - 60_000)]);
  await store.count([use(NOW)]);
  const { rows } = await client.query('SELECT minute_ms, done, refused FROM key_use ORDER BY minute_ms DESC');
  expect(rows).toEqual([
    { minute_ms: String(NOW), done: '10', refused: '2' },
    { minute_ms: String(NOW - 60_000), done: '5', refused: '1' },
  ]);
});
