/**
 * What a paper is, by its content alone: neither its name nor the header it came with is believed. Its structure is
 * read to the end; what holds a script, another file, or more after its end is refused.
 */
import { inspectJpeg } from './jpeg.ts';
import { inspectPdf } from './pdf.ts';
import { inspectPng } from './png.ts';

export type PaperKind = 'png' | 'jpeg' | 'pdf';

/** `unreadable`: no sound file of the three kinds. `unsafe`: it holds what is not taken. `why` in English. */
export interface PaperFault {
  readonly fault: 'unreadable' | 'unsafe';
  readonly why: string;
}

export interface PaperLimits {
  readonly paperBytesMax: number;
  readonly paperSideMax: number;
  readonly paperPixelsMax: number;
  /** Chunks, segments or objects of one file. */
  readonly paperPartsMax: number;
}

/** Thrown within this room to end the reading of a file. */
export class BadPaper extends Error {
  override readonly name = 'BadPaper';
  readonly fault: PaperFault['fault'];
  constructor(fault: PaperFault['fault'], why: string) {
    super(why);
    this.fault = fault;
  }
}

export const unreadable = (why: string): BadPaper => new BadPaper('unreadable', why);
export const unsafe = (why: string): BadPaper => new BadPaper('unsafe', why);

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

function kindOf(bytes: Uint8Array): PaperKind {
  if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'png';
  if (startsWith(bytes, 0xff, 0xd8, 0xff)) return 'jpeg';
  if (startsWith(bytes, 0x25, 0x50, 0x44, 0x46, 0x2d)) return 'pdf';
  throw unreadable('it begins like none of PNG, JPEG and PDF');
}

/** Checks a paper and tells its kind, or why it is not taken. */
export function inspectPaper(bytes: Uint8Array, limits: PaperLimits): PaperKind | PaperFault {
  try {
    if (bytes.length > limits.paperBytesMax)
      throw unreadable(`it has ${bytes.length} bytes, at most ${limits.paperBytesMax} are taken`);
    const kind = kindOf(bytes);
    if (kind !== 'pdf' && endsAsArchive(bytes)) throw unsafe('it is an archive at the same time');
    if (kind === 'png') inspectPng(bytes, limits);
    else if (kind === 'jpeg') inspectJpeg(bytes, limits);
    else inspectPdf(bytes, limits);
    return kind;
  } catch (error) {
    if (error instanceof BadPaper) return { fault: error.fault, why: error.message };
    throw error;
  }
}

/** A picture within the bounds; a small file may claim a size that no viewer can hold. */
export function checkSize(width: number, height: number, limits: PaperLimits): void {
  const { paperSideMax, paperPixelsMax } = limits;
  if (width < 1 || height < 1) throw unreadable('it has no width or no height');
  if (width > paperSideMax || height > paperSideMax || width * height > paperPixelsMax)
    throw unreadable(`it is ${width} × ${height} pixels large, which is more than is taken`);
}

/** Text that a browser, an interpreter or a PDF viewer would take for its own, in a part that is no picture. */
const ACTIVE = /<script|<html|<svg|<\?php|<!doctype|javascript:|%pdf-/i;

export function checkText(part: Uint8Array, where: string): void {
  if (ACTIVE.test(Buffer.from(part).toString('latin1')))
    throw unsafe(`${where} holds a script or another file`);
}

/** A ZIP archive is read from its end: its last record stands within 64 KiB of it and tells where it ends. */
function endsAsArchive(bytes: Uint8Array): boolean {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = data.lastIndexOf('PK\x05\x06'); at >= 0 && data.length - at <= 65_557; ) {
    if (data.length - at >= 22 && at + 22 + data.readUInt16LE(at + 20) === data.length) return true;
    at = at === 0 ? -1 : data.lastIndexOf('PK\x05\x06', at - 1);
  }
  return false;
}
