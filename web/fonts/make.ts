/**
 * The fonts of the pages: per group of glyphs one small file of Noto Sans SC, put together out of the slices of
 * @fontsource/noto-sans-sc, and those slices themselves for characters that no group has (names, notes).
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convert } from 'fontverter';
import subsetFont from 'subset-font';
import { glyphGroups } from './glyphs.ts';
import { mergeFonts } from './merge.ts';

const PACKAGE = dirname(fileURLToPath(import.meta.resolve('@fontsource/noto-sans-sc/package.json')));
const FAMILY = 'Yuanlu Sans';
/** A family of its own behind the first: in one family the rule that is read last would win. */
const BEYOND = 'Yuanlu Sans Beyond';

interface Slice {
  readonly file: string;
  readonly ranges: string;
  has(code: number): boolean;
}

async function slices(): Promise<Slice[]> {
  const ranges = JSON.parse(await readFile(join(PACKAGE, 'unicode.json'), 'utf8')) as Record<string, string>;
  return Object.entries(ranges).map(([key, text]) => {
    const spans = text.split(',').map((span) => {
      const [first, last = first] = span.trim().slice(2).split('-');
      return [Number.parseInt(first!, 16), Number.parseInt(last!, 16)] as const;
    });
    const name = key.replace(/[[\]]/g, '');
    return {
      file: join(PACKAGE, 'files', `noto-sans-sc-${name}-400-normal.woff2`),
      ranges: text,
      has: (code: number) => spans.some(([first, last]) => code >= first && code <= last),
    };
  });
}

async function groupFont(text: string, all: readonly Slice[]): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  for (const slice of all) {
    const own = [...text].filter((sign) => slice.has(sign.codePointAt(0)!)).join('');
    if (own === '') continue;
    const options = {
      targetFormat: 'truetype',
      noHinting: true,
      keepFeatures: [],
      noLayoutClosure: true,
    } as const;
    parts.push(await subsetFont(await readFile(slice.file), own, options));
  }
  return parts.length === 0 ? null : convert(mergeFonts(parts), 'woff2');
}

const rangeOf = (text: string): string =>
  [...text].map((sign) => `U+${sign.codePointAt(0)!.toString(16)}`).join(',');

const face = (family: string, url: string, ranges: string): string =>
  `@font-face{font-family:"${family}";font-style:normal;font-weight:400;font-display:swap;` +
  `src:url("${url}") format("woff2");unicode-range:${ranges}}\n`;

export interface MadeFonts {
  /** The groups' files, for every page. */
  readonly groupsCss: string;
  /** All slices, for characters beyond; fetched when a page is at rest. */
  readonly slicesCss: string;
}

/** Writes both style sheets into `folder` and makes what is not there yet: files are named after their glyphs. */
export async function makeFonts(folder: string): Promise<MadeFonts> {
  await mkdir(folder, { recursive: true });
  const all = await slices();
  let groups = '';
  for (const { name, text } of glyphGroups()) {
    if (text === '') continue;
    const digest = createHash('sha256').update(`400 1 ${text}`).digest('hex').slice(0, 12);
    const file = join(folder, `${name}-${digest}.woff2`);
    if (!existsSync(file)) {
      const font = await groupFont(text, all);
      if (font === null) continue;
      await writeFile(`${file}.${process.pid}`, font);
      await rename(`${file}.${process.pid}`, file);
    }
    groups += face(FAMILY, `./${name}-${digest}.woff2`, rangeOf(text));
  }
  const beyond = all.map(({ file, ranges }) => face(BEYOND, relative(folder, file), ranges)).join('');
  const made = { groupsCss: join(folder, 'groups.css'), slicesCss: join(folder, 'slices.css') };
  await writeFile(made.groupsCss, groups);
  await writeFile(made.slicesCss, beyond);
  return made;
}
