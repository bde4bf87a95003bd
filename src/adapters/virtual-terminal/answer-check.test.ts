import { describe, expect, test } from 'vitest';
import { createPosEcbMac } from '#adapters/security-module';
import { encode, type FieldValue, fromHex, macInputPos, posDialect } from '#wire/iso8583';
import { checkAnswer } from './answer-check.ts';

const mac = createPosEcbMac(fromHex('313215FDA2C4AB4C')!);
const otherMac = createPosEcbMac(fromHex('A1A2A3A4A5A6A7A8')!);

const sale = {
  mti: '0200',
  fields: { 3: '000000', 4: '000000001234', 11: '000007', 41: '10000001', 42: '898110257340001' },
};

type Fields = Record<number, FieldValue | undefined>;

function answer(changes: Fields = {}, sign: typeof mac | null = mac, mti = '0210'): Uint8Array {
  const fields: Record<number, FieldValue> = {};
  for (const [number, value] of Object.entries({ ...sale.fields, 39: '00', ...changes })) {
    if (value !== undefined) fields[Number(number)] = value;
  }
  if (sign === null) return encode(posDialect, { mti, fields });
  const body = encode(posDialect, { mti, fields: { ...fields, 64: new Uint8Array(8) } });
  body.set(sign(macInputPos(body)), body.length - 8);
  return body;
}

const verdict = (body: Uint8Array, request = sale) => {
  const found = checkAnswer(request, body, mac);
  return 'detail' in found ? `${found.state}: ${found.detail}` : `${found.state} ${found.code}`;
};

describe('an approval', () => {
  test.each<[string, Fields, string]>([
    ['as sent', {}, 'valid 00'],
    ['other processing code', { 3: '200000' }, 'mismatch: F3 is 200000, expected 000000'],
    ['other amount', { 4: '000000001235' }, 'mismatch: F4 is 000000001235, expected 000000001234'],
    ['no amount', { 4: undefined }, 'mismatch: F4 is missing'],
    ['other trace number', { 11: '000008' }, 'mismatch: F11 is 000008, expected 000007'],
    ['other terminal', { 41: '10000002' }, 'mismatch: F41 is 10000002, expected 10000001'],
    [
      'other merchant',
      { 42: '898110257340002' },
      'mismatch: F42 is 898110257340002, expected 898110257340001',
    ],
    ['no merchant', { 42: undefined }, 'mismatch: F42 is missing, expected 898110257340001'],
    ['no response code', { 39: undefined }, 'mismatch: F39 is missing'],
  ])('%s', (_name, changes, expected) => {
    expect(verdict(answer(changes))).toBe(expected);
  });

  test.each(['0100', '0200', '0220'])('without the amount that %s asked for', (mti) => {
    const asked = { ...sale, mti };
    const body = answer({ 4: undefined }, mac, String(Number(mti) + 10).padStart(4, '0'));
    expect(checkAnswer(asked, body, mac)).toMatchObject({ state: 'mismatch', detail: 'F4 is missing' });
  });

  test('of another message', () => {
    expect(verdict(answer({}, mac, '0230'))).toBe('mismatch: MTI 0230, expected 0210');
  });

  test('without a MAC, with a wrong MAC, or changed by one bit', () => {
    expect(verdict(answer({}, null))).toMatch(/^wrong-mac/);
    expect(verdict(answer({}, otherMac))).toMatch(/^wrong-mac/);
    const changed = answer();
    changed[changed.length - 1]! ^= 1;
    expect(verdict(changed)).toMatch(/^wrong-mac/);
  });

  test('a part of the amount is another amount', () => {
    expect(verdict(answer({ 4: '000000001000', 39: '10' }))).toMatch(/^mismatch: F4/);
  });

  test.each([['A2'], ['11']])('code %s counts as a success and needs a MAC', (code) => {
    expect(verdict(answer({ 39: code }))).toBe(`valid ${code}`);
    expect(verdict(answer({ 39: code }, null))).toMatch(/^wrong-mac/);
  });
});

describe('a decline', () => {
  test('may lack MAC, amount and merchant, but not name another request', () => {
    expect(verdict(answer({ 39: '51', 4: undefined, 42: undefined }, null))).toBe('valid 51');
    expect(verdict(answer({ 39: '51', 42: '000000000000000' }, null))).toBe('valid 51');
    expect(verdict(answer({ 39: '51', 11: '000008' }, null))).toMatch(/^mismatch: F11/);
    expect(verdict(answer({ 39: '51', 4: '000000000001' }, null))).toMatch(/^mismatch: F4/);
  });

  test('with a wrong MAC is no answer; only A0 may have one', () => {
    expect(verdict(answer({ 39: '51' }, otherMac))).toMatch(/^wrong-mac/);
    expect(verdict(answer({ 39: 'A0' }, otherMac))).toBe('valid A0');
  });
});

test('bytes that are no message', () => {
  expect(verdict(Uint8Array.of(1, 2, 3))).toMatch(/^malformed: /);
  expect(verdict(Uint8Array.of(...answer(), 0))).toMatch(/^malformed: /);
});

test('a settlement may be answered without a code', () => {
  const request = { mti: '0500', fields: { 11: '000007', 41: '10000001', 42: '898110257340001' } };
  const body = answer({ 3: undefined, 4: undefined, 39: undefined }, null, '0510');
  expect(checkAnswer(request, body, null)).toMatchObject({ state: 'valid', code: null });
});
