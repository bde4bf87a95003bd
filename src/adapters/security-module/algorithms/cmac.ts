import type { BlockCipher } from './block-cipher.ts';
import type { KeyedMac } from './keyed-mac.ts';

/** What doubling folds back in when a bit leaves the block at the left (NIST SP 800-38B, 5.3). */
const FOLD = { 8: 0x1b, 16: 0x87 } as const;

/**
 * CMAC (NIST SP 800-38B, ISO/IEC 9797-1 algorithm 5) over any block cipher: one whole block, of which
 * messages carry the left bytes. Data may be empty.
 */
export function createCmac(cipher: BlockCipher): KeyedMac {
  const { blockBytes } = cipher;
  const zero = cipher.encrypt(new Uint8Array(blockBytes));
  const whole = doubled(zero, FOLD[blockBytes]);
  const filled = doubled(whole, FOLD[blockBytes]);
  zero.fill(0);
  return (data) => {
    const blocks = Math.max(1, Math.ceil(data.length / blockBytes));
    const padded = new Uint8Array(blocks * blockBytes);
    padded.set(data);
    if (data.length < padded.length) padded[data.length] = 0x80;
    const mask = data.length === padded.length ? whole : filled;
    const last = padded.length - blockBytes;
    for (let i = 0; i < blockBytes; i++) padded[last + i]! ^= mask[i]!;
    return cipher.lastCbcBlock(padded);
  };
}

/** Twice the block in its binary field; the same steps whatever the bits. */
function doubled(block: Uint8Array, fold: number): Uint8Array {
  const result = new Uint8Array(block.length);
  for (let i = 0; i < block.length; i++) result[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >> 7);
  result[block.length - 1]! ^= fold & -(block[0]! >> 7);
  return result;
}
