/** `yuanlu keys rekey`: a new master key for one terminal, given to it under the one it has. */
import type { Command } from 'commander';
import { createStoredKeys, type StoredKeys } from '#adapters/postgres';
import { actingFor, toHex } from '#adapters/security-module';
import type { SecurityModule, WrappedKey } from '#engine';
import type { DataFolder } from '../data-folder.ts';
import { storeKey, subjectOf, targetFault } from '../key-targets.ts';
import { common } from './client.ts';
import { clock, operatorName, refuse, withKeys } from './keys-open.ts';
import { print, printJson } from './print.ts';

interface Rekeyed {
  readonly terminal: string;
  readonly state: 'prepared' | 'active';
  readonly checkValue: string;
  /** The new key under the old one, in ECB, as hexadecimal; when it is prepared. */
  readonly cipher: string | null;
}

const nextOf = (terminal: string): string => `tmk-next/${terminal}`;

/** The new key waits beside the one in force, which goes on until the terminal has the new one. */
async function prepare(stored: StoredKeys, security: SecurityModule, terminal: string): Promise<Rekeyed> {
  const old = (await stored.find('terminal', terminal))?.keys.masterKey;
  if (old === undefined)
    throw refuse(`没有终端 ${terminal}`, `There is no terminal ${terminal} with a master key`);
  const { key, checkValue } = await security.generateKey('tmk');
  const { cipher } = await security.exportUnder(key, old);
  await stored.put(nextOf(terminal), key, clock.nowMs());
  return { terminal, state: 'prepared', checkValue, cipher: toHex(cipher) };
}

async function activate(stored: StoredKeys, security: SecurityModule, terminal: string): Promise<Rekeyed> {
  const next: WrappedKey | null = await stored.read(nextOf(terminal));
  if (next === null)
    throw refuse(`终端 ${terminal} 没有待启用的主密钥`, `No new master key was prepared for ${terminal}`);
  const target = { purpose: 'tmk', algorithm: 'tdes', of: terminal } as const;
  const key = await security.rewrap(next);
  if (!(await storeKey(stored, target, key, clock.nowMs())))
    throw refuse(`没有终端 ${terminal}`, `There is no terminal ${terminal}`);
  await stored.remove(nextOf(terminal));
  const { checkValue } = await security.describeKey(key);
  return { terminal, state: 'active', checkValue, cipher: null };
}

export function addRekey(keys: Command, data: DataFolder): void {
  keys
    .command('rekey')
    .description('a new master key for one terminal: prepared under the old one, then activated')
    .requiredOption('--of <terminal>', 'merchant/terminal')
    .option('--activate', 'the terminal has it: from its next sign-in on it is in force')
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu keys rekey --of 898310154110001/31010001\n' +
        '  yuanlu keys rekey --of 898310154110001/31010001 --activate\n\n' +
        'Between the two commands the terminal works under the old key for as long as it takes.',
    )
    .action(async (options: { of: string; activate?: boolean; database?: string }, command: Command) => {
      const { json, lang } = common(command);
      const target = { purpose: 'tmk', algorithm: 'tdes', of: options.of } as const;
      const fault = targetFault(target);
      if (fault !== null) throw refuse(`--of：${fault.zh}`, `--of: ${fault.en}`);
      const done = await withKeys(data, options, async ({ database, keys: { security } }) => {
        const stored = createStoredKeys({ url: database.url });
        const act = options.activate === true ? activate : prepare;
        try {
          return await actingFor(operatorName(), subjectOf(target), () => act(stored, security, options.of));
        } finally {
          await stored.close();
        }
      });
      if (json) return printJson(done);
      const { terminal, checkValue, cipher } = done;
      if (cipher === null)
        print(
          lang === 'zh'
            ? `终端 ${terminal} 的新主密钥已启用，校验值 ${checkValue}；下次签到起生效。`
            : `The new master key of ${terminal}, check value ${checkValue}, is in force from its next sign-in on.`,
        );
      else
        print(
          lang === 'zh'
            ? `终端 ${terminal}：新主密钥（旧主密钥加密）${cipher}，校验值 ${checkValue}。装入终端后用 --activate 启用。`
            : `${terminal}: new master key under the old one ${cipher}, check value ${checkValue}. ` +
                'Load it at the terminal, then run this again with --activate.',
        );
    });
}
