/** `yuanlu keys load`: a key from components that different persons hold, none of whom sees the key. */
import { type Command, Option } from 'commander';
import { createStoredKeys } from '#adapters/postgres';
import { actingFor } from '#adapters/security-module';
import type { Lang } from '#domain/outcome';
import {
  KEY_ALGORITHMS,
  KEY_PURPOSES,
  type KeyAlgorithm,
  type KeyDescription,
  type KeyPurpose,
} from '#engine';
import type { DataFolder } from '../data-folder.ts';
import { type KeyTarget, otherMasterKey, storeKey, subjectOf, targetFault } from '../key-targets.ts';
import { common } from './client.ts';
import { Asking, componentCheckValue, fromFiles, requireTwoPersons, typed } from './keys-components.ts';
import { refuse, withKeys } from './keys-open.ts';
import { print, printJson } from './print.ts';

export interface LoadOptions {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly of?: string;
  readonly components: string;
  readonly file: readonly string[];
  readonly custodian: readonly string[];
  readonly checkValue?: string;
  /** The terminal's master key for the other cipher is taken away. */
  readonly alone?: boolean;
  readonly database?: string;
}

export interface Loaded {
  readonly purpose: KeyPurpose;
  readonly subject: string;
  readonly algorithm: KeyAlgorithm;
  /** Check values of the components. */
  readonly components: readonly string[];
  readonly checkValue: string;
  /** The terminal's master key for the other cipher: what became of it. Null where there is none. */
  readonly other: (KeyDescription & { readonly state: 'in force' | 'taken away' }) | null;
}

/** @throws CliError, which holds nothing of a component */
export async function loadKey(
  data: DataFolder,
  options: LoadOptions,
  lang: Lang,
  input: NodeJS.ReadableStream,
  tell: (text: string) => void,
): Promise<Loaded> {
  const zh = lang === 'zh';
  const { purpose, algorithm, of = null } = options;
  const target: KeyTarget = { purpose, algorithm, of };
  const fault = targetFault(target);
  if (fault !== null) throw refuse(`--purpose、--of：${fault.zh}`, `--purpose, --of: ${fault.en}`);
  const count = Number(options.components);
  if (options.alone === true && purpose !== 'tmk')
    throw refuse('--alone 仅用于 tmk', '--alone: only a terminal has a master key for each cipher, a tmk');
  if (count !== 2 && count !== 3) throw refuse('--components 应为 2 或 3', '--components: expected 2 or 3');
  const asking = options.file.length > 0 ? null : new Asking(input, tell);
  try {
    const components = asking === null ? await fromFiles(options) : await typed(algorithm, count, asking, zh);
    requireTwoPersons(components);
    if (components.length < 2 || components.length > 3)
      throw refuse('需要 2 或 3 个分量', 'A key has 2 or 3 components here');
    const checkValues = components.map(({ hex }) => componentCheckValue(options.algorithm, hex));
    const subject = subjectOf(target);
    const made = await withKeys(data, options, async ({ database, keys }) => {
      for (const [index, { custodian }] of components.entries())
        await keys.audit.record({
          ...{ atMs: Date.now(), who: custodian.slice(0, 80), command: 'enter-component', subject },
          ...{ purpose: target.purpose, algorithm: options.algorithm, checkValue: checkValues[index]! },
          ...{ underPurpose: null, underCheckValue: null, masterKeyId: null, result: 'done' },
        });
      const who = components.map(({ custodian }) => custodian).join(' + ');
      const record = (act: string, result: string, key: KeyDescription): Promise<void> =>
        keys.audit.record({
          ...{ atMs: Date.now(), who: who.slice(0, 80), command: act, subject, result },
          ...{ purpose: target.purpose, algorithm: key.algorithm, checkValue: key.checkValue },
          ...{ underPurpose: null, underCheckValue: null, masterKeyId: key.masterKeyId },
        });
      const combined = await actingFor(who, subject, () =>
        keys.security.combineKey(
          target.purpose,
          components.map(({ hex }) => hex),
          options.algorithm,
        ),
      );
      const key = await keys.security.describeKey(combined.key);
      try {
        await confirm(combined.checkValue.slice(0, 6), options.checkValue, asking, zh);
      } catch (error) {
        await record('load-key', 'not-confirmed', key);
        throw error;
      }
      // Before the act, as all of the record: a key in force without its row must not be.
      await record('load-key', 'done', key);
      const stored = createStoredKeys({ url: database.url });
      try {
        const alone = options.alone === true;
        const before = await otherMasterKey(stored, target);
        const other = before === null ? null : await keys.security.describeKey(before);
        if (other !== null && alone) await record('retire', 'done', other);
        if (!(await storeKey(stored, target, combined.key, Date.now(), alone))) {
          await record('load-key', 'no-place', key);
          throw refuse(`没有这个位置：${subject}`, `There is no place for it: ${subject}`);
        }
        const state = alone ? ('taken away' as const) : ('in force' as const);
        return { ...combined, other: other === null ? null : { ...other, state } };
      } finally {
        await stored.close();
      }
    });
    return {
      ...{ purpose: target.purpose, subject, algorithm: options.algorithm, components: checkValues },
      checkValue: made.checkValue.slice(0, 6),
      other: made.other,
    };
  } finally {
    asking?.close();
  }
}

/** The check value of the key sheet, or the word of those who are there. */
async function confirm(
  found: string,
  told: string | undefined,
  asking: Asking | null,
  zh: boolean,
): Promise<void> {
  if (told !== undefined) {
    if (told.toUpperCase().slice(0, 6) === found && told.length >= 6) return;
    throw refuse(
      `合成密钥校验值 ${found} 与所给不符，未装入`,
      `The key has check value ${found}, not the one given: not loaded`,
    );
  }
  if (asking === null)
    throw refuse(
      '从文件装入须给出 --check-value',
      'Loading from files needs --check-value, from the key sheet',
    );
  const word = await asking.line(
    zh
      ? `合成密钥校验值 ${found}，是否一致？(yes/no) `
      : `The key has check value ${found}. Is it right? (yes/no) `,
    false,
  );
  if (word.toLowerCase() !== 'yes') throw refuse('未确认，未装入', 'Not confirmed: not loaded');
}

/** A terminal signs in under the cipher that it likes: a key that nobody thinks of would stay a way in. */
function otherText({ algorithm, checkValue, state }: NonNullable<Loaded['other']>, lang: Lang): string {
  const key = `${algorithm} ${checkValue.slice(0, 6)}`;
  if (state === 'taken away')
    return lang === 'zh'
      ? `已撤下该终端的另一把主密钥：${key}`
      : `Its other master key was taken away: ${key}`;
  return lang === 'zh'
    ? `注意：该终端另有一把主密钥 ${key}，仍可用于签到。若非所愿，请装入该密钥，或加 --alone 再装入一次。`
    : `Note: the terminal has another master key, ${key}, and can sign in under it too. ` +
        'If that is not wanted, load that one as well, or load this one again with --alone.';
}

const several = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export function addLoad(keys: Command, data: DataFolder): void {
  keys
    .command('load')
    .description(
      'a key from 2 or 3 components, entered by different persons; nothing of them on the command line',
    )
    .addOption(
      new Option('--purpose <purpose>', 'what the key is for').choices(KEY_PURPOSES).makeOptionMandatory(),
    )
    .addOption(
      new Option('--algorithm <cipher>', 'cipher of the key').choices(KEY_ALGORITHMS).default('tdes'),
    )
    .option('--of <name>', 'merchant/terminal of a tmk; name of a bdk or imk-*, as a BIN')
    .option('--components <n>', 'how many are typed in', '2')
    .option('--file <path>', 'a component in a file of mode 0600; repeat for each', several, [])
    .option('--custodian <name>', 'whose file it is; repeat in the same order', several, [])
    .option('--check-value <hex>', 'check value of the whole key, from the key sheet')
    .option('--alone', "of a tmk: take away the terminal's master key for the other cipher")
    .option('--database <url>', 'another database than that of the data folder')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu keys load --purpose zmk --components 3\n' +
        '  yuanlu keys load --purpose tmk --of 898310154110001/31010001 --check-value 08D7B4\n' +
        '  yuanlu keys load --purpose imk-ac --of 620000 --file a.txt --custodian Li \\\n' +
        '    --file b.txt --custodian Wang --check-value 08D7B4\n\n' +
        'Without --file components are asked for: name, then component, which the terminal does not show.',
    )
    .action(async (options: LoadOptions, command: Command) => {
      const { json, lang } = common(command);
      const loaded = await loadKey(
        data,
        options,
        lang,
        process.stdin,
        (text) => void process.stderr.write(text),
      );
      const { subject, purpose, checkValue, other } = loaded;
      if (json) return printJson(loaded);
      if (lang === 'zh') print(`已装入：${subject} ${purpose}，校验值 ${checkValue}`);
      else print(`Loaded: ${subject} ${purpose}, check value ${checkValue}`);
      if (other !== null) print(otherText(other, lang));
    });
}
