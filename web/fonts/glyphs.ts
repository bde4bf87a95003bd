/**
 * Which characters the pages are written with, in groups that are loaded together: what every page or several faces
 * show, what one face alone shows, and what the server says.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WEB = join(import.meta.dirname, '..');
const DOMAIN = join(WEB, '..', 'src', 'domain');

export interface GlyphGroup {
  readonly name: string;
  readonly text: string;
}

/** ASCII, and signs that amounts, dates and sentences need in either language. */
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
const ALWAYS = `${ASCII}¥￥·–—…“”‘’、。，；：？！（）《》「」『』【】％→←↑↓×≈●○年月日时分秒周一二三四五六天`;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
const read = (file: string): string => readFileSync(file, 'utf8');
const wordsOf = (namespace: string): string =>
  ['zh', 'en'].map((language) => read(join(WEB, 'locales', language, `${namespace}.json`))).join('');
/** What the rules of the house say in Chinese: outcomes, reasons, ways, stations. */
const saidByServer = (): string =>
  filesOf(DOMAIN)
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
    .map(read)
    .join('')
    .replace(/[^\p{Script=Han}]/gu, '');

const signsOf = (text: string): Set<string> => new Set([...text].filter((sign) => sign >= ' '));

export function glyphGroups(): GlyphGroup[] {
  const faces = readdirSync(join(WEB, 'locales', 'zh'))
    .map((file) => file.replace(/\.json$/, ''))
    .filter((name) => name !== 'common')
    .sort();
  const always = signsOf(ALWAYS + wordsOf('common') + read(join(WEB, 'index.html')));
  const said = signsOf(saidByServer());
  const own = faces.map((face) => [face, signsOf(wordsOf(face))] as const);
  const groups = new Map(['common', ...faces, 'server'].map((name) => [name, [] as string[]]));
  for (const sign of new Set([...always, ...said, ...own.flatMap(([, signs]) => [...signs])])) {
    const users = own.filter(([, signs]) => signs.has(sign)).map(([face]) => face);
    // No page has to fetch what another face alone needs.
    if (always.has(sign) || users.length > 1) groups.get('common')!.push(sign);
    else if (said.has(sign)) groups.get('server')!.push(sign);
    else groups.get(users[0]!)!.push(sign);
  }
  return [...groups].map(([name, signs]) => ({ name, text: signs.sort().join('') }));
}
