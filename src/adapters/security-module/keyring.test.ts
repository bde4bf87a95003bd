import { describe, expect, test } from 'vitest';
import type { WrappedKey } from '#engine';
import {
  createSoftwareKeyring,
  createSoftwareSecurityModule,
  masterKeyIdOf,
  toHex,
  x99CbcMac,
} from './index.ts';
import type { MasterKeys } from './keyring.ts';

const FIRST = new Uint8Array(32).map((_, i) => 7 * i + 3);
const SECOND = new Uint8Array(32).map((_, i) => 5 * i + 11);
const DOUBLE = '0123456789ABCDEFFEDCBA9876543210';
const key = Buffer.from(DOUBLE, 'hex');
const unreadable = expect.objectContaining({ name: 'SecurityModuleError', code: 'unreadable-key' });

test('a key in the form of the first version is read, under the current and under an older master key', async () => {
  const text = 'yk1.zak.ifc_eYQtUJApPGMyDb64NGxmufgNlJrSkP7QJOSZjAooYDH2jKoEWgTes_4' as WrappedKey;
  const data = new TextEncoder().encode('0200');
  for (const options of [{ masterKey: FIRST }, { masterKey: SECOND, olderMasterKeys: [FIRST] }]) {
    const module = createSoftwareSecurityModule(options);
    expect(await module.generateMac('x9.9-cbc', text, data)).toEqual(x99CbcMac(key, data));
  }
  await expect(createSoftwareKeyring({ current: SECOND, older: [] }).unwrap(text)).rejects.toThrow(
    unreadable,
  );
});

describe('a change of the master key', () => {
  test('new keys are wrapped under the new one at once, old ones stay readable while it is there', async () => {
    const before = createSoftwareKeyring({ current: FIRST, older: [] });
    const wrapped = await before.wrap('tmk', 'tdes', key);
    expect(wrapped.split('.')[3]).toBe(masterKeyIdOf(FIRST));
    const during = createSoftwareKeyring({ current: SECOND, older: [FIRST] });
    expect(toHex((await during.unwrap(wrapped)).key)).toBe(DOUBLE);
    const again = await during.wrap('tmk', 'tdes', key);
    expect(again.split('.')[3]).toBe(masterKeyIdOf(SECOND));
    const after = createSoftwareKeyring({ current: SECOND, older: [] });
    expect(toHex((await after.unwrap(again)).key)).toBe(DOUBLE);
    await expect(after.unwrap(wrapped)).rejects.toThrow(unreadable);
    await expect(before.unwrap(again)).rejects.toThrow(unreadable);
  });

  test('a program that was started before it learns the new key when it meets it, and before it wraps', async () => {
    let now: MasterKeys | null = null;
    const running = createSoftwareKeyring({ current: FIRST, older: [] }, async () => now);
    const rewrapped = await createSoftwareKeyring({ current: SECOND, older: [FIRST] }).wrap(
      'pik',
      'tdes',
      key,
    );
    await expect(running.unwrap(rewrapped)).rejects.toThrow(unreadable);
    now = { current: SECOND.slice(), older: [FIRST.slice()] };
    expect(toHex((await running.unwrap(rewrapped)).key)).toBe(DOUBLE);
    expect([...now.current, ...now.older[0]!].every((byte) => byte === 0)).toBe(true);
    now = null;
    expect((await running.wrap('mak', 'tdes', key)).split('.')[3]).toBe(masterKeyIdOf(SECOND));
  });

  test('what was sealed under the root stays readable: the root is not the master key any more', async () => {
    const old = createSoftwareSecurityModule({ masterKey: FIRST });
    const sealed = await old.sealPan('6200000000000005');
    const module = createSoftwareSecurityModule({ masterKey: SECOND, olderMasterKeys: [FIRST], root: FIRST });
    expect(await module.openPan(sealed.cipher)).toBe('6200000000000005');
    expect((await module.sealPan('6200000000000005')).index).toBe(sealed.index);
  });
});
