/** `yuanlu verify`, `backup` and `restore`: they go to the database itself. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { backupDatabase, restoreDatabase } from '#adapters/backup';
import { connectOutside, lockDataFolder, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { type Fault, type IssuerExpectation, migrate, verifyBooks } from '#adapters/postgres';
import { type DataFolder, dataFolderAt, readRuntime } from '../data-folder.ts';
import { CliError, print, printJson } from './client.ts';
import { issuersAt } from './issuers.ts';

interface Opened {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** The database of a running server, an outside one, or the embedded one started for the moment. */
async function openDatabase(data: DataFolder, given: string | undefined): Promise<Opened> {
  const none = async (): Promise<void> => {};
  if (given !== undefined) return { url: (await connectOutside(given)).url, close: none };
  const runtime = await readRuntime(data);
  if (runtime?.databaseUrl && isAlive(runtime.pid)) return { url: runtime.databaseUrl, close: none };
  if (process.env.DATABASE_URL)
    return { url: (await connectOutside(process.env.DATABASE_URL)).url, close: none };
  if (!existsSync(data.database)) {
    throw new CliError(
      `No database to read: ${data.database} does not exist and nothing runs. Start once with "npm start", or give --database.`,
    );
  }
  const lock = await lockDataFolder(data.root);
  const server = await startEmbeddedPostgres({ dataFolder: data.root });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await lock.release();
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A line that rewrites itself on a terminal, and keeps quiet in a file. */
function progress(label: string): (done: number, of: number) => void {
  if (!process.stderr.isTTY) return () => {};
  return (done, of) => process.stderr.write(`\r${label} ${done} / ${of}${done >= of ? '\n' : ''}`);
}

function addVerify(program: Command, data: DataFolder): void {
  program
    .command('verify')
    .description("recompute the books and match them with the issuers' books")
    .option('--database <url>', 'another database than that of the data folder')
    .option('--no-issuers', 'the own books alone')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu verify\n  yuanlu verify --no-issuers --json\n\nExit code 0: no fault. 1: faults, listed.',
    )
    .action(async (options: { database?: string; issuers: boolean }, command: Command) => {
      const { json } = command.optsWithGlobals() as { json?: boolean };
      const database = await openDatabase(data, options.database);
      try {
        const runtime = options.issuers ? await readRuntime(data) : null;
        const issuers = runtime === null ? null : await issuersAt(runtime.networkControlUrl);
        const report = await verifyBooks({
          url: database.url,
          onProgress: progress('verify: payments'),
          ...(issuers === null
            ? {}
            : {
                matchIssuers: (batch: readonly IssuerExpectation[]): Promise<readonly Fault[]> =>
                  issuers.match(batch),
              }),
        });
        const there = issuers === null ? [] : await issuers.finish();
        const faults = [...report.faults, ...there];
        if (json) printJson({ ...report, faults, issuersMatched: issuers !== null });
        else {
          print(
            `${report.payments} payments, ${report.cancellations} ways back, ${report.journals} journals, ${report.entries} entries; ${report.open} still under way.`,
          );
          print(
            issuers === null
              ? "The issuers' books were not asked."
              : `The issuers' books: ${issuers.summary()}.`,
          );
          print(faults.length === 0 ? 'No fault found.' : `${faults.length} faults:`);
          for (const fault of faults) print(`  ${fault.law}  ${fault.subject}: ${fault.text}`);
        }
        process.exitCode = faults.length === 0 ? 0 : 1;
      } finally {
        await database.close();
      }
    });
}

function addBackup(program: Command, data: DataFolder): void {
  program
    .command('backup <file>')
    .description('write all rows as of one moment into one checked, compressed file')
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText(
      'after',
      '\nExample:\n  yuanlu backup yuanlu-2026-11-23.backup\n\nThe master key is not in the backup: keep keys/master.key of the data folder elsewhere.',
    )
    .action(async (file: string, options: { database?: string }, command: Command) => {
      const database = await openDatabase(data, options.database);
      try {
        const summary = await backupDatabase({ url: database.url, file });
        if ((command.optsWithGlobals() as { json?: boolean }).json) printJson(summary);
        else
          print(
            `${summary.file}: ${summary.rows} rows of ${summary.tables} tables, sha256 ${summary.sha256}`,
          );
      } finally {
        await database.close();
      }
    });
}

/** An empty database: an outside one, or the one of a new data folder that is made for it. */
async function emptyDatabase(options: {
  readonly database?: string;
  readonly into?: string;
}): Promise<Opened> {
  if (options.database !== undefined && options.into === undefined)
    return { url: (await connectOutside(options.database)).url, close: async () => {} };
  if (options.into === undefined || options.database !== undefined) {
    throw new CliError(
      'Say where to restore to: --into <folder> for a new data folder, or --database <url> for an empty database',
    );
  }
  const folder = dataFolderAt(options.into);
  if (existsSync(folder.database))
    throw new CliError(
      `Cannot restore into ${folder.root}: it has a database already. Name a folder that does not exist yet.`,
    );
  const lock = await lockDataFolder(folder.root);
  const server = await startEmbeddedPostgres({ dataFolder: folder.root });
  return {
    url: server.url,
    close: async () => {
      await server.stop();
      await lock.release();
    },
  };
}

function addRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('read a backup into an empty database')
    .option('--into <folder>', 'a new data folder, made for it')
    .option('--database <url>', 'an empty database elsewhere')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu restore yuanlu-2026-11-23.backup --into ./restored\n  yuanlu --data ./restored verify --no-issuers\n\n' +
        'To start on the restored folder, put the keys folder of the original beside it: card numbers and keys in the\n' +
        'backup are sealed under keys/master.key.',
    )
    .action(async (file: string, options: { database?: string; into?: string }, command: Command) => {
      const target = await emptyDatabase(options);
      try {
        const summary = await restoreDatabase({
          url: target.url,
          file,
          migrate: (url: string) => migrate(url),
        });
        if ((command.optsWithGlobals() as { json?: boolean }).json) printJson(summary);
        else print(`${summary.rows} rows of ${summary.tables} tables restored.`);
      } finally {
        await target.close();
      }
    });
}

export function registerBooks(program: Command, data: DataFolder): void {
  addVerify(program, data);
  addBackup(program, data);
  addRestore(program);
}
