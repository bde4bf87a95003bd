/** `yuanlu keys`: what keys there are, what was done with them, and their change. */
import type { Command } from 'commander';
import { createStoredKeys, readKeyActs, readKeyUses } from '#adapters/postgres';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import { listKeys } from '../key-list.ts';
import { rotateMasterKey } from '../master-key-rotation.ts';
import { CliError, common } from './client.ts';
import { openDatabase } from './database.ts';
import { addLoad } from './keys-load.ts';
import { bounded, clock, operatorName, withKeys } from './keys-open.ts';
import { addRekey } from './keys-rekey.ts';
import { print, printJson, progress, table } from './print.ts';

function addList(keys: Command, data: DataFolder): void {
  keys
    .command('list')
    .description('every stored key: where it is, what it is for, its check value and its master key')
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText('after', '\nExamples:\n  yuanlu keys list\n  yuanlu keys list --json')
    .action(async (options: { database?: string }, command: Command) => {
      const { json, lang } = common(command);
      await withKeys(data, options, async ({ database, keys: { security, keyring, name } }) => {
        const rows = await listKeys(database.url, security);
        const masterKey = await keyring.currentId();
        if (json) return printJson({ module: name, masterKey, keys: rows });
        const head =
          lang === 'zh'
            ? ['位置', '编号', '键位', '用途', '算法', '校验值', '主密钥']
            : ['place', 'of', 'slot', 'purpose', 'cipher', 'check value', 'master key'];
        const lines = rows.map((row) =>
          [row.place, row.id, row.slot, row.purpose, row.algorithm, row.checkValue, row.masterKeyId].map(
            (cell) => String(cell ?? '-'),
          ),
        );
        print(table([head, ...lines]));
        const old = rows.filter((row) => row.masterKeyId !== masterKey).length;
        print(
          lang === 'zh'
            ? `\n模块 ${name}，当前主密钥 ${masterKey}；${rows.length} 个密钥，其中 ${old} 个不在当前主密钥下。`
            : `\nModule ${name}, master key ${masterKey}; ${rows.length} keys, ${old} not under the master key of now.`,
        );
      });
    });
}

function addAudit(keys: Command, data: DataFolder): void {
  keys
    .command('audit')
    .description('what was done with keys, newest first; "yuanlu verify" checks the chain of these records')
    .option('--limit <n>', 'how many', '50')
    .option('--before <n>', 'records before this number')
    .option('--command <name>', 'this command alone, as importKey')
    .option('--subject <text>', 'keys of this one alone, as "terminal 898310154110001/31010001"')
    .option('--who <text>', 'by those whose name begins so')
    .option('--uses', 'instead: how often keys were used, by minute, of the last day')
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu keys audit --limit 20\n  yuanlu keys audit --command rewrap --json\n' +
        '  yuanlu keys audit --uses',
    )
    .action(async (options: Record<string, string | undefined> & { uses?: boolean }, command: Command) => {
      const { json, lang } = common(command);
      const limit = bounded(options.limit ?? '50', '--limit', 1_000);
      const before = options.before === undefined ? null : bounded(options.before, '--before', 2 ** 50);
      const database = await openDatabase(data, options.database);
      try {
        if (options.uses) {
          const uses = await readKeyUses(database.url, clock.nowMs() - 86_400_000, limit);
          if (json) return printJson({ uses });
          const head = ['minute', 'command', 'purpose', 'check value', 'done', 'refused'];
          const cells = uses.map((use) => [
            ...[new Date(use.minuteMs).toISOString().slice(0, 16), use.command, use.purpose],
            ...[use.checkValue || '-', String(use.done), String(use.refused)],
          ]);
          return print(
            table([lang === 'zh' ? ['分钟', '命令', '用途', '校验值', '成功', '被拒'] : head, ...cells]),
          );
        }
        const { command: name, subject, who } = options;
        const acts = await readKeyActs({ url: database.url, before, limit, command: name, subject, who });
        if (json) return printJson({ acts });
        const cells = acts.map((act) => [
          ...[String(act.seq), new Date(act.atMs).toISOString().slice(0, 19), act.who, act.command],
          ...[act.purpose ?? '-', act.checkValue ?? '-', act.subject || '-', act.result],
        ]);
        const words: Readonly<Record<Lang, readonly string[]>> = {
          zh: ['号', '时间', '何人', '命令', '用途', '校验值', '所属', '结果'],
          en: ['no', 'time (UTC)', 'who', 'command', 'purpose', 'check value', 'of', 'result'],
        };
        print(table([words[lang], ...cells]));
        const last = acts[0];
        if (last !== undefined && before === null)
          print(`\n${lang === 'zh' ? '链尾' : 'end of the chain'}: ${last.seq} ${last.hash}`);
      } finally {
        await database.close();
      }
    });
}

function addRotate(keys: Command, data: DataFolder): void {
  keys
    .command('rotate-master')
    .description('a new master key: every stored key is wrapped anew while the platform runs on')
    .option('--into-token', 'make the first master key of the PKCS#11 token, and move all keys under it')
    .option('--batch <n>', 'places read and written together', '200')
    .option('--overlap-ms <n>', 'how long the old key is accepted after the last key was moved', '5000')
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu keys rotate-master\n  YUANLU_PKCS11_LIBRARY=… yuanlu keys rotate-master --into-token\n\n' +
        'It may be stopped and run again: it goes on where it stopped. The old key stays readable until the end,\n' +
        'and its file is kept aside then: backups of its time need it.',
    )
    .action(
      async (options: Record<string, string | undefined> & { intoToken?: boolean }, command: Command) => {
        const { json, lang } = common(command);
        const batch = bounded(options.batch ?? '', '--batch', 5_000);
        const overlapMs = bounded(options.overlapMs ?? '', '--overlap-ms', 3_600_000);
        const { database: url } = options;
        const makeTokenKey = options.intoToken === true;
        const done = await withKeys(
          data,
          { database: url, makeTokenKey },
          async ({ database, keys: opened }) => {
            if (makeTokenKey && opened.tokenKeyring === null)
              throw new CliError({
                zh: '未配置令牌：请设置 YUANLU_PKCS11_LIBRARY、YUANLU_PKCS11_TOKEN 和 YUANLU_PKCS11_PIN_FILE',
                en: 'No token is configured: set YUANLU_PKCS11_LIBRARY, YUANLU_PKCS11_TOKEN and YUANLU_PKCS11_PIN_FILE',
              });
            const stored = createStoredKeys({ url: database.url });
            try {
              return await rotateMasterKey({
                ...{ opened, audit: opened.audit, stored, clock, batch, overlapMs, who: operatorName() },
                place: { path: data.masterKey, databaseFolder: data.database },
                wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
                onProgress: progress(lang === 'zh' ? '换主密钥：位置' : 'rotate-master: places'),
              });
            } finally {
              await stored.close();
            }
          },
        );
        if (json) return printJson(done);
        const { from, to, rewrapped, places, retired } = done;
        print(
          lang === 'zh'
            ? `主密钥 ${from} → ${to}：${places} 处，重新加密 ${rewrapped} 个密钥。`
            : `Master key ${from} → ${to}: ${rewrapped} keys wrapped anew in ${places} places.`,
        );
        if (retired !== null)
          print(
            lang === 'zh'
              ? `旧主密钥已移至 ${retired}；此前的备份仍需要它，请移往他处保管。`
              : `The old master key was put aside as ${retired}; backups of its time need it: keep it elsewhere.`,
          );
      },
    );
}

export function registerKeys(program: Command, data: DataFolder): void {
  const keys = program
    .command('keys')
    .description('keys: list, record of their use, loading, new master key');
  addList(keys, data);
  addAudit(keys, data);
  addLoad(keys, data);
  addRekey(keys, data);
  addRotate(keys, data);
}
