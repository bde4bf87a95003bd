/** Key material and PINs are zeros when the command that needed them is over, whatever came of it. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KeyAlgorithm } from '#engine';
import { chipRules } from './algorithms/chip-scheme.ts';
import { fromHex, toHex } from './algorithms/hex.ts';
import { capabilities } from './capabilities.ts';
import { withCardKey } from './issuer-chip.ts';
import { takeIn } from './key-commands.ts';
import { createSoftwareKeyring } from './keyring.ts';
import { openVault } from './vault.ts';
import { withWorkingKeys } from './working-keys.ts';

const DOUBLE = '0123456789ABCDEFFEDCBA9876543210';
const ZEROS = '00'.repeat(16);
const root = randomBytes(32);
const vault = openVault(capabilities.software, createSoftwareKeyring({ current: root, older: [] }), root);
const fails = (): never => {
  throw new Error('stopped in the middle');
};

test.each([
  ['taken in', DOUBLE],
  ['refused as weak', `0101010101010101${DOUBLE.slice(16)}`],
])('a clear key that is %s', async (_words, hex) => {
  const slot = fromHex(hex)!;
  await takeIn(vault, 'zpk', 'tdes', slot).catch(() => {});
  expect(toHex(slot)).toBe(ZEROS);
});

test.each([
  ['tdes', 'FFFF9876543210E00003'],
  ['aes', '123456789012345600000003'],
] as const)('the key of one transaction, %s', async (algorithm: KeyAlgorithm, ksn) => {
  const { key: bdk } = await takeIn(vault, 'bdk', algorithm, fromHex(DOUBLE)!);
  const wanted = { purposes: [], algorithms: [algorithm], action: 'be looked at', use: 'pin' } as const;
  const seen: Uint8Array[] = [];
  const look = ({ bytes }: { readonly bytes: Uint8Array }): void => {
    expect(toHex(bytes)).not.toBe(ZEROS);
    seen.push(bytes);
  };
  await withWorkingKeys(vault, [{ ...wanted, key: { bdk, ksn } }], look);
  await withWorkingKeys(vault, [{ ...wanted, key: { bdk, ksn } }], (key) => {
    look(key);
    fails();
  }).catch(() => {});
  expect(seen.map(toHex)).toEqual([ZEROS, ZEROS]);
});

test('the key of one card', () => {
  const card = { pan: '6200000000000005', sequence: '01' };
  const seen: Uint8Array[] = [];
  const run = (act: () => void) =>
    withCardKey(chipRules['pboc-tdes'], fromHex(DOUBLE)!, card, (key) => {
      expect(toHex(key)).not.toBe(ZEROS);
      seen.push(key);
      act();
    });
  run(() => {});
  expect(() => run(fails)).toThrow('stopped in the middle');
  expect(seen.map(toHex)).toEqual([ZEROS, ZEROS]);
});
