/** Waits that grow and end, passwords that are taken, sign-ins that end. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ADDRESS_TRIES, counted, LOGIN_TRIES, passwordFault, type Tries, waitOf } from './index.ts';

describe('tries', () => {
  test('the waits of a login that is guessed without a pause', () => {
    let [tries, nowMs]: [Tries | null, number] = [null, 0];
    const waits: number[] = [];
    for (let n = 0; n < 13; n += 1) {
      const wait = waitOf(LOGIN_TRIES, tries, nowMs);
      waits.push(wait / 1000);
      nowMs += wait;
      tries = counted(LOGIN_TRIES, tries, nowMs);
    }
    expect(waits).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
  });

  test('however fast somebody guesses, no more than these are taken in a day', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([LOGIN_TRIES, 110], [ADDRESS_TRIES, 60]),
        fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 400 }),
        ([rule, most], pauses) => {
          let [tries, nowMs, taken]: [Tries | null, number, number] = [null, 0, 0];
          for (const pause of pauses) {
            nowMs += pause;
            if (nowMs >= 86_400_000) break;
            if (waitOf(rule, tries, nowMs) > 0) continue;
            tries = counted(rule, tries, nowMs);
            taken += 1;
          }
          expect(taken).toBeLessThanOrEqual(most);
        },
      ),
    );
  });

  test('a wait never grows by asking, and is over when it said', () => {
    const tries = { failures: 7, lastMs: 1_000 };
    const wait = waitOf(LOGIN_TRIES, tries, 1_000);
    expect(wait).toBe(120_000);
    expect(waitOf(LOGIN_TRIES, tries, 1_000 + wait - 1)).toBe(1);
    expect(waitOf(LOGIN_TRIES, tries, 1_000 + wait)).toBe(0);
    expect(waitOf(LOGIN_TRIES, { failures: 1_000_000, lastMs: 0 }, 0)).toBe(LOGIN_TRIES.waitMaxMs);
    expect(counted(LOGIN_TRIES, tries, 1_000 + LOGIN_TRIES.forgetMs)).toMatchObject({ failures: 1 });
  });
});

describe('passwords', () => {
  const own = ['li.lei', '李雷'];
  test.each([
    ['123456789', 'too-short'],
    ['a'.repeat(129), 'too-long'],
    ['aaaaaaaaaaaa', 'too-common'],
    ['passw0rd1234', 'too-common'],
    ['qwertyuiop12', 'too-common'],
    ['li.lei2026!!', 'of-the-person'],
    ['Li.Lei Li.Lei', 'of-the-person'],
    ['with\u0007 a bell', 'not-readable'],
    ['half \ud800 a pair', 'not-readable'],
    ['correct horse battery', null],
    ['四个汉字也可以的吧对不对', null],
    ['tea4-kd9x-vvbm-2pqr', null],
    ['1234-but-longer', null],
  ] as const)('%j: %s', (password, fault) => expect(passwordFault(password, own)).toBe(fault));
});
