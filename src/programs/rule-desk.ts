/** The rule files in use as texts, and what book they would make with other files among them. */
import { basename, join, relative } from 'node:path';
import type { RuleDesk, TriedRules } from '#adapters/http-api';
import type { RuleFile } from './rule-text.ts';
import { bookOfFiles, goodBook, readRuleFolders, ruleFolders } from './rules.ts';

/**
 * The file in use that a given one stands for: of the same path, else the one of the same name that was read last,
 * which is the institution's where it has one.
 */
const replacedBy = (files: readonly RuleFile[], name: string): RuleFile | undefined =>
  files.find((each) => each.name === name) ??
  files.findLast((each) => basename(each.name) === basename(name));

/** The files with the given ones in their places or beside them, and the names of those that gave way. */
export function withFiles(
  files: readonly RuleFile[],
  given: readonly RuleFile[],
): { readonly files: readonly RuleFile[]; readonly replaced: readonly string[] } {
  let left = [...files];
  const replaced: string[] = [];
  for (const { name } of given) {
    const old = replacedBy(left, name);
    if (old === undefined) continue;
    left = left.filter((each) => each !== old);
    replaced.push(old.name);
  }
  return { files: [...left, ...given], replaced };
}

/** The files in use by the name of their folder and their own: callers from elsewhere need no path of this machine. */
async function filesInUse(): Promise<RuleFile[]> {
  const named: RuleFile[] = [];
  for (const folder of ruleFolders())
    for (const { name, text } of await readRuleFolders([folder]))
      named.push({ name: join(basename(folder), relative(folder, name)), text });
  return named;
}

/** Reads the files in use once; throws RulesError where they are wrong. */
export async function openRuleDesk(institution: string): Promise<RuleDesk> {
  const inUse = await filesInUse();
  // Calls follow each other with the same files, page by page: the last book is kept.
  let last: { readonly print: string; readonly tried: TriedRules } | null = null;
  return {
    book: goodBook(inUse),
    institution,
    tried: (given) => {
      const print = JSON.stringify(given);
      if (last?.print === print) return last.tried;
      const { files, replaced } = withFiles(inUse, given);
      const tried = { ...bookOfFiles(files), replaced };
      last = { print, tried };
      return tried;
    },
  };
}
