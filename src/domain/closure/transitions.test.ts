/** Every situation of a closing × everything that can be told to it. SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import { COMMANDS, type CommandName, cellOf, SITUATIONS } from '../../../test/domain/closure-samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import { CLOSURE_STATES, isOpenClosure } from './index.ts';

const OPEN = ['begun', 'begun, half proven', 'proved'] as const;
const ENDS = ['done', 'stepped-back', 'expired', 'overtaken', 'refused'] as const;
const ALL = [...OPEN, ...ENDS];

const E = '!closure-ended';
const P = '!closure-proof-missing';
const LATE = 'expired !closure-ended';
const TABLE: Record<CommandName, readonly string[]> = {
  resume: ['begun', 'begun', 'proved', '·', '·', '·', '·', '·'],
  choose: ['begun', 'begun', 'proved', E, E, E, E, E],
  'prove: by password': ['begun', 'begun', 'proved', E, E, E, E, E],
  'prove: by SMS code': ['begun', 'proved', 'proved', E, E, E, E, E],
  'prove: told before': ['begun', '·', '·', E, E, E, E, E],
  'prove: on another device': ['begun', 'begun', 'proved', E, E, E, E, E],
  'prove: checked by staff': ['proved', 'proved', 'proved', E, E, E, E, E],
  confirm: [P, P, 'done ▸', '·', E, E, E, E],
  'confirm: on another device': [P, P, P, '·', E, E, E, E],
  'confirm: proofs grown old': [P, P, P, '·', E, E, E, E],
  'confirm: another page': [P, P, 'proved !closure-changed', '·', E, E, E, E],
  'confirm: the answer is no': [P, P, 'refused !payment-in-progress', '·', E, E, E, E],
  'confirm: too late': [LATE, LATE, LATE, '·', E, E, E, E],
  'step-back': ['stepped-back', 'stepped-back', 'stepped-back', E, '·', E, E, E],
  'due, too early': ['·', '·', '·', '·', '·', '·', '·', '·'],
  due: ['expired', 'expired', 'expired', '·', '·', '·', '·', '·'],
  overtake: ['overtaken', 'overtaken', 'overtaken', '·', '·', '·', '·', '·'],
};
const NAMES = Object.keys(COMMANDS) as CommandName[];

describe('C1: every situation answers every command, and what has nothing to do returns the same closing', () => {
  test.each(
    NAMES.flatMap((name) =>
      ALL.map((situation, index) => [name, situation, TABLE[name][index] ?? 'no cell'] as const),
    ),
  )('%s × %s → %s', (name, situation, cell) => {
    const before = structuredClone(SITUATIONS[situation]);
    expect(cellOf(situation, name)).toBe(cell);
    expect(SITUATIONS[situation]).toEqual(before);
  });

  test('the samples show every state, and name what is open as the code does', () => {
    expect(new Set(Object.values(SITUATIONS).map(({ state }) => state))).toEqual(new Set(CLOSURE_STATES));
    expect(Object.keys(SITUATIONS)).toEqual(ALL);
    for (const name of ALL)
      expect(isOpenClosure(SITUATIONS[name]), name).toBe((OPEN as readonly string[]).includes(name));
  });
});

test('SPEC.md of this room shows this table', () => {
  const rows = NAMES.map((name) => [name, ...TABLE[name]]);
  const found = specTable(new URL('./SPEC.md', import.meta.url), 'transitions', ['command', ...ALL], rows);
  expect(found).toBe('as shown');
});
