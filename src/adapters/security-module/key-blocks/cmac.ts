/** CMAC (NIST SP 800-38B) over AES and triple DES, for key blocks and check values. */
import { createCipheriv } from 'node:crypto';
import { createTdesCipher } from '../algorithms/tdes.ts';

type Encrypt = (block: Uint8Array) => Uint8Array;

export function aesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return cmac(16, 0x87, aesEcb(key), data);
}

export function tdesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createTdesCipher(key);
  return cmac(8, 0x1b, (block) => new Uint8Array(cipher.encrypt(block)), data);
}

function aesEcb(key: Uint8Array): Encrypt {
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null).setAutoPadding(false);
  return (block) => new Uint8Array(cipher.update(block));
}

function cmac(blockBytes: number, feedback: number, encrypt: Encrypt, data: Uint8Array): Uint8Array {
  const first = doubled(encrypt(new Uint8Array(blockBytes)), feedback);
  const blocks = Math.max(1, Math.ceil(data.length / blockBytes));
  const whole = data.length > 0 && data.length % blockBytes === 0;
  const padded = new Uint8Array(blocks * blockBytes);
  padded.set(data);
  if (!whole) padded[data.length] = 0x80;
  const mask = whole ? first : doubled(first, feedback);
  let chained: Uint8Array = new Uint8Array(blockBytes);
  for (let start = 0; start < padded.length; start += blockBytes) {
    const last = start + blockBytes === padded.length;
    const block = padded.slice(start, start + blockBytes);
    for (let i = 0; i < blockBytes; i += 1) block[i]! ^= chained[i]! ^ (last ? mask[i]! : 0);
    chained = encrypt(block);
  }
  padded.fill(0);
  return chained;
}

/** Times x in the field of the block. */
function doubled(block: Uint8Array, feedback: number): Uint8Array {
  const out = block.map((byte, i) => ((byte << 1) | ((block[i + 1] ?? 0) >> 7)) & 0xff);
  if ((block[0]! & 0x80) !== 0) out[out.length - 1]! ^= feedback;
  return out;
}
