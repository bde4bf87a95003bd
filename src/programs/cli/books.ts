/** `yuanlu verify`, `backup` and `restore`: they go to the database itself. */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { backupDatabase, restoreDatabase, verifyBackup } from '#adapters/backup';
import { connectOutside, lockDataFolder, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { migrate } from '#adapters/postgres';
import type { Words } from '#domain/wording';
import { type DataFolder, dataFolderAt } from '../data-folder.ts';
import { CliError, common } from './client.ts';
import { type Opened, openDatabase } from './database.ts';
import { count, print, printJson } from './print.ts';
import { addVerify } from './verify.ts';

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
      const { json, lang } = common(command);
      const database = await openDatabase(data, options.database);
      try {
        const summary = await backupDatabase({ url: database.url, file });
        if (json) printJson(summary);
        else if (lang === 'zh')
          print(`${summary.file}：${summary.tables} 张表，${summary.rows} 行，sha256 ${summary.sha256}`);
        else print(`${summary.file}: ${rowsText(summary)}, sha256 ${summary.sha256}`);
      } finally {
        await database.close();
      }
    });
}

/** An empty database, with a way to leave nothing behind where the restore fails. */
interface Target extends Opened {
  readonly discard: () => Promise<void>;
}

const rowsText = ({ rows, tables }: { readonly rows: number; readonly tables: number }): string =>
  `${count(rows, 'row', 'rows')} of ${count(tables, 'table', 'tables')}`;

/** An empty database: an outside one, or the one of a new data folder that is made for it. */
async function emptyDatabase(options: {
  readonly database?: string;
  readonly into?: string;
}): Promise<Target> {
  const none = async (): Promise<void> => {};
  if (options.database !== undefined && options.into === undefined)
    return { url: (await connectOutside(options.database)).url, close: none, discard: none };
  if (options.into === undefined || options.database !== undefined) {
    throw new CliError({
      zh: '请指明恢复到哪里：--into <目录> 新建数据目录，或 --database <url> 空数据库',
      en: 'Say where to restore to: --into <folder> for a new data folder, or --database <url> for an empty database',
    });
  }
  const { root, database } = dataFolderAt(options.into);
  if (existsSync(database))
    throw new CliError({
      zh: `不能恢复到 ${root}：那里已有数据库。请给出一个尚不存在的目录。`,
      en: `Cannot restore into ${root}: it has a database already. Name a folder that does not exist yet.`,
    });
  // Keys may have been put there before: only what this restore makes is taken away again.
  const before = existsSync(root) ? await readdir(root) : null;
  const discard = async (): Promise<void> => {
    const made = before === null ? [root] : (await readdir(root)).filter((name) => !before.includes(name));
    for (const name of made) await rm(resolve(root, name), { recursive: true, force: true });
  };
  const lock = await lockDataFolder(root);
  try {
    const server = await startEmbeddedPostgres({ dataFolder: root });
    return {
      url: server.url,
      close: async () => {
        await server.stop();
        await lock.release();
      },
      discard,
    };
  } catch (error) {
    await lock.release();
    await discard();
    throw error;
  }
}

/** A backup holds rows alone; what a start needs beside them comes from the original folder. */
const nextSteps = (folder: string): Words => ({
  zh: `
要在其上启动，请从原数据目录（此处写作 ORIGINAL）补上备份所不含的：

  cp -a ORIGINAL/keys ORIGINAL/terminals ORIGINAL/test-cards.json ${folder}/
  cp -a ORIGINAL/network ${folder}/          仅模拟器需要：各发卡行所记
  YUANLU_DATA=${folder} npm start

请先停止原平台：两个平台不能共用端口与密钥。`,
  en: `
To start on it, put beside it what no backup holds, from the original data folder (here ORIGINAL):

  cp -a ORIGINAL/keys ORIGINAL/terminals ORIGINAL/test-cards.json ${folder}/
  cp -a ORIGINAL/network ${folder}/          only for the simulator: what its banks remember
  YUANLU_DATA=${folder} npm start

Stop the original before: two platforms on the same ports and keys do not go together.`,
});

function addRestore(program: Command): void {
  program
    .command('restore <file>')
    .description('read a backup into an empty database')
    .option('--into <folder>', 'a new data folder, made for it')
    .option('--database <url>', 'an empty database elsewhere')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu restore ../shop.backup --into ../restored\n  yuanlu --data ../restored verify --no-issuers\n\n' +
        'To start on the restored folder, put keys/ of the original into it: card numbers and keys in the backup\n' +
        'are sealed under keys/master.key. The command prints what else to copy.',
    )
    .action(async (file: string, options: { database?: string; into?: string }, command: Command) => {
      const { json, lang } = common(command);
      // A file that is damaged costs no folder and no database.
      await verifyBackup({ file });
      const target = await emptyDatabase(options);
      try {
        const summary = await restoreDatabase({
          url: target.url,
          file,
          migrate: (url: string) => migrate(url),
        });
        await target.close();
        if (json) return printJson(summary);
        if (lang === 'zh') print(`已恢复 ${summary.tables} 张表，${summary.rows} 行。`);
        else print(`${rowsText(summary)} restored.`);
        if (options.into !== undefined) print(nextSteps(dataFolderAt(options.into).root)[lang]);
      } catch (error) {
        await target.close();
        await target.discard();
        throw error;
      }
    });
}

export function registerBooks(program: Command, data: DataFolder): void {
  addVerify(program, data);
  addBackup(program, data);
  addRestore(program);
}
