/**
 * The card's part in offline data authentication: the records that an issuer signed, and what the card signs itself.
 * By RSA and SHA-1 as EMV book 2 has it, also on a card whose cryptograms are made with SM4.
 */
import {
  type Certified,
  certify,
  type Signer,
  signCombinedData,
  signDynamicData,
  signStaticData,
} from '#adapters/security-module';
import { chipDataOf, type TlvNode, writeTlv } from '#wire/emv';
import { fromHex, toHex } from '#wire/iso8583';

/** The best that the card can do; it can do the lesser ones too. */
export const OFFLINE_METHODS = ['sda', 'dda', 'cda'] as const;
export type OfflineMethod = (typeof OFFLINE_METHODS)[number];

/** What an issuer put into the card for it. */
export interface OfflineData {
  readonly method: OfflineMethod;
  /** 8F, 90, 92, 9F32, 93, 9F46, 9F47, 9F48. Hexadecimal by tag; an empty 92 or 9F48 is left out. */
  readonly tags: Readonly<Record<string, string>>;
  readonly key: Signer;
}

/** Bits of the application interchange profile (82), first byte. */
export const OFFLINE_BITS = { sda: 0x40, dda: 0x20, cda: 0x01 } as const;

export const offlineBits = (best: OfflineMethod): number =>
  OFFLINE_METHODS.slice(0, OFFLINE_METHODS.indexOf(best) + 1).reduce(
    (bits, each) => bits | OFFLINE_BITS[each],
    0,
  );

/** CDOL1 and DDOL of these cards: what the terminal must tell before a cryptogram, and before a signature. */
const CDOL1 = '9F02069F03069F1A0295055F2A029A039C019F3704';
const DDOL = '9F3704';
/** Tags beside the records that signatures cover: the interchange profile alone is allowed (EMV book 3, 10.3). */
const SIGNED_TAGS = '82';

export interface Cardholder {
  readonly pan: string;
  /** YYMM. */
  readonly expiry: string;
  readonly sequence: string;
}

/** The record of the card that its issuer signs. A card is good to the last day of its month. */
function signedRecord({ pan, expiry, sequence }: Cardholder): TlvNode[] {
  const last = new Date(Date.UTC(2000 + Number(expiry.slice(0, 2)), Number(expiry.slice(2)), 0)).getUTCDate();
  return [
    node('5A', pan.length % 2 === 0 ? pan : `${pan}F`),
    node('5F24', `${expiry}${last}`),
    node('5F34', sequence.padStart(2, '0')),
    node('8C', CDOL1),
  ];
}

const node = (tag: string, hex: string): TlvNode => ({ tag, value: fromHex(hex) ?? new Uint8Array(0) });

/** An issuer with its certificate from a scheme. */
export interface OfflineIssuer {
  readonly key: Signer;
  /** 8F: index of the scheme's key, hexadecimal. */
  readonly caIndex: string;
  readonly certified: Certified;
}

/** `monthYear`: MMYY, to whose end the certificate is good. `bin`: the first digits of the issuer's cards. */
export function issuerBy(
  scheme: { readonly key: Signer; readonly index: string },
  issuer: { readonly key: Signer; readonly bin: string; readonly monthYear: string },
): OfflineIssuer {
  const { key, bin, monthYear } = issuer;
  const identity = bin.slice(0, 8).padEnd(8, 'F');
  const certified = certify(scheme.key, key, { format: '02', identity, monthYear, serial: '000001' });
  return { key, caIndex: scheme.index, certified };
}

/** What this issuer puts into this card. `aip`: 82 of the card without its bits for offline data authentication. */
export function personaliseOffline(
  issuer: OfflineIssuer,
  holder: Cardholder,
  card: { readonly key: Signer; readonly method: OfflineMethod; readonly aip: Uint8Array },
): OfflineData {
  const { key, method } = card;
  const covered = Uint8Array.from([...writeTlv(signedRecord(holder)), ...withOfflineBits(card.aip, method)]);
  const { pan, expiry } = holder;
  const own = certify(issuer.key, key, {
    ...{ format: '04', identity: pan.padEnd(20, 'F'), monthYear: expiry.slice(2) + expiry.slice(0, 2) },
    ...{ serial: '000001', staticData: toHex(covered) },
  });
  const all = {
    ...{ '8F': issuer.caIndex, 90: toHex(issuer.certified.certificate) },
    ...{ 92: toHex(issuer.certified.remainder), '9F32': toHex(issuer.certified.exponent) },
    ...{ 93: toHex(signStaticData(issuer.key, 'DAC0', covered)) },
    ...{ '9F46': toHex(own.certificate), '9F47': toHex(own.exponent), '9F48': toHex(own.remainder) },
  };
  return { method, key, tags: Object.fromEntries(Object.entries(all).filter(([, hex]) => hex !== '')) };
}

export function withOfflineBits(aip: Uint8Array, method: OfflineMethod): Uint8Array {
  const bytes = aip.slice();
  bytes[0]! |= offlineBits(method);
  return bytes;
}

/** What a terminal reads of it in one payment. */
export interface OfflineRecords {
  readonly signed: readonly TlvNode[];
  readonly others: readonly TlvNode[];
}

export const offlineRecords = (holder: Cardholder, { tags }: OfflineData): OfflineRecords => ({
  signed: signedRecord(holder),
  others: [
    ...Object.entries(tags).map(([tag, hex]) => node(tag, hex)),
    node('9F49', DDOL),
    node('9F4A', SIGNED_TAGS),
  ],
});

/** Static data to be authenticated: the signed records one after the other, and the interchange profile. */
export const staticDataOf = (records: OfflineRecords, aip: Uint8Array): Uint8Array =>
  Uint8Array.from([...writeTlv(records.signed), ...aip]);

/** Values that a list (DOL) asks for, in its order; what is not there is zeros. Tags of one or two bytes. */
export function listedValues(list: Uint8Array, objects: readonly TlvNode[]): Uint8Array {
  const data = chipDataOf(objects);
  const out: number[] = [];
  for (let at = 0; at < list.length; ) {
    const long = (list[at]! & 0x1f) === 0x1f;
    const tag = toHex(list.subarray(at, at + (long ? 2 : 1)));
    at += long ? 2 : 1;
    const bytes = list[at] ?? 0;
    at += 1;
    out.push(...(data.get(tag) ?? new Uint8Array(bytes)).subarray(0, bytes));
  }
  return Uint8Array.from(out);
}

/**
 * What CDA's hash covers: the values of CDOL1 and the card's answer without 9F4B (no PDOL: these cards ask nothing
 * before).
 */
export const combinedInput = (
  cdol1: Uint8Array,
  terminal: readonly TlvNode[],
  answer: { readonly information: Uint8Array; readonly atc: Uint8Array; readonly iad: Uint8Array },
): Uint8Array =>
  Uint8Array.from([
    ...listedValues(cdol1, terminal),
    ...writeTlv([
      { tag: '9F27', value: answer.information },
      { tag: '9F36', value: answer.atc },
      { tag: '9F10', value: answer.iad },
    ]),
  ]);

/** The card's own number in each signature: here its counter, which never comes twice. */
const numberOf = (atc: Uint8Array): Uint8Array => Uint8Array.from([0, 0, 0, 0, 0, 0, ...atc]);

/** Answer to INTERNAL AUTHENTICATE: 9F4B of DDA. */
export const signForDda = ({ key }: OfflineData, atc: Uint8Array, terminalData: Uint8Array): Uint8Array =>
  signDynamicData(key, numberOf(atc), terminalData);

/** 9F4B of a cryptogram for CDA. */
export const signForCda = (
  { key }: OfflineData,
  terminal: readonly TlvNode[],
  answer: {
    readonly information: Uint8Array;
    readonly cryptogram: Uint8Array;
    readonly atc: Uint8Array;
    readonly iad: Uint8Array;
  },
): Uint8Array =>
  signCombinedData(key, {
    number: numberOf(answer.atc),
    cryptogramInformation: answer.information[0] ?? 0,
    cryptogram: answer.cryptogram,
    transactionData: combinedInput(fromHex(CDOL1)!, terminal, answer),
    unpredictableNumber: chipDataOf(terminal).need('9F37'),
  });
