/** Words of the pages: the same in both languages, none of them in a component, and the colours can be read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PALETTES } from '../src/app/palette.ts';

const WEB = join(import.meta.dirname, '..');
type Tree = { readonly [key: string]: string | Tree };
const read = (language: string, file: string): Tree =>
  JSON.parse(readFileSync(join(WEB, 'locales', language, file), 'utf8')) as Tree;
const FILES = readdirSync(join(WEB, 'locales', 'zh')).sort();

function leaves(tree: Tree, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${path}${key}`, value] as [string, string]]
      : leaves(value, `${path}${key}.`),
  );
}
/** English has forms for one and for many, Chinese one for all. */
const withoutCount = (key: string): string => key.replace(/_(one|other)$/, '');
const keysOf = (tree: Tree): string[] => [...new Set(leaves(tree).map(([key]) => withoutCount(key)))].sort();
const holesOf = (text: string): string[] => [...new Set(text.match(/\{\{\s*[\w.]+/g) ?? [])].sort();

describe('the two languages', () => {
  test('have the same namespaces', () =>
    expect(readdirSync(join(WEB, 'locales', 'en')).sort()).toEqual(FILES));
  test.each(FILES)('have the same keys in %s', (file) => {
    expect(keysOf(read('en', file))).toEqual(keysOf(read('zh', file)));
  });
  test.each(FILES)('fill the same values into %s', (file) => {
    const english = new Map(
      leaves(read('en', file)).map(([key, text]) => [withoutCount(key), holesOf(text)]),
    );
    const wrong = leaves(read('zh', file)).filter(
      ([key, text]) => String(english.get(withoutCount(key))) !== String(holesOf(text)),
    );
    // «one» may be said without its number.
    expect(wrong.filter(([, text]) => !text.includes('{{count')).map(([key]) => key)).toEqual([]);
  });
  test.each(FILES)('are each in its own script in %s', (file) => {
    const name = /原路|中文|可以取消吗|签购单|参考号|云闪付/g;
    const chinese = leaves(read('en', file)).filter(([, text]) =>
      /\p{Script=Han}/u.test(text.replace(name, '')),
    );
    expect(chinese).toEqual([]);
  });
});

interface Line {
  readonly at: string;
  readonly text: string;
}
function linesOf(folder: string): Line[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return linesOf(path);
    if (!/\.tsx?$/.test(entry.name) || entry.name.includes('.test.')) return [];
    const code = readFileSync(path, 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
      .replace(/^\s*\/\/.*$/gm, '');
    return code
      .split('\n')
      .map((text, index) => ({ at: `${path.slice(WEB.length + 1)}:${index + 1}`, text }));
  });
}
/** Between two tags, or in an attribute that is read or shown. */
const SHOWN =
  />\s*[A-Za-z][A-Za-z ,.'!?-]{2,}<\/|\b(?:title|label|alt|aria-label|lead|hint)="[^"]*[A-Za-z]{2,}[^"]*"/;

test('components have no words of their own', () => {
  const found = linesOf(join(WEB, 'src')).filter(
    ({ text }) => /\p{Script=Han}/u.test(text) || SHOWN.test(text),
  );
  expect(found).toEqual([]);
});

describe('the colours', () => {
  const css = readFileSync(join(WEB, 'src', 'app', 'tokens.css'), 'utf8');
  const blocks = {
    light: css.slice(css.indexOf(':root {')),
    dark: css.slice(css.indexOf('[data-theme="dark"]')),
  };
  const cssName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

  test.each(['light', 'dark'] as const)('are the same for Ant Design and for CSS, %s', (shade) => {
    for (const [name, value] of Object.entries(PALETTES[shade])) {
      const inCss = new RegExp(`--${cssName(name)}: (#[0-9a-f]{6});`).exec(blocks[shade])?.[1];
      expect(inCss, name).toBe(value);
    }
  });

  const light = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5]
      .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const contrast = (a: string, b: string): number => {
    const [more, less] = [light(a), light(b)].sort((x, y) => y - x);
    return (more! + 0.05) / (less! + 0.05);
  };
  test.each(['light', 'dark'] as const)('can be read on paper and on a card, %s', (shade) => {
    const palette = PALETTES[shade];
    for (const name of ['ink', 'muted', 'out', 'outHover', 'back', 'backHover', 'yes', 'unknown'] as const) {
      for (const ground of ['paper', 'surface'] as const)
        expect(contrast(palette[name], palette[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      if (name === 'ink' || name === 'muted') continue;
      expect(contrast(palette[name], palette.onFill), `text on ${name}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
