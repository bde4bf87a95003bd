import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readSecurityVectors } from './security-vectors.ts';

interface Row {
  readonly name?: string;
  readonly source?: string;
}
const folder = new URL('../vectors/security/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

/** Rows by the list that they stand in. */
const rowsOf = (file: string): readonly (readonly [string, Row])[] =>
  Object.entries(readSecurityVectors<Record<string, unknown>>(file.slice(0, -'.json'.length))).flatMap(
    ([list, rows]) => (Array.isArray(rows) ? rows.map((row) => [list, row as Row] as const) : []),
  );

test('there are vectors', () => expect(files.length).toBeGreaterThan(8));

describe.each(files)('%s', (file) => {
  test('every row has a name of its own', () => {
    const names = rowsOf(file).map(([, row]) => row.name);
    expect(names.filter((name, i) => name === undefined || names.indexOf(name) !== i)).toEqual([]);
  });

  test('every valid row says where it comes from, and some are invalid', () => {
    const rows = rowsOf(file);
    expect(rows.filter(([list, row]) => !list.startsWith('invalid') && !row.source)).toEqual([]);
    expect(rows.some(([list]) => list.startsWith('invalid'))).toBe(true);
  });
});
