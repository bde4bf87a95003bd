/** The published rules, every file of the folder rules/, for tests that need the whole book. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { RuleBook } from '#domain/policy';
import type { RuleFile } from '../src/programs/rule-text.ts';
import { bookOfFiles, type RuleFault } from '../src/programs/rules.ts';

const FOLDER = fileURLToPath(new URL('../rules/', import.meta.url));

export const publishedRuleFiles = (): RuleFile[] =>
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, text: readFileSync(FOLDER + name, 'utf8') }));

export const publishedBook = (
  more: readonly RuleFile[] = [],
): { book: RuleBook; faults: readonly RuleFault[]; warnings: readonly RuleFault[] } =>
  bookOfFiles([...publishedRuleFiles(), ...more]);
