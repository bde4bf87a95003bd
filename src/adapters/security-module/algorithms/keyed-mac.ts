import { SecurityModuleError } from '#engine/ports';

/** A MAC algorithm bound to one key. */
export type KeyedMac = (data: Uint8Array) => Uint8Array;

/** ISO/IEC 9797-1: method 1 fills with zeros, method 2 sets one bit first, so no two texts become equal. */
export type Padding = 'zeros' | 'bit-and-zeros';

/**
 * Whole blocks, never none. Method 1 leaves data that fills its blocks as it is and does not tell data from
 * the same data with zeros behind it; the texts it is used for end in a fixed way.
 */
export function padBlocks(data: Uint8Array, blockBytes: number, padding: Padding): Uint8Array {
  if (data.length === 0 && padding === 'zeros') {
    throw new SecurityModuleError('bad-length', 'Cannot make a CBC-MAC over no data: give at least one byte');
  }
  const used = data.length + (padding === 'zeros' ? 0 : 1);
  const padded = new Uint8Array(Math.ceil(used / blockBytes) * blockBytes);
  padded.set(data);
  if (padding === 'bit-and-zeros') padded[data.length] = 0x80;
  return padded;
}
