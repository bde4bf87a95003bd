import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  httpStatusOf,
  isOutcome,
  isoCodeOf,
  isSuccess,
  kindOf,
  OUTCOMES,
  type Outcome,
  outcomeOfNetworkCode,
  retryOf,
  wordsOf,
} from './index.ts';

const ALL = Object.keys(OUTCOMES) as Outcome[];

describe('the catalogue is complete', () => {
  test.each(ALL)('%s', (outcome) => {
    expect(isoCodeOf(outcome)).toMatch(/^[0-9A-Z]{2}$/);
    expect(httpStatusOf(outcome)).toBeGreaterThanOrEqual(200);
    expect(httpStatusOf(outcome)).toBeLessThan(600);
    expect(wordsOf(outcome, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(wordsOf(outcome, 'en')).toMatch(/^[\p{L}\p{N}\p{P} ]+$/u);
    expect(wordsOf(outcome, 'en')).not.toMatch(/\p{Script=Han}/u);
    expect(outcome).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(isOutcome(outcome)).toBe(true);
  });

  test('success, and nothing else, carries a code that a terminal takes for success', () => {
    const approving = new Set(['00', '10', '11', '16', 'A2', 'A4', 'A5', 'A6']);
    for (const outcome of ALL) {
      expect([outcome, approving.has(isoCodeOf(outcome))]).toEqual([outcome, isSuccess(outcome)]);
      expect([outcome, httpStatusOf(outcome) < 300]).toEqual([outcome, isSuccess(outcome)]);
    }
  });

  test('an unknown outcome is never shown as a decline: its code says that the result is open', () => {
    const unknown = ALL.filter((outcome) => kindOf(outcome) === 'unknown');
    expect(unknown.length).toBeGreaterThan(0);
    for (const outcome of unknown) expect(['68', '98']).toContain(isoCodeOf(outcome));
  });

  test('whoever may try again is told what has to come first', () => {
    expect(retryOf('pin-wrong')).toBe('changed');
    expect(retryOf('issuer-not-operating')).toBe('later');
    expect(retryOf('terminal-not-signed-in')).toBe('sign-in');
    expect(retryOf('outcome-unknown')).toBe('ask');
    expect(retryOf('card-stolen')).toBe('no');
  });

  test.each(['Approved', 'toString', 'constructor', '__proto__', ''])('"%s" is no outcome', (text) =>
    expect(isOutcome(text)).toBe(false),
  );
});

/**
 * Response codes of the network list (2014/2015) and what they make of a payment: A paid · D not paid ·
 * R not paid, later may help · C not paid, keep the card · U open at the network itself · K not paid, keys or
 * sign-on first.
 */
const CODES = `
  A 00 10 11 16 A2 A4 A5 A6
  D 01 03 05 12 13 14 15 21 22 25 30 38 40 51 54 57 58 59 61 62 64 65 75 94 97 A1 A3 A8 B1 C1 N1 P1
  R 45 55 90 91 92 96
  C 04 34 41 43
  U 09 68 98
  K 77 99 A0 A7
`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const [action, ...codes] = line.trim().split(' ');
    return codes.map((code) => [code, action] as const);
  });

describe('what a response code of the network means', () => {
  test.each(CODES)('%s: %s', (code, action) => {
    const kind = kindOf(outcomeOfNetworkCode(code));
    expect(kind).toBe(action === 'A' ? 'success' : action === 'U' ? 'unknown' : 'declined');
  });

  test.each(CODES.filter(([, action]) => action === 'R').map(([code]) => code))(
    '%s: trying again is sensible',
    (code) => expect(['later', 'changed']).toContain(retryOf(outcomeOfNetworkCode(code))),
  );

  test('partial approval stays apart from approval', () => {
    expect(outcomeOfNetworkCode('10')).toBe('approved-partly');
    expect(outcomeOfNetworkCode('00')).toBe('approved');
  });

  test('a known code of the catalogue keeps its code on the way through', () => {
    for (const [code, action] of CODES) {
      const outcome = outcomeOfNetworkCode(code);
      if (action === 'A' || outcome === 'declined-other' || kindOf(outcome) === 'unknown') continue;
      expect([code, isoCodeOf(outcome)]).toEqual([code, code]);
    }
  });

  test('codes of older lists are read as declines', () => {
    for (const code of '02 06 07 19 20 23 31 33 35 36 37 39 42 44 52 53 56 60 63 66 67'.split(' ')) {
      expect([code, kindOf(outcomeOfNetworkCode(code))]).toEqual([code, 'declined']);
    }
  });

  test('any code that is not listed is a decline, never a success', () => {
    const listed = new Set(CODES.map(([code]) => code));
    const twoCharacters = fc.stringMatching(/^[0-9A-Za-z ]{2}$/);
    fc.assert(
      fc.property(fc.oneof(twoCharacters, fc.string()), (code) => {
        fc.pre(!listed.has(code));
        expect(outcomeOfNetworkCode(code)).toBe('declined-other');
      }),
      { numRuns: 2000 },
    );
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(outcomeOfNetworkCode(name)).toBe('declined-other');
    }
  });
});
