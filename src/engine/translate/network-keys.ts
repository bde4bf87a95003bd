/**
 * New keys of the zone between this host and the network: 0800 with F70 101, and the question for it.
 *
 * F53 names the key (first digit 1 for PINs, 2 for codes) and its length (second digit 0 single, 6 double). The key
 * stands in F96 where it has eight bytes, else in F48 under `NK`, encrypted under the zone master key. From two member
 * programs; that F48 carries it in hexadecimal is of low certainty (M), as no message of it is public.
 */
import { bytesOf, fromHex, type Iso8583Message, textOf, toHex } from '#wire/iso8583';

export const KEY_RESET_CODE = '101';
export type ZoneKeyKind = 'pin' | 'mac';

const DIGITS: Readonly<Record<ZoneKeyKind, string>> = { pin: '1', mac: '2' };
const LONG_KEY = /^NK([0-9A-Fa-f]{32}|[0-9A-Fa-f]{48})$/;

export interface KeyReset {
  readonly kind: ZoneKeyKind;
  /** The key under the zone master key, 8, 16 or 24 bytes. */
  readonly cipher: Uint8Array;
  /** F7 as it stands in the message. */
  readonly transmission: string;
}

export const isKeyReset = (message: Iso8583Message): boolean =>
  message.mti === '0800' && textOf(message, 70) === KEY_RESET_CODE;
export const isKeyResetAnswer = (message: Iso8583Message): boolean =>
  message.mti === '0810' && textOf(message, 70) === KEY_RESET_CODE;
export const isKeyRequest = (message: Iso8583Message): boolean =>
  message.mti === '0820' && textOf(message, 70) === KEY_RESET_CODE;

const kindIn = (message: Iso8583Message): ZoneKeyKind | null => {
  const digit = textOf(message, 53)?.charAt(0);
  return digit === DIGITS.pin ? 'pin' : digit === DIGITS.mac ? 'mac' : null;
};

/** Which key a member asks for; null where F53 names none. */
export const keyRequestKind = kindIn;

/** Null where F53 names no key, or there is no key of the length that it tells. */
export function readKeyReset(message: Iso8583Message): KeyReset | null {
  const kind = kindIn(message);
  const transmission = textOf(message, 7);
  const long = LONG_KEY.exec((textOf(message, 48) ?? '').trim())?.[1];
  const cipher = long === undefined ? (bytesOf(message, 96) ?? null) : fromHex(long);
  if (kind === null || transmission === undefined || cipher === null) return null;
  const told = textOf(message, 53)?.charAt(1);
  if ((told === '0') !== (cipher.length === 8)) return null;
  return { kind, cipher, transmission };
}

interface Names {
  readonly transmission: string;
  readonly stan: string;
}

const securityOf = (kind: ZoneKeyKind, bytes: number): string =>
  `${DIGITS[kind]}${bytes === 8 ? '0' : '6'}`.padEnd(16, '0');

/** 0820 of a member that wants a new key. */
export function keyRequest(
  kind: ZoneKeyKind,
  names: Names & { readonly forwarderId: string },
): Iso8583Message {
  const { transmission, stan, forwarderId } = names;
  return {
    mti: '0820',
    fields: { 7: transmission, 11: stan, 33: forwarderId, 53: securityOf(kind, 16), 70: KEY_RESET_CODE },
  };
}

/** 0800 of the centre, without its F128. */
export function keyReset(
  kind: ZoneKeyKind,
  cipher: Uint8Array,
  names: Names & { readonly receiverId: string },
): Iso8583Message {
  const { transmission, stan, receiverId } = names;
  const key = cipher.length === 8 ? { 96: cipher } : { 48: `NK${toHex(cipher)}` };
  return {
    mti: '0800',
    fields: {
      ...{ 7: transmission, 11: stan, 53: securityOf(kind, cipher.length), 70: KEY_RESET_CODE },
      ...{ ...key, 100: receiverId },
    },
  };
}

/** 0810 of the member, without its F128. */
export function keyResetAnswer(request: Iso8583Message, code: string): Iso8583Message {
  const kept = [7, 11, 53, 70, 100].flatMap((field) => {
    const value = textOf(request, field);
    return value === undefined ? [] : [[field, value] as const];
  });
  return { mti: '0810', fields: { ...Object.fromEntries(kept), 39: code } };
}
