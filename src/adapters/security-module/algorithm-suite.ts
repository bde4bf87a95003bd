/** What every security module computes, read off its row in the capability table, and must refuse. */
import { describe, expect, test } from 'vitest';
import {
  CHIP_SCHEMES,
  KEY_ALGORITHMS,
  type KeyAlgorithm,
  type KeyPurpose,
  MAC_ALGORITHMS,
  PIN_BLOCK_FORMATS,
  type PinBlockFormat,
  type SecurityModule,
  type WrappedKey,
} from '#engine/ports';
import { chipRules } from './algorithms/chip-scheme.ts';
import { deriveAesWorkingKey } from './algorithms/dukpt-aes.ts';
import { deriveTdesWorkingKey } from './algorithms/dukpt-tdes.ts';
import { fromHex } from './algorithms/hex.ts';
import { createKeyCipher } from './algorithms/key-cipher.ts';
import { createMac } from './algorithms/mac.ts';
import { decryptPin, encryptPin } from './algorithms/pin-block.ts';
import { mayTranslate, pinFormats } from './algorithms/pin-format.ts';
import { encryptTrack } from './algorithms/track.ts';
import { capabilities, type SecurityModuleCapabilities, type SecurityModuleName } from './capabilities.ts';
import { createCardChip } from './issuer-chip.ts';

const withCode = (...codes: string[]) =>
  expect.objectContaining({
    name: 'SecurityModuleError',
    code: expect.stringMatching(new RegExp(`^(${codes.join('|')})$`)),
  });
const KEY = fromHex('0123456789ABCDEFFEDCBA9876543210')!;
const NEXT_KEY = fromHex('1122334455667788A1B2C3D4E5F60718')!;
const hexOf = (key: Uint8Array): string => Buffer.from(key).toString('hex');
const CARD = { pan: '6200000000000005', sequence: '01' };
const DATA = fromHex('0200')!;
const KSN = { tdes: 'FFFF9876543210E00003', aes: '123456789012345600000003' } as const;

/** `open` gives the module over fresh master keys; it is called once. */
export function securityAlgorithmSuite(name: SecurityModuleName, open: () => Promise<SecurityModule>): void {
  const rules: SecurityModuleCapabilities = capabilities[name];
  let opened: Promise<SecurityModule> | undefined;
  const module = (): Promise<SecurityModule> => {
    opened ??= open();
    return opened;
  };
  const imported = async (purpose: KeyPurpose, algorithm: KeyAlgorithm, key = KEY): Promise<WrappedKey> =>
    (await (await module()).importKey(purpose, hexOf(key), algorithm)).key;

  describe.each(MAC_ALGORITHMS)('MAC %s', (algorithm) => {
    test.each(KEY_ALGORITHMS)('over %s: as the table says, or refused', async (cipher) => {
      const { generateMac, verifyMac } = await module();
      const key = await imported('mak', cipher);
      if (!rules.mac.algorithms[algorithm]?.ciphers.includes(cipher)) {
        await expect(generateMac(algorithm, key, DATA)).rejects.toThrow(
          withCode('wrong-purpose', 'not-supported'),
        );
        return;
      }
      for (const form of ['hex', 'raw'] as const) {
        const expected = createMac(algorithm, { algorithm: cipher, bytes: KEY }, form)(DATA);
        expect(await generateMac(algorithm, key, DATA, form)).toEqual(expected);
        expect(await verifyMac(algorithm, key, DATA, expected, form)).toBe(true);
        expect(await verifyMac(algorithm, key, fromHex('0210')!, expected, form)).toBe(false);
      }
    });
  });

  const pairs = PIN_BLOCK_FORMATS.flatMap((from) => PIN_BLOCK_FORMATS.map((to) => [from, to] as const));
  test.each(pairs)('PIN block %s to %s: the next zone finds the PIN, or it is refused', async (from, to) => {
    const { translatePin } = await module();
    const cipherOf = (format: PinBlockFormat, key: Uint8Array) =>
      createKeyCipher(pinFormats[format].cipher, key);
    const pinBlock = encryptPin(from, cipherOf(from, KEY), '481516', CARD.pan);
    const { from: sources, formats } = rules.translatePin;
    for (const purpose of sources.length > 0 ? sources : (['pik'] as const)) {
      const asked = translatePin({
        pinBlock,
        from: await imported(purpose, pinFormats[from].cipher),
        to: await imported('zpk', pinFormats[to].cipher, NEXT_KEY),
        fromFormat: from,
        toFormat: to,
        pan: CARD.pan,
      });
      if (formats.length === 0) await expect(asked).rejects.toThrow(withCode('not-supported'));
      else if (formats.includes(from) && formats.includes(to) && mayTranslate(from, to))
        expect(decryptPin(to, cipherOf(to, NEXT_KEY), await asked, CARD.pan)).toBe('481516');
      else await expect(asked).rejects.toThrow(withCode('bad-pin-block'));
    }
  });

  test.each(['tdes', 'aes'] as const)('keys of single transactions out of %s', async (cipher) => {
    const { verifyMac } = await module();
    const bdk = await imported('bdk', cipher);
    const ksn = KSN[cipher];
    const derive = cipher === 'tdes' ? deriveTdesWorkingKey : deriveAesWorkingKey;
    const bytes = derive(KEY, fromHex(ksn)!, 'mac-request');
    const mac = createMac('cmac', { algorithm: cipher, bytes })(DATA);
    const asked = verifyMac('cmac', { bdk, ksn }, DATA, mac);
    if (rules.transactionKeys.includes(cipher)) expect(await asked).toBe(true);
    else await expect(asked).rejects.toThrow(withCode('not-supported'));
  });

  test('a track is deciphered by the keys of the table alone', async () => {
    const { decryptTrack } = await module();
    const track = '6200000000000005D30122010000000000000';
    const enciphered = encryptTrack(createKeyCipher('tdes', KEY), track);
    for (const purpose of ['tdk', 'pik', 'mak'] as const) {
      const asked = decryptTrack(await imported(purpose, 'tdes'), enciphered);
      if (rules.decryptTrack.keys.includes(purpose)) expect(await asked).toBe(track);
      else await expect(asked).rejects.toThrow(withCode('wrong-purpose', 'not-supported'));
    }
  });

  test.each(CHIP_SCHEMES)('chip cards of %s, or refused', async (scheme) => {
    const { verifyArqc } = await module();
    const { cipher } = chipRules[scheme];
    const card = createCardChip(scheme, { cryptogramKey: KEY, scriptKey: NEXT_KEY }, CARD);
    const payment = { ...CARD, scheme, atc: fromHex('0001')!, data: DATA, says: null };
    const arqc = card.makeCryptogram(payment);
    const asked = verifyArqc({ ...payment, arqc, key: await imported('imk-ac', cipher) });
    if (rules.chipSchemes.includes(scheme)) expect((await asked).state).toBe('right');
    else await expect(asked).rejects.toThrow(withCode('not-supported'));
  });
}
