import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const told = (before: string[], after: string[]): string =>
  lineDiff(before.join('\n'), after.join('\n'))
    .map(({ kind, text }) => `${{ same: ' ', gone: '-', come: '+', gap: '~' }[kind]}${text}`)
    .join('|');

test.each([
  ['the same text', ['a', 'b'], ['a', 'b'], ''],
  ['a line changed', ['a', 'b', 'c'], ['a', 'x', 'c'], ' a|-b|+x| c'],
  ['a line more', ['a', 'c'], ['a', 'b', 'c'], ' a|+b| c'],
  ['a line less', ['a', 'b', 'c'], ['a', 'c'], ' a|-b| c'],
  ['the first and the last', ['a', 'm', 'z'], ['b', 'm', 'y'], '-a|+b| m|-z|+y'],
  ['nothing before', [''], ['a'], '-|+a'],
])('%s', (_name, before, after, expected) => {
  expect(told(before, after)).toBe(expected);
});

test('what is far from a change is left out', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const other = lines.with(15, 'another');
  expect(told(lines, other)).toBe(
    ' line 12| line 13| line 14|-line 15|+another| line 16| line 17| line 18|~',
  );
});

test('texts too long to compare are told as replaced, and soon', () => {
  const lines = (word: string): string[] => Array.from({ length: 3_000 }, (_, at) => `${word} ${at}`);
  expect(lineDiff(lines('a').join('\n'), lines('b').join('\n'))).toHaveLength(6_000);
});
