/** argon2id as the reference implementation writes it, a bounded number at once, and nobody without a computation. */
import { describe, expect, test } from 'vitest';
import { Passwords, TooManySignIns } from './passwords.ts';

describe('passwords', () => {
  const passwords = new Passwords();
  test('fit what was made of them and nothing else, however wide they were typed', async () => {
    const stored = await passwords.hash('Ｐａｓｓ word é');
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await passwords.fits('Pass word e\u0301', stored)).toBe(true);
    expect(await passwords.fits('Pass word e', stored)).toBe(false);
    expect(await passwords.hash('Ｐａｓｓ word é')).not.toBe(stored);
  });

  test('a hash with other parameters still fits: they may grow', async () => {
    // Made by the reference command: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
    const other = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    expect(await passwords.fits('password', other)).toBe(true);
    expect(await passwords.fits('Password', other)).toBe(false);
  });

  test('nobody fits, also with no password at all', async () => {
    expect(await passwords.fits('', null)).toBe(false);
  });

  test('what is no hash is trouble, not a no', async () => {
    await expect(passwords.fits('x', 'plain')).rejects.toThrow(/\$argon2id/);
  });

  test('more than wait in line are turned away, and those in line are served', async () => {
    const crowd = await Promise.allSettled(Array.from({ length: 60 }, () => passwords.fits('x', null)));
    const away = crowd.filter((each) => each.status === 'rejected');
    expect(away).toHaveLength(8);
    for (const each of away) expect((each as PromiseRejectedResult).reason).toBeInstanceOf(TooManySignIns);
    expect(await passwords.fits('x', null)).toBe(false);
  });
});
