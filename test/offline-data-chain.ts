/** A scheme, an issuer and a card with keys of their own, for offline data authentication: the signing side. */
import { constants, createHash, generateKeyPairSync, type KeyObject, privateEncrypt } from 'node:crypto';

export interface Signer {
  readonly privateKey: KeyObject;
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

export function makeSigner(modulusBits: number, publicExponent: 3 | 65537): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: modulusBits,
    publicExponent,
  });
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  return { privateKey, modulus: bytes(jwk.n!), exponent: bytes(jwk.e!) };
}

const sha1 = (hex: string): string =>
  createHash('sha1').update(Buffer.from(hex, 'hex')).digest('hex').toUpperCase();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** Header, body filled with BB to the length of the key, hash over body and what lies outside, trailer. */
export function signBody(
  signer: Signer,
  body: string,
  outside: string,
  header = '6A',
  trailer = 'BC',
): Uint8Array {
  const digits = 2 * signer.modulus.length - 2 - 40 - 2;
  if (body.length > digits) throw new Error('the body does not fit the key');
  const filled = body.padEnd(digits, 'B');
  const text = header + filled + sha1(filled + outside) + trailer;
  const signed = privateEncrypt(
    { key: signer.privateKey, padding: constants.RSA_NO_PADDING },
    Buffer.from(text, 'hex'),
  );
  return new Uint8Array(signed);
}

export interface Certified {
  readonly certificate: Uint8Array;
  readonly exponent: Uint8Array;
  readonly remainder: Uint8Array;
}

/** `identity`: 8 digits of an issuer (format 02) or 20 of a card (04), filled with F. */
export function certify(
  signer: Signer,
  key: Signer,
  what: {
    readonly format: '02' | '04';
    readonly identity: string;
    readonly monthYear: string;
    readonly serial: string;
    readonly algorithms?: string;
    readonly staticData?: string;
  },
): Certified {
  const room = signer.modulus.length - (what.format === '02' ? 36 : 42);
  const [left, remainder] = [key.modulus.subarray(0, room), key.modulus.slice(room)];
  const byte = (value: number) => value.toString(16).toUpperCase().padStart(2, '0');
  const body =
    what.format +
    what.identity +
    what.monthYear +
    what.serial +
    (what.algorithms ?? '0101') +
    byte(key.modulus.length) +
    byte(key.exponent.length) +
    hexOf(left);
  const outside = hexOf(remainder) + hexOf(key.exponent) + (what.staticData ?? '');
  return { certificate: signBody(signer, body, outside), exponent: key.exponent, remainder };
}
