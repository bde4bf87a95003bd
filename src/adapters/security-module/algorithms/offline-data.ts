/**
 * Offline data authentication (EMV book 2, parts 5 and 6): a terminal recovers the issuer's key under the scheme's,
 * the card's under the issuer's, and checks with them what the card signed. Only public keys are at work here.
 */
import {
  equal,
  failed,
  good,
  HASH_BYTES,
  hashFits,
  hexOf,
  type OfflineResult,
  type OfflineStep,
  type RsaPublicKey,
  recover,
  SHA_1,
  sha1,
} from './rsa-recovery.ts';

/** A key of the scheme, as terminals are loaded with it. */
export interface SchemeKey extends RsaPublicKey {
  /** Five bytes: the registered application provider. */
  readonly rid: Uint8Array;
  readonly index: number;
}

/** What every certificate is checked against. */
export interface CardInQuestion {
  /** Card number, 5A. */
  readonly pan: string;
  /** Today as YYMM: a certificate is good to the end of its month. */
  readonly yearMonth: string;
  /** Serial number (three bytes, hexadecimal) of a certificate that the scheme withdrew. */
  readonly isRevoked?: (serial: string) => boolean;
}

const RSA = 1;
const ISSUER_HEAD_BYTES = 15;
const CARD_HEAD_BYTES = 21;

/** SHA-1 over provider, index, modulus and exponent: what terminals compare when a scheme's key is loaded. */
export function schemeKeyChecksum({ rid, index, modulus, exponent }: SchemeKey): Uint8Array {
  return sha1(rid, Uint8Array.of(index), modulus, exponent);
}

/** Tags 90, 9F32 and 92 of the card. */
export interface IssuerCertificate {
  readonly certificate: Uint8Array;
  readonly exponent: Uint8Array;
  readonly remainder: Uint8Array;
}

export function recoverIssuerKey(
  scheme: RsaPublicKey,
  issuer: IssuerCertificate,
  card: CardInQuestion,
): OfflineResult<RsaPublicKey> {
  const step = 'issuer-certificate';
  const recovered = recover(scheme, issuer.certificate, 0x02, ISSUER_HEAD_BYTES, step);
  if (recovered.state === 'failed') return recovered;
  const bytes = recovered.value;
  const fields = {
    identity: bytes.subarray(2, 6),
    ...fieldsAt(bytes, 6),
    left: leftOf(bytes, ISSUER_HEAD_BYTES),
  };
  const covered = [issuer.remainder, issuer.exponent];
  return certified(step, bytes, fields, covered, issuer, card, (digits) => {
    const known = digits.replace(/F+$/, '');
    return known.length >= 3 && card.pan.startsWith(known);
  });
}

/** Tags 9F46, 9F47 and 9F48 of the card, and the static data that the certificate covers. */
export interface CardCertificate {
  readonly certificate: Uint8Array;
  readonly exponent: Uint8Array;
  readonly remainder: Uint8Array;
  readonly staticData: Uint8Array;
}

export function recoverCardKey(
  issuerKey: RsaPublicKey,
  icc: CardCertificate,
  card: CardInQuestion,
): OfflineResult<RsaPublicKey> {
  const step = 'card-certificate';
  const recovered = recover(issuerKey, icc.certificate, 0x04, CARD_HEAD_BYTES, step);
  if (recovered.state === 'failed') return recovered;
  const bytes = recovered.value;
  const fields = {
    identity: bytes.subarray(2, 12),
    ...fieldsAt(bytes, 12),
    left: leftOf(bytes, CARD_HEAD_BYTES),
  };
  const covered = [icc.remainder, icc.exponent, icc.staticData];
  return certified(
    step,
    bytes,
    fields,
    covered,
    icc,
    card,
    (digits) => digits.replace(/F+$/, '') === card.pan,
  );
}

/** SDA: tag 93. Gives the data authentication code, two bytes. */
export function verifyStaticData(
  issuerKey: RsaPublicKey,
  signed: Uint8Array,
  staticData: Uint8Array,
): OfflineResult<Uint8Array> {
  const step = 'static-data';
  const recovered = recover(issuerKey, signed, 0x03, 5, step);
  if (recovered.state === 'failed') return recovered;
  const bytes = recovered.value;
  if (bytes[2] !== SHA_1) return failed(step, 'algorithm');
  return hashFits(bytes, [staticData]) ? good(bytes.slice(3, 5)) : failed(step, 'hash');
}

/** DDA: tag 9F4B over what the terminal sent (DDOL), or its contactless form. Gives the card's dynamic number. */
export function verifyDynamicData(
  cardKey: RsaPublicKey,
  signed: Uint8Array,
  terminalData: Uint8Array,
): OfflineResult<Uint8Array> {
  const dynamic = dynamicDataOf(cardKey, signed, terminalData);
  if (dynamic.state === 'failed') return dynamic;
  const number = numberIn(dynamic.value);
  return number === undefined ? failed('dynamic-data', 'form') : good(number);
}

/**
 * CDA: tag 9F4B over the unpredictable number, and inside it the cryptogram of the payment and a hash over all that
 * terminal and card told each other (PDOL, CDOL values and the answer without 9F4B).
 */
export function verifyCombinedData(
  cardKey: RsaPublicKey,
  request: {
    readonly signed: Uint8Array;
    readonly unpredictableNumber: Uint8Array;
    /** 9F27 of the answer. */
    readonly cryptogramInformation: number;
    readonly transactionData: Uint8Array;
  },
): OfflineResult<{ readonly cryptogram: Uint8Array; readonly dynamicNumber: Uint8Array }> {
  const dynamic = dynamicDataOf(cardKey, request.signed, request.unpredictableNumber);
  if (dynamic.state === 'failed') return dynamic;
  const number = numberIn(dynamic.value);
  const rest = number === undefined ? undefined : dynamic.value.subarray(1 + number.length);
  if (number === undefined || rest === undefined || rest.length < 1 + 8 + HASH_BYTES)
    return failed('dynamic-data', 'form');
  if (rest[0] !== request.cryptogramInformation) return failed('transaction-data', 'card');
  if (!equal(rest.subarray(9, 9 + HASH_BYTES), sha1(request.transactionData)))
    return failed('transaction-data', 'hash');
  return good({ cryptogram: rest.slice(1, 9), dynamicNumber: number });
}

function dynamicDataOf(
  cardKey: RsaPublicKey,
  signed: Uint8Array,
  terminalData: Uint8Array,
): OfflineResult<Uint8Array> {
  const step = 'dynamic-data';
  const recovered = recover(cardKey, signed, 0x05, 4, step);
  if (recovered.state === 'failed') return recovered;
  const bytes = recovered.value;
  if (bytes[2] !== SHA_1) return failed(step, 'algorithm');
  const length = bytes[3]!;
  if (length > bytes.length - 4 - HASH_BYTES - 1) return failed(step, 'form');
  return hashFits(bytes, [terminalData]) ? good(bytes.slice(4, 4 + length)) : failed(step, 'hash');
}

/** A length byte and two to eight bytes. */
function numberIn(dynamic: Uint8Array): Uint8Array | undefined {
  const length = dynamic[0] ?? 0;
  return length >= 2 && length <= 8 && dynamic.length > length ? dynamic.slice(1, 1 + length) : undefined;
}

interface CertificateFields {
  readonly identity: Uint8Array;
  readonly expiry: Uint8Array;
  readonly serial: Uint8Array;
  readonly hashAlgorithm: number;
  readonly keyAlgorithm: number;
  readonly keyBytes: number;
  readonly exponentBytes: number;
  readonly left: Uint8Array;
}

/** The fields that both kinds share, from the expiry on. */
function fieldsAt(bytes: Uint8Array, at: number): Omit<CertificateFields, 'identity' | 'left'> {
  return {
    expiry: bytes.subarray(at, at + 2),
    serial: bytes.subarray(at + 2, at + 5),
    hashAlgorithm: bytes[at + 5]!,
    keyAlgorithm: bytes[at + 6]!,
    keyBytes: bytes[at + 7]!,
    exponentBytes: bytes[at + 8]!,
  };
}

const leftOf = (bytes: Uint8Array, head: number): Uint8Array =>
  bytes.subarray(head, bytes.length - HASH_BYTES - 1);

/** The order of EMV: hash, whose, until when, withdrawn, algorithms; then the key is put together. */
function certified(
  step: OfflineStep,
  bytes: Uint8Array,
  fields: CertificateFields,
  covered: readonly Uint8Array[],
  { remainder, exponent }: { readonly remainder: Uint8Array; readonly exponent: Uint8Array },
  card: CardInQuestion,
  isFor: (digits: string) => boolean,
): OfflineResult<RsaPublicKey> {
  if (fields.hashAlgorithm !== SHA_1) return failed(step, 'algorithm');
  if (!hashFits(bytes, covered)) return failed(step, 'hash');
  if (!isFor(hexOf(fields.identity))) return failed(step, 'card');
  if (!isGoodIn(card.yearMonth, hexOf(fields.expiry))) return failed(step, 'expired');
  if (card.isRevoked?.(hexOf(fields.serial)) === true) return failed(step, 'revoked');
  if (fields.keyAlgorithm !== RSA) return failed(step, 'algorithm');
  const { keyBytes, left } = fields;
  const rest = Math.max(0, keyBytes - left.length);
  if (remainder.length !== rest || exponent.length !== fields.exponentBytes) return failed(step, 'length');
  const modulus = new Uint8Array(keyBytes);
  modulus.set(left.subarray(0, keyBytes));
  modulus.set(remainder, keyBytes - rest);
  return good({ modulus, exponent: exponent.slice() });
}

/** MMYY against YYMM. Years from 50 on are those of the last century (EMV book 4, 6.7.3). */
function isGoodIn(yearMonth: string, expiry: string): boolean {
  const [month, year] = [expiry.slice(0, 2), expiry.slice(2)];
  return /^(0[1-9]|1[0-2])$/.test(month) && year < '50' && year + month >= yearMonth;
}
