import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KeyPurpose, MacAlgorithm, WrappedKey } from '#engine';
import {
  capabilities,
  createSoftwareSecurityModule,
  decodePinBlockIso0,
  encodePinBlockIso0,
  fromHex,
  keyCheckValue,
  posEcbMac,
  tdesEcbDecrypt,
  tdesEcbEncrypt,
  toHex,
  x99CbcMac,
} from './index.ts';

const MASTER_KEY = new Uint8Array(32).map((_, i) => 7 * i + 3);
const DOUBLE = '0123456789ABCDEFFEDCBA9876543210';
const ANOTHER_DOUBLE = '1122334455667788A1B2C3D4E5F60718';
const PAN = '6200000000000005';
const module = createSoftwareSecurityModule({ masterKey: MASTER_KEY });
const bytes = (hex: string) => fromHex(hex)!;
const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'ascii'));
const withCode = (code: string) => expect.objectContaining({ name: 'SecurityModuleError', code });
const importKey = async (purpose: KeyPurpose, hex = DOUBLE) => (await module.importKey(purpose, hex)).key;

/** Every single-bit change of the bytes in base64 or base64url text. */
function withFlippedBit(text: string, encoding: 'base64' | 'base64url', bit: number): string {
  const decoded = Buffer.from(text, encoding);
  decoded[(bit >> 3) % decoded.length]! ^= 1 << (bit & 7);
  return decoded.toString(encoding);
}

describe('keys', () => {
  test.each(['tmk', 'pik', 'mak', 'zpk', 'zak'] as const)(
    '%s: made keys are fresh and usable',
    async (purpose) => {
      const [one, other] = [await module.generateKey(purpose), await module.generateKey(purpose)];
      expect(one.key).toMatch(new RegExp(`^yk2\\.${purpose}\\.tdes\\.[0-9a-f]{8}\\.[A-Za-z0-9_-]+$`));
      expect(one.checkValue).toMatch(/^[0-9A-F]{8}$/);
      expect(one.checkValue).not.toBe(other.checkValue);
      expect(capabilities.software.generateKey[purpose].tdes).toBe(purpose === 'mak' ? 8 : 16);
    },
  );

  test.each(['data', 'index', 'print'] as const)('%s keys stay inside the module', async (purpose) => {
    await expect(module.generateKey(purpose)).rejects.toThrow(withCode('wrong-purpose'));
    await expect(module.importKey(purpose, DOUBLE)).rejects.toThrow(withCode('wrong-purpose'));
  });

  test('an imported key has its published check value', async () => {
    expect((await module.importKey('tmk', DOUBLE)).checkValue).toBe('08D7B4FB');
    expect((await module.importKey('mak', '0123456789abcdef')).checkValue).toBe('D5D44FF7');
    expect((await module.importKey('mak', `0123456789ABCDEF${'0'.repeat(16)}`)).checkValue).toBe('D5D44FF7');
  });

  test.each(['', '01', '0123456789ABCDE', '0123456789ABCDEG', '0123456789ABCDEF01'])(
    'importing %j is refused by length alone',
    async (hex) => {
      await expect(module.importKey('tmk', hex)).rejects.toThrow(withCode('bad-length'));
    },
  );

  test('a single length zone PIN key and a weak key are refused', async () => {
    await expect(module.importKey('zpk', '0123456789ABCDEF')).rejects.toThrow(withCode('bad-length'));
    await expect(module.importKey('tmk', '00'.repeat(16))).rejects.toThrow(withCode('unreadable-key'));
  });

  const [A, B] = ['0123456789ABCDEFFEDCBA9876543210', '1122334455667788A1B2C3D4E5F60718'] as const;
  const [ZEROS, ONES] = ['00'.repeat(16), 'FF'.repeat(16)];
  test.each([
    ['two that are the same', [A, A]],
    ['three, of which two are the same', [A, A, B]],
    ['the same in small letters', [A, A.toLowerCase(), B]],
    ['one of zeros: the other is the whole key', [A, ZEROS]],
    ['three that make zeros', ['0F'.repeat(16), 'F0'.repeat(16), ONES]],
  ])('components are refused: %s', async (_words, components) => {
    for (const algorithm of ['tdes', 'sm4', 'aes'] as const)
      await expect(module.combineKey('zmk', components, algorithm), algorithm).rejects.toThrow(
        withCode('unreadable-key'),
      );
  });

  test('export: a terminal with the master key finds key and check value', async () => {
    const tmk = await importKey('tmk');
    for (const [purpose, length] of [
      ['pik', 16],
      ['mak', 8],
    ] as const) {
      const made = await module.generateKey(purpose);
      const { cipher, checkValue } = await module.exportUnder(made.key, tmk);
      const clear = tdesEcbDecrypt(bytes(DOUBLE), cipher);
      expect(clear.length).toBe(length);
      expect(toHex(keyCheckValue(clear))).toBe(made.checkValue);
      expect(toHex(checkValue)).toBe(made.checkValue);
      for (const byte of clear) expect([...byte.toString(2)].filter((bit) => bit === '1').length % 2).toBe(1);
    }
  });

  test('export: not under a weaker key, not of a zone key, not under a working key', async () => {
    const [tmk, pik] = [await importKey('tmk', '0123456789ABCDEF'), await importKey('pik')];
    await expect(module.exportUnder(pik, tmk)).rejects.toThrow(withCode('bad-length'));
    await expect(module.exportUnder(await importKey('zpk'), await importKey('tmk'))).rejects.toThrow(
      withCode('wrong-purpose'),
    );
    await expect(module.exportUnder(pik, pik)).rejects.toThrow(withCode('wrong-purpose'));
  });

  test('a key with a flipped bit, another purpose, spelling or master key is unreadable', async () => {
    const key = await importKey('zak');
    const [version, purpose, cipher, master, sealed] = key.split('.') as [
      string,
      string,
      string,
      string,
      string,
    ];
    const attempts = [
      `${version}.mak.${cipher}.${master}.${sealed}`,
      `${version}.zak.aes.${master}.${sealed}`,
      `${version}.zak.${cipher}.00000000.${sealed}`,
      `yk1.zak.${sealed}`,
      `yk3.zak.${cipher}.${master}.${sealed}`,
      `${key}=`,
      `${key}A`,
      key.slice(0, -1),
      '',
      'x',
    ];
    // The last character of 44 bytes has two spare bits, which a decoder drops.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    attempts.push(key.slice(0, -1) + alphabet[alphabet.indexOf(key.at(-1)!) ^ 1]);
    for (let bit = 0; bit < 44 * 8; bit++) {
      attempts.push(`${version}.${purpose}.${cipher}.${master}.${withFlippedBit(sealed, 'base64url', bit)}`);
    }
    for (const attempt of attempts) {
      await expect(module.generateMac('x9.9-cbc', attempt as WrappedKey, ascii('0'))).rejects.toThrow(
        withCode('unreadable-key'),
      );
    }
    const stranger = createSoftwareSecurityModule({ masterKey: new Uint8Array(32).fill(9) });
    await expect(stranger.generateMac('x9.9-cbc', key, ascii('0'))).rejects.toThrow(
      withCode('unreadable-key'),
    );
    const restarted = createSoftwareSecurityModule({ masterKey: MASTER_KEY });
    expect((await restarted.generateMac('x9.9-cbc', key, ascii('0'))).length).toBe(8);
  });
});

describe('MAC', () => {
  const algorithms = { 'pos-ecb': posEcbMac, 'x9.9-cbc': x99CbcMac } as const;

  test.each(['pos-ecb', 'x9.9-cbc'] as const)(
    '%s: as computed directly, for both purposes',
    async (algorithm) => {
      for (const purpose of ['mak', 'zak'] as const) {
        const key = await importKey(purpose);
        const mac = await module.generateMac(algorithm, key, ascii('0200 purchase'));
        expect(mac).toEqual(algorithms[algorithm](bytes(DOUBLE), ascii('0200 purchase')));
        expect(await module.verifyMac(algorithm, key, ascii('0200 purchase'), mac)).toBe(true);
        expect(await module.verifyMac(algorithm, key, ascii('0200 purchasf'), mac)).toBe(false);
      }
    },
  );

  test('verify: a short MAC counts from 32 bits up, an empty or long one is wrong', async () => {
    const key = await importKey('zak');
    const verify = async (algorithm: MacAlgorithm, length: number) => {
      const mac = new Uint8Array(9);
      mac.set(await module.generateMac(algorithm, key, ascii('0200')));
      return module.verifyMac(algorithm, key, ascii('0200'), mac.subarray(0, length));
    };
    for (const length of [0, 1, 3, 9]) expect(await verify('x9.9-cbc', length)).toBe(false);
    for (const length of [4, 7, 8]) expect(await verify('x9.9-cbc', length)).toBe(true);
    for (const length of [0, 4, 7, 9]) expect(await verify('pos-ecb', length)).toBe(false);
    expect(await verify('pos-ecb', 8)).toBe(true);
  });

  test.each(['x9.19', 'cmac'] as const)('%s: raw and as hexadecimal characters', async (algorithm) => {
    const key = await importKey('mak');
    const [raw, hex] = [
      await module.generateMac(algorithm, key, ascii('0200')),
      await module.generateMac(algorithm, key, ascii('0200'), 'hex'),
    ];
    expect(Buffer.from(hex).toString('ascii')).toBe(toHex(raw).slice(0, 8));
    expect(await module.verifyMac(algorithm, key, ascii('0200'), hex, 'hex')).toBe(true);
    expect(await module.verifyMac(algorithm, key, ascii('0200'), hex.subarray(0, 7), 'hex')).toBe(false);
    expect(await module.verifyMac(algorithm, key, ascii('0200'), raw.subarray(0, 4))).toBe(true);
    expect(await module.verifyMac(algorithm, key, ascii('0200'), raw, 'hex')).toBe(false);
  });

  test('a procedure of another cipher is refused', async () => {
    await expect(module.generateMac('sm4-cbc', await importKey('mak'), ascii('0'))).rejects.toThrow(
      withCode('wrong-purpose'),
    );
  });

  test.each(['tmk', 'pik', 'zpk'] as const)('a %s makes no MAC', async (purpose) => {
    await expect(module.generateMac('pos-ecb', await importKey(purpose), ascii('0'))).rejects.toThrow(
      withCode('wrong-purpose'),
    );
  });
});

describe('PIN translation', () => {
  const formats = { fromFormat: 'iso-0', toFormat: 'iso-0' } as const;
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''));

  test('the network decrypts the PIN that the terminal encrypted', async () => {
    const [from, to] = [await importKey('pik'), await importKey('zpk', ANOTHER_DOUBLE)];
    await fc.assert(
      fc.asyncProperty(digits(4, 12), digits(12, 19), async (pin, pan) => {
        const pinBlock = tdesEcbEncrypt(bytes(DOUBLE), encodePinBlockIso0(pin, pan));
        const translated = await module.translatePin({ pinBlock, from, to, pan, ...formats });
        expect(decodePinBlockIso0(tdesEcbDecrypt(bytes(ANOTHER_DOUBLE), translated), pan)).toBe(pin);
      }),
    );
  });

  test('refuses other keys, another card, a damaged block, a wrong length, a bad card number', async () => {
    const [pik, zpk] = [await importKey('pik'), await importKey('zpk', ANOTHER_DOUBLE)];
    const good = tdesEcbEncrypt(bytes(DOUBLE), encodePinBlockIso0('1234', PAN));
    const request = { pinBlock: good, from: pik, to: zpk, pan: PAN, ...formats };
    const refusals = [
      [{ from: await importKey('mak') }, 'wrong-purpose'],
      [{ to: pik }, 'wrong-purpose'],
      [{ pan: '6200000000099905' }, 'bad-pin-block'],
      [{ pinBlock: good.map((byte) => byte ^ 1) }, 'bad-pin-block'],
      [{ pinBlock: good.subarray(1) }, 'bad-length'],
      [{ pan: '620000' }, 'bad-pan'],
      [{ toFormat: 'iso-9' as 'iso-0' }, 'bad-pin-block'],
    ] as const;
    for (const [change, code] of refusals) {
      await expect(module.translatePin({ ...request, ...change })).rejects.toThrow(withCode(code));
    }
    expect((await module.translatePin(request)).length).toBe(8);
  });
});

test('generate, then nothing of the keys shows in print, JSON or properties', async () => {
  await module.generateKey('tmk');
  await module.generateMac('pos-ecb', await importKey('mak'), ascii('0200'));
  const shown = [
    inspect(module, { depth: 9, showHidden: true, getters: true }),
    JSON.stringify(module),
  ].join();
  for (const secret of [DOUBLE, toHex(MASTER_KEY)])
    expect(shown.toUpperCase()).not.toContain(secret.slice(0, 8));
  expect(shown).not.toMatch(/Buffer|Uint8Array|KeyObject|Map/);
  expect(Object.values(module).every((value) => typeof value === 'function')).toBe(true);
  expect(Object.isFrozen(module)).toBe(true);
});

test('no refusal names key, PIN or card number', async () => {
  const secrets = [DOUBLE, '48151623', '6225880012345', '0123456789ABCDEG'];
  const refused = await Promise.allSettled([
    module.importKey('tmk', `${DOUBLE}F`),
    module.importKey('tmk', '0123456789ABCDEG'),
    module.importKey('data', DOUBLE),
    module.sealPan('6225880012345x'),
    module.openPan('6225880012345'),
    module.generateMac('pos-ecb', DOUBLE as WrappedKey, ascii('0')),
    module.translatePin({
      pinBlock: encodePinBlockIso0('48151623', PAN),
      from: await importKey('pik'),
      to: await importKey('zpk'),
      fromFormat: 'iso-0',
      toFormat: 'iso-0',
      pan: '6225880012345678',
    }),
  ]);
  for (const result of refused) {
    if (result.status === 'fulfilled') throw new Error('expected a refusal');
    for (const secret of secrets) expect(inspect(result.reason)).not.toContain(secret);
  }
});

test.each([0, 16, 31, 33, 64])('a master key of %i bytes is refused', (length) => {
  expect(() => createSoftwareSecurityModule({ masterKey: new Uint8Array(length) })).toThrow(
    withCode('bad-length'),
  );
});
