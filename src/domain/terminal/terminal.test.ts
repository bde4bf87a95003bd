import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, terminal } from '../../../test/domain/samples.ts';
import {
  admission,
  type BatchEntry,
  countInBatch,
  isRefusal,
  NO_TOTALS,
  nextBatchNo,
  settleBatch,
  signIn,
  type Terminal,
} from './index.ts';

const NOON = at('2026-11-23 12:00:00');
const NOTHING = { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 };

type Entry = readonly [BatchEntry, bigint];
const counted = (start: Terminal, entries: readonly Entry[], sign: 1 | -1 = 1): Terminal =>
  entries.reduce((current, [entry, amountFen]) => countInBatch(current, entry, amountFen, sign), start);

const settled = (
  start: Terminal,
  request: Parameters<typeof settleBatch>[1],
): Exclude<ReturnType<typeof settleBatch>, string> => {
  const result = settleBatch(start, request);
  if (typeof result === 'string') throw new Error(`refused: ${result}`);
  return result;
};

describe('T1: sign-in brings new working keys and keeps the batch', () => {
  test('the MAC key before it stays good for a reversal made under it', () => {
    const before = counted(terminal(), [['sale', 10_000n]]);
    const after = signIn(before, { operator: '02', pinKey: 'pin2', macKey: 'mac2', atMs: NOON });
    expect(after.keys).toEqual({
      masterKey: 'master',
      pinKey: 'pin2',
      macKey: 'mac2',
      previousMacKey: 'mac',
    });
    expect([after.batchNo, after.totals]).toEqual([before.batchNo, before.totals]);
    expect(after.signedIn).toEqual({ operator: '02', atMs: NOON });
  });

  test('the first sign-in has no key before it', () => {
    const fresh = {
      ...terminal(),
      keys: { masterKey: 'master', pinKey: null, macKey: null, previousMacKey: null },
    };
    expect(
      signIn(fresh, { operator: '01', pinKey: 'p', macKey: 'm', atMs: NOON }).keys.previousMacKey,
    ).toBeNull();
  });
});

test.each([
  ['000001', '000002'],
  ['000999', '001000'],
  ['999998', '999999'],
  ['999999', '000001'],
])('T2: after batch %s comes %s', (batch, next) => expect(nextBatchNo(batch)).toBe(next));

describe('T3: totals of the open batch', () => {
  test.each<[string, Entry[], object]>([
    ['a sale is debit', [['sale', 10_000n]], { debitFen: 10_000n, debitCount: 1 }],
    ['a void is credit', [['void', 10_000n]], { creditFen: 10_000n, creditCount: 1 }],
    ['a refund is credit', [['refund', 4_000n]], { creditFen: 4_000n, creditCount: 1 }],
    [
      'a void of the back office stands apart',
      [['host-void', 500n]],
      { hostVoidFen: 500n, hostVoidCount: 1 },
    ],
    [
      'a morning',
      [
        ['sale', 10_000n],
        ['sale', 2_550n],
        ['void', 2_550n],
        ['refund', 100n],
        ['host-void', 10_000n],
      ],
      {
        debitFen: 12_550n,
        debitCount: 2,
        creditFen: 2_650n,
        creditCount: 2,
        hostVoidFen: 10_000n,
        hostVoidCount: 1,
      },
    ],
  ])('%s', (_what, entries, totals) => {
    expect(counted(terminal(), entries).totals).toEqual({ ...NO_TOTALS, ...totals });
  });

  test('what is counted and taken out again leaves the totals as they were', () => {
    const entry = fc.tuple(
      fc.constantFrom<BatchEntry[]>('sale', 'void', 'refund', 'host-void'),
      fc.bigInt(1n, 10n ** 9n),
    );
    fc.assert(
      fc.property(fc.array(entry), fc.array(entry), (kept, reversed) => {
        const before = counted(terminal(), kept);
        expect(counted(counted(before, reversed), reversed, -1)).toEqual(before);
      }),
    );
  });
});

describe('T4: settlement compares, keeps the difference and opens the next batch', () => {
  const day = counted(terminal(), [
    ['sale', 10_000n],
    ['sale', 500n],
    ['refund', 200n],
    ['host-void', 500n],
  ]);
  const same = { debitFen: 10_500n, debitCount: 2, creditFen: 200n, creditCount: 1 };
  test.each([
    ['as counted', same, 'balanced'],
    ['one fen more', { ...same, debitFen: 10_501n }, 'differs'],
    ['one sale more', { ...same, debitCount: 3 }, 'differs'],
    ['one fen less given back', { ...same, creditFen: 199n }, 'differs'],
    ['one refund less', { ...same, creditCount: 0 }, 'differs'],
    ['nothing', NOTHING, 'differs'],
  ])('the terminal says %s', (_what, totals, result) => {
    const after = settled(day, { batchNo: '000001', stan: '000090', totals, atMs: NOON });
    expect(after.settlement).toMatchObject({ result, batchNo: '000001', host: day.totals, terminal: totals });
    expect([after.terminal.batchNo, after.terminal.totals]).toEqual(['000002', NO_TOTALS]);
    expect(after.terminal.lastSettlement).toBe(after.settlement);
  });

  test('an empty batch settles', () => {
    const after = settled(terminal(), { batchNo: '000001', stan: '000090', totals: NOTHING, atMs: NOON });
    expect(after.settlement.result).toBe('balanced');
  });

  test('another batch than the open one is refused', () => {
    const result = settleBatch(day, { batchNo: '000007', stan: '000090', totals: same, atMs: NOON });
    expect([result, isRefusal(result)]).toEqual(['batch-differs', true]);
  });
});

describe('T5: the same settlement again gets the first result and settles nothing', () => {
  const day = counted(terminal(), [['sale', 10_000n]]);
  const request = {
    batchNo: '000001',
    stan: '000090',
    totals: { ...NOTHING, debitFen: 10_000n, debitCount: 1 },
    atMs: NOON,
  };
  const first = settled(day, request);
  test('even with other totals', () => {
    const again = settled(first.terminal, { ...request, totals: NOTHING, atMs: NOON + 60_000 });
    expect(again.settlement).toBe(first.settlement);
    expect(again.terminal).toBe(first.terminal);
  });
  test('another trace number for the settled batch is refused', () => {
    expect(settleBatch(first.terminal, { ...request, stan: '000091' })).toBe('batch-differs');
  });
});

test.each([
  ['signed in, its open batch', terminal(), '000001', null],
  ['blocked', { ...terminal(), status: 'blocked' as const }, '000001', 'terminal-blocked'],
  ['not signed in', { ...terminal(), signedIn: null }, '000001', 'terminal-not-signed-in'],
  [
    'without a MAC key',
    { ...terminal(), keys: { ...terminal().keys, macKey: null } },
    '000001',
    'terminal-not-signed-in',
  ],
  ['another batch', terminal(), '000002', 'batch-differs'],
  ['not signed in and another batch', { ...terminal(), signedIn: null }, '000002', 'terminal-not-signed-in'],
  [
    'blocked, whatever else',
    { ...terminal(), status: 'blocked' as const, signedIn: null },
    '000002',
    'terminal-blocked',
  ],
])(
  'T6: a financial message is admitted or refused by the first reason: %s',
  (_what, which, batchNo, refusal) => expect(admission(which, batchNo)).toBe(refusal),
);
