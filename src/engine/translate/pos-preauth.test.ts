/** The pre-authorisation family on the terminal's side: what is read of each message, and what answers it. */
import { describe, expect, test } from 'vitest';
import { type FieldValue, type Iso8583Message, textOf } from '#wire/iso8583';
import { printText, readPosRequest, writePosAnswer } from './pos.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 2, 0, 0);
const MAC = new Uint8Array(8);

function message(
  mti: string,
  processing: string,
  condition: string,
  type: string,
  more: Readonly<Record<number, FieldValue>> = {},
): Iso8583Message {
  const fields = {
    2: '6200000000000005',
    3: processing,
    4: '000000010000',
    11: '000021',
    22: '051',
    25: condition,
    41: '10000001',
    42: '898310000000001',
    49: '156',
    60: `${type}000001000`,
    64: MAC,
  };
  return { mti, fields: { ...fields, ...more } };
}

const NAMED = { 38: '654321', 61: '0000010000201123' };
const MESSAGES: readonly (readonly [string, Iso8583Message, object])[] = [
  [
    'a pre-authorisation',
    message('0100', '030000', '06', '10'),
    { kind: 'hold', of: 'preauthorisation', isNotice: false, original: null, authCode: null },
  ],
  [
    'an increment, which knows the code alone',
    message('0100', '030000', '60', '10', { 38: '654321', 61: '0000000000000000' }),
    { kind: 'hold', of: 'increment', original: null, authCode: '654321' },
  ],
  [
    'a completion',
    message('0200', '000000', '06', '20', NAMED),
    {
      ...{ kind: 'hold', of: 'completion', isNotice: false, authCode: '654321' },
      original: { batchNo: '000001', stan: '000020', day: '2026-11-23' },
    },
  ],
  [
    'a completion by notice',
    message('0220', '000000', '06', '24', NAMED),
    { kind: 'hold', of: 'completion', isNotice: true, authCode: '654321' },
  ],
  [
    'a void of a pre-authorisation',
    message('0100', '200000', '06', '11', NAMED),
    { kind: 'void', of: 'preauthorisation', authCode: '654321', rrn: null },
  ],
  [
    'a void of a completion',
    message('0200', '200000', '06', '21', { ...NAMED, 37: '100000000020' }),
    { kind: 'void', of: 'completion', rrn: '100000000020' },
  ],
  [
    'a telephone order’s pre-authorisation',
    message('0100', '030000', '18', '10'),
    { kind: 'hold', of: 'preauthorisation', variety: { is: 'moto' }, conditionCode: '18' },
  ],
];

describe('each message is read as what it is', () => {
  test.each(MESSAGES)('%s', (_what, given, expected) => {
    expect(readPosRequest(given, NOW_MS)).toMatchObject(expected);
  });

  test.each([
    ['of a pre-authorisation', '030000', '06', '10', 'preauthorisation'],
    ['of an increment', '030000', '60', '10', 'increment'],
    ['of a completion', '000000', '06', '20', 'completion'],
    ['of the void of a pre-authorisation', '200000', '06', '11', 'void'],
    ['of the void of a completion', '200000', '06', '21', 'void'],
  ])('a reversal %s', (_what, processing, condition, type, of) => {
    const read = readPosRequest(message('0400', processing, condition, type, { 39: '98' }), NOW_MS);
    expect(read).toMatchObject({ kind: 'reversal', of, original: { batchNo: '000001', stan: '000021' } });
  });

  test('a reversal of a notice is no message of the table', () => {
    const read = readPosRequest(message('0400', '000000', '06', '24', { 39: '98' }), NOW_MS);
    expect(read).toMatchObject({ kind: 'refusal', outcome: 'message-not-supported' });
  });

  test.each([
    ['a completion without the code of its hold', message('0200', '000000', '06', '20', { 61: NAMED[61] })],
    ['a void without what it undoes', message('0100', '200000', '06', '11', { 38: '654321' })],
    ['a pre-authorisation that names a code', message('0100', '030000', '06', '10', { 38: '654321' })],
    ['a notice with a PIN', message('0220', '000000', '06', '24', { ...NAMED, 52: MAC })],
  ])('%s is malformed', (_what, given) => {
    expect(readPosRequest(given, NOW_MS)).toMatchObject({ kind: 'refusal', outcome: 'message-malformed' });
  });
});

test('what names another hold, or is another message of the family, is other content', () => {
  const prints = MESSAGES.map(([, given]) => {
    const read = readPosRequest(given, NOW_MS);
    if (read.kind !== 'hold' && read.kind !== 'void') throw new Error('not of the family');
    return printText(read, 'card');
  });
  expect(new Set(prints).size).toBe(MESSAGES.length);
  const other = message('0200', '000000', '06', '20', { ...NAMED, 38: '999999' });
  const read = readPosRequest(other, NOW_MS);
  if (read.kind !== 'hold') throw new Error('not a hold');
  expect(prints).not.toContain(printText(read, 'card'));
});

test.each(MESSAGES)('the answer to %s carries the code, the day and a place for the MAC', (_what, given) => {
  const answer = writePosAnswer(given, {
    ...{ outcome: 'approved', nowMs: NOW_MS, acquirerId: '48020000' },
    ...{ rrn: '100000000021', authCode: '654321', clearingDay: '2026-11-23' as never },
  });
  expect(answer.mti).toBe(`0${given.mti.charAt(1)}${Number(given.mti.charAt(2)) + 1}0`);
  expect([15, 37, 38, 39].map((field) => textOf(answer, field))).toEqual([
    '1123',
    '100000000021',
    '654321',
    '00',
  ]);
  expect(answer.fields[64]).toEqual(MAC);
});
