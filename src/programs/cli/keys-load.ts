/** `yuanlu keys load`: a key from components that different persons hold, none of whom sees the key. */
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { createStoredKeys } from '#adapters/postgres';
import { actingFor, checkValueOf, fromHex, toHex } from '#adapters/security-module';
import type { Lang } from '#domain/outcome';
import {
  KEY_ALGORITHMS,
  KEY_PURPOSES,
  type KeyAlgorithm,
  type KeyDescription,
  type KeyPurpose,
} from '#engine';
import type { DataFolder } from '../data-folder.ts';
import { type KeyTarget, storeKey, subjectOf, targetFault } from '../key-targets.ts';
import { CliError, common } from './client.ts';
import { withKeys } from './keys-open.ts';
import { print, printJson } from './print.ts';

interface Component {
  readonly custodian: string;
  readonly hex: string;
}

export interface LoadOptions {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly of?: string;
  readonly components: string;
  readonly file: readonly string[];
  readonly custodian: readonly string[];
  readonly checkValue?: string;
  readonly database?: string;
}

const refuse = (zh: string, en: string): CliError => new CliError({ zh, en });

/**
 * A name goes into the record, which nobody can change: a component that was typed in its place would stay there for
 * ever.
 */
function requireName(custodian: string): void {
  const pressed = custodian.replace(/[\s:-]/g, '');
  if (custodian.length <= 80 && !/\p{Cc}/u.test(custodian) && !/^[0-9A-Fa-f]{8,}$/.test(pressed)) return;
  throw refuse(
    '保管人姓名应为80字以内的一行文字，且不能是十六进制：疑似把分量输入到了姓名处',
    'The name of a custodian is one line of at most 80 characters and no hexadecimal: was it the component?',
  );
}

/** Names of persons, each once; two components by one hand would be one person's key. */
function requireTwoPersons(components: readonly Component[]): void {
  for (const { custodian } of components) requireName(custodian);
  const names = components.map(({ custodian }) => custodian.trim().toLowerCase());
  if (names.some((name) => name === '') || new Set(names).size < names.length)
    throw refuse(
      '每个分量须由不同的人输入，且须有姓名',
      'Each component needs the name of its custodian, and each another one: one person alone would know the key',
    );
}

const COMPONENT_BYTES_MAX = 256;

/** A component in a file that its custodian alone can read. It is read once; deleting it is the custodian's act. */
async function componentIn(path: string): Promise<string> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) throw refuse(`无法打开 ${path}`, `Cannot open ${path}`);
  try {
    const { mode, size } = await file.stat();
    if ((mode & 0o077) !== 0)
      throw refuse(
        `他人可读 ${path}：chmod 600 '${path}'`,
        `Others may read ${path}. Run: chmod 600 '${path}'`,
      );
    if (size > COMPONENT_BYTES_MAX)
      throw refuse(`${path} 太大，不是密钥分量`, `${path} is too large for a component`);
    return (await file.readFile('latin1')).trim();
  } finally {
    await file.close();
  }
}

/** Lines of standard input. On a terminal the secret ones are not shown while they are typed. */
class Asking {
  readonly #terminal: boolean;
  readonly #muted = { now: false };
  readonly #lines: AsyncIterator<string>;
  readonly #reader: ReturnType<typeof createInterface>;

  readonly #tell: (text: string) => void;

  constructor(input: NodeJS.ReadableStream, tell: (text: string) => void) {
    this.#tell = tell;
    const muted = this.#muted;
    const output = process.stderr;
    this.#terminal = (input as { isTTY?: boolean }).isTTY === true;
    this.#reader = createInterface({
      input,
      ...(this.#terminal ? { output, terminal: true } : { terminal: false }),
    });
    // Readline writes back what is typed; while it is muted nothing of it reaches the screen.
    const shown = this.#reader as unknown as { _writeToOutput?: (text: string) => void };
    const write = shown._writeToOutput?.bind(this.#reader);
    if (this.#terminal && write !== undefined)
      shown._writeToOutput = (text) => {
        if (!muted.now) write(text);
      };
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async line(question: string, secret: boolean): Promise<string> {
    this.tell(question);
    this.#muted.now = secret;
    const { value, done } = await this.#lines.next();
    this.#muted.now = false;
    if (secret) this.tell('\n');
    if (done === true) throw refuse('输入提前结束', 'The input ended before all components were entered');
    return String(value).trim();
  }

  tell(text: string): void {
    this.#tell(text);
  }

  close(): void {
    this.#reader.close();
  }
}

async function typed(options: LoadOptions, count: number, asking: Asking, zh: boolean): Promise<Component[]> {
  const components: Component[] = [];
  for (let n = 1; n <= count; n += 1) {
    const of = `${n}/${count}`;
    const custodian = await asking.line(
      zh ? `分量 ${of} 保管人姓名: ` : `Component ${of}, name of its custodian: `,
      false,
    );
    requireTwoPersons([...components, { custodian, hex: '' }]);
    const hex = await asking.line(zh ? `分量 ${of}（不显示）: ` : `Component ${of} (not shown): `, true);
    asking.tell(`${zh ? '校验值' : 'check value'} ${componentCheckValue(options.algorithm, hex)}\n`);
    components.push({ custodian, hex });
  }
  return components;
}

/** Six digits, as key sheets have it. @throws CliError without the text of the component */
function componentCheckValue(algorithm: KeyAlgorithm, hex: string): string {
  const bytes = fromHex(hex);
  try {
    if (bytes === undefined || bytes.length === 0) throw new Error();
    return toHex(checkValueOf(algorithm, bytes)).slice(0, 6);
  } catch {
    throw refuse('分量不是该算法的十六进制密钥', 'The component is no key of this cipher in hexadecimal');
  } finally {
    bytes?.fill(0);
  }
}

async function fromFiles({ file, custodian }: LoadOptions): Promise<Component[]> {
  if (file.length !== custodian.length)
    throw refuse('每个 --file 须有一个 --custodian', 'Each --file needs its --custodian, in the same order');
  custodian.forEach(requireName);
  return Promise.all(
    file.map(async (path, index) => ({ hex: await componentIn(path), custodian: custodian[index] ?? '' })),
  );
}

export interface Loaded {
  readonly purpose: KeyPurpose;
  readonly subject: string;
  readonly algorithm: KeyAlgorithm;
  /** Check values of the components. */
  readonly components: readonly string[];
  readonly checkValue: string;
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
  if (fault !== null)
    throw refuse(`--purpose ${options.purpose} --of: ${fault}`, `--purpose, --of: ${fault}`);
  const count = Number(options.components);
  if (count !== 2 && count !== 3) throw refuse('--components 应为 2 或 3', '--components: expected 2 or 3');
  const asking = options.file.length > 0 ? null : new Asking(input, tell);
  try {
    const components = asking === null ? await fromFiles(options) : await typed(options, count, asking, zh);
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
      const record = (result: string, key: Partial<KeyDescription>): Promise<void> =>
        keys.audit.record({
          ...{ atMs: Date.now(), who: who.slice(0, 80), command: 'load-key', subject, result },
          ...{ purpose: target.purpose, algorithm: options.algorithm, checkValue: key.checkValue ?? null },
          ...{ underPurpose: null, underCheckValue: null, masterKeyId: key.masterKeyId ?? null },
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
        await record('not-confirmed', key);
        throw error;
      }
      // Before the act, as all of the record: a key in force without its row must not be.
      await record('done', key);
      const stored = createStoredKeys({ url: database.url });
      try {
        if (!(await storeKey(stored, target, combined.key, Date.now()))) {
          await record('no-place', key);
          throw refuse(`没有这个位置：${subject}`, `There is no place for it: ${subject}`);
        }
      } finally {
        await stored.close();
      }
      return combined;
    });
    return {
      ...{ purpose: target.purpose, subject, algorithm: options.algorithm, components: checkValues },
      checkValue: made.checkValue.slice(0, 6),
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
      const { subject, purpose, checkValue } = loaded;
      if (json) printJson(loaded);
      else if (lang === 'zh') print(`已装入：${subject} ${purpose}，校验值 ${checkValue}`);
      else print(`Loaded: ${subject} ${purpose}, check value ${checkValue}`);
    });
}
