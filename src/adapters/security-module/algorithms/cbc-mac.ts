import { macKeyInSlot } from './des-key.ts';
import { type KeyedMac, padBlocks } from './keyed-mac.ts';
import { createSm4Cipher } from './sm4.ts';
import { createTdesCipher } from './tdes.ts';

const MAC_BYTES = 8;

/**
 * CBC-MAC with a zero start value and zero padding, as the network side uses it; a double length key runs
 * triple DES over every block, not only the last.
 *
 * Zero padding does not tell data from the same data with zeros behind it. The network's MAC text holds
 * only printable characters, so no two of its messages can meet this way.
 */
export function createX99CbcMac(macKeySlot: Uint8Array): KeyedMac {
  const cipher = createTdesCipher(macKeyInSlot(macKeySlot));
  return (data) => cipher.lastCbcBlock(padBlocks(data, cipher.blockBytes, 'zeros'));
}

/**
 * Sets the key up for one message; keep the function of `createX99CbcMac` where many messages share a key.
 */
export function x99CbcMac(macKeySlot: Uint8Array, data: Uint8Array): Uint8Array {
  return createX99CbcMac(macKeySlot)(data);
}

/** The same over SM4's blocks of sixteen bytes; the left eight bytes of the last one are the MAC. */
export function createSm4CbcMac(key: Uint8Array): KeyedMac {
  const cipher = createSm4Cipher(key);
  return (data) => cipher.lastCbcBlock(padBlocks(data, cipher.blockBytes, 'zeros')).slice(0, MAC_BYTES);
}
