/** Rule files that were named on the command line. */
import type { RuleFile } from '../rule-text.ts';
import { readRuleFolder } from '../rules.ts';
import { CliError } from './client.ts';

/** The files that were named; a folder stands for all files in it. */
export async function filesGiven(paths: readonly string[]): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  for (const path of paths) {
    try {
      files.push(...(await readRuleFolder(path)));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new CliError({ zh: `无法读取 ${path}：${why}`, en: `Cannot read ${path}: ${why}` });
    }
  }
  return files;
}
