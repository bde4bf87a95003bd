/** Varieties of a sale as a terminal asks for them: what is a must, what may not be there, and what comes of it. */
import { describe, expect, test } from 'vitest';
import {
  buildCodeData,
  buildInstalmentPlan,
  type FieldValue,
  type Iso8583Message,
  latinBytes,
} from '#wire/iso8583';
import { type PosCardRequest, printText, readPosRequest } from './pos.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 4, 34, 56);
const PAN = '6200001000000000017';
const bytes = (text: string): Uint8Array => latinBytes(text)!;
const PLAN = bytes(buildInstalmentPlan(62, { periods: 12, programme: 'P1', fee: 'by-period' }));

type Fields = Record<number, FieldValue | undefined>;

function message(mti: string, type: string, processingCode: string, fields: Fields): Iso8583Message {
  const all: Fields = {
    ...{ 2: PAN, 3: processingCode, 4: '000000012000', 11: '000007', 14: '3512', 22: '012', 25: '00' },
    ...{ 41: '10000001', 42: '898000000000001', 49: '156', 60: `${type}00000100050`, 64: new Uint8Array(8) },
    ...fields,
  };
  const given = Object.entries(all).filter((each): each is [string, FieldValue] => each[1] !== undefined);
  return { mti, fields: Object.fromEntries(given) };
}
const sale = (fields: Fields, type = '22') => message('0200', type, '000000', fields);
const original = { 37: '101530000001', 61: '000001000005' };
const read = (given: Iso8583Message) => readPosRequest(given, NOW_MS);
const outcome = (given: Iso8583Message): string => {
  const found = read(given);
  return found.kind === 'refusal' ? found.outcome : found.kind;
};

describe('what is read', () => {
  test('instalments: the plan', () => {
    expect(read(sale({ 22: '051', 25: '64', 62: PLAN }))).toMatchObject({
      kind: 'sale',
      variety: { is: 'instalment', periods: 12, programme: 'P1', fee: 'by-period' },
      privateText: null,
      conditionCode: '64',
    });
  });

  test('points: the account of 60.7 and the product', () => {
    const given = sale({ 22: '051', 25: '65', 60: '22000001000500065', 62: bytes('P7') });
    expect(read(given)).toMatchObject({ variety: { is: 'points', account: '065', productCode: 'P7' } });
    expect(read(sale({ 22: '051', 25: '65' }))).toMatchObject({
      variety: { is: 'points', account: null, productCode: '' },
    });
  });

  test('an order that was told: what the payer told goes on and is not part of the variety', () => {
    expect(read(sale({ 25: '08', 62: bytes('91310101199001011234') }))).toMatchObject({
      variety: { is: 'moto' },
      privateText: '91310101199001011234',
      pinBlock: null,
    });
  });

  test('a reservation: no card number, a PIN block without one', () => {
    const reserved = { 22: '921', 25: '67', 62: bytes('9013800000000'), 26: '12', 52: new Uint8Array(8) };
    for (const pan of [undefined, '0'.repeat(16)]) {
      expect(read(sale({ ...reserved, 2: pan, 14: undefined, 53: '1600000000000000' }, '54'))).toMatchObject({
        variety: { is: 'reservation' },
        privateText: '9013800000000',
        pan: '0'.repeat(16),
      });
    }
  });

  test('a payer’s code in place of a card', () => {
    const code = buildCodeData({ payCode: '6290000000000000001', orderReference: null });
    const given = sale({ 2: undefined, 14: undefined, 22: '032', 59: code });
    expect(read(given)).toMatchObject({ pan: '6290000000000000001', byCode: true, variety: null });
  });

  test.each([
    ['void', '23', '64', 'instalment'],
    ['void', '23', '65', 'points'],
    ['void', '23', '08', 'moto'],
    ['void', '53', '67', 'reservation'],
    ['void', '23', '00', 'plain'],
    ['refund', '25', '08', 'moto'],
    ['refund', '25', '00', 'plain'],
  ])('a %s of 60.1 %s with F25 %s names its variety', (kind, type, condition, variety) => {
    const mti = kind === 'void' ? '0200' : '0220';
    const told = condition === '08' ? {} : { 22: '051' };
    const given = message(mti, type, '200000', { ...original, 25: condition, ...told });
    expect(read(given)).toMatchObject({ kind, variety });
  });

  test('the reversal of a variety is that of a sale, and of its void that of a void', () => {
    const reversal = (type: string, code: string, fields: Fields) => message('0400', type, code, fields);
    expect(read(reversal('22', '000000', { 25: '64' }))).toMatchObject({ kind: 'reversal', of: 'sale' });
    expect(read(reversal('54', '000000', { 25: '67' }))).toMatchObject({ kind: 'reversal', of: 'sale' });
    expect(read(reversal('53', '200000', { 25: '67' }))).toMatchObject({ kind: 'reversal', of: 'void' });
    expect(read(reversal('23', '200000', { 25: '65' }))).toMatchObject({ kind: 'reversal', of: 'void' });
  });
});

describe('what is refused', () => {
  const cases: [string, Iso8583Message, string][] = [
    ['instalments without a plan', sale({ 22: '051', 25: '64' }), 'message-malformed'],
    ['one instalment', sale({ 22: '051', 25: '64', 62: bytes(`01${' '.repeat(30)}0`) }), 'message-malformed'],
    ['a plan that is cut', sale({ 22: '051', 25: '64', 62: PLAN.subarray(1) }), 'message-malformed'],
    ['an order that was told, with a PIN', sale({ 25: '08', 52: new Uint8Array(8) }), 'message-malformed'],
    ['an order that was told, with a track', sale({ 25: '08', 35: `${PAN}D3512` }), 'message-malformed'],
    ['an order that was told, without a card', sale({ 25: '08', 2: undefined }), 'message-malformed'],
    ['what was told under another usage', sale({ 25: '08', 62: bytes('90138') }), 'message-malformed'],
    ['more than anybody tells', sale({ 25: '08', 62: bytes(`91${'1'.repeat(61)}`) }), 'message-malformed'],
    ['a reservation without a number', sale({ 25: '67' }, '54'), 'message-malformed'],
    ['a reservation by a name', sale({ 25: '67', 62: bytes('90wang') }, '54'), 'message-malformed'],
    [
      'a reservation whose PIN block names a card',
      sale({ 25: '67', 62: bytes('9013800000000'), 52: new Uint8Array(8), 53: '2600000000000000' }, '54'),
      'message-not-supported',
    ],
    ['a condition code of nothing', sale({ 25: '99' }), 'message-malformed'],
  ];
  test.each(cases)('%s', (_, given, refusal) => {
    expect(outcome(given)).toBe(refusal);
  });

  test('no refusal quotes what the payer told', () => {
    const found = read(sale({ 25: '08', 62: bytes(`91${'310101199001011234'.repeat(4)}`) }));
    expect(JSON.stringify(found)).not.toContain('3101011990');
  });
});

test('another plan is another message; what was told is none', () => {
  const print = (given: Iso8583Message): string => printText(read(given) as PosCardRequest, 'card-1');
  const other = bytes(buildInstalmentPlan(62, { periods: 24, programme: 'P1', fee: 'by-period' }));
  const [a, b] = [PLAN, other].map((plan) => print(sale({ 22: '051', 25: '64', 62: plan })));
  expect(a).not.toBe(b);
  const told = ['91A', '91B'].map((text) => print(sale({ 25: '08', 62: bytes(text) })));
  expect(told[0]).toBe(told[1]);
});
