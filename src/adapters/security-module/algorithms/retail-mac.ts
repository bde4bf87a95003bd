import { SecurityModuleError } from '#engine/ports';
import { type KeyedMac, type Padding, padBlocks } from './keyed-mac.ts';
import { createTdesCipher } from './tdes.ts';

const KEY_BYTES = 16;
const BLOCK_BYTES = 8;

/**
 * ANSI X9.19, ISO/IEC 9797-1 algorithm 3: single DES chained with the left half of the key, triple DES on
 * the last block alone. `padding`: zeros at terminals (X9.19), a bit and zeros on chip cards (EMV book 2).
 */
export function createRetailMac(key: Uint8Array, padding: Padding = 'zeros'): KeyedMac {
  if (key.length !== KEY_BYTES) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot make an X9.19 MAC with a key of ${key.length} bytes: use ${KEY_BYTES} bytes`,
    );
  }
  const left = createTdesCipher(key.subarray(0, BLOCK_BYTES));
  const whole = createTdesCipher(key);
  return (data) => {
    const padded = padBlocks(data, BLOCK_BYTES, padding);
    const lastStart = padded.length - BLOCK_BYTES;
    const last = padded.subarray(lastStart);
    if (lastStart > 0) {
      const chained = left.lastCbcBlock(padded.subarray(0, lastStart));
      for (let i = 0; i < BLOCK_BYTES; i++) last[i]! ^= chained[i]!;
    }
    return new Uint8Array(whole.encrypt(last));
  };
}
