/** The published rule files as values, all of the folder rules/, and a book of them narrowed as a test needs it. */
import { readdirSync, readFileSync } from 'node:fs';
import { type ParameterValue, type RuleBook, readRuleFiles } from '#domain/policy';

const FOLDER = new URL('../rules/', import.meta.url);

export const ruleContents: readonly { readonly name: string; readonly content: object }[] = readdirSync(
  FOLDER,
  {
    recursive: true,
    encoding: 'utf8',
  },
)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name, content: JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as object }));

const books = new Map<string, RuleBook>();

/** The published book with parameters set, and rules switched off, in the layer of one institution. */
export function bookFor(
  institution: string,
  set: Readonly<Record<string, ParameterValue>> = {},
  off: readonly string[] = [],
): RuleBook {
  const key = JSON.stringify([institution, set, off]);
  const known = books.get(key);
  if (known !== undefined) return known;
  const narrowed = Object.entries(set).map(([name, value]) => [
    name,
    { value, certainty: 'P', source: 'test' },
  ]);
  const override = { layer: 'institution', owner: institution, set: Object.fromEntries(narrowed), off };
  const { book, problems } = readRuleFiles([
    ...ruleContents,
    { name: 'test.json', content: { overrides: [override] } },
  ]);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  books.set(key, book);
  return book;
}
