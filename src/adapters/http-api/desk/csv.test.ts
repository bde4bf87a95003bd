/** Cells of files for spreadsheets: text stays text. */
import { expect, test } from 'vitest';
import { cell } from './csv.ts';

test.each(['=1+1', '+86', '-2+3', '@SUM(A1)', '\t=1', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
  '%s is shown and not computed',
  (text) => expect(cell(text)).toBe(`'${text}`),
);

test('what holds a line break is quoted and not computed either', () => {
  expect(cell('\n=1')).toBe('"\'\n=1"');
  expect(cell('a "b", c')).toBe('"a ""b"", c"');
});

test.each([
  ['-12.50', '-12.50'],
  [12n, '12'],
  [null, ''],
  ['南京路店', '南京路店'],
])('%s stays as it is', (given, shown) => expect(cell(given)).toBe(shown));
