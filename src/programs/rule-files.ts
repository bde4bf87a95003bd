/** The rule files of this machine as texts, others in their places, and the books that they make. */
import { basename, join, relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RuleBook } from '#domain/policy';
import type { RuleFile } from './rule-text.ts';
import { type bookOfFiles, goodBookOf, RulesError, readRuleFolders, ruleFolders } from './rules.ts';

/**
 * The file that a given one stands for: of the same path, else the one of the same name that was read last, which is
 * the institution's where it has one.
 */
export const replacedBy = (files: readonly RuleFile[], name: string): RuleFile | undefined =>
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

/** By the name of their folder and their own: callers from elsewhere need no path of this machine. */
export async function deliveredFiles(): Promise<RuleFile[]> {
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
export function readAside(files: readonly RuleFile[]): Promise<Read> {
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

/** Throws RulesError with all that is wrong. */
export const readGood = async (files: readonly RuleFile[]): Promise<RuleBook> =>
  goodBookOf(await readAside(files));
