/** What every security module must do with keys, read off its row in the capability table, and must refuse. */
import { describe, expect, test } from 'vitest';
import {
  capabilities,
  checkValueOf,
  fromHex,
  type SecurityModuleCapabilities,
  type SecurityModuleName,
  toHex,
} from '#adapters/security-module';
import {
  KEY_ALGORITHMS,
  KEY_PURPOSES,
  type KeyAlgorithm,
  type KeyPurpose,
  OWN_PURPOSES,
  type SecurityModule,
  type WrappedKey,
} from '#engine';

const withCode = (...codes: string[]) =>
  expect.objectContaining({
    name: 'SecurityModuleError',
    code: expect.stringMatching(new RegExp(`^(${codes.join('|')})$`)),
  });
const KEY_HEX = '0123456789ABCDEF23456789ABCDEF01456789ABCDEF012389ABCDEF01234567';
const hexOf = (bytes: number): string => KEY_HEX.slice(0, 2 * bytes);

/** `open` gives the module over fresh master keys; it is called once. */
export function securityModuleSuite(name: SecurityModuleName, open: () => Promise<SecurityModule>): void {
  const rules: SecurityModuleCapabilities = capabilities[name];
  let opened: Promise<SecurityModule> | undefined;
  const module = (): Promise<SecurityModule> => {
    opened ??= open();
    return opened;
  };
  const importable = (purpose: KeyPurpose, algorithm: KeyAlgorithm): readonly number[] =>
    rules.importKey[purpose]?.[algorithm] ?? [];
  const keyFor = async (purpose: KeyPurpose, algorithm: KeyAlgorithm = 'tdes'): Promise<WrappedKey> => {
    const bytes = importable(purpose, algorithm).find((length) => length >= 16) ?? 16;
    return (await (await module()).importKey(purpose, hexOf(bytes), algorithm)).key;
  };

  describe.each(KEY_PURPOSES)('%s', (purpose) => {
    test.each(KEY_ALGORITHMS)('made for %s: as the table says, or refused', async (algorithm) => {
      const { generateKey, describeKey } = await module();
      const bytes = rules.generateKey[purpose]?.[algorithm];
      if (bytes === undefined) {
        await expect(generateKey(purpose, algorithm)).rejects.toThrow(withCode('not-supported'));
        return;
      }
      const made = await generateKey(purpose, algorithm);
      expect(await describeKey(made.key)).toMatchObject({
        purpose,
        algorithm,
        bytes,
        checkValue: made.checkValue,
      });
      expect((await generateKey(purpose, algorithm)).checkValue).not.toBe(made.checkValue);
    });

    test.each(KEY_ALGORITHMS)('taken in for %s: by the lengths of the table alone', async (algorithm) => {
      const { importKey, describeKey } = await module();
      const lengths = importable(purpose, algorithm);
      for (const length of [8, 16, 24, 32]) {
        const asked = importKey(purpose, hexOf(length), algorithm);
        if (!lengths.includes(length)) {
          await expect(asked, `${length} bytes`).rejects.toThrow(withCode('bad-length', 'not-supported'));
          continue;
        }
        const { key, checkValue } = await asked;
        expect(checkValue).toBe(toHex(checkValueOf(algorithm, fromHex(hexOf(length))!)));
        expect(await describeKey(key)).toMatchObject({ purpose, algorithm, bytes: length, checkValue });
      }
    });
  });

  test.each(OWN_PURPOSES)('%s keys stay inside the module', async (purpose) => {
    const { generateKey, importKey } = await module();
    await expect(generateKey(purpose)).rejects.toThrow(withCode('wrong-purpose'));
    await expect(importKey(purpose, hexOf(16))).rejects.toThrow(withCode('wrong-purpose'));
  });

  describe('a key under another key', () => {
    const pairs = KEY_PURPOSES.flatMap((under) => KEY_PURPOSES.map((inner) => [inner, under] as const));
    const may = (inner: KeyPurpose, under: KeyPurpose): boolean =>
      (rules.exportUnder[under] ?? []).includes(inner);

    test.each(['tdes', 'sm4'] as const)(
      '%s, in ECB: for the pairs of the table alone, and back',
      async (algorithm) => {
        const { exportUnder, importUnder, describeKey } = await module();
        const all = pairs.filter((pair) => pair.every((each) => importable(each, algorithm).includes(16)));
        for (const [inner, under] of all) {
          const [key, outer] = [await keyFor(inner, algorithm), await keyFor(under, algorithm)];
          const asked = exportUnder(key, outer);
          if (!may(inner, under)) {
            await expect(asked, `${inner} under ${under}`).rejects.toThrow(withCode('wrong-purpose'));
            continue;
          }
          const { cipher, checkValue } = await asked;
          const told = toHex(checkValue);
          const back = await importUnder({ purpose: inner, cipher, under: outer, checkValue: told });
          expect(await describeKey(back.key)).toMatchObject({ purpose: inner, algorithm, checkValue: told });
          const damaged = cipher.map((byte, index) => (index === 3 ? byte ^ 0x10 : byte));
          await expect(
            importUnder({ purpose: inner, cipher: damaged, under: outer, checkValue: told }),
          ).rejects.toThrow(withCode('unreadable-key'));
        }
        expect(all.filter(([inner, under]) => may(inner, under)).length).toBeGreaterThan(4);
      },
    );

    test.each([
      ['tdes', 'B'],
      ['aes', 'D'],
    ] as const)(
      '%s, in key blocks of version %s: for the pairs of the table alone',
      async (algorithm, version) => {
        const { exportKeyBlock, importKeyBlock, describeKey } = await module();
        const outerOnes = pairs.filter(([, under]) => importable(under, algorithm).length > 0);
        for (const [inner, under] of outerOnes) {
          const [key, outer] = [await keyFor(inner), await keyFor(under, algorithm)];
          const asked = exportKeyBlock(key, outer);
          if (!(rules.keyBlocks.under[under] ?? []).includes(inner)) {
            await expect(asked, `${inner} under ${under}`).rejects.toThrow(withCode('wrong-purpose'));
            continue;
          }
          const block = await asked;
          expect(block[0]).toBe(version);
          const { checkValue } = await describeKey(key);
          const back = await importKeyBlock({ purpose: inner, block, under: outer, checkValue });
          expect(await describeKey(back.key)).toMatchObject({ purpose: inner, checkValue });
          const wrong = inner === 'pik' ? 'mak' : 'pik';
          await expect(
            importKeyBlock({ purpose: wrong, block, under: outer, checkValue: null }),
          ).rejects.toThrow(withCode('wrong-purpose'));
          const other = algorithm === 'aes' ? await keyFor(under) : await keyFor(under, 'aes');
          await expect(
            importKeyBlock({ purpose: inner, block, under: other, checkValue: null }),
          ).rejects.toThrow(withCode('wrong-purpose'));
        }
      },
    );

    test('never a longer AES key under a shorter one, nor an AES key under triple DES', async () => {
      const { importKey, exportKeyBlock } = await module();
      const long = (await importKey('zpk', hexOf(32), 'aes')).key;
      for (const under of [await importKey('zmk', hexOf(16), 'aes'), await importKey('zmk', hexOf(24))]) {
        await expect(exportKeyBlock(long, under.key)).rejects.toThrow(withCode('bad-length'));
      }
    });
  });

  describe('purposes', () => {
    test('a MAC is made by the keys of the table alone', async () => {
      const { generateMac } = await module();
      for (const purpose of KEY_PURPOSES) {
        const asked = generateMac('x9.9-cbc', await keyFor(purpose), new Uint8Array(8));
        if (rules.mac.keys.includes(purpose)) expect((await asked).length).toBe(8);
        else await expect(asked, purpose).rejects.toThrow(withCode('wrong-purpose'));
      }
    });

    test('a PIN is translated between the keys of the table alone, or not at all', async () => {
      const { translatePin } = await module();
      const request = { fromFormat: 'iso-0', toFormat: 'iso-0', pan: '6200000000000005' } as const;
      const { from, to, formats } = rules.translatePin;
      for (const purpose of KEY_PURPOSES) {
        const key = await keyFor(purpose);
        const asked = translatePin({ ...request, pinBlock: new Uint8Array(8), from: key, to: key });
        // Between two keys of the table, the block of zeros is what is wrong.
        const used = from.includes(purpose) && to.includes(purpose) ? 'bad-pin-block' : 'wrong-purpose';
        const refusal = formats.length === 0 ? 'not-supported' : used;
        await expect(asked, purpose).rejects.toThrow(withCode(refusal));
      }
    });
  });

  test('cards, texts and papers are sealed and opened', async () => {
    const { sealPan, openPan, seal, unseal, sealPaper, openPaper } = await module();
    expect(await openPan((await sealPan('6200000000000005')).cipher)).toBe('6200000000000005');
    expect(await unseal('webhook', await seal('webhook', 'secret', 'row 1'), 'row 1')).toBe('secret');
    const paper = new Uint8Array([1, 2, 3]);
    expect(new Uint8Array(await openPaper(await sealPaper(paper, 'row 2'), 'row 2'))).toEqual(paper);
  });
}
