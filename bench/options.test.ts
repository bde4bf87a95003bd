import { describe, expect, test } from 'vitest';
import { readOptions } from './options.ts';

describe('options of the bench', () => {
  test('run everything when nothing is said', () =>
    expect(readOptions([])).toMatchObject({
      ms: 3_000,
      payments: [10_000, 1_000_000],
      keepIn: null,
      out: null,
    }));
  test('name parts, sizes in ascending order, and where figures go', () =>
    expect(
      readOptions([
        '--only',
        'switch,codec',
        '--payments',
        '500,20,500',
        '--out',
        'a.json',
        '--keep-data',
        'd',
      ]),
    ).toMatchObject({ only: ['switch', 'codec'], payments: [20, 500], out: 'a.json', keepIn: 'd' }));
  test.each([
    [['--ms', '99'], '--ms 99: expected 100 to 600000'],
    [['--ms', 'soon'], '--ms soon'],
    [['--only', 'switch,wings'], '--only wings: there is no such part'],
    [['--payments', '10,1.5'], '--payments 10,1.5: expected whole numbers'],
    [['--minutes', '61'], '--minutes 61: expected more than 0, at most 60'],
    [['--minutes', 'many'], '--minutes many'],
    [['--compare', 'a.json'], '--compare: expected two files'],
    [['--compare', 'a.json', 'b.json', 'c.json'], '--compare: expected two files'],
    [['a.json'], 'Unexpected a.json'],
    [['--faster'], "Unknown option '--faster'"],
  ])('%j are refused', (args, says) => expect(readOptions(args)).toContain(says));
  test('compare two files, or run against a revision', () => {
    expect(readOptions(['--compare', 'a.json', 'b.json'])).toMatchObject({ compare: ['a.json', 'b.json'] });
    expect(readOptions(['--against', 'HEAD~3'])).toMatchObject({ against: 'HEAD~3', compare: null });
  });
  test('help is no run', () => expect(readOptions(['--help'])).toBeNull());
});
