/** What a first visit loads: script and style of each page, and the fonts, for a reader whose store is empty. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPages } from '#adapters/web-pages';

const SCRIPT_AND_STYLE_MAX = 300_000;
const FONTS_MAX = 150_000;
const FACES = ['payer', 'cashier', 'merchant', 'operator', 'sign-in', 'wallet'] as const;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}
let folder: string;
let manifest: Readonly<Record<string, Chunk>>;

beforeAll(async () => {
  process.env.NODE_ENV = 'production';
  folder = await buildPages();
  process.env.NODE_ENV = 'test';
  manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as typeof manifest;
}, 120_000);

function filesOf(keys: readonly string[]): Set<string> {
  const [files, seen] = [new Set<string>(), new Set<string>()];
  const visit = (key: string): void => {
    const chunk = manifest[key];
    if (chunk === undefined) throw new Error(`The build has no ${key}`);
    if (seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    for (const next of chunk.imports ?? []) visit(next);
  };
  for (const key of keys) visit(key);
  return files;
}
const packed = (file: string): number => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
const pagesOf = (face: string): string[] =>
  Object.keys(manifest).filter((key) =>
    new RegExp(`^src/${face}/(?:[\\w-]+/)*[\\w-]+-page\\.tsx$`).test(key),
  );
/** Namespaces of words beside the face's own. */
const WORDS_OF: Readonly<Record<string, readonly string[]>> = { operator: ['rules', 'network', 'journey'] };

describe.each(FACES)('the first visit to %s', (face) => {
  test('loads less script and style than its bound, at any of its pages', () => {
    const pages = pagesOf(face);
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) {
      const words = ['common', face, ...(WORDS_OF[face] ?? [])].map((name) => `locales/zh/${name}.json`);
      const files = [...filesOf(['index.html', page, ...words])];
      const bytes = files.map(packed).reduce((sum, each) => sum + each, 0);
      expect(bytes, `${page}: ${files.map((file) => `${file} ${packed(file)}`).join(', ')}`).toBeLessThan(
        SCRIPT_AND_STYLE_MAX,
      );
    }
  });

  test('loads less of fonts than its bound, even where the server speaks as well', () => {
    const names = readdirSync(join(folder, 'assets')).filter((name) =>
      new RegExp(
        `^(${['common', 'server', 'journey', face, ...(WORDS_OF[face] ?? [])].join('|')})-[\\w-]+\\.woff2$`,
      ).test(name),
    );
    expect(names.length).toBeGreaterThanOrEqual(2);
    const bytes = names.map((name) => statSync(join(folder, 'assets', name)).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(FONTS_MAX);
  });
});
