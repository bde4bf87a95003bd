/** The bundled font has every glyph that the pages are written with, and its merged files are sound. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert } from 'fontverter';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { glyphGroups } from '../fonts/glyphs.ts';
import { makeFonts } from '../fonts/make.ts';
import { readCmap, readTables } from '../fonts/sfnt.ts';

let folder: string;
const fonts = new Map<string, Buffer>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-fonts-'));
  await makeFonts(folder);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.woff2')))
    fonts.set(
      file.replace(/-[0-9a-f]+\.woff2$/, ''),
      await convert(readFileSync(join(folder, file)), 'truetype'),
    );
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each(glyphGroups().filter(({ text }) => text !== ''))('$name has its glyphs', ({ name, text }) => {
  const glyphs = readCmap(readTables(fonts.get(name)!).get('cmap')!);
  expect([...text].filter((sign) => !glyphs.has(sign.codePointAt(0)!))).toEqual([]);
});

test('every word of the pages is in a group', () => {
  const all = new Set(glyphGroups().flatMap(({ text }) => [...text]));
  const locales = join(import.meta.dirname, '..', 'locales', 'zh');
  const words = readdirSync(locales).map((file) => readFileSync(join(locales, file), 'utf8'));
  expect([...new Set(words.join(''))].filter((sign) => sign >= ' ' && !all.has(sign))).toEqual([]);
});

test('a merged file sums up as every font does, and has an outline and a width for each glyph', () => {
  for (const [name, font] of fonts) {
    const tables = readTables(font);
    const glyphs = tables.get('maxp')!.readUInt16BE(4);
    expect(tables.get('hhea')!.readUInt16BE(34), name).toBe(glyphs);
    const loca = tables.get('loca')!;
    const long = tables.get('head')!.readUInt16BE(50) === 1;
    expect(loca.length / (long ? 4 : 2), name).toBe(glyphs + 1);
    expect(Math.max(...readCmap(tables.get('cmap')!).values()), name).toBeLessThan(glyphs);
  }
});
