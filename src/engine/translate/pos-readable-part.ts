/** What can still be read of a terminal message that does not decode, so that it can be refused by its own means. */
import { decode, Iso8583Error, type Iso8583Message, posDialect } from '#wire/iso8583';

const BITMAP_AT = 2;
const BITMAP_BYTES = 8;

/**
 * MTI and the fields in front of the fault; `null` when not even the MTI is four digits. The result names who
 * asked at best; nobody may act on it.
 */
export function readablePart(body: Uint8Array): Iso8583Message | null {
  try {
    return decode(posDialect, body);
  } catch (error) {
    if (!(error instanceof Iso8583Error)) throw error;
    const fault = error.code === 'trailing-bytes' ? 65 : (error.field ?? 1);
    return inFrontOf(body, fault) ?? mtiAlone(body);
  }
}

/** Decodes the fields before `fault`: their bits alone, then their bytes alone, which the codec's offset tells. */
function inFrontOf(body: Uint8Array, fault: number): Iso8583Message | null {
  if (body.length < BITMAP_AT + BITMAP_BYTES) return null;
  const kept = body.slice();
  for (let bit = fault; bit <= 64; bit += 1) {
    const at = BITMAP_AT + ((bit - 1) >> 3);
    kept[at] = kept[at]! & ~(0x80 >> ((bit - 1) & 7));
  }
  try {
    return decode(posDialect, kept);
  } catch (error) {
    if (!(error instanceof Iso8583Error) || error.code !== 'trailing-bytes' || error.offset === null)
      return null;
    try {
      return decode(posDialect, kept.subarray(0, error.offset));
    } catch {
      return null;
    }
  }
}

function mtiAlone(body: Uint8Array): Iso8583Message | null {
  const bytes = new Uint8Array(BITMAP_AT + BITMAP_BYTES);
  bytes.set(body.subarray(0, BITMAP_AT));
  try {
    return body.length < BITMAP_AT ? null : decode(posDialect, bytes);
  } catch {
    return null;
  }
}
