/** `yuanlu verify`, `backup` and `restore`: they go to the database itself. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { backupDatabase, restoreDatabase } from '#adapters/backup';
import { connectOutside, lockDataFolder, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { type Fault, type IssuerExpectation, migrate, verifyBooks } from '#adapters/postgres';
import { type DataFolder, readRuntime } from '../data-folder.ts';
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
  if (runtime !== null && isAlive(runtime.pid)) return { url: runtime.databaseUrl, close: none };
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

function addRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('read a backup into an empty database')
    .requiredOption('--database <url>', 'the empty database, or --into')
    .addHelpText(
      'after',
      '\nExample:\n  yuanlu restore yuanlu-2026-11-23.backup --database postgres://user@host/empty\n  yuanlu verify --database postgres://user@host/empty --no-issuers',
    )
    .action(async (file: string, options: { database: string }, command: Command) => {
      const { url } = await connectOutside(options.database);
      const summary = await restoreDatabase({ url, file, migrate: (target: string) => migrate(target) });
      if ((command.optsWithGlobals() as { json?: boolean }).json) printJson(summary);
      else print(`${summary.rows} rows of ${summary.tables} tables restored.`);
    });
}

export function registerBooks(program: Command, data: DataFolder): void {
  addVerify(program, data);
  addBackup(program, data);
  addRestore(program);
}
