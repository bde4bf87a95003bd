import { SecurityModuleError } from '#engine';
import { macKeyInSlot } from './des-key.ts';
import type { KeyedMac } from './pos-ecb-mac.ts';
import { createTdesCipher } from './tdes.ts';

const BLOCK_BYTES = 8;

/**
 * CBC-MAC with a zero start value and zero padding, as the network side uses it; a double length key runs
 * triple DES over every block, not only the last.
 *
 * Zero padding does not tell data from the same data with zeros behind it. The network's MAC text holds
 * only printable characters, so no two of its messages can meet this way.
 */
export function createX99CbcMac(macKeySlot: Uint8Array): KeyedMac {
  const cipher = createTdesCipher(macKeyInSlot(macKeySlot));
  return (data) => {
    if (data.length === 0) {
      throw new SecurityModuleError(
        'bad-length',
        'Cannot make a CBC-MAC over no data: give at least one byte',
      );
    }
    const padded = new Uint8Array(Math.ceil(data.length / BLOCK_BYTES) * BLOCK_BYTES);
    padded.set(data);
    return cipher.lastCbcBlock(padded);
  };
}

/**
 * Sets the key up for one message; keep the function of `createX99CbcMac` where many messages share a key.
 */
export function x99CbcMac(macKeySlot: Uint8Array, data: Uint8Array): Uint8Array {
  return createX99CbcMac(macKeySlot)(data);
}
