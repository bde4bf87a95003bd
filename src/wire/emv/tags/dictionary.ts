/** What a tag means, and whether a value can be one of it. */
import { isCutIad } from '../iad.ts';
import { EMV_TAGS } from './emv.ts';
import { specOf, type TagSpec } from './row.ts';
import { UNIONPAY_TAGS } from './unionpay.ts';

/** UnionPay's rows come last: where both name a tag, its meaning stands. */
const BY_TAG: ReadonlyMap<string, TagSpec> = new Map(
  [...EMV_TAGS, ...UNIONPAY_TAGS].map((row) => [row[0], specOf(row)] as const),
);

export const tagSpecs = (): readonly TagSpec[] => [...BY_TAG.values()];

/** Undefined for a tag that is in no list: it may hold anything, so a dump shows its length alone. */
export const tagSpec = (tag: string): TagSpec | undefined => BY_TAG.get(tag);

/** `own-length`: the value begins with a length byte, and fewer bytes follow it. */
export type ValueFault = 'bad-length' | 'bad-format' | 'own-length';

/** Null when the value can be one of this tag. A tag in no list is never at fault. */
export function valueFault(tag: string, value: Uint8Array): ValueFault | null {
  const spec = BY_TAG.get(tag);
  if (spec === undefined) return null;
  if (value.length < spec.bytesMin || value.length > spec.bytesMax) return 'bad-length';
  if (tag === '9F10' && isCutIad(value)) return 'own-length';
  return fitsFormat(spec, value) ? null : 'bad-format';
}

function fitsFormat(spec: TagSpec, value: Uint8Array): boolean {
  switch (spec.format) {
    case 'n':
      return isDigits(value);
    case 'cn':
      return isClosedDigits(value);
    case 'date':
      return isDigits(value) && isDate(value);
    case 'time':
      return isDigits(value) && numberAt(value, 0) < 24 && numberAt(value, 1) < 60 && numberAt(value, 2) < 60;
    case 'an':
      return value.every((byte) => isDigit(byte) || ((byte | 0x20) - 0x61) >>> 0 < 26);
    case 'ans':
      // Names may be GB 18030 or another table: only control characters are no text.
      return value.every((byte) => byte >= 0x20 && byte !== 0x7f);
    case 'dol':
      return isObjectList(value);
    case 'b':
    case 'objects':
      return true;
  }
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isDigits = (value: Uint8Array): boolean => value.every((byte) => byte >> 4 <= 9 && (byte & 15) <= 9);
const numberAt = (value: Uint8Array, at: number): number => (value[at]! >> 4) * 10 + (value[at]! & 15);

/** Digits, then nothing but F. */
function isClosedDigits(value: Uint8Array): boolean {
  let closed = false;
  for (const byte of value) {
    for (const nibble of [byte >> 4, byte & 15]) {
      if (nibble === 15) closed = true;
      else if (closed || nibble > 9) return false;
    }
  }
  return true;
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** YYMMDD; the century is not told, so the 29th of February is a day of any year. */
function isDate(value: Uint8Array): boolean {
  const [month, day] = [numberAt(value, 1), numberAt(value, 2)];
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]!;
}

/** Tags with one length byte each. */
function isObjectList(value: Uint8Array): boolean {
  let at = 0;
  while (at < value.length) {
    const long = (value[at]! & 0x1f) === 0x1f;
    at += 1;
    if (long) {
      while (at < value.length && (value[at]! & 0x80) !== 0) at += 1;
      at += 1;
    }
    if (at >= value.length) return false;
    at += 1;
  }
  return true;
}
