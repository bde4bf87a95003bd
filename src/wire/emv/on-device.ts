import type { ChipData } from './chip-data.ts';
import { EmvError } from './error.ts';
import { readIad } from './iad.ts';

const PIN_PERFORMED = 0x04;
const PIN_FAILED = 0x02;

/**
 * Whether the holder was proven on the device itself (CDCVM): the card results of a telephone's application say so as
 * those of a card say of its offline PIN, and stand under the cryptogram. Data of another layout say nothing.
 */
export function verifiedOnDevice(data: ChipData): boolean {
  const iad = data.get('9F10');
  if (iad === undefined) return false;
  try {
    const results = readIad(iad).cvr[1]!;
    return (results & PIN_PERFORMED) !== 0 && (results & PIN_FAILED) === 0;
  } catch (error) {
    if (error instanceof EmvError) return false;
    throw error;
  }
}
