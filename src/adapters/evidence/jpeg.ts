/** JPEG (ITU-T T.81): segments from SOI to EOI, one frame, at least one scan. */
import { checkSize, checkText, type PaperLimits, unreadable, unsafe } from './inspect.ts';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** Pictures in one file: phones add a thumbnail or the picture for bright screens behind the first one. */
const PICTURES_MAX = 8;

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** The marker at this place; any number of 0xFF may stand before it. */
function markerAt(file: Buffer, start: number): { readonly marker: number; readonly at: number } {
  let at = start;
  if (file[at] !== 0xff) throw unreadable('the JPEG has bytes between its segments');
  while (file[at] === 0xff) at += 1;
  const marker = file[at];
  if (marker === undefined) throw unreadable('the JPEG ends within a marker');
  return { marker, at: at + 1 };
}

function readFrame(data: Buffer, limits: PaperLimits): void {
  const components = data[5] ?? 0;
  if (
    data.length !== 6 + 3 * components ||
    components < 1 ||
    components > 4 ||
    (data[0] !== 8 && data[0] !== 12)
  )
    throw unreadable('the frame of the JPEG says what no JPEG can be');
  checkSize(data.readUInt16BE(3), data.readUInt16BE(1), limits);
}

/** Skips the coded data of a scan: 0xFF is followed by 0 there, or by a restart marker. */
function endOfScan(file: Buffer, start: number): number {
  for (let at = file.indexOf(0xff, start); at >= 0; at = file.indexOf(0xff, at + 1)) {
    const next = file[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return at;
  }
  throw unreadable('the JPEG ends within its picture');
}

/** One picture from SOI to EOI; returns what stands after it. */
function readPicture(file: Buffer, start: number, limits: PaperLimits): number {
  const first = markerAt(file, start);
  if (first.marker !== SOI) throw unsafe('the JPEG goes on after its end');
  let { at } = first;
  let [frames, scans] = [0, 0];
  for (let count = 0; ; count += 1) {
    if (count > limits.paperPartsMax) throw unreadable('the JPEG has more segments than are taken');
    const found = markerAt(file, at);
    const { marker } = found;
    if (marker === EOI) {
      if (frames !== 1 || scans === 0) throw unreadable('the JPEG has no picture');
      return found.at;
    }
    if (marker < 0xc0 || marker === SOI || isRestart(marker))
      throw unreadable('the JPEG has a segment out of place');
    const length = found.at + 2 <= file.length ? file.readUInt16BE(found.at) : 0;
    if (length < 2 || found.at + length > file.length)
      throw unreadable('a segment of the JPEG is longer than the file');
    const data = file.subarray(found.at + 2, found.at + length);
    at = found.at + length;
    if (isFrame(marker)) {
      frames += 1;
      readFrame(data, limits);
    } else if (marker === SOS) {
      scans += 1;
      at = endOfScan(file, at);
    } else if (marker >= 0xe0) checkText(data, 'a comment or application segment');
  }
}

export function inspectJpeg(bytes: Uint8Array, limits: PaperLimits): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  for (let count = 0; at < file.length; count += 1) {
    if (count === PICTURES_MAX) throw unsafe('the JPEG holds more pictures than are taken');
    at = readPicture(file, at, limits);
    // Some cameras fill up with zeros.
    while (file[at] === 0) at += 1;
  }
}
