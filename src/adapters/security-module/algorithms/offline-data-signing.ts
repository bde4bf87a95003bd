/**
 * The signing side of offline data authentication (EMV book 2): what a scheme and an issuer put into a card, and what
 * the card says at a terminal. The virtual terminal's cards need it; a terminal needs only public keys.
 */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
} from 'node:crypto';

export interface Signer {
  readonly privateKey: KeyObject;
  readonly modulus: Uint8Array;
  readonly exponent: Uint8Array;
}

export function makeSigner(modulusBits: number, publicExponent: 3 | 65537): Signer {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: modulusBits, publicExponent });
  return signerOf(privateKey);
}

/** PKCS #8 in base64; as a file of keys holds it. */
export const signerText = ({ privateKey }: Signer): string =>
  privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');

/** Null: no RSA key in PKCS #8. What is wrong with it is not told: the text is key material. */
export function readSigner(text: string): Signer | null {
  try {
    const key = Buffer.from(text, 'base64');
    return signerOf(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  } catch {
    return null;
  }
}

function signerOf(privateKey: KeyObject): Signer {
  const { n, e } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (n === undefined || e === undefined) throw new TypeError('expected an RSA key');
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  return { privateKey, modulus: bytes(n), exponent: bytes(e) };
}

const sha1 = (hex: string): string =>
  createHash('sha1').update(Buffer.from(hex, 'hex')).digest('hex').toUpperCase();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();
const byte = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0');

/**
 * Header, body filled with BB to the length of the key, hash over body and what lies outside, trailer.
 *
 * @throws RangeError for a body that the key is too short for
 */
export function signBody(
  signer: Signer,
  body: string,
  outside: string,
  header = '6A',
  trailer = 'BC',
): Uint8Array {
  const digits = 2 * signer.modulus.length - 2 - 40 - 2;
  if (body.length > digits) throw new RangeError('the body does not fit the key');
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

/** Tag 93: the issuer's signature over static data. `code`: two bytes, the data authentication code. */
export const signStaticData = (issuer: Signer, code: string, staticData: Uint8Array): Uint8Array =>
  signBody(issuer, `0301${code}`, hexOf(staticData));

/** Tag 9F4B of DDA. `number`: two to eight bytes of the card's own. */
export const signDynamicData = (card: Signer, number: Uint8Array, terminalData: Uint8Array): Uint8Array =>
  signDynamic(card, byte(number.length) + hexOf(number), terminalData);

/** Tag 9F4B of CDA: the cryptogram, and a hash over all that was said, inside the signature. */
export const signCombinedData = (
  card: Signer,
  said: {
    readonly number: Uint8Array;
    readonly cryptogramInformation: number;
    readonly cryptogram: Uint8Array;
    readonly transactionData: Uint8Array;
    readonly unpredictableNumber: Uint8Array;
  },
): Uint8Array =>
  signDynamic(
    card,
    byte(said.number.length) +
      hexOf(said.number) +
      byte(said.cryptogramInformation) +
      hexOf(said.cryptogram) +
      sha1(hexOf(said.transactionData)),
    said.unpredictableNumber,
  );

const signDynamic = (card: Signer, dynamic: string, terminalData: Uint8Array): Uint8Array =>
  signBody(card, `0501${byte(dynamic.length / 2)}${dynamic}`, hexOf(terminalData));
