/** Every situation of a request × everything that can be told to it. SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import { COMMANDS, type CommandName, cellOf, SITUATIONS } from '../../../test/domain/request-samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import { isUnsent, REQUEST_STATES } from './index.ts';

/** The situations before anything was sent, one column each, and what happens from then on. */
const UNSENT = [
  'asked',
  'escalated',
  'papers, two missing',
  'papers, one missing',
  'approval',
  'review',
  'waiting',
] as const;
const SENT = ['carrying', 'arriving'] as const;
const ENDS = ['finished', 'refused', 'withdrawn', 'expired', 'overtaken', 'failed'] as const;
const ALL = [...UNSENT, ...SENT, ...ENDS];

const M = 'moved on';
/** One cell for each situation of `UNSENT` and `SENT`, then one for all ends: an end is an end. */
const TABLE: Record<CommandName, readonly string[]> = {
  'accept: the shop': ['waiting ▸', 'not-allowed', M, M, M, M, M, M, M, M],
  'accept: an operator': ['not-allowed', 'waiting ▸', M, M, M, M, M, M, M, M],
  'accept: the payer': ['not-allowed', 'not-allowed', M, M, M, M, M, M, M, M],
  'refuse: the shop': ['refused', 'not-allowed', M, M, M, M, M, M, M, M],
  'refuse: an operator': ['not-allowed', 'refused', M, M, M, M, M, M, M, M],
  'approve: a supervisor': [M, M, M, M, 'waiting ▸', 'review-by-institution', M, M, M, M],
  'approve: who accepted': [M, M, M, M, 'four-eyes', 'review-by-institution', M, M, M, M],
  'approve: no supervisor': [M, M, M, M, 'supervisor-needed', 'review-by-institution', M, M, M, M],
  'approve: an operator': [M, M, M, M, 'waiting ▸', 'waiting ▸', M, M, M, M],
  'reject: a supervisor': [M, M, M, M, 'refused', 'review-by-institution', M, M, M, M],
  'reject: an operator': [M, M, M, M, 'refused', 'refused', M, M, M, M],
  'withdraw: the payer': [...UNSENT.map(() => 'withdrawn'), M, M, M],
  'withdraw: the shop': [...UNSENT.map(() => 'not-allowed'), M, M, M],
  'confirm-arrival': [M, M, M, M, M, M, M, M, 'finished', M],
  'paper: the last one': [
    'asked',
    'escalated',
    'papers',
    'waiting ▸',
    'approval',
    'review',
    'waiting',
    M,
    M,
    M,
  ],
  'paper: the same again': ['asked', 'escalated', 'papers', '·', 'approval', 'review', 'waiting', M, M, M],
  'due, too early': ['·', '·', '·', '·', '·', '·', '·', '·', '·', '·'],
  due: [
    'escalated',
    'escalated',
    'expired',
    'expired',
    'review',
    'review',
    'waiting ▸',
    '·',
    'finished',
    '·',
  ],
  carried: ['·', '·', '·', '·', '·', '·', 'carrying', '·', '·', '·'],
  'more-needed': ['·', '·', '·', '·', '·', '·', 'review', '·', '·', '·'],
  'not-carried: no': ['·', '·', '·', '·', '·', '·', 'failed', '·', '·', '·'],
  'not-carried: not yet': ['·', '·', '·', '·', '·', '·', 'waiting', '·', '·', '·'],
  'not-carried: another won': ['·', '·', '·', '·', '·', '·', 'overtaken', '·', '·', '·'],
  overtaken: [...UNSENT.map(() => 'overtaken'), '·', '·', '·'],
  'way-back-done': ['·', '·', '·', '·', '·', '·', '·', 'arriving', '·', '·'],
  'way-back-done: of another': ['·', '·', '·', '·', '·', '·', '·', '·', '·', '·'],
  'way-back-bounced': ['·', '·', '·', '·', '·', '·', '·', '·', 'carrying', '·'],
  arrived: ['·', '·', '·', '·', '·', '·', '·', '·', 'finished', '·'],
  'way-back-failed': ['·', '·', '·', '·', '·', '·', '·', 'failed', 'failed', '·'],
};
const NAMES = Object.keys(COMMANDS) as CommandName[];

describe('R1: every situation answers every command, and what has nothing to do returns the same request', () => {
  test.each(
    NAMES.flatMap((name) =>
      ALL.map((situation, index) => {
        const column = Math.min(index, UNSENT.length + SENT.length);
        return [name, situation, TABLE[name][column] ?? 'no cell'] as const;
      }),
    ),
  )('%s × %s → %s', (name, situation, cell) => {
    const before = structuredClone(SITUATIONS[situation]);
    expect(cellOf(situation, name)).toBe(cell);
    expect(SITUATIONS[situation]).toEqual(before);
  });

  test('the samples show every state, and name what is unsent as the code does', () => {
    expect(new Set(Object.values(SITUATIONS).map(({ state }) => state))).toEqual(new Set(REQUEST_STATES));
    expect(Object.keys(SITUATIONS)).toEqual(ALL);
    for (const name of ALL)
      expect(isUnsent(SITUATIONS[name]), name).toBe((UNSENT as readonly string[]).includes(name));
  });
});

test('SPEC.md of this room shows this table', () => {
  const header = ['command', ...UNSENT, ...SENT, 'any end'];
  const rows = NAMES.map((name) => [name, ...TABLE[name]]);
  expect(specTable(new URL('./SPEC.md', import.meta.url), 'transitions', header, rows)).toBe('as shown');
});
