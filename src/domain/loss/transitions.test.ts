/** Every situation of a report of loss × everything that can be told to it. SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import { COMMANDS, type CommandName, cellOf, SITUATIONS } from '../../../test/domain/loss-samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import { isLossOpen, LOSS_STATES } from './index.ts';

const OPEN = [
  'noted',
  'papers, two missing',
  'papers, one missing',
  'review',
  'escalated',
  'objection in review',
  'approval',
] as const;
const ENDS = ['covered', 'refused', 'withdrawn', 'lapsed', 'closed'] as const;
const ALL = [...OPEN, ...ENDS];

const M = 'moved on';
const ended = ENDS.map(() => M);
const nobody = ALL.map(() => 'not-allowed');
const P = 'loss-papers-missing';
const F = 'four-eyes';
const TABLE: Record<CommandName, readonly string[]> = {
  'add: a payment': ['papers', 'papers', 'papers', 'review', 'escalated', 'review', 'review', ...ended],
  'add: what is named already': ['·', '·', '·', '·', '·', '·', '·', ...ended],
  'paper: the statement': ['noted', 'papers', 'review', '·', '·', '·', '·', M, '·', M, M, M],
  'paper: another one': [
    ...['noted', 'papers', 'papers', 'review', 'escalated', 'review', 'approval'],
    ...[M, 'refused', M, M, M],
  ],
  'withdraw: the holder': [M, ...OPEN.slice(1).map(() => 'withdrawn'), ...ended],
  'withdraw: an operator': nobody,
  'lift: an operator': [
    ...['closed', 'papers', 'papers', 'review', 'escalated', 'review', 'approval'],
    ...['covered', 'refused', 'withdrawn', 'lapsed', '·'],
  ],
  'lift: the holder': nobody,
  'cover: little': [M, P, P, 'covered ▸', 'covered ▸', 'covered ▸', M, ...ended],
  'cover: more than was lost': [
    ...[M, P, P, 'loss-more-than-lost', 'loss-more-than-lost', 'loss-more-than-lost', M],
    ...ended,
  ],
  'cover: by who took the report': [M, P, P, F, F, F, M, ...ended],
  'cover: by the holder': nobody,
  'refuse: who did not decide before': [M, P, P, 'refused', 'refused', 'refused', M, ...ended],
  'refuse: who refused before': [M, P, P, 'refused', 'refused', F, M, ...ended],
  'approve: another': [...OPEN.slice(1).map(() => M), 'covered ▸', ...ended],
  'approve: who proposed': [...OPEN.slice(1).map(() => M), F, ...ended],
  'reject: another': [...OPEN.slice(1).map(() => M), 'review', ...ended],
  'reject: who proposed': [...OPEN.slice(1).map(() => M), F, ...ended],
  'object: in time': [...OPEN.map(() => M), M, 'review', M, M, M],
  'object: too late': [...OPEN.map(() => M), M, 'loss-objection-late', M, M, M],
  'object: an operator': nobody,
  'due, too early': ALL.map(() => '·'),
  due: ['noted', 'lapsed', 'lapsed', 'escalated', '·', 'escalated', 'approval', ...ENDS.map(() => '·')],
};
const NAMES = Object.keys(COMMANDS) as CommandName[];

describe('L1: every situation answers every command, and what has nothing to do returns the same case', () => {
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
    expect(new Set(Object.values(SITUATIONS).map(({ state }) => state))).toEqual(new Set(LOSS_STATES));
    expect(Object.keys(SITUATIONS)).toEqual(ALL);
    for (const name of ALL)
      expect(isLossOpen(SITUATIONS[name]), name).toBe((OPEN as readonly string[]).includes(name));
  });
});

test('SPEC.md of this room shows this table', () => {
  const rows = NAMES.map((name) => [name, ...TABLE[name]]);
  expect(specTable(new URL('./SPEC.md', import.meta.url), 'transitions', ['command', ...ALL], rows)).toBe(
    'as shown',
  );
});
