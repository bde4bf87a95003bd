/** The vectors explain themselves: every folder and file is told, and every row has a name of its own. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../vectors/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const entries = (path: string): readonly string[] => readdirSync(new URL(path, root)).sort();
const folders = entries('.').filter((name) => name !== 'README.md');

test('the page of all vectors links every folder', () => {
  for (const folder of folders) expect(read('README.md')).toContain(`[${folder}](${folder}/README.md)`);
});

describe.each(folders)('vectors/%s', (folder) => {
  const files = entries(folder).filter((name) => name !== 'README.md');

  test('its page names every file or folder in it', () => {
    for (const file of files) expect(read(`${folder}/README.md`)).toContain(`\`${file}`);
  });

  test.each(files.filter((file) => file.endsWith('.json')))(
    '%s: names are told once in each list',
    (file) => {
      const content = JSON.parse(read(`${folder}/${file}`)) as object;
      for (const rows of Array.isArray(content) ? [content] : Object.values(content)) {
        if (!Array.isArray(rows)) continue;
        const names = (rows as readonly { readonly name?: string }[]).flatMap(({ name }) => name ?? []);
        expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
      }
    },
  );
});
