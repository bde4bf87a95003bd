/** Every situation of a terminal × what it can be asked. SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import { at, terminal } from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import { admission, settleBatch, signIn, type Terminal } from './index.ts';

const SITUATIONS = ['new', 'signed in', 'just settled', 'blocked'] as const;
const COMMANDS = [
  'sign-in',
  'financial, open batch',
  'financial, other batch',
  'settle open batch',
  'settle again',
  'settle other batch',
] as const;
type Situation = (typeof SITUATIONS)[number];
type CommandName = (typeof COMMANDS)[number];

const SETTLE = {
  batchNo: '000001',
  stan: '000090',
  totals: { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 },
  atMs: at('2026-11-23 22:00:00'),
};
const NEW: Terminal = {
  ...terminal(),
  signedIn: null,
  keys: { masterKey: 'master', pinKey: null, macKey: null, previousMacKey: null },
};
const settledOf = (from: Terminal): Terminal => {
  const result = settleBatch(from, SETTLE);
  return typeof result === 'string' ? from : result.terminal;
};
const SAMPLES: Record<Situation, Terminal> = {
  new: NEW,
  'signed in': terminal(),
  'just settled': settledOf(terminal()),
  blocked: { ...terminal(), status: 'blocked' },
};

const TABLE: Record<Situation, Record<CommandName, string>> = {
  new: {
    'sign-in': 'new keys',
    'financial, open batch': 'terminal-not-signed-in',
    'financial, other batch': 'terminal-not-signed-in',
    'settle open batch': 'next batch',
    'settle again': 'next batch',
    'settle other batch': 'batch-differs',
  },
  'signed in': {
    'sign-in': 'new keys',
    'financial, open batch': 'admitted',
    'financial, other batch': 'batch-differs',
    'settle open batch': 'next batch',
    'settle again': 'next batch',
    'settle other batch': 'batch-differs',
  },
  'just settled': {
    'sign-in': 'new keys',
    'financial, open batch': 'admitted',
    'financial, other batch': 'batch-differs',
    'settle open batch': 'next batch',
    'settle again': 'first result',
    'settle other batch': 'batch-differs',
  },
  blocked: {
    'sign-in': 'new keys',
    'financial, open batch': 'terminal-blocked',
    'financial, other batch': 'terminal-blocked',
    'settle open batch': 'next batch',
    'settle again': 'next batch',
    'settle other batch': 'batch-differs',
  },
};

function settle(which: Terminal, request: typeof SETTLE): string {
  const result = settleBatch(which, request);
  if (typeof result === 'string') return result;
  return result.terminal === which ? 'first result' : 'next batch';
}

const RUN: Record<CommandName, (which: Terminal) => string> = {
  'sign-in': (which) => {
    const after = signIn(which, { operator: '01', pinKey: 'p2', macKey: 'm2', atMs: SETTLE.atMs });
    return after.keys.macKey === 'm2' && after.batchNo === which.batchNo ? 'new keys' : 'lost';
  },
  'financial, open batch': (which) => admission(which, which.batchNo) ?? 'admitted',
  'financial, other batch': (which) => admission(which, '000077') ?? 'admitted',
  'settle open batch': (which) => settle(which, { ...SETTLE, batchNo: which.batchNo, stan: '000095' }),
  'settle again': (which) => settle(which, SETTLE),
  'settle other batch': (which) => settle(which, { ...SETTLE, batchNo: '000077' }),
};

describe('T7: every situation answers every request', () => {
  test.each(
    SITUATIONS.flatMap((situation) =>
      COMMANDS.map((name) => [situation, name, TABLE[situation][name]] as const),
    ),
  )('%s × %s → %s', (situation, name, cell) => {
    const before = structuredClone(SAMPLES[situation]);
    expect(RUN[name](SAMPLES[situation])).toBe(cell);
    expect(SAMPLES[situation]).toEqual(before);
  });
});

test('SPEC.md of this room shows this table', () => {
  const rows = SITUATIONS.map((situation) => [situation, ...COMMANDS.map((name) => TABLE[situation][name])]);
  expect(
    specTable(new URL('./SPEC.md', import.meta.url), 'transitions', ['terminal', ...COMMANDS], rows),
  ).toBe('as shown');
});
