import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { KeyAlgorithm, KeyPurpose, PinBlockFormat } from '#engine';
import { readSecurityVectors, refusal } from '../../../test/security-vectors.ts';
import { pinFormats } from './algorithms/pin-format.ts';
import {
  createKeyCipher,
  createMac,
  createSoftwareSecurityModule,
  decryptPin,
  deriveAesWorkingKey,
  deriveTdesWorkingKey,
  encryptPin,
  encryptTrack,
  fromHex,
} from './index.ts';

const module = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(3) });
const bytes = (hex: string) => fromHex(hex)!;
const withCode = (code: string) => expect.objectContaining(refusal(code) as object);
const FROM = '0123456789ABCDEFFEDCBA9876543210';
const TO = '1122334455667788A1B2C3D4E5F60718';
const PAN = '6200000000000005';
const key = async (purpose: KeyPurpose, hex: string, algorithm: KeyAlgorithm = 'tdes') =>
  (await module.importKey(purpose, hex, algorithm)).key;
const cipherOf = (format: PinBlockFormat, hex: string) =>
  createKeyCipher(pinFormats[format].cipher, bytes(hex));

test('a key of another cipher, and a block for another card', async () => {
  const request = {
    pinBlock: encryptPin('iso-4', cipherOf('iso-4', FROM), '1234', PAN),
    from: await key('pik', FROM, 'aes'),
    to: await key('zpk', TO),
    fromFormat: 'iso-4',
    toFormat: 'iso-0',
    pan: PAN,
  } as const;
  expect((await module.translatePin(request)).length).toBe(8);
  const refusals = [
    [{ from: await key('pik', FROM) }, 'wrong-purpose'],
    [{ to: await key('zpk', TO, 'sm4') }, 'wrong-purpose'],
    [{ pan: '6200000000000013' }, 'bad-pin-block'],
    [{ pinBlock: request.pinBlock.subarray(1) }, 'bad-length'],
  ] as const;
  for (const [change, code] of refusals) {
    await expect(module.translatePin({ ...request, ...change })).rejects.toThrow(withCode(code));
  }
});

describe('keys of single transactions', () => {
  const KSN = 'FFFF9876543210E00003';
  const AES_KSN = '123456789012345600000003';

  test('triple DES: PIN, MAC both ways, track', async () => {
    const bdk = await key('bdk', FROM);
    const dukpt = { bdk, ksn: KSN };
    const of = (use: Parameters<typeof deriveTdesWorkingKey>[2]) =>
      deriveTdesWorkingKey(bytes(FROM), bytes(KSN), use);
    const to = await key('zpk', TO);
    const pinBlock = encryptPin('iso-0', createKeyCipher('tdes', of('pin')), '9876', PAN);
    const formats = { fromFormat: 'iso-0', toFormat: 'iso-3' } as const;
    const translated = await module.translatePin({ pinBlock, from: dukpt, to, pan: PAN, ...formats });
    expect(decryptPin('iso-3', cipherOf('iso-3', TO), translated, PAN)).toBe('9876');

    const data = bytes('0200');
    const mac = createMac('x9.19', { algorithm: 'tdes', bytes: of('mac-request') })(data);
    expect(await module.verifyMac('x9.19', dukpt, data, mac)).toBe(true);
    expect(await module.verifyMac('x9.19', { bdk, ksn: 'FFFF9876543210E00004' }, data, mac)).toBe(false);
    expect(await module.generateMac('x9.19', dukpt, data)).toEqual(
      createMac('x9.19', { algorithm: 'tdes', bytes: of('mac-response') })(data),
    );

    const track = '6200000000000005D30122010000000000000';
    const enciphered = encryptTrack(createKeyCipher('tdes', of('data-request')), track);
    expect(await module.decryptTrack(dukpt, enciphered)).toBe(track);
  });

  test('AES: PIN block of format 4 and CMAC', async () => {
    const BDK = 'FEDCBA9876543210F1F1F1F1F1F1F1F1';
    const bdk = await key('bdk', BDK, 'aes');
    const dukpt = { bdk, ksn: AES_KSN };
    const of = (use: 'pin' | 'mac-request') => deriveAesWorkingKey(bytes(BDK), bytes(AES_KSN), use);
    const pinBlock = encryptPin('iso-4', createKeyCipher('aes', of('pin')), '9876', PAN);
    const to = await key('zpk', TO);
    const formats = { fromFormat: 'iso-4', toFormat: 'iso-0' } as const;
    const translated = await module.translatePin({ pinBlock, from: dukpt, to, pan: PAN, ...formats });
    expect(decryptPin('iso-0', cipherOf('iso-0', TO), translated, PAN)).toBe('9876');
    const mac = createMac('cmac', { algorithm: 'aes', bytes: of('mac-request') })(bytes('0200'));
    expect(await module.verifyMac('cmac', dukpt, bytes('0200'), mac)).toBe(true);
    await expect(module.verifyMac('x9.19', dukpt, bytes('0200'), mac)).rejects.toThrow(
      withCode('wrong-purpose'),
    );
    const tdes = { ...dukpt, type: 'tdes-2' } as const;
    expect((await module.generateMac('x9.19', tdes, bytes('0200'))).length).toBe(8);
  });

  test('a base key is for nothing else, and another key is no base key', async () => {
    const bdk = await key('bdk', FROM);
    await expect(module.generateMac('x9.19', bdk, bytes('0200'))).rejects.toThrow(withCode('wrong-purpose'));
    await expect(module.decryptTrack(bdk, '6200000000000005D3012')).rejects.toThrow(
      withCode('wrong-purpose'),
    );
    const refusals = [
      [{ bdk: await key('mak', FROM), ksn: KSN }, 'wrong-purpose'],
      [{ bdk, ksn: 'FFFF9876543210E0000' }, 'bad-ksn'],
      [{ bdk, ksn: 'FFFF9876543210E00000' }, 'bad-ksn'],
      [{ bdk, ksn: AES_KSN }, 'bad-length'],
      [{ bdk, ksn: KSN, type: 'aes-128' }, 'bad-ksn'],
    ] as const;
    for (const [dukpt, code] of refusals) {
      await expect(module.generateMac('x9.19', dukpt, bytes('0200'))).rejects.toThrow(withCode(code));
    }
  });
});

test('tracks', async () => {
  const { valid } = readSecurityVectors<{
    valid: { key: string; clear: string; enciphered: string }[];
  }>('track');
  for (const { key: hex, clear, enciphered } of valid) {
    expect(await module.decryptTrack(await key('tdk', hex), enciphered)).toBe(clear);
  }
  await expect(module.decryptTrack(await key('tdk', FROM, 'sm4'), valid[0]!.enciphered)).rejects.toThrow(
    withCode('wrong-purpose'),
  );
  await expect(module.decryptTrack(await key('pik', FROM), valid[0]!.enciphered)).rejects.toThrow(
    withCode('wrong-purpose'),
  );
});

test('no refusal shows a PIN, a track, a key or a serial number', async () => {
  const bdk = await key('bdk', FROM);
  const refused = await Promise.allSettled([
    module.decryptTrack(await key('tdk', TO), '6200000000000005D30122010000000000000'),
    module.generateMac('x9.19', { bdk, ksn: 'FFFF9876543210E0000X' }, bytes('00')),
    module.translatePin({
      pinBlock: encryptPin('iso-0', cipherOf('iso-0', FROM), '48151623', PAN),
      from: await key('pik', FROM),
      to: await key('zpk', TO),
      fromFormat: 'iso-0',
      toFormat: 'iso-1',
      pan: PAN,
    }),
  ]);
  for (const result of refused) {
    if (result.status === 'fulfilled') throw new Error('expected a refusal');
    expect(inspect(result.reason)).not.toMatch(/62000000|48151623|01234567|98765432/);
  }
});
