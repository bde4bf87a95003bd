/** Papers made by hand for tests: sound ones, and what somebody would make of them. */
import { crc32, deflateSync } from 'node:zlib';

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);
const u32 = (value: number): Buffer => Buffer.concat([u16(value >>> 16), u16(value & 0xffff)]);

export function pngChunk(type: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([latin(type), data]);
  return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
export const pngHeader = (width: number, height: number, depth = 8, colour = 0): Buffer =>
  pngChunk('IHDR', Buffer.concat([u32(width), u32(height), Buffer.from([depth, colour, 0, 0, 0])]));

/** A grey picture; `extra` chunks stand before its data. */
export function png({ width = 4, height = 3, extra = [] as readonly Buffer[] } = {}): Buffer {
  const rows = Buffer.alloc(height * (width + 1), 7);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngHeader(width, height),
    ...extra,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND'),
  ]);
}
export const pngOf = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([PNG_SIGNATURE, ...chunks]);

export const jpegSegment = (marker: number, data: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker]), u16(data.length + 2), data]);
const JFIF = jpegSegment(0xe0, Buffer.concat([latin('JFIF\0'), Buffer.from([1, 1, 0, 0, 1, 0, 1, 0, 0])]));
export const jpegFrame = (width: number, height: number): Buffer =>
  jpegSegment(0xc0, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])]));
const SCAN = jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));

export function jpeg({ width = 40, height = 30, extra = [] as readonly Buffer[] } = {}): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    JFIF,
    ...extra,
    jpegSegment(0xdb, Buffer.alloc(65, 1)),
    jpegFrame(width, height),
    SCAN,
    Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.from([0xff, 0xd9]),
  ]);
}

interface PdfParts {
  /** Entries of the catalogue beside its type and pages. */
  readonly catalogue?: string;
  /** More objects, from number 4 on, each as it stands between `obj` and `endobj`. */
  readonly objects?: readonly (string | Buffer)[];
  readonly after?: string;
  readonly version?: string;
  readonly trailer?: string;
}

export const pdfStream = (dictionary: string, data: Uint8Array): Buffer =>
  Buffer.concat([latin(`<< ${dictionary} /Length ${data.length} >>\nstream\n`), data, latin('\nendstream')]);

/** A file with one empty page, its cross-reference counted out. */
export function pdf(parts: PdfParts = {}): Buffer {
  const { catalogue = '', objects = [], after = '', version = '1.7', trailer = '' } = parts;
  const bodies = [
    `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    ...objects,
  ];
  let file = latin(`%PDF-${version}\n%\xe2\xe3\xcf\xd3\n`);
  const offsets: number[] = [];
  for (const [index, body] of bodies.entries()) {
    offsets.push(file.length);
    file = Buffer.concat([
      file,
      latin(`${index + 1} 0 obj\n`),
      Buffer.from(body as string, 'latin1'),
      latin('\nendobj\n'),
    ]);
  }
  const xref = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const start = file.length;
  const size = bodies.length + 1;
  return Buffer.concat([
    file,
    latin(
      `xref\n0 ${size}\n0000000000 65535 f \n${xref}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\n`,
    ),
    latin(`startxref\n${start}\n%%EOF\n${after}`),
  ]);
}

/** An empty ZIP archive: its last record alone. */
export const zipEnd = (commentLength = 0): Buffer =>
  Buffer.concat([
    latin('PK\x05\x06'),
    Buffer.alloc(16),
    Buffer.from([commentLength & 0xff, commentLength >> 8]),
  ]);
