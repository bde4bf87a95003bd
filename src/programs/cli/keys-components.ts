/** The components of a key, from their custodians: typed one after the other, or in files. */
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { checkValueOf, fromHex, toHex } from '#adapters/security-module';
import type { KeyAlgorithm } from '#engine';
import { refuse } from './keys-open.ts';

export interface Component {
  readonly custodian: string;
  readonly hex: string;
}

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
export function requireTwoPersons(components: readonly Component[]): void {
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
export class Asking {
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

export async function typed(
  algorithm: KeyAlgorithm,
  count: number,
  asking: Asking,
  zh: boolean,
): Promise<Component[]> {
  const components: Component[] = [];
  for (let n = 1; n <= count; n += 1) {
    const of = `${n}/${count}`;
    const custodian = await asking.line(
      zh ? `分量 ${of} 保管人姓名: ` : `Component ${of}, name of its custodian: `,
      false,
    );
    requireTwoPersons([...components, { custodian, hex: '' }]);
    const hex = await asking.line(zh ? `分量 ${of}（不显示）: ` : `Component ${of} (not shown): `, true);
    asking.tell(`${zh ? '校验值' : 'check value'} ${componentCheckValue(algorithm, hex)}\n`);
    components.push({ custodian, hex });
  }
  return components;
}

/** Six digits, as key sheets have it. @throws CliError without the text of the component */
export function componentCheckValue(algorithm: KeyAlgorithm, hex: string): string {
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

export async function fromFiles({
  file,
  custodian,
}: {
  readonly file: readonly string[];
  readonly custodian: readonly string[];
}): Promise<Component[]> {
  if (file.length !== custodian.length)
    throw refuse('每个 --file 须有一个 --custodian', 'Each --file needs its --custodian, in the same order');
  custodian.forEach(requireName);
  return Promise.all(
    file.map(async (path, index) => ({ hex: await componentIn(path), custodian: custodian[index] ?? '' })),
  );
}
