import { toHex } from './hex.ts';

const PART_BYTES = 8;

/**
 * The four weak and twelve semi-weak DES keys, with odd parity: encrypting twice may give the text back.
 */
const WEAK_PARTS: ReadonlySet<string> = new Set([
  '0101010101010101',
  'FEFEFEFEFEFEFEFE',
  'E0E0E0E0F1F1F1F1',
  '1F1F1F1F0E0E0E0E',
  '011F011F010E010E',
  '1F011F010E010E01',
  '01E001E001F101F1',
  'E001E001F101F101',
  '01FE01FE01FE01FE',
  'FE01FE01FE01FE01',
  '1FE01FE00EF10EF1',
  'E01FE01FF10EF10E',
  '1FFE1FFE0EFE0EFE',
  'FE1FFE1FFE0EFE0E',
  'E0FEE0FEF1FEF1FE',
  'FEE0FEE0FEF1FEF1',
]);

/**
 * Sets the lowest bit of each byte so that the byte has an odd number of ones. DES itself ignores that
 * bit.
 */
export function withOddParity(key: Uint8Array): Uint8Array {
  return key.map((byte) => {
    let ones = 0;
    for (let rest = byte >> 1; rest > 0; rest >>= 1) ones += rest & 1;
    return (byte & 0xfe) | (ones % 2 === 0 ? 1 : 0);
  });
}

/** True when one of the key's eight-byte parts is a weak or semi-weak DES key. */
export function hasWeakPart(key: Uint8Array): boolean {
  return partsOf(withOddParity(key)).some((part) => WEAK_PARTS.has(part));
}

/** True when two parts are equal, which turns triple DES back into something weaker. */
export function hasEqualParts(key: Uint8Array): boolean {
  const parts = partsOf(withOddParity(key));
  return new Set(parts).size < parts.length;
}

/**
 * The key inside a MAC key slot. Terminals fill a single-length MAC key up with zeros when the slot of the
 * sign-in answer is wider, so trailing zero parts are filling and not key.
 */
export function macKeyInSlot(slot: Uint8Array): Uint8Array {
  let length = slot.length;
  while (length > PART_BYTES && slot.subarray(length - PART_BYTES, length).every((byte) => byte === 0)) {
    length -= PART_BYTES;
  }
  return slot.subarray(0, length);
}

function partsOf(key: Uint8Array): string[] {
  const parts: string[] = [];
  for (let start = 0; start < key.length; start += PART_BYTES) {
    parts.push(toHex(key.subarray(start, start + PART_BYTES)));
  }
  return parts;
}
