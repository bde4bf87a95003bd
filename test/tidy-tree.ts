/** The source tree as text, and what one file imports from where. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const LEFT_OUT = new Set([
  'node_modules',
  '.git',
  '.build',
  'data',
  'coverage',
  'dist',
  'playwright-report',
  'test-results',
]);
const READ = /\.(ts|tsx|js|mjs|json|md|sql|css|html|yml|yaml|sh)$/;
const NOT_READ = new Set(['package-lock.json']);

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return walk(path);
    return entry.isFile() && (READ.test(entry.name) || !entry.name.includes('.')) && !NOT_READ.has(entry.name)
      ? [path]
      : [];
  });
}

/** Every text file of ours. */
export function sourceTree(): readonly SourceFile[] {
  return walk('.').map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}

export const isCode = (path: string): boolean => /\.(ts|tsx)$/.test(path);
export const isTest = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || /^(test|bench|web\/test)\//.test(path);
/** What runs at the user's: no tests. */
export const isProduct = (path: string): boolean =>
  isCode(path) && !isTest(path) && /^(src|web)\//.test(path);

/** Engine: its root and handlers are one room. Programs: nobody imports them, so they are one room too. */
export function roomOf(path: string): string {
  const [top, floor, ...rest] = path.split('/');
  if (top === 'web') return 'web';
  if (top !== 'src' || floor === undefined) return top ?? path;
  if (floor === 'programs' || rest.length < 2) return floor;
  const room = rest[0]!;
  return floor === 'engine' && room === 'handlers' ? 'engine' : `${floor}/${room}`;
}

export const floorOf = (room: string): string => room.split('/')[0]!;

export interface Import {
  readonly from: SourceFile;
  readonly line: number;
  readonly specifier: string;
  /** `domain/money`, or `null` for a package. */
  readonly room: string | null;
  /** A file path for relative imports. */
  readonly target: string | null;
}

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"\n]+)['"]/g;

export const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

export function importsOf(file: SourceFile): Import[] {
  return [...file.text.matchAll(SPECIFIER)].map((match) => {
    const specifier = match[1]!;
    const line = lineAt(file.text, match.index);
    if (specifier.startsWith('.')) {
      const target = posix.normalize(posix.join(posix.dirname(file.path), specifier));
      return { from: file, line, specifier, room: roomOf(target), target };
    }
    const room = specifier.startsWith('#') ? roomOf(`src/${specifier.slice(1)}/index.ts`) : null;
    return { from: file, line, specifier, room, target: null };
  });
}
