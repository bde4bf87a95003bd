/**
 * The code on a receipt: the payment's id and a secret of 128 bits, in Crockford's base 32. Capital letters, digits
 * and hyphens are what a QR symbol packs tightest, and no two of them look alike in print.
 */
import type { PaymentId } from '../payment/index.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_CHARACTERS = 16;
export const SECRET_BYTES = 16;
const SECRET_CHARACTERS = 26;

/** 16 bytes as 26 characters; the first one holds the two bits that do not fill five. */
export function secretText(secret: Uint8Array): string {
  if (secret.length !== SECRET_BYTES)
    throw new RangeError(`Cannot write a secret of ${secret.length} bytes: expected ${SECRET_BYTES}`);
  let value = 0n;
  for (const byte of secret) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let index = 0; index < SECRET_CHARACTERS; index += 1) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return text;
}

/** As typed or scanned: small letters, blanks and hyphens do not matter; I, L and O are read as what they look like. */
const plain = (text: string): string =>
  text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');

/** The bytes of a secret; `null` for what is none. */
export function secretOf(text: string): Uint8Array | null {
  const said = plain(text);
  if (said.length !== SECRET_CHARACTERS) return null;
  let value = 0n;
  for (const character of said) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) return null;
    value = value * 32n + BigInt(digit);
  }
  if (value >> 128n !== 0n) return null;
  const bytes = new Uint8Array(SECRET_BYTES);
  for (let index = SECRET_BYTES - 1; index >= 0; index -= 1) {
    bytes[index] = Number(value & 255n);
    value >>= 8n;
  }
  return bytes;
}

const groups = (text: string): string => (text.match(/.{1,7}/g) ?? []).join('-');

/** `01H4S9X2-M8K3P7QR-…`: the id in two groups, the secret in four. */
export function receiptCode(paymentId: PaymentId, secret: Uint8Array): string {
  const id = paymentId.slice('pay_'.length);
  return `${id.slice(0, 8)}-${id.slice(8)}-${groups(secretText(secret))}`;
}

/** What a code names; `null` for what is no code. Whether the secret is right is for the security module. */
export function readReceiptCode(
  code: string,
): { readonly paymentId: PaymentId; readonly secret: Uint8Array } | null {
  const said = plain(code);
  if (said.length !== ID_CHARACTERS + SECRET_CHARACTERS) return null;
  const id = said.slice(0, ID_CHARACTERS);
  if ([...id].some((character) => !ALPHABET.includes(character))) return null;
  const secret = secretOf(said.slice(ID_CHARACTERS));
  return secret === null ? null : { paymentId: `pay_${id}` as PaymentId, secret };
}
