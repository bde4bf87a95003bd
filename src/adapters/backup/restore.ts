import { Client } from 'pg';
import { type CatalogueTable, listFilledTables, listTables } from './catalogue.ts';
import { BackupError, explainDatabaseError } from './errors.ts';
import { type BackupHeader, type BackupSummary, publicName, quoteName } from './file-format.ts';
import { readBackup } from './line-reader.ts';
import { takePartitions } from './partitions.ts';
import { suspendChecks } from './suspended-checks.ts';

export type RestoreOptions = {
  readonly url: string;
  readonly file: string;
  /**
   * Brings the empty database to the wanted migration and returns the one it has then. Null stands for a
   * database without migrations.
   */
  readonly migrate: (url: string, wanted: number | null) => Promise<number | null>;
  readonly onProgress?: (text: string) => void;
};

/** The migrations stay where they were run, with the rows they add: no longer an empty database. */
const startOver = 'No row of the backup was kept; repeat it into a new database or data folder.';

const rowsPerInsert = 2_000;
const charactersPerInsert = 4 * 1024 * 1024;

function checkTables(header: BackupHeader, target: readonly CatalogueTable[]): void {
  for (const table of header.tables) {
    const found = target.find(({ name }) => name === table.name);
    const describe = (columns: CatalogueTable['columns']) =>
      columns
        .map(({ name, type }) => `${name} ${type}`)
        .sort()
        .join(', ');
    const wanted = describe(table.columns);
    const actual = found === undefined ? 'no such table' : describe(found.columns);
    if (wanted === actual) continue;
    throw new BackupError(
      'table-mismatch',
      `Restoring table ${table.name} failed: the backup has the columns (${wanted}), the database has ` +
        `(${actual}). Restore with the release that made the backup.`,
    );
  }
}

/** Collects rows and inserts them many at a time; a row goes to the server as it stands in the file. */
class RowLoader {
  readonly #client: Client;
  readonly #statements = new Map<string, string>();
  #table = '';
  #lines: string[] = [];
  #characters = 0;

  constructor(client: Client, header: BackupHeader, target: readonly CatalogueTable[]) {
    this.#client = client;
    for (const { name, columns } of header.tables) {
      // Names and types of the target, which checkTables found to be the same: nothing of the file is SQL.
      const known = target.find((table) => table.name === name)?.columns ?? [];
      const typed = columns.map((column) => known.find((other) => other.name === column.name)!);
      const names = typed.map((column) => quoteName(column.name)).join(', ');
      const values = typed.map(({ type }, index) => `(line->>${index})::${type}`).join(', ');
      this.#statements.set(
        name,
        `INSERT INTO ${publicName(name)} (${names}) OVERRIDING SYSTEM VALUE ` +
          `SELECT ${values} FROM json_array_elements($1::json) AS line`,
      );
    }
  }

  add(table: string, line: string): Promise<void> | undefined {
    this.#table = table;
    this.#lines.push(line);
    this.#characters += line.length;
    const full = this.#lines.length >= rowsPerInsert || this.#characters >= charactersPerInsert;
    return full ? this.flush() : undefined;
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const [table, lines] = [this.#table, this.#lines];
    this.#lines = [];
    this.#characters = 0;
    const { rowCount } = await this.#client
      .query(this.#statements.get(table)!, [`[${lines.join(',')}]`])
      .catch((error: unknown) => {
        throw explainDatabaseError(`Restoring table ${table}`, error, startOver);
      });
    if (rowCount === lines.length) return;
    throw new BackupError(
      'database-failed',
      `Restoring table ${table} failed: ${rowCount} of ${lines.length} rows were taken. Look for rules or ` +
        `row level security on that table. ${startOver}`,
    );
  }
}

async function load(client: Client, options: RestoreOptions, header: BackupHeader, sha256: string) {
  const { file, onProgress } = options;
  await client.query('BEGIN');
  await client.query(
    "SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL timezone = 'UTC'; " +
      'SET LOCAL search_path = public; SET LOCAL statement_timeout = 0; ' +
      'SET LOCAL idle_in_transaction_session_timeout = 0',
  );
  const target = await listTables(client);
  checkTables(header, target);
  const checks = await suspendChecks(client);
  const names = header.tables.map(({ name }) => publicName(name)).join(', ');
  // The database was empty: what is there now are rows that migrations add, and the backup holds them too.
  if (names !== '') await client.query(`TRUNCATE ${names}`);
  await takePartitions(client, header.partitions);
  const loader = new RowLoader(client, header, target);
  const summary = await readBackup(file, {
    row: (table, line) => loader.add(table, line),
    async tableEnd(table, rows) {
      await loader.flush();
      onProgress?.(`Restored ${table}: ${rows} rows`);
    },
  });
  if (summary.sha256 !== sha256) {
    throw new BackupError(
      'altered',
      `Restoring ${file} failed: the file changed meanwhile. Repeat the restore.`,
    );
  }
  for (const { name, value, isCalled } of header.sequences) {
    await client.query('SELECT setval($1::regclass, $2::bigint, $3::boolean)', [
      publicName(name),
      value,
      isCalled,
    ]);
  }
  onProgress?.('Checking references between the tables');
  await checks.restore();
  await client.query('COMMIT');
  // Without statistics the first plans would read whole tables.
  await client.query('ANALYZE');
}

async function refuseFilled(client: Client): Promise<void> {
  const filled = await listFilledTables(client);
  if (filled.length === 0) return;
  const listed = filled.slice(0, 5).join(', ') + (filled.length > 5 ? ', ...' : '');
  throw new BackupError(
    'target-not-empty',
    `Restoring failed: the database is not empty, ${filled.length} tables hold rows (${listed}). Restore ` +
      'into a new data folder (YUANLU_DATA=/new/folder) or a new database: two histories never mix.',
  );
}

/**
 * Fills an empty database from a backup: all of it, or nothing. The file is verified before the database is
 * touched.
 */
export async function restoreDatabase(options: RestoreOptions): Promise<BackupSummary> {
  let header: BackupHeader | undefined;
  const summary = await readBackup(options.file, {
    header(found) {
      header = found;
    },
  });
  options.onProgress?.(`The backup of ${summary.created} is complete: ${summary.rows} rows`);
  const client = new Client({ connectionString: options.url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await refuseFilled(client);
    const number = await options.migrate(options.url, summary.migration);
    if (number !== summary.migration) {
      const newer = number === null || (summary.migration !== null && summary.migration > number);
      const release = newer ? 'a newer release' : 'the older release that made it, then update';
      throw new BackupError(
        'migration-mismatch',
        `Restoring failed: the backup was made at migration ${summary.migration}, and the database is at ` +
          `${number}. Restore it with ${release}.`,
      );
    }
    await load(client, options, header!, summary.sha256);
    return summary;
  } catch (error) {
    throw explainDatabaseError('Restoring', error, startOver);
  } finally {
    // An open transaction ends with its connection, and everything it did.
    await client.end().catch(() => undefined);
  }
}
