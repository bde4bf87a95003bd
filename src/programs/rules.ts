/** Reads the rule files that this program answers by. A book with a fault in it is refused whole. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RuleBook, type RuleProblem, readRuleFiles } from '#domain/policy';
import { type RuleFile, readRuleText } from './rule-text.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'rules');

/** The folders this program reads: its own, and that of `YUANLU_RULES`, an institution's own parameters. */
export const ruleFolders = (): string[] =>
  [FOLDER, process.env.YUANLU_RULES ?? ''].filter((each) => each !== '');

const FILE_BYTES_MAX = 1_000_000;
const FILES_MAX = 1_000;
const TOLD_MAX = 50;

export class RulesError extends Error {
  override readonly name = 'RulesError';
}

/** A fault with its place in the text, as `rules/law.json:12:7`. */
export interface RuleFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `$.rules[3].parameters.x.unit`, or empty where the text itself is wrong. */
  readonly path: string;
  readonly message: string;
}

export const faultLine = ({ file, line, column, path, message }: RuleFault): string =>
  `${file}:${line}:${column}${path === '' ? '' : ` ${path}`}: ${message}`;

/** One book out of the texts of files, or all that is wrong with them. */
export function bookOfFiles(files: readonly RuleFile[]): {
  readonly book: RuleBook;
  readonly faults: readonly RuleFault[];
  readonly warnings: readonly RuleFault[];
} {
  const texts = new Map(files.map((file) => [file.name, readRuleText(file)]));
  const faults: RuleFault[] = [...texts].flatMap(([file, text]) =>
    text.faults.map((fault) => ({ file, path: '', ...fault })),
  );
  const readable = [...texts].filter(([, text]) => text.readable);
  const { book, problems, warnings } = readRuleFiles(
    readable.map(([name, { content }]) => ({ name, content })),
  );
  // What seems to be missing may stand in a file that could not be read.
  const own = readable.length === texts.size ? problems : problems.filter(({ dangling }) => !dangling);
  const placed = ({ file, at, path, message }: RuleProblem): RuleFault => ({
    file,
    path,
    message,
    ...texts.get(file)!.placeOf(at),
  });
  return { book, faults: [...faults, ...own.map(placed)], warnings: warnings.map(placed) };
}

/** Neither hidden files nor those of hidden folders. */
const isRuleFile = (name: string): boolean => /\.(json|ya?ml)$/.test(name) && !/(^|[\\/])\./.test(name);

/** The files of a folder and its sub-folders in the order of their names, or the one file. */
export async function readRuleFolder(path: string): Promise<RuleFile[]> {
  const names = (await stat(path)).isDirectory()
    ? (await readdir(path, { recursive: true }))
        .filter(isRuleFile)
        .sort()
        .map((name) => join(path, name))
    : [path];
  if (names.length > FILES_MAX)
    throw new RulesError(
      `Cannot read the rules in ${path}: found ${names.length} files, expected at most ${FILES_MAX}`,
    );
  const files: RuleFile[] = [];
  for (const name of names) {
    const { size } = await stat(name);
    if (size > FILE_BYTES_MAX)
      throw new RulesError(
        `Cannot read the rule file ${name}: found ${size} bytes, expected at most ${FILE_BYTES_MAX}`,
      );
    files.push({ name, text: await readFile(name, 'utf8') });
  }
  return files;
}

export async function readRuleFolders(folders: readonly string[] = ruleFolders()): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  for (const folder of folders) {
    try {
      files.push(...(await readRuleFolder(folder)));
    } catch (error) {
      if (error instanceof RulesError) throw error;
      throw new RulesError(
        `Cannot read the rules in ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return files;
}

/** Throws RulesError with every fault, each with file, line and column, and what would be right. */
export const goodBook = (files: readonly RuleFile[]): RuleBook => goodBookOf(bookOfFiles(files));

/** The book of files that were read. Throws as `goodBook` does. */
export function goodBookOf({ book, faults }: ReturnType<typeof bookOfFiles>): RuleBook {
  if (faults.length === 0) return book;
  const lines = faults.slice(0, TOLD_MAX).map((fault) => `  ${faultLine(fault)}`);
  if (faults.length > TOLD_MAX) lines.push(`  … and ${faults.length - TOLD_MAX} more`);
  throw new RulesError(`Cannot use the rule files, ${faults.length} places are wrong:\n${lines.join('\n')}`);
}

/** `YUANLU_RULES` names a folder of further files: an institution's own parameters. */
export async function loadRules(folders: readonly string[] = ruleFolders()): Promise<RuleBook> {
  return goodBook(await readRuleFolders(folders));
}
