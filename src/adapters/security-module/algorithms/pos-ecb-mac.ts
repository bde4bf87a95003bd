import type { MacForm } from '#engine/ports';
import type { BlockCipher } from './block-cipher.ts';
import { macKeyInSlot } from './des-key.ts';
import type { KeyedMac } from './keyed-mac.ts';
import { createSm4Cipher } from './sm4.ts';
import { createTdesCipher } from './tdes.ts';

const HEX_DIGITS = Uint8Array.from('0123456789ABCDEF', (digit) => digit.charCodeAt(0));
const MAC_BYTES = 8;

/**
 * The MAC of UnionPay POS terminals: all blocks folded into one by exclusive-or, written as hexadecimal
 * characters (two blocks of them), and these encrypted half by half with the first result folded into the
 * second half. However long the message, it costs two block encryptions. Result: F64, either the first
 * eight characters of the result's hexadecimal text (the usual form) or its first eight bytes.
 */
export function createPosEcbMac(macKeySlot: Uint8Array, form: MacForm = 'hex'): KeyedMac {
  return posEcbOver(createTdesCipher(macKeyInSlot(macKeySlot)), form);
}

/**
 * The same procedure over SM4's blocks of sixteen bytes. No public message shows it with its key: it stands
 * on the description alone (vectors/security/README.md), as a choice of the profile.
 */
export function createSm4PosEcbMac(key: Uint8Array, form: MacForm = 'hex'): KeyedMac {
  return posEcbOver(createSm4Cipher(key), form);
}

/**
 * Sets the key up for one message; keep the function of `createPosEcbMac` where many messages share a key.
 */
export function posEcbMac(macKeySlot: Uint8Array, data: Uint8Array): Uint8Array {
  return createPosEcbMac(macKeySlot)(data);
}

function posEcbOver(cipher: BlockCipher, form: MacForm): KeyedMac {
  const { blockBytes } = cipher;
  return (data) => {
    const text = toHexText(foldBlocks(data, blockBytes));
    const first = cipher.encrypt(text.subarray(0, blockBytes));
    for (let i = 0; i < blockBytes; i++) first[i]! ^= text[blockBytes + i]!;
    const result = cipher.encrypt(first);
    return form === 'hex'
      ? toHexText(result.subarray(0, MAC_BYTES / 2))
      : new Uint8Array(result.subarray(0, MAC_BYTES));
  };
}

/** A last incomplete block counts as filled up with zeros, which exclusive-or leaves without effect. */
function foldBlocks(data: Uint8Array, blockBytes: 8 | 16): Uint8Array {
  const folded = new Uint8Array(blockBytes);
  const mask = blockBytes - 1;
  for (let i = 0; i < data.length; i++) folded[i & mask]! ^= data[i]!;
  return folded;
}

/** Upper-case hexadecimal characters of the bytes, as ASCII. */
export function toHexText(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(bytes.length * 2);
  for (let i = 0; i < bytes.length; i++) {
    text[2 * i] = HEX_DIGITS[bytes[i]! >> 4]!;
    text[2 * i + 1] = HEX_DIGITS[bytes[i]! & 15]!;
  }
  return text;
}
