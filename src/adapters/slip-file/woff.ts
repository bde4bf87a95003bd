/** Fonts as packages bring them (WOFF 1.0), unpacked into what every reader of fonts takes. */
import { inflateSync } from 'node:zlib';

const SIGNATURE = 0x774f4646;
const WOFF_HEADER = 44;
const WOFF_ROW = 20;
const HEADER = 12;
const ROW = 16;
/** Far above any font: a file that claims more is none. */
const BYTES_MAX = 64 * 1024 * 1024;

const padded = (length: number): number => (length + 3) & ~3;

/** @throws RangeError for what is no such file. */
export function unpackedFont(woff: Buffer): Uint8Array {
  if (woff.length < WOFF_HEADER || woff.readUInt32BE(0) !== SIGNATURE)
    throw new RangeError('Cannot unpack this font: it is no WOFF file');
  const count = woff.readUInt16BE(12);
  const tables = Array.from({ length: count }, (_, index) => {
    const row = WOFF_HEADER + index * WOFF_ROW;
    const [offset, packed] = [woff.readUInt32BE(row + 4), woff.readUInt32BE(row + 8)];
    const [length, checksum] = [woff.readUInt32BE(row + 12), woff.readUInt32BE(row + 16)];
    return { tag: woff.readUInt32BE(row), offset, packed, length, checksum };
  });
  const whole = tables.reduce((sum, { length }) => sum + padded(length), HEADER + count * ROW);
  if (whole > BYTES_MAX) throw new RangeError(`Cannot unpack this font: it claims ${whole} bytes`);
  const font = Buffer.alloc(whole);
  const power = Math.floor(Math.log2(Math.max(1, count)));
  font.writeUInt32BE(woff.readUInt32BE(4), 0);
  font.writeUInt16BE(count, 4);
  font.writeUInt16BE(2 ** power * 16, 6);
  font.writeUInt16BE(power, 8);
  font.writeUInt16BE(count * 16 - 2 ** power * 16, 10);
  let at = HEADER + count * ROW;
  tables.forEach(({ tag, offset, packed, length, checksum }, index) => {
    const bytes = woff.subarray(offset, offset + packed);
    // A table that does not get smaller stands as it is.
    const table = packed < length ? inflateSync(bytes, { maxOutputLength: length }) : bytes;
    table.copy(font, at);
    const row = HEADER + index * ROW;
    for (const [place, value] of [tag, checksum, at, length].entries())
      font.writeUInt32BE(value, row + place * 4);
    at += padded(length);
  });
  return font;
}
