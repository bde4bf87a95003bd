/**
 * PDF (ISO 32000): header, objects, cross-reference, end. Its names are read outside of strings and streams, and inside
 * of object streams: what starts a program, runs a script or carries another file is refused, and so is what is
 * encrypted, for nobody could look into it.
 */
import { inflateSync } from 'node:zlib';
import { type PaperLimits, unreadable, unsafe } from './inspect.ts';
import { checkPassedOver, type Dictionary, PdfScanner } from './pdf-scanner.ts';

const ACTIVE: ReadonlySet<string> = new Set([
  'JavaScript',
  'JS',
  'Launch',
  'EmbeddedFile',
  'EmbeddedFiles',
  'AF',
  'RichMedia',
  'XFA',
  'AA',
  'SubmitForm',
  'ImportData',
  'GoToR',
  'GoToE',
  'Movie',
  'Sound',
  'Rendition',
  '3D',
  'Encrypt',
]);

/** All object streams of one file together, unpacked. */
const UNPACKED_BYTES_MAX = 32 * 1024 * 1024;

function checkNames(names: Iterable<string>): void {
  for (const name of names) if (ACTIVE.has(name)) throw unsafe(`the PDF holds /${name}`);
}

/** The objects packed into a stream. Another packing than the usual one cannot be looked into. */
function unpack(data: Buffer, dictionary: Dictionary, left: number): Buffer {
  const { filters } = dictionary;
  if (filters.length === 0) return data;
  if (filters.length > 1 || filters[0] !== 'FlateDecode' || dictionary.names.has('DecodeParms'))
    throw unsafe('the PDF packs objects in a way that cannot be looked into');
  try {
    return inflateSync(data, { maxOutputLength: Math.max(1, left) });
  } catch {
    throw unreadable('an object stream of the PDF cannot be unpacked within bounds');
  }
}

function checkEnd(file: Buffer): void {
  const tail = file.toString('latin1', Math.max(0, file.length - 1_024));
  const end = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(tail);
  if (end === null) {
    if (/%%EOF/.test(tail)) throw unsafe('the PDF goes on after its end');
    throw unreadable('the PDF has no end');
  }
  const at = Number(end[1]);
  if (!/^\s*(?:xref\b|\d+\s+\d+\s+obj\b)/.test(file.toString('latin1', at, at + 40)))
    throw unreadable('the PDF has no cross-reference where it says');
}

export function inspectPdf(bytes: Uint8Array, limits: PaperLimits): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!/^%PDF-[12]\.\d\s/.test(file.toString('latin1', 0, 10)))
    throw unreadable('the PDF has no known version');
  checkEnd(file);
  const scanner = new PdfScanner(file, limits.paperPartsMax);
  let left = UNPACKED_BYTES_MAX;
  const names = new Set<string>();
  for (const { dictionary, data } of scanner.streams()) {
    checkPassedOver(data, 'stream');
    if (!dictionary.names.has('ObjStm')) continue;
    const packed = unpack(data, dictionary, left);
    left -= packed.length;
    if (left <= 0) throw unreadable('the object streams of the PDF are larger than is taken');
    const inner = new PdfScanner(packed, limits.paperPartsMax);
    for (const _stream of inner.streams()) throw unreadable('the PDF has a stream within an object stream');
    for (const name of inner.names) names.add(name);
  }
  for (const name of scanner.names) names.add(name);
  checkNames(names);
  if (!names.has('Root') || !names.has('Pages')) throw unreadable('the PDF has no pages');
}
