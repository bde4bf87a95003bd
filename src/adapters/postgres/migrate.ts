/** Brings a database to the schema of this program: numbered plain SQL, each file once, in order, all or nothing. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { LOCK_SPACE } from './lease.ts';
import { LOCK_NOT_FREE, makeMonthsOn } from './make-months.ts';

const FOLDER = join(import.meta.dirname, 'migrations');

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1) {
        throw new MigrationError(
          `Cannot read the migrations: found ${name} in place ${index + 1}, numbers must have no gap`,
        );
      }
      const sql = await readFile(join(FOLDER, name), 'utf8');
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Two programs that start together must not both migrate. The number is arbitrary and ours. */
const MIGRATION_LOCK = 72_018_523;

/** Somebody who reads everything for long and the making of months waited for each other. */
const DEADLOCK = '40P01';

/** A server that was just stopped or killed has a session for a moment longer. */
const LEAVING_MS = 5_000;
const SERVING = `SELECT objid::int AS node FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY objid`;

/** Tables are not changed under a program that was made for the ones before: its writes would fail in mid-payment. */
async function nobodyServes(client: pg.Client): Promise<void> {
  const untilMs = Date.now() + LEAVING_MS;
  for (;;) {
    const { rows } = await client.query<{ node: number }>(SERVING, [LOCK_SPACE]);
    if (rows.length === 0) return;
    if (Date.now() > untilMs) {
      throw new MigrationError(
        `Cannot bring the database to this version: node ${rows.map(({ node }) => node).join(', ')} serves it with ` +
          'an older one. Stop that server first (SIGTERM), and start again.',
      );
    }
    await pause(200);
  }
}

/** Applies what is missing and returns the number of the last migration. */
export async function migrate(url: string, onProgress: (text: string) => void = () => {}): Promise<number> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
      number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
    const { rows } = await client.query<{ number: number; name: string; sha256: string }>(
      'SELECT number, name, sha256 FROM schema_migration ORDER BY number',
    );
    for (const applied of rows) {
      const known = migrations[applied.number - 1];
      if (known === undefined) {
        throw new MigrationError(
          `Cannot use the database: it has migration ${applied.name}, which this program does not know. Start a newer version.`,
        );
      }
      if (known.sha256 !== applied.sha256) {
        throw new MigrationError(
          `Cannot use the database: migration ${applied.name} was applied with other content. A migration is never edited; add a new one.`,
        );
      }
    }
    const missing = migrations.slice(rows.length);
    if (missing.length > 0 && rows.length > 0) await nobodyServes(client);
    for (const migration of missing) {
      onProgress(`schema: ${migration.name}`);
      await client.query('BEGIN');
      await client.query(migration.sql);
      await client.query('INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)', [
        migration.number,
        migration.name,
        migration.sha256,
      ]);
      await client.query('COMMIT');
    }
    // Where somebody reads everything just now, the server makes them later: they are ahead of time.
    await makeMonthsOn(client).catch((error: { code?: string }) => {
      if (error.code !== LOCK_NOT_FREE && error.code !== DEADLOCK) throw error;
      onProgress('months: made later, the tables are in use');
    });
    return migrations.length;
  } finally {
    await client.end();
  }
}
