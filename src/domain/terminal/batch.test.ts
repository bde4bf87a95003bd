/** A settled batch: its upload, the comparison, and every message in every state. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { at, terminal } from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import {
  type Batch,
  batchAfter,
  endUpload,
  type HostItem,
  NO_TOTALS,
  needsPerson,
  openDifferences,
  resolveDifference,
  takeUpload,
  type UploadedItem,
} from './index.ts';

const atMs = at('2026-11-23 22:00:00');
const settled = (result: 'balanced' | 'differs'): Batch =>
  batchAfter(terminal(), {
    ...{ batchNo: '000001', stan: '000090', result, host: NO_TOTALS, atMs },
    terminal: { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 },
  });
const told = (stan: string, parts: Partial<UploadedItem> = {}): UploadedItem => ({
  ...{ by: 'detail', stan, amountFen: 100n, cardIndex: 'card', masked: null, group: null },
  ...parts,
});
const had = (stan: string, parts: Partial<HostItem> = {}): HostItem => ({
  ...{ stan, what: 'sale', amountFen: 100n, cardIndex: 'card', masked: '620000******0005' },
  ...{ state: 'approved', stands: true, paymentId: `pay_${stan}`, cancellationId: null },
  ...parts,
});
const good = (result: Batch | string): Batch => {
  if (typeof result === 'string') throw new Error(result);
  return result;
};
const end = (code: '202' | '207', count = 1) => ({ code, count, atMs }) as const;
function compared(uploaded: readonly UploadedItem[], host: readonly HostItem[], count = uploaded.length) {
  const result = endUpload(good(takeUpload(settled('differs'), uploaded)), end('202', count), host);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('T10: the lists are compared', () => {
  test.each([
    // what the terminal told, what the host had, the difference, what a rule may do
    ['both alike', [told('1')], [had('1')], '', ''],
    ['nothing at all', [], [], '', ''],
    ['only the host', [], [had('1')], 'host-only', 'reverse'],
    ['only the host, a completion', [], [had('1', { what: 'completion' })], 'host-only', 'reverse'],
    [
      'only the host, a void',
      [],
      [had('1', { what: 'void', cancellationId: 'can_1' })],
      'host-only',
      'undo-void',
    ],
    [
      'only the host, a refund: the payer may have been promised it',
      [],
      [had('1', { what: 'refund' })],
      'host-only',
      '',
    ],
    ['only the host, and it was reversed', [], [had('1', { stands: false })], '', ''],
    ['only the terminal', [told('1')], [], 'terminal-only', ''],
    ['the host reversed it', [told('1')], [had('1', { stands: false })], 'terminal-only', ''],
    ['another amount', [told('1', { amountFen: 99n })], [had('1')], 'content-differs', ''],
    ['another card', [told('1', { cardIndex: 'other' })], [had('1')], 'content-differs', ''],
    ['a card that was not told', [told('1', { cardIndex: null })], [had('1')], '', ''],
    ['the card refused', [told('1', { by: 'chip-failed' })], [had('1')], 'card-refused', 'reverse'],
    [
      'in a list, then refused by the card',
      [told('1'), told('1', { by: 'chip-failed' })],
      [had('1')],
      'card-refused',
      'reverse',
    ],
    [
      'the card refused, and it was reversed',
      [told('1', { by: 'chip-failed' })],
      [had('1', { stands: false })],
      '',
      '',
    ],
    ['a number used again after a reversal', [told('1')], [had('1', { stands: false }), had('1')], '', ''],
  ] as const)('%s', (_, uploaded, host, kinds, acts) => {
    const { batch, acts: found } = compared(uploaded, host);
    expect(
      openDifferences(batch)
        .map(({ kind }) => kind)
        .join(' '),
    ).toBe(kinds);
    expect(found.map(({ act }) => act).join(' ')).toBe(acts);
    expect(needsPerson(batch)).toBe(kinds !== '');
  });

  test('a count that is not what came is a difference of its own, the last one', () => {
    const { batch, acts } = compared([told('2')], [had('1'), had('2')], 7);
    // What did not come may be what the host alone has: no rule undoes anything.
    expect(acts).toEqual([]);
    expect(openDifferences(batch).map(({ no, kind }) => `${no} ${kind}`)).toEqual([
      '1 host-only',
      '2 count-differs',
    ]);
  });

  test('equal lists never differ, whatever is in them', () => {
    const lists = fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { maxLength: 60 });
    fc.assert(
      fc.property(lists, fc.bigInt({ min: 1n, max: 999_999_999_999n }), (numbers, amountFen) => {
        const stans = numbers.map((number) => String(number).padStart(6, '0'));
        const uploaded = stans.map((stan) => told(stan, { amountFen })).reverse();
        const host = stans.map((stan) => had(stan, { amountFen }));
        expect(compared(uploaded, host).acts).toEqual([]);
        expect(openDifferences(compared(uploaded, host).batch)).toEqual([]);
      }),
    );
  });
});

test('T9: whatever is uploaded, in whatever order and however often: taken once', () => {
  const parts = fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 }), { maxLength: 12 });
  fc.assert(
    fc.property(parts, (messages) => {
      let batch = settled('differs');
      for (const message of messages)
        batch = good(
          takeUpload(
            batch,
            [...new Set(message)].map((number) => told(String(number))),
          ),
        );
      const wanted = [...new Set(messages.flat())].map(String).sort();
      expect(batch.uploaded.map(({ stan }) => stan).sort()).toEqual(wanted);
    }),
  );
});

test('T9: more than a batch can hold is refused as a whole', () => {
  const many = Array.from({ length: 4_001 }, (_, index) => told(String(index)));
  expect(takeUpload(settled('differs'), many)).toBe('batch-too-large');
});

test('T11: a difference ends once', () => {
  const { batch } = compared([], [had('1')]);
  const ended = good(
    resolveDifference(batch, 1, { state: 'ended', how: 'host-right', by: 'op', why: 'slip found', atMs }),
  );
  expect(needsPerson(ended)).toBe(false);
  expect(resolveDifference(ended, 1, { state: 'open', why: null })).toBe('difference-already-ended');
  expect(resolveDifference(batch, 2, { state: 'open', why: null })).toBe('difference-not-found');
});

const STATES = ['balanced', 'awaiting-upload', 'ended', 'compared'] as const;
const MESSAGES = [
  'new transaction',
  'same transaction',
  'other content',
  'end 202',
  'end 207',
  'end difference',
] as const;

const TABLE: Readonly<Record<(typeof STATES)[number], readonly string[]>> = {
  balanced: ['taken', 'nothing', 'duplicate-other-content', 'ended', 'ended', 'difference-not-found'],
  'awaiting-upload': [
    ...[
      'taken',
      'nothing',
      'duplicate-other-content',
      'compared',
      'batch-upload-wanted',
      'difference-not-found',
    ],
  ],
  ended: [
    'batch-upload-over',
    'nothing',
    'duplicate-other-content',
    'nothing',
    'nothing',
    'difference-not-found',
  ],
  compared: [
    'batch-upload-over',
    'nothing',
    'duplicate-other-content',
    'nothing',
    'nothing',
    'difference ended',
  ],
};

const SAMPLES: Readonly<Record<(typeof STATES)[number], Batch>> = {
  balanced: good(takeUpload(settled('balanced'), [told('1')])),
  'awaiting-upload': good(takeUpload(settled('differs'), [told('1')])),
  ended: ((): Batch => {
    const result = endUpload(good(takeUpload(settled('balanced'), [told('1')])), end('207'), []);
    return typeof result === 'string' ? settled('balanced') : result.batch;
  })(),
  compared: compared([told('1')], []).batch,
};

const RUN: Readonly<Record<(typeof MESSAGES)[number], (batch: Batch) => string>> = {
  'new transaction': (batch) => uploaded(batch, told('2')),
  'same transaction': (batch) => uploaded(batch, told('1')),
  'other content': (batch) => uploaded(batch, told('1', { amountFen: 5n })),
  'end 202': (batch) => ended(batch, '202'),
  'end 207': (batch) => ended(batch, '207'),
  'end difference': (batch) => {
    const result = resolveDifference(batch, 1, {
      state: 'ended',
      how: 'made-good',
      by: 'op',
      why: 'w',
      atMs,
    });
    return typeof result === 'string' ? result : 'difference ended';
  },
};

function uploaded(batch: Batch, item: UploadedItem): string {
  const result = takeUpload(batch, [item]);
  if (typeof result === 'string') return result;
  return result === batch ? 'nothing' : 'taken';
}

function ended(batch: Batch, code: '202' | '207'): string {
  const result = endUpload(batch, end(code), []);
  if (typeof result === 'string') return result;
  return result.batch === batch ? 'nothing' : result.batch.state;
}

describe('T12: every state of a settled batch answers every message', () => {
  test.each(
    STATES.flatMap((state) => MESSAGES.map((name, index) => [state, name, TABLE[state][index]!] as const)),
  )('%s × %s → %s', (state, name, cell) => {
    const before = structuredClone(SAMPLES[state]);
    expect(RUN[name](SAMPLES[state])).toBe(cell);
    expect(SAMPLES[state]).toEqual(before);
  });
});

test('SPEC.md of this room shows this table', () => {
  const rows = STATES.map((state) => [state, ...TABLE[state]]);
  expect(
    specTable(new URL('./SPEC.md', import.meta.url), 'batch transitions', ['batch', ...MESSAGES], rows),
  ).toBe('as shown');
});
