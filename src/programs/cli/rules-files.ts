/** Rule files that were named on the command line. */
import type { RuleFile } from '../rule-text.ts';
import { readRuleFolder } from '../rules.ts';
import { CliError } from './client.ts';

/** The files that were named; a folder stands for all files in it. */
export async function filesGiven(paths: readonly string[]): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  for (const path of paths) {
    const found = await readRuleFolder(path).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new CliError({ zh: `无法读取 ${path}：${why}`, en: `Cannot read ${path}: ${why}` });
    });
    if (found.length === 0)
      throw new CliError({
        zh: `${path} 中没有规则文件：应有 .json、.yaml 或 .yml`,
        en: `There is no rule file in ${path}: expected .json, .yaml or .yml`,
      });
    files.push(...found);
  }
  return files;
}
