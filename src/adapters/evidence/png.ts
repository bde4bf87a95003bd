/** PNG (ISO/IEC 15948): signature, chunks with their checksums, and nothing after IEND. */
import { crc32 } from 'node:zlib';
import { checkSize, checkText, type PaperLimits, unreadable, unsafe } from './inspect.ts';

/** The chunks of the standard; a private one may hold anything. */
const KNOWN: ReadonlySet<string> = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB bKGD hIST pHYs sPLT tIME tEXt zTXt iTXt eXIf cICP mDCV cLLI'.split(
    ' ',
  ),
);
/** Bit depths that a colour type may have. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly next: number;
}

function chunkAt(file: Buffer, at: number): Chunk {
  if (at + 12 > file.length) throw unreadable('the PNG ends within a chunk');
  const length = file.readUInt32BE(at);
  const next = at + 12 + length;
  const type = file.toString('latin1', at + 4, at + 8);
  if (next > file.length) throw unreadable(`the chunk ${JSON.stringify(type)} is longer than the file`);
  if (file.readUInt32BE(next - 4) !== crc32(file.subarray(at + 4, next - 4)))
    throw unreadable(`the chunk ${JSON.stringify(type)} has a wrong checksum`);
  return { type, data: file.subarray(at + 8, next - 4), next };
}

function readHeader({ type, data }: Chunk, limits: PaperLimits): void {
  if (type !== 'IHDR' || data.length !== 13) throw unreadable('the PNG does not begin with its header');
  const [depth = -1, colour = -1, compression, filter, interlace = 9] = data.subarray(8);
  if (!(DEPTHS[colour]?.includes(depth) ?? false) || compression !== 0 || filter !== 0 || interlace > 1)
    throw unreadable('the header of the PNG says what no PNG can be');
  checkSize(data.readUInt32BE(0), data.readUInt32BE(4), limits);
}

export function inspectPng(bytes: Uint8Array, limits: PaperLimits): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let chunk = chunkAt(file, 8);
  readHeader(chunk, limits);
  let pictures = 0;
  for (let count = 1; chunk.type !== 'IEND'; count += 1) {
    if (count > limits.paperPartsMax) throw unreadable('the PNG has more chunks than are taken');
    chunk = chunkAt(file, chunk.next);
    if (!KNOWN.has(chunk.type)) throw unsafe(`the PNG has a private chunk ${JSON.stringify(chunk.type)}`);
    if (chunk.type === 'IHDR') throw unreadable('the PNG has two headers');
    if (chunk.type === 'IDAT') pictures += 1;
    else checkText(chunk.data, `the chunk ${chunk.type}`);
  }
  if (pictures === 0) throw unreadable('the PNG has no picture');
  if (chunk.data.length > 0 || chunk.next !== file.length) throw unsafe('the PNG goes on after its end');
}
