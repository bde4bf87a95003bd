/** Reads the rule files that this program answers by. A book with a fault in it is refused whole. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RuleBook, readRuleFiles } from '#domain/policy';

const FOLDER = join(import.meta.dirname, '..', '..', 'rules');

export class RulesError extends Error {
  override readonly name = 'RulesError';
}

/** `YUANLU_RULES` names a folder of further files: an institution's own parameters. */
export async function loadRules(
  folders: readonly string[] = [FOLDER, process.env.YUANLU_RULES ?? ''],
): Promise<RuleBook> {
  const files: { name: string; content: unknown }[] = [];
  for (const folder of folders.filter((each) => each !== '')) {
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json')).sort()) {
      const path = join(folder, name);
      try {
        files.push({ name: path, content: JSON.parse(await readFile(path, 'utf8')) });
      } catch (error) {
        throw new RulesError(
          `Cannot read the rule file ${path}: ${error instanceof Error ? error.message : String(error)}`,
        );
      }
    }
  }
  const { book, problems } = readRuleFiles(files);
  if (problems.length > 0) {
    const lines = problems.slice(0, 20).map(({ file, path, message }) => `  ${file} ${path}: ${message}`);
    throw new RulesError(
      `Cannot use the rule files, ${problems.length} places are wrong:\n${lines.join('\n')}`,
    );
  }
  return book;
}
