import { macKeyInSlot } from './des-key.ts';
import { createTdesCipher } from './tdes.ts';

const BLOCK_BYTES = 8;
const HEX_DIGITS = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));

/** A MAC algorithm bound to one key. */
export type KeyedMac = (data: Uint8Array) => Uint8Array;

/**
 * The MAC of UnionPay POS terminals: all blocks folded into one by exclusive-or, written as sixteen
 * hexadecimal characters, and these encrypted half by half with the first result folded into the second
 * half. However long the message, it costs two block encryptions. Result: F64, eight ASCII characters.
 */
export function createPosEcbMac(macKeySlot: Uint8Array): KeyedMac {
  const cipher = createTdesCipher(macKeyInSlot(macKeySlot));
  return (data) => {
    const text = toHexText(foldBlocks(data));
    const first = cipher.encrypt(text.subarray(0, BLOCK_BYTES));
    for (let i = 0; i < BLOCK_BYTES; i++) first[i]! ^= text[BLOCK_BYTES + i]!;
    return toHexText(cipher.encrypt(first).subarray(0, BLOCK_BYTES / 2));
  };
}

/**
 * Sets the key up for one message; keep the function of `createPosEcbMac` where many messages share a key.
 */
export function posEcbMac(macKeySlot: Uint8Array, data: Uint8Array): Uint8Array {
  return createPosEcbMac(macKeySlot)(data);
}

/** A last incomplete block counts as filled up with zeros, which exclusive-or leaves without effect. */
function foldBlocks(data: Uint8Array): Uint8Array {
  const folded = new Uint8Array(BLOCK_BYTES);
  for (let i = 0; i < data.length; i++) folded[i & 7]! ^= data[i]!;
  return folded;
}

function toHexText(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    text[2 * i] = HEX_DIGITS[bytes[i]! >> 4]!;
    text[2 * i + 1] = HEX_DIGITS[bytes[i]! & 15]!;
  }
  return text;
}
