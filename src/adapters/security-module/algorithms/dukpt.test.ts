import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DukptKeyType, DukptUse } from '#engine';
import { naiveDes, naiveTdes, xorHex } from '../../../../test/naive-ciphers.ts';
import { bytesOf, readSecurityVectors, refusal } from '../../../../test/security-vectors.ts';
import { deriveAesInitialKey, deriveAesWorkingKey } from './dukpt-aes.ts';
import { deriveTdesInitialKey, deriveTdesTransactionKey, deriveTdesWorkingKey } from './dukpt-tdes.ts';
import { toHex } from './hex.ts';
import { createMac } from './mac.ts';
import { encryptPin } from './pin-block.ts';
import { createTdesCipher } from './tdes.ts';

interface Named {
  readonly name: string;
  readonly bdk: string;
  readonly ksn: string;
}
interface Transaction extends Named {
  readonly initialKey: string;
  readonly transactionKey: string;
  readonly pin: string;
  readonly pan: string;
  readonly pinBlock: string;
  readonly text: string;
  readonly macRequest: string;
  readonly macResponse: string;
  readonly dataRequest: string;
  readonly dataResponse: string;
}
const vectors = readSecurityVectors<{
  readonly initial: readonly (Named & { readonly initialKey: string })[];
  readonly valid: readonly Transaction[];
  readonly transactionKeys: readonly (Named & { readonly transactionKey: string })[];
  readonly aes: readonly (Named & {
    readonly use: DukptUse;
    readonly type: DukptKeyType;
    readonly key: string;
  })[];
  readonly invalid: readonly (Named & {
    readonly cipher: 'tdes' | 'aes';
    readonly type?: DukptKeyType;
    readonly error: string;
  })[];
}>('dukpt');

/** Derivation of triple DES once more, over hexadecimal text. */
const MARK = 'C0C0C0C000000000';
const oneWay = (key: string, register: string): string => {
  const half = (left: string, right: string) =>
    xorHex(naiveDes(left, xorHex(register, right), 'encrypt'), right);
  const [left, right] = [key.slice(0, 16), key.slice(16)];
  return half(xorHex(left, MARK), xorHex(right, MARK)) + half(left, right);
};
function naiveTransactionKey(bdk: string, ksn: string): string {
  const serial = BigInt(`0x${ksn}`);
  const base = serial & ~0x1fffffn;
  const hex = (value: bigint) => value.toString(16).toUpperCase().padStart(20, '0');
  const start = hex(base).slice(0, 16);
  let key = naiveTdes(bdk, start) + naiveTdes(xorHex(bdk, MARK + MARK), start);
  let register = base;
  for (let bit = 0x100000n; bit > 0n; bit >>= 1n) {
    if ((serial & bit) === 0n) continue;
    register |= bit;
    key = oneWay(key, hex(register).slice(4));
  }
  return key;
}

/** CBC over text that is filled up with zeros. */
function encipherText(key: Uint8Array, text: string): string {
  const cipher = createTdesCipher(key);
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8);
  padded.set(Buffer.from(text, 'ascii'));
  let last = new Uint8Array(8);
  let out = '';
  for (let at = 0; at < padded.length; at += 8) {
    last = new Uint8Array(cipher.encrypt(padded.slice(at, at + 8).map((byte, i) => byte ^ last[i]!)));
    out += toHex(last);
  }
  return out;
}

describe('vectors', () => {
  test.each(vectors.initial)('initial key: $name', ({ bdk, ksn, initialKey }) => {
    const derive = ksn.length === 20 ? deriveTdesInitialKey : deriveAesInitialKey;
    expect(toHex(derive(bytesOf(bdk), bytesOf(ksn)))).toBe(initialKey);
  });

  test.each(vectors.valid)('triple DES: $name', (vector) => {
    const [bdk, ksn] = [bytesOf(vector.bdk), bytesOf(vector.ksn)];
    const transactionKey = deriveTdesTransactionKey(bytesOf(vector.initialKey), ksn);
    expect(toHex(transactionKey)).toBe(vector.transactionKey);
    expect(naiveTransactionKey(vector.bdk, vector.ksn)).toBe(vector.transactionKey);
    const pinKey = createTdesCipher(deriveTdesWorkingKey(bdk, ksn, 'pin'));
    expect(toHex(encryptPin('iso-0', pinKey, vector.pin, vector.pan))).toBe(vector.pinBlock);
    const mac = (use: DukptUse) =>
      toHex(
        createMac('x9.19', { algorithm: 'tdes', bytes: deriveTdesWorkingKey(bdk, ksn, use) })(
          Buffer.from(vector.text, 'ascii'),
        ),
      );
    expect(mac('mac-request')).toBe(vector.macRequest);
    expect(mac('mac-response')).toBe(vector.macResponse);
    const data = (use: DukptUse) => encipherText(deriveTdesWorkingKey(bdk, ksn, use), vector.text);
    expect(data('data-request')).toBe(vector.dataRequest);
    expect(data('data-response')).toBe(vector.dataResponse);
  });

  test.each(vectors.transactionKeys)('triple DES: $name', ({ bdk, ksn, transactionKey }) => {
    const initial = deriveTdesInitialKey(bytesOf(bdk), bytesOf(ksn));
    expect(toHex(deriveTdesTransactionKey(initial, bytesOf(ksn)))).toBe(transactionKey);
    expect(naiveTransactionKey(bdk, ksn)).toBe(transactionKey);
  });

  test.each(vectors.aes)('AES: $name', ({ bdk, ksn, use, type, key }) => {
    expect(toHex(deriveAesWorkingKey(bytesOf(bdk), bytesOf(ksn), use, type))).toBe(key);
  });

  test.each(vectors.invalid)('refused: $name', ({ bdk, ksn, cipher, type, error }) => {
    const derive = () =>
      cipher === 'tdes'
        ? deriveTdesWorkingKey(bytesOf(bdk), bytesOf(ksn), 'pin')
        : deriveAesWorkingKey(bytesOf(bdk), bytesOf(ksn), 'pin', type);
    expect(derive).toThrow(expect.objectContaining(refusal(error) as object));
  });
});

const counter = fc
  .uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 10 })
  .map((bits) => bits.reduce((sum, bit) => sum + 2 ** bit, 0));

test('triple DES: any base key and counter equal the plain derivation', () => {
  const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
  fc.assert(
    fc.property(bytes(16), bytes(7), counter, (bdk, id, count) => {
      const serial = ((BigInt(`0x${toHex(id)}`) << 24n) & ~0x1fffffn) | BigInt(count);
      const ksn = serial.toString(16).toUpperCase().padStart(20, '0');
      const initial = deriveTdesInitialKey(bdk, bytesOf(ksn));
      expect(toHex(deriveTdesTransactionKey(initial, bytesOf(ksn)))).toBe(
        naiveTransactionKey(toHex(bdk), ksn),
      );
    }),
    { numRuns: 10 },
  );
});

test('keys of different uses and transactions differ, and the inputs stay as they were', () => {
  const uses = ['pin', 'mac-request', 'mac-response', 'data-request', 'data-response'] as const;
  const [tdesKey, aesKey] = [
    bytesOf('0123456789ABCDEFFEDCBA9876543210'),
    bytesOf('FEDCBA9876543210F1F1F1F1F1F1F1F1'),
  ];
  const found = [1, 2, 3].flatMap((count) =>
    uses.flatMap((use) => [
      toHex(deriveTdesWorkingKey(tdesKey, bytesOf(`FFFF9876543210E0000${count}`), use)),
      toHex(deriveAesWorkingKey(aesKey, bytesOf(`12345678901234560000000${count}`), use)),
    ]),
  );
  expect(new Set(found).size).toBe(found.length);
  expect(toHex(tdesKey)).toBe('0123456789ABCDEFFEDCBA9876543210');
  expect(toHex(aesKey)).toBe('FEDCBA9876543210F1F1F1F1F1F1F1F1');
});
