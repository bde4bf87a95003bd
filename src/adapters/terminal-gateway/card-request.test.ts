import { expect, test } from 'vitest';
import { createSecurityModule, createSoftwareKeyring } from '#adapters/security-module';
import { carry } from './card-request.ts';

test('a module that translates no PIN refuses the payment with A7, and only the one with a PIN', async () => {
  const keyring = createSoftwareKeyring({ current: new Uint8Array(32).fill(3), older: [] });
  const security = createSecurityModule({ name: 'pkcs11', keyring, root: new Uint8Array(32).fill(4) });
  const { key: pinKey } = await security.generateKey('pik');
  const { key: zonePinKey } = await security.generateKey('zpk');
  const parts = { security, zonePinKey: () => zonePinKey } as unknown as Parameters<typeof carry>[0];
  const known = { terminal: { keys: { pinKey } } } as unknown as Parameters<typeof carry>[2];
  const sale = { pan: '6200000000000005', track2: null, chipData: null };
  expect(await carry(parts, { ...sale, pinBlock: new Uint8Array(8) }, known)).toBe('security-processing');
  expect(await carry(parts, { ...sale, pinBlock: null }, known)).toEqual({
    ...{ track2: null, pinBlock: null, chipData: null },
  });
});
