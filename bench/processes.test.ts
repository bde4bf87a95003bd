import { expect, test } from 'vitest';
import { readStat } from './processes.ts';

test('a line of /proc is read behind the name, whatever the name holds', () => {
  const fields = 'S 41 7 7 0 -1 4194560 900 80000 1 2 1200 34 56000 780 20 0 1 0 4711 230000000 9000';
  expect(readStat(`4242 (postgres: a) b (c) ${fields}`)).toEqual({
    parent: 41,
    own: (1_200 + 34) * 10_000,
    ended: (56_000 + 780) * 10_000,
  });
});
