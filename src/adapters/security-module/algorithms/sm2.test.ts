import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, readSecurityVectors, refusal } from '../../../../test/security-vectors.ts';
import { toHex } from './hex.ts';
import {
  generateSm2Key,
  sm2Decrypt,
  sm2Encrypt,
  sm2PublicKey,
  sm2Sign,
  sm2UserDigest,
  sm2Verify,
  sm3,
} from './sm2.ts';

interface Signature {
  readonly name: string;
  readonly publicKey: string;
  readonly userId: string;
  readonly message: string;
  readonly signature: string;
}
interface Sealed {
  readonly name: string;
  readonly privateKey: string;
  readonly sealed: string;
}
const sm2 = readSecurityVectors<{
  readonly userDigest: readonly { name: string; publicKey: string; userId: string; digest: string }[];
  readonly valid: readonly (Signature & { readonly privateKey: string; readonly nonce: string })[];
  readonly encrypted: readonly (Sealed & { publicKey: string; plain: string; nonce: string })[];
  readonly invalid: readonly Signature[];
  readonly invalidEncrypted: readonly Sealed[];
}>('sm2');
interface Digest {
  readonly name: string;
  readonly data: string;
  readonly digest: string;
}
const digests = readSecurityVectors<{ valid: readonly Digest[]; invalid: readonly Digest[] }>('sm3');
const nonceOf = (hex: string) => () => BigInt(`0x${hex}`);
const unreadable = expect.objectContaining(refusal('unreadable-cipher') as object);

describe('vectors', () => {
  test.each(digests.valid)('SM3: $name', ({ data, digest }) => {
    expect(toHex(sm3(bytesOf(data)))).toBe(digest);
    expect(toHex(sm3(bytesOf(data.slice(0, 2)), bytesOf(data.slice(2))))).toBe(digest);
  });

  test.each(digests.invalid)('SM3 differs: $name', ({ data, digest }) => {
    expect(toHex(sm3(bytesOf(data)))).not.toBe(digest);
  });

  test.each(sm2.userDigest)('who signs: $name', ({ publicKey, userId, digest }) => {
    expect(toHex(sm2UserDigest(bytesOf(publicKey), userId))).toBe(digest);
  });

  test.each(sm2.valid)('$name', ({ privateKey, publicKey, userId, message, nonce, signature }) => {
    expect(toHex(sm2PublicKey(bytesOf(privateKey)))).toBe(publicKey);
    expect(toHex(sm2Sign(bytesOf(privateKey), bytesOf(message), userId, nonceOf(nonce)))).toBe(signature);
    expect(sm2Verify(bytesOf(publicKey), bytesOf(message), bytesOf(signature), userId)).toBe(true);
  });

  test.each(sm2.invalid)('wrong signature: $name', ({ publicKey, userId, message, signature }) => {
    expect(sm2Verify(bytesOf(publicKey), bytesOf(message), bytesOf(signature), userId)).toBe(false);
  });

  test.each(sm2.encrypted)('$name', ({ privateKey, publicKey, plain, nonce, sealed }) => {
    expect(toHex(sm2Encrypt(bytesOf(publicKey), bytesOf(plain), 'c1c3c2', nonceOf(nonce)))).toBe(sealed);
    expect(toHex(sm2Decrypt(bytesOf(privateKey), bytesOf(sealed)))).toBe(plain);
    const older = sm2Encrypt(bytesOf(publicKey), bytesOf(plain), 'c1c2c3', nonceOf(nonce));
    expect(toHex(sm2Decrypt(bytesOf(privateKey), older, 'c1c2c3'))).toBe(plain);
  });

  test.each(sm2.invalidEncrypted)('unreadable: $name', ({ privateKey, sealed }) => {
    expect(() => sm2Decrypt(bytesOf(privateKey), bytesOf(sealed))).toThrow(unreadable);
  });
});

/** OpenSSL signs with SM2 too, but takes no user id from Node.js: it uses an empty one. */
describe('against OpenSSL', () => {
  const message = fc.uint8Array({ maxLength: 100 });
  // As made, OpenSSL takes the pair for ECDSA; as read from its encoding, for SM2.
  const made = generateKeyPairSync('ec', {
    namedCurve: 'SM2',
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  const keys = {
    privateKey: createPrivateKey({ key: made.privateKey, format: 'der', type: 'pkcs8' }),
    publicKey: createPublicKey({ key: made.publicKey, format: 'der', type: 'spki' }),
  };
  const text = toHex(made.privateKey);
  const privateKey = bytesOf(text.slice(text.indexOf('0201010420') + 10).slice(0, 64));
  const publicKey = new Uint8Array(made.publicKey).slice(-65);

  /** DER of two numbers, and back. */
  const toDer = (signature: Uint8Array): Uint8Array => {
    const numbers = [signature.subarray(0, 32), signature.subarray(32)].map((part) => {
      const short = part.subarray(part.findIndex((byte) => byte !== 0));
      const value = short[0]! >= 0x80 ? [0, ...short] : [...short];
      return [2, value.length, ...value];
    });
    const all = numbers.flat();
    return Uint8Array.from([0x30, all.length, ...all]);
  };
  const fromDer = (encoded: Uint8Array): Uint8Array => {
    const out = new Uint8Array(64);
    let at = 2;
    for (const end of [32, 64]) {
      const length = encoded[at + 1]!;
      const value = encoded.subarray(at + 2, at + 2 + length);
      const digits = value.subarray(Math.max(0, value.length - 32));
      out.set(digits, end - digits.length);
      at += 2 + length;
    }
    return out;
  };

  test('the keys are the same', () => {
    expect(toHex(sm2PublicKey(privateKey))).toBe(toHex(publicKey));
  });

  test('each takes the signatures of the other, and no changed one', () => {
    fc.assert(
      fc.property(message, (data) => {
        const ours = sm2Sign(privateKey, data, '');
        expect(verify('sm3', data, keys.publicKey, toDer(ours))).toBe(true);
        const theirs = fromDer(sign('sm3', data, keys.privateKey));
        expect(sm2Verify(publicKey, data, theirs, '')).toBe(true);
        expect(sm2Verify(publicKey, data, theirs)).toBe(false);
        expect(sm2Verify(publicKey, new Uint8Array([...data, 0]), theirs, '')).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  test('made keys are keys of OpenSSL', () => {
    const ours = generateSm2Key();
    const spki = Buffer.concat([made.publicKey.subarray(0, -65), ours.publicKey]);
    const known = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    const data = bytesOf('0200');
    expect(verify('sm3', data, known, toDer(sm2Sign(ours.privateKey, data, '')))).toBe(true);
  });
});

test('whatever is encrypted comes back, and is another text each time', () => {
  const { privateKey, publicKey } = generateSm2Key();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (plain) => {
      const [one, other] = [sm2Encrypt(publicKey, plain), sm2Encrypt(publicKey, plain, 'c1c2c3')];
      expect(sm2Decrypt(privateKey, one)).toEqual(plain);
      expect(sm2Decrypt(privateKey, other, 'c1c2c3')).toEqual(plain);
      expect(toHex(one)).not.toBe(toHex(sm2Encrypt(publicKey, plain)));
    }),
    { numRuns: 10 },
  );
});

test('two signatures of one message differ, so no nonce is used again', () => {
  const { privateKey } = generateSm2Key();
  const all = Array.from({ length: 10 }, () => toHex(sm2Sign(privateKey, bytesOf('00'))).slice(0, 64));
  expect(new Set(all).size).toBe(10);
});

test('keys that are none and texts of a wrong length are refused', () => {
  const order = 'FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123';
  const refused = expect.objectContaining(refusal('unreadable-key') as object);
  for (const key of [
    '',
    '00'.repeat(32),
    order,
    `${order.slice(0, -1)}2`,
    'FF'.repeat(32),
    '01'.repeat(31),
  ]) {
    expect(() => sm2PublicKey(bytesOf(key))).toThrow(refused);
  }
  const { publicKey } = generateSm2Key();
  expect(() => sm2Encrypt(publicKey.subarray(1), bytesOf('00'))).toThrow(refused);
  expect(() => sm2Encrypt(publicKey, new Uint8Array(0))).toThrow(/use 1 to 65536/);
  expect(() => sm2UserDigest(publicKey, 'x'.repeat(8192))).toThrow(/at most 8191/);
});
