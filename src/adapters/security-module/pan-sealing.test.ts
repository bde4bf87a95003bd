import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSoftwareSecurityModule, openAesGcm, sealAesGcm } from './index.ts';

const module = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(1) });
const stranger = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(2) });
const pans = fc
  .array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 19 })
  .map((all) => all.join(''));
const withCode = (code: string) => expect.objectContaining({ name: 'SecurityModuleError', code });

test('open gives back what was sealed; equal cards meet in the index only', async () => {
  await fc.assert(
    fc.asyncProperty(pans, async (pan) => {
      const [one, other] = [await module.sealPan(pan), await module.sealPan(pan)];
      expect(await module.openPan(one.cipher)).toBe(pan);
      expect(one.index).toMatch(/^[0-9a-f]{32}$/);
      expect(one.index).toBe(other.index);
      expect(one.cipher).not.toBe(other.cipher);
      expect((await stranger.sealPan(pan)).index).not.toBe(one.index);
      await expect(stranger.openPan(one.cipher)).rejects.toThrow(withCode('unreadable-cipher'));
    }),
  );
});

test('different cards have different indexes', async () => {
  await fc.assert(
    fc.asyncProperty(pans, pans, async (one, other) => {
      fc.pre(one !== other);
      expect((await module.sealPan(one)).index).not.toBe((await module.sealPan(other)).index);
    }),
  );
});

test('shows six and four digits', async () => {
  expect((await module.sealPan('6200000000000005')).masked).toBe('620000******0005');
  expect((await module.sealPan('123456789012')).masked).toBe('123456**9012');
  expect((await module.sealPan('1234567890123456789')).masked).toBe('123456*********6789');
});

test.each([
  '',
  '12345678901',
  '12345678901234567890',
  '620000000000000a',
  '6200000000000005\n',
  '６２０００００００００００００５',
])('refuses to seal %j', async (pan) => {
  await expect(module.sealPan(pan)).rejects.toThrow(withCode('bad-pan'));
});

test('refuses a cipher with any bit flipped, cut, lengthened or spelt differently', async () => {
  const { cipher } = await module.sealPan('6200000000000005');
  const attempts = [
    '',
    'AAAA',
    `${cipher}AAAA`,
    cipher.slice(4),
    cipher.slice(0, -4),
    ` ${cipher}`,
    'A'.repeat(1e6),
  ];
  const bytes = Buffer.from(cipher, 'base64');
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    attempts.push(changed.toString('base64'));
  }
  for (const attempt of attempts) {
    await expect(module.openPan(attempt)).rejects.toThrow(withCode('unreadable-cipher'));
  }
});

test('fingerprints are keyed, equal for equal text, and are not the index', async () => {
  const text = '6200000000000005';
  const print = await module.fingerprint(text);
  expect(print).toMatch(/^[0-9a-f]{32}$/);
  expect(await module.fingerprint(text)).toBe(print);
  expect(await module.fingerprint(`${text} `)).not.toBe(print);
  expect(await stranger.fingerprint(text)).not.toBe(print);
  expect((await module.sealPan(text)).index).not.toBe(print);
});

test('AES-GCM: opens only with the same key and associated data', () => {
  const [key, label, plain] = [new Uint8Array(32).fill(3), new Uint8Array([1]), new Uint8Array([5, 6, 7])];
  const sealed = sealAesGcm(key, plain, label);
  expect(Uint8Array.from(openAesGcm(key, sealed, label))).toEqual(plain);
  expect(() => openAesGcm(key, sealed, new Uint8Array([2]))).toThrow(withCode('unreadable-cipher'));
  expect(() => openAesGcm(new Uint8Array(32), sealed, label)).toThrow(withCode('unreadable-cipher'));
  expect(() => openAesGcm(key, sealed.subarray(0, 27), label)).toThrow(withCode('unreadable-cipher'));
  expect(() => sealAesGcm(new Uint8Array(16), plain, label)).toThrow(withCode('bad-length'));
});
