/** One-time codes: the vectors of RFC 6238, and what a code is good for. */
import { describe, expect, test } from 'vitest';
import { base32, codeAt, otpauthUri, stepOf, stepOfCode } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890', 'ascii');

describe('RFC 6238, appendix B', () => {
  test.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at %i s the code of 8 digits is %s', (seconds, code) => {
    expect(codeAt(SECRET, stepOf(seconds * 1000), 8)).toBe(code);
  });
});

describe('RFC 4648, section 10', () => {
  test.each([
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ])('%s is %s', (text, encoded) => expect(base32(Buffer.from(text))).toBe(encoded));
});

describe('a code', () => {
  const nowMs = 1_700_000_000_000;
  test('is taken one step early or late, not two', () => {
    for (const around of [-1, 0, 1])
      expect(stepOfCode(SECRET, codeAt(SECRET, stepOf(nowMs) + around), nowMs)).toBe(stepOf(nowMs) + around);
    for (const around of [-2, 2])
      expect(stepOfCode(SECRET, codeAt(SECRET, stepOf(nowMs) + around), nowMs)).toBeNull();
  });
  test.each(['', '12345', '1234567', '12345a', '１２３４５６', ' 123456'])('%j is none', (text) =>
    expect(stepOfCode(SECRET, text, nowMs)).toBeNull(),
  );
});

test('the address for a picture holds the secret, the login and how codes are made', () => {
  const uri = new URL(otpauthUri(SECRET, 'li.lei'));
  expect(uri.protocol).toBe('otpauth:');
  expect(decodeURIComponent(uri.pathname)).toContain('Yuanlu:li.lei');
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    ...{ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', issuer: 'Yuanlu' },
    ...{ algorithm: 'SHA1', digits: '6', period: '30' },
  });
});
