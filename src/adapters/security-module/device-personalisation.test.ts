import { constants, generateKeyPairSync, privateDecrypt, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCardChipFrom, createSoftwareSecurityModule } from './index.ts';

const security = createSoftwareSecurityModule({ masterKey: randomBytes(32) });
const device = generateKeyPairSync('rsa', { modulusLength: 2048 });
const spki = (pair: typeof device) => new Uint8Array(pair.publicKey.export({ format: 'der', type: 'spki' }));
const card = { pan: '6288990012345678906', sequence: '01', scheme: 'pboc-tdes' } as const;

async function keys() {
  const [key, scriptKey] = [await security.generateKey('imk-ac'), await security.generateKey('imk-smi')];
  return { key: key.key, scriptKey: scriptKey.key };
}

test('a device gets keys whose cryptograms the module takes; another card of the issuer gets others', async () => {
  const issuer = await keys();
  const sealed = await security.personalise({ ...card, ...issuer, devicePublicKey: spki(device) });
  const own = privateDecrypt(
    { key: device.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    sealed,
  );
  expect(own).toHaveLength(32);
  const chip = createCardChipFrom(card.scheme, {
    cryptogramKey: own.subarray(0, 16),
    scriptKey: own.subarray(16),
  });
  const payment = { atc: Uint8Array.of(0, 1), data: Uint8Array.of(1, 2, 3) };
  const arqc = chip.makeCryptogram(payment);
  const asked = { ...payment, arqc, key: issuer.key, scheme: card.scheme, says: null, sequence: '01' };
  expect((await security.verifyArqc({ ...asked, pan: card.pan })).state).toBe('right');
  expect((await security.verifyArqc({ ...asked, pan: '6288990012345678914' })).state).toBe('wrong');
});

test('keys of another purpose, and devices with a short key or none, are refused', async () => {
  const issuer = await keys();
  const ask = (changed: object) =>
    security.personalise({ ...card, ...issuer, devicePublicKey: spki(device), ...changed });
  await expect(ask({ key: issuer.scriptKey })).rejects.toMatchObject({ code: 'wrong-purpose' });
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 });
  await expect(ask({ devicePublicKey: spki(short) })).rejects.toMatchObject({ code: 'not-supported' });
  await expect(ask({ devicePublicKey: Uint8Array.of(1) })).rejects.toMatchObject({ code: 'not-supported' });
});
