/**
 * The final schema as the migrations leave it, committed beside them: a reviewer sees what a migration really did.
 * When it is stale this test rewrites it and fails once.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { CHART, migrate } from '#adapters/postgres';

const GOLDEN = join(import.meta.dirname, '..', 'src', 'adapters', 'postgres', 'schema.sql');

// Parts of a table are what the whole is; how many there are depends on the month.
const TABLES = `SELECT c.relname AS name, ' PARTITION BY ' || pg_get_partkeydef(c.oid) AS parted, (
    SELECT string_agg('  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
      || CASE WHEN a.attidentity <> '' THEN ' GENERATED ALWAYS AS IDENTITY' ELSE '' END
      || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''), E',\\n' ORDER BY a.attnum)
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition ORDER BY c.relname`;
const VIEWS = `SELECT viewname AS name, definition FROM pg_views WHERE schemaname = 'public' ORDER BY viewname`;
// Checks that only repeat NOT NULL are catalogued by newer servers alone.
const CONSTRAINTS = `SELECT conrelid::regclass::text AS name, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    AND (NOT (SELECT relispartition FROM pg_class WHERE pg_class.oid = conrelid)
      OR (contype = 'p' AND conparentid = 0 AND conrelid::regclass::text LIKE '%_other')) ORDER BY 1, 2`;
const INDEXES = `SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  AND NOT (SELECT relispartition FROM pg_class WHERE pg_class.oid = format('%I', tablename)::regclass)
  AND indexname NOT IN (SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace) ORDER BY indexname`;
const FUNCTIONS = `SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname`;
const TRIGGERS = `SELECT pg_get_triggerdef(t.oid) AS definition FROM pg_trigger t WHERE NOT tgisinternal AND tgparentid = 0 ORDER BY tgname`;

async function dump(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async (sql: string): Promise<Record<string, string>[]> => (await client.query(sql)).rows;
  const parts = [
    '-- What the numbered migrations make of an empty database. Written by a test; never edited.',
  ];
  for (const { name, columns, parted } of await rows(TABLES))
    parts.push(`CREATE TABLE ${name} (\n${columns}\n)${parted ?? ''};`);
  for (const { name, conname, definition } of await rows(CONSTRAINTS))
    parts.push(`ALTER TABLE ${name} ADD CONSTRAINT ${conname} ${definition};`);
  for (const { indexdef } of await rows(INDEXES)) parts.push(`${indexdef};`);
  for (const { name, definition } of await rows(VIEWS))
    parts.push(`CREATE VIEW ${name} AS\n${definition!.trim()}`);
  for (const { definition } of await rows(FUNCTIONS)) parts.push(`${definition!.trim()};`);
  for (const { definition } of await rows(TRIGGERS)) parts.push(`${definition};`);
  await client.end();
  return `${parts.join('\n\n')}\n`;
}

it('the committed schema is what the migrations make', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-schema-'));
  const server = await startEmbeddedPostgres({ dataFolder: folder });
  try {
    await migrate(server.url);
    const made = await dump(server.url);
    const golden = await readFile(GOLDEN, 'utf8').catch(() => '');
    if (golden !== made) await writeFile(GOLDEN, made);
    expect(golden, 'schema.sql was stale and has been rewritten; look at the difference and commit it').toBe(
      made,
    );
    // Rows name accounts by the numbers that the program knows.
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const chart = await client.query<{ no: number; account: string }>('SELECT no, account FROM chart');
    await client.end();
    expect(Object.fromEntries(chart.rows.map(({ no, account }) => [account, no]))).toEqual(CHART);
    // A second run finds nothing to do.
    expect(await migrate(server.url)).toBeGreaterThan(0);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
