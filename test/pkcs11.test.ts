/** The security module over a token, proven against SoftHSM2. */

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createSecurityModule,
  createSoftwareKeyring,
  createSoftwareSecurityModule,
  openToken,
  openTokenKeyring,
  type Token,
  toHex,
} from '#adapters/security-module';
import { securityAlgorithmSuite } from '../src/adapters/security-module/algorithm-suite.ts';
import { securityModuleSuite } from './security-module-suite.ts';
import { makeSoftHsm, SOFT_HSM, type SoftHsm, WHY_NOT } from './soft-hsm.ts';

const KEY = new Uint8Array(Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex'));
const unreadable = expect.objectContaining({ name: 'SecurityModuleError', code: 'unreadable-key' });

if (SOFT_HSM === null) {
  test(`the token is not tested: ${WHY_NOT}`, (context) => {
    context.skip(WHY_NOT);
  });
} else {
  let hsm: SoftHsm;
  const tokens: Token[] = [];
  const open = async (more: Partial<SoftHsm> = {}): Promise<Token> => {
    const token = await openToken({ ...hsm, ...more });
    tokens.push(token);
    return token;
  };
  const keyring = async (label: string, make = true) =>
    openTokenKeyring({ token: await open(), label, make, others: null });

  beforeAll(async () => {
    hsm = await makeSoftHsm('yuanlu test');
    process.env.SOFTHSM2_CONF = hsm.env.SOFTHSM2_CONF;
  });
  afterAll(async () => {
    for (const token of tokens) await token.close();
    await rm(hsm.folder, { recursive: true });
  });

  describe.each(['pkcs11', 'pkcs11-pin'] as const)('the module %s', (name) => {
    const open = async (suite: string) =>
      createSecurityModule({ name, keyring: await keyring(`${suite}-${name}`), root: randomBytes(32) });
    securityModuleSuite(name, () => open('suite'));
    securityAlgorithmSuite(name, () => open('algorithms'));
  });

  describe('the master key', () => {
    test('is made in the token once, and cannot be made by a program that only reads', async () => {
      await expect(keyring('once', false)).rejects.toThrow(/no master key once-1/);
      const made = await keyring('once');
      expect(await made.currentId()).toBe('once-1');
      const wrapped = await made.wrap('tmk', 'tdes', KEY);
      expect(wrapped).toMatch(/^yk2\.tmk\.tdes\.once-1\./);
      const again = await keyring('once', false);
      expect(toHex((await again.unwrap(wrapped)).key)).toBe(toHex(KEY));
    });

    test('a key that was changed, or is of another token key, purpose or cipher, is unreadable', async () => {
      const one = await keyring('tamper');
      const other = await keyring('other');
      const wrapped = await one.wrap('zak', 'tdes', KEY);
      const attempts = [
        wrapped.replace('.zak.', '.mak.'),
        wrapped.replace('.tdes.', '.aes.'),
        wrapped.replace('tamper-1', 'tamper-2'),
        `${wrapped.slice(0, -2)}AA`,
      ];
      for (const attempt of attempts) await expect(one.unwrap(attempt)).rejects.toThrow(unreadable);
      await expect(other.unwrap(wrapped)).rejects.toThrow(unreadable);
    });

    test('is changed by a new one; what the old one wrapped stays readable, also for programs that run', async () => {
      const running = await keyring('change');
      const before = await running.wrap('pik', 'tdes', KEY);
      const changing = await keyring('change');
      expect(await changing.makeMasterKey()).toBe('change-2');
      const after = await changing.wrap('pik', 'tdes', KEY);
      expect(after).toContain('.change-2.');
      for (const each of [before, after]) expect(toHex((await running.unwrap(each)).key)).toBe(toHex(KEY));
      expect(await running.wrap('mak', 'tdes', KEY)).toContain('.change-2.');
    });

    test('keys under a master key in a file are read beside it, until they are moved into the token', async () => {
      const masterKey = randomBytes(32);
      const file = createSoftwareKeyring({ current: masterKey, older: [] });
      const old = createSoftwareSecurityModule({ masterKey });
      const { key, checkValue } = await old.generateKey('tmk');
      const both = await openTokenKeyring({ token: await open(), label: 'moved', make: true, others: file });
      const module = createSecurityModule({ name: 'pkcs11', keyring: both, root: masterKey });
      const moved = await module.rewrap(key);
      expect(moved).toContain('.moved-1.');
      expect((await module.describeKey(moved)).checkValue).toBe(checkValue);
      expect(await module.rewrap(moved)).toBe(moved);
      const alone = await keyring('moved', false);
      await expect(alone.unwrap(key)).rejects.toThrow(unreadable);
    });
  });

  describe('the token', () => {
    test('many calls at once take their turns in one session', async () => {
      const ring = await keyring('turns');
      const keys = Array.from({ length: 40 }, () => new Uint8Array(randomBytes(16)));
      const wrapped = await Promise.all(keys.map((key) => ring.wrap('pik', 'tdes', key)));
      const back = await Promise.all(wrapped.map((each) => ring.unwrap(each)));
      expect(back.map(({ key }) => toHex(key))).toEqual(keys.map(toHex));
    });

    test('a wrong library, label or PIN is told without the PIN', async () => {
      await expect(open({ library: '/nowhere/lib.so' })).rejects.toThrow(/YUANLU_PKCS11_LIBRARY/);
      await expect(open({ token: 'nobody' })).rejects.toThrow(/"nobody"; found: .*yuanlu test/);
    });
  });
}
