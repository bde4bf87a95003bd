/** What terminals may fetch, out of the JSON files of a folder: `terminal-data/`, or that of `YUANLU_TERMINAL_DATA`. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NamedEntry, TerminalData } from '#adapters/terminal-gateway';
import type { DataSet } from '#domain/terminal';
import { fromHex, type ListTag } from '#wire/iso8583';

const FOLDER = fileURLToPath(new URL('../../terminal-data/', import.meta.url));
const FILE_BYTES_MAX = 1024 * 1024;
const ENTRIES_MAX = 1_000;

/** A file cannot be used; the text says which, where and what would be right. */
export class TerminalDataError extends Error {
  override readonly name = 'TerminalDataError';
}

interface File {
  readonly parameters?: TerminalData['parameters'];
  readonly transactionBits?: TerminalData['transactionBits'];
  readonly caKeys?: readonly Readonly<Record<string, string>>[];
  readonly applications?: readonly {
    readonly aid: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
  readonly contactless?: readonly Readonly<Record<string, string>>[];
  readonly blacklist?: readonly string[];
  readonly noPinBins?: readonly string[];
  readonly noPinBlacklist?: readonly string[];
}

class Reader {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }

  fail(where: string, wanted: string): never {
    throw new TerminalDataError(`Cannot use ${this.#name}: ${where} is wrong, expected ${wanted}`);
  }

  hex(where: string, value: unknown, bytes?: number): Uint8Array {
    const found = typeof value === 'string' ? fromHex(value) : null;
    if (found === null || (bytes !== undefined && found.length !== bytes))
      return this.fail(
        where,
        bytes === undefined ? 'hexadecimal text' : `hexadecimal text of ${bytes} bytes`,
      );
    return found;
  }

  tags(where: string, given: unknown): ListTag[] {
    if (typeof given !== 'object' || given === null) return this.fail(where, 'tags with their values');
    return Object.entries(given).map(([tag, value]) => {
      if (!/^(?:[0-9A-F]{2}){1,2}$/.test(tag))
        this.fail(`${where}.${tag}`, 'a tag of 2 or 4 capital hex digits');
      return { tag, value: this.hex(`${where}.${tag}`, value) };
    });
  }

  list<T>(where: string, given: unknown, read: (value: never, where: string) => T): T[] {
    if (given === undefined) return [];
    if (!Array.isArray(given) || given.length > ENTRIES_MAX)
      return this.fail(where, `a list of at most ${ENTRIES_MAX}`);
    return given.map((value, index) => read(value as never, `${where}[${index}]`));
  }

  number(where: string, value: unknown): string {
    return typeof value === 'string' && /^\d{4,19}$/.test(value)
      ? value
      : this.fail(where, '4 to 19 digits, the beginning of card numbers');
  }

  caKey(where: string, given: Readonly<Record<string, string>>): NamedEntry {
    const { rid, index, expiry, modulus, exponent, checksum } = given;
    this.hex(`${where}.rid`, rid, 5);
    this.hex(`${where}.index`, index, 1);
    if (!/^\d{8}$/.test(expiry ?? '')) this.fail(`${where}.expiry`, 'eight digits, YYYYMMDD');
    const until = { tag: 'DF05', value: Uint8Array.from(expiry!, (digit) => digit.charCodeAt(0)) };
    const parts = {
      DF02: this.hex(`${where}.modulus`, modulus),
      DF04: this.hex(`${where}.exponent`, exponent),
      DF03: this.hex(`${where}.checksum`, checksum, 20),
    };
    const text = `${rid}${index}${modulus}${exponent}`;
    const right = createHash('sha1').update(fromHex(text)!).digest('hex').toUpperCase();
    if (right !== checksum?.toUpperCase()) this.fail(`${where}.checksum`, right);
    // Hash and signature algorithms of EMV: SHA-1 and RSA, the only ones that are given.
    const algorithms = ['DF06', 'DF07'].map((tag) => ({ tag, value: Uint8Array.of(1) }));
    return {
      ...{ id: rid!.toUpperCase(), index: index!.toUpperCase(), listed: [until] },
      tags: [until, ...algorithms, ...Object.entries(parts).map(([tag, value]) => ({ tag, value }))],
    };
  }
}

function readFileText(name: string, text: string): { readonly reader: Reader; readonly file: File } {
  const reader = new Reader(name);
  try {
    const file: unknown = JSON.parse(text);
    if (typeof file === 'object' && file !== null && !Array.isArray(file)) return { reader, file };
  } catch {
    // Told below.
  }
  return reader.fail('the file', 'one JSON object');
}

/** Versions are made of the contents: who changes a list need not think of counting up. */
const versionOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 8);

/** @throws TerminalDataError */
export function terminalDataOf(
  files: readonly { readonly name: string; readonly text: string }[],
): TerminalData {
  const read = files.map(({ name, text }) => readFileText(name, text));
  const every = <T>(pick: (file: File, reader: Reader) => readonly T[]): T[] =>
    read.flatMap(({ file, reader }) => pick(file, reader));
  const numbers = (key: 'blacklist' | 'noPinBins' | 'noPinBlacklist') =>
    every((file, reader) => reader.list(key, file[key], (value, where) => reader.number(where, value)));
  const caKeys = every((file, reader) =>
    reader.list('caKeys', file.caKeys, (value, where) => reader.caKey(where, value)),
  );
  const chipParameters = every((file, reader) =>
    reader.list('applications', file.applications, (value: { aid: string; tags: unknown }, where) => {
      const id = value.aid;
      reader.hex(`${where}.aid`, id);
      return {
        id: id.toUpperCase(),
        index: null,
        listed: [],
        tags: reader.tags(`${where}.tags`, value.tags),
      };
    }),
  );
  const contactless = every((file, reader) =>
    reader.list('contactless', file.contactless, (value, where) => reader.tags(where, value)),
  );
  const lists = {
    blacklist: numbers('blacklist'),
    noPinBins: numbers('noPinBins'),
    noPinBlacklist: numbers('noPinBlacklist'),
  };
  for (const { file, reader } of read)
    if (file.parameters !== undefined && 'tipPercent' in file.parameters)
      reader.fail('parameters.tipPercent', 'nothing: the rules say it (ACC-10)');
  const parameters = Object.assign({}, ...read.map(({ file }) => file.parameters ?? {}));
  const transactionBits = Object.assign({}, ...read.map(({ file }) => file.transactionBits ?? {}));
  const plain = (key: keyof File): unknown => read.map(({ file }) => file[key] ?? null);
  const versions: Partial<Record<DataSet, string>> = {
    parameters: versionOf([parameters, transactionBits]),
    ...(caKeys.length > 0 ? { 'ca-keys': versionOf(plain('caKeys')) } : {}),
    ...(chipParameters.length > 0 ? { 'chip-parameters': versionOf(plain('applications')) } : {}),
    ...(contactless.length > 0 ? { contactless: versionOf(plain('contactless')) } : {}),
    blacklist: versionOf(lists.blacklist),
    'no-pin-bins': versionOf(lists.noPinBins),
    'no-pin-blacklist': versionOf(lists.noPinBlacklist),
  };
  return { versions, parameters, transactionBits, caKeys, chipParameters, contactless, ...lists };
}

/**
 * `more`: files beside the folder's; one that is not there is left out.
 *
 * @throws TerminalDataError, also where the folder cannot be read
 */
export async function readTerminalData(
  folder: string = process.env.YUANLU_TERMINAL_DATA || FOLDER,
  more: readonly string[] = [],
): Promise<TerminalData> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch {
    throw new TerminalDataError(`Cannot read the terminal data: ${folder} is no folder that can be read`);
  }
  const files = await Promise.all(
    [...names.map((name) => join(folder, name)), ...more.filter((path) => existsSync(path))].map(
      async (path) => ({ name: basename(path), text: await readFile(path, 'utf8') }),
    ),
  );
  for (const { name, text } of files)
    if (text.length > FILE_BYTES_MAX)
      throw new TerminalDataError(`Cannot use ${name}: it is longer than ${FILE_BYTES_MAX} characters`);
  return terminalDataOf(files);
}
