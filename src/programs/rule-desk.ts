/** The rule files in use as texts, and what book they would make with other files among them. */
import { basename, join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RuleDesk, TriedRules } from '#adapters/http-api';
import type { RuleFile } from './rule-text.ts';
import { type bookOfFiles, goodBook, RulesError, readRuleFolders, ruleFolders } from './rules.ts';

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

type Read = ReturnType<typeof bookOfFiles>;

const READ_WITHIN_MS = 30_000;
const READ_MEGABYTES_MAX = 256;

/** Reads files on a thread of their own. Rejects where that takes too long or too much memory. */
function readAside(files: readonly RuleFile[]): Promise<Read> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./rule-worker.ts', import.meta.url), {
      workerData: files,
      resourceLimits: { maxOldGenerationSizeMb: READ_MEGABYTES_MAX },
    });
    const timer = setTimeout(() => {
      reject(new RulesError(`Cannot read the tried rule files: not done within ${READ_WITHIN_MS} ms`));
      void worker.terminate();
    }, READ_WITHIN_MS);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      clearTimeout(timer);
      reject(new RulesError('Cannot read the tried rule files: the thread that reads them ended'));
    });
  });
}

/** Reads the files in use once; throws RulesError where they are wrong. */
export async function openRuleDesk(institution: string): Promise<RuleDesk> {
  const inUse = await filesInUse();
  // Calls follow each other with the same files, page by page: the last book is kept. One is read at a time.
  let last: { readonly print: string; readonly tried: Promise<TriedRules> } | null = null;
  return {
    book: goodBook(inUse),
    institution,
    tried: (given) => {
      const print = JSON.stringify(given);
      if (last?.print === print) return last.tried;
      const { files, replaced } = withFiles(inUse, given);
      const before: Promise<unknown> = last?.tried ?? Promise.resolve();
      const tried = before.catch(() => {}).then(async () => ({ ...(await readAside(files)), replaced }));
      last = { print, tried };
      // What failed for want of time or memory may be asked again.
      tried.catch(() => {
        if (last?.tried === tried) last = null;
      });
      return tried;
    },
  };
}
