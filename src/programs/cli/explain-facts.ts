/** `yuanlu explain --facts`: the answer for a case told by facts alone. No server and no database is asked. */
import { readFile, stat } from 'node:fs/promises';
import { type ExplainedView, explained } from '#adapters/http-api';
import type { DocumentProblem } from '#domain/document';
import type { RuleBook } from '#domain/policy';
import { readRuleText } from '../rule-text.ts';
import { loadRules, RulesError } from '../rules.ts';
import { answerText, endingText } from './answer-text.ts';
import { CliError, type Common, EXIT } from './client.ts';
import { print, printJson } from './print.ts';

const BYTES_MAX = 262_144;

const refused = (zh: string, en: string): CliError => new CliError({ zh, en });

async function fromStandardInput(): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of process.stdin as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BYTES_MAX) throw tooLarge('-', bytes);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

const tooLarge = (name: string, bytes: number): CliError =>
  refused(
    `无法读取 ${name}：${bytes} 字节以上，最多 ${BYTES_MAX} 字节`,
    `Cannot read ${name}: found ${bytes} bytes or more, expected at most ${BYTES_MAX}`,
  );

async function textOf(name: string): Promise<string> {
  if (name === '-') return fromStandardInput();
  try {
    const { size } = await stat(name);
    if (size > BYTES_MAX) throw tooLarge(name, size);
    return await readFile(name, 'utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw refused(`无法读取 ${name}：${why}`, `Cannot read ${name}: ${why}`);
  }
}

async function rules(): Promise<RuleBook> {
  try {
    return await loadRules();
  } catch (error) {
    if (error instanceof RulesError) throw refused(error.message, error.message);
    throw error;
  }
}

/** What is called .json, or is JSON whatever it is called; everything else is read as YAML. */
function isJson(name: string, text: string): boolean {
  if (name.endsWith('.json')) return true;
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const stepsOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step));

/** Reads a document out of a text; what is wrong is told as `file:line:column /place: found …, expected …`. */
export function readFactText(
  name: string,
  given: string,
  book: RuleBook,
): { readonly view: ExplainedView | null; readonly problems: readonly string[] } {
  const text = readRuleText({ name: isJson(name, given) ? 'facts.json' : 'facts.yaml', text: given });
  const placed = (line: number, column: number, message: string): string =>
    `${name}:${line}:${column} ${message}`;
  if (text.faults.length > 0)
    return {
      view: null,
      problems: text.faults.map(({ line, column, message }) => placed(line, column, message)),
    };
  const { view, problems } = explained(text.content, book);
  const told = ({ pointer, message }: DocumentProblem): string => {
    const { line, column } = text.placeOf(stepsOf(pointer));
    return placed(line, column, `${pointer === '' ? '' : `${pointer}: `}${message}`);
  };
  return { view, problems: problems.map(told) };
}

/** Prints the answer; exit code 0 for yes, 1 for no or not yet, 2 for a document that cannot be read. */
export async function explainFacts(name: string, shared: Common): Promise<void> {
  const { view, problems } = readFactText(name, await textOf(name), await rules());
  if (view === null) {
    if (shared.json) {
      printJson({
        error: { code: 'input-not-valid', message: problems[0] ?? '', problems, exitCode: EXIT.usage },
      });
      process.exitCode = EXIT.usage;
      return;
    }
    throw refused(
      `无法回答，文件有 ${problems.length} 处不正确：\n${problems.join('\n')}`,
      `Cannot answer, ${problems.length} places of the document are wrong:\n${problems.join('\n')}`,
    );
  }
  process.exitCode = view.verdict.startsWith('YES') ? EXIT.yes : EXIT.no;
  if (shared.json) return printJson(view);
  print('entitlement' in view ? answerText(view, shared.lang) : endingText(view, shared.lang));
}
