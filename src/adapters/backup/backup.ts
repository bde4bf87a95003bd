import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Client, type CustomTypesConfig } from 'pg';
import {
  type CatalogueTable,
  listPartitions,
  listTables,
  readMigration,
  readSequences,
} from './catalogue.ts';
import { BackupError, explainDatabaseError, explainWriteError } from './errors.ts';
import {
  type BackupHeader,
  type BackupSummary,
  formatName,
  formatVersion,
  quoteName,
} from './file-format.ts';
import { type LineWriter, openLineWriter } from './line-writer.ts';

export type BackupOptions = {
  readonly url: string;
  readonly file: string;
  readonly onProgress?: (text: string) => void;
};

/** Bounds the memory: as many rows travel at once. A row that holds a file has megabytes, twice that as text. */
const rowsPerFetch = 2_000;
const filesPerFetch = 4;

const asText: CustomTypesConfig = { getTypeParser: () => (value: string) => value };

/** One snapshot for everything, and one text form for every value whatever the server is set to. */
async function beginSnapshot(client: Client): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(
    "SET LOCAL bytea_output = 'hex'; SET LOCAL datestyle = 'ISO, YMD'; " +
      "SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; " +
      'SET LOCAL extra_float_digits = 1; SET LOCAL search_path = public; ' +
      'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0',
  );
}

async function describeDatabase(client: Client, tables: readonly CatalogueTable[]): Promise<BackupHeader> {
  const counted = [];
  for (const { name, columns, source } of tables) {
    const { rows } = await client.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${source}`);
    counted.push({ name, columns, rows: Number(rows[0]?.count) });
  }
  const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
  return {
    format: formatName,
    version: formatVersion,
    created: new Date().toISOString(),
    migration: await readMigration(client),
    serverVersion: rows[0]?.server_version ?? '',
    tables: counted,
    partitions: await listPartitions(client),
    // Not part of the snapshot but read after it began: never behind a number that a row in it uses.
    sequences: await readSequences(client),
  };
}

async function writeTable(client: Client, table: CatalogueTable, writer: LineWriter): Promise<number> {
  await writer.write(`${JSON.stringify({ table: table.name })}\n`);
  const columns = table.columns.map(({ name }) => `${quoteName(name)}::text`).join(', ');
  await client.query(`DECLARE backup_rows NO SCROLL CURSOR FOR SELECT ${columns} FROM ${table.source}`);
  const atOnce = table.columns.some(({ type }) => type === 'bytea') ? filesPerFetch : rowsPerFetch;
  let count = 0;
  for (;;) {
    const text = `FETCH ${atOnce} FROM backup_rows`;
    const { rows } = await client.query<(string | null)[]>({ text, rowMode: 'array', types: asText });
    if (rows.length === 0) break;
    count += rows.length;
    await writer.write(`${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  }
  await client.query('CLOSE backup_rows');
  return count;
}

async function writeBackup(
  client: Client,
  writer: LineWriter,
  file: string,
  onProgress?: (text: string) => void,
): Promise<BackupSummary> {
  await beginSnapshot(client);
  const tables = await listTables(client);
  const header = await describeDatabase(client, tables);
  await writer.write(`${JSON.stringify(header)}\n`);
  let total = 0;
  for (const [index, table] of tables.entries()) {
    const count = await writeTable(client, table, writer);
    total += count;
    onProgress?.(`Saved ${table.name}: ${count} rows (table ${index + 1} of ${tables.length})`);
  }
  const sha256 = writer.digest();
  await writer.write(`${JSON.stringify({ end: true, rows: total, sha256 })}\n`);
  const { created, migration } = header;
  return { file, created, migration, tables: tables.length, rows: total, sha256 };
}

/** Saves every row of schema `public`, as of one moment, while payments go on. */
export async function backupDatabase(options: BackupOptions): Promise<BackupSummary> {
  const file = resolve(options.file);
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw explainWriteError(file, Object.assign(new Error('exists'), { code: 'EEXIST' }));
  const client = new Client({ connectionString: options.url });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw explainDatabaseError('Connecting for the backup', error);
  }
  let writer: LineWriter | undefined;
  try {
    writer = await openLineWriter(file);
    const summary = await writeBackup(client, writer, file, options.onProgress);
    await writer.publish();
    return summary;
  } catch (error) {
    await writer?.discard();
    throw error instanceof BackupError ? error : explainWriteError(file, error);
  } finally {
    await client.end().catch(() => undefined);
  }
}
