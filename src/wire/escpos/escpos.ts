/**
 * Slips as bytes for a thermal printer: ESC/POS commands with text in GB 18030, as printers sold in China take it.
 * Lines are set in columns here and not by the printer: models differ in how they break them.
 */
import { type ReceiptLine, type ReceiptWidth, rowText, wrapped } from '#domain/receipt';
import { encodeGb18030 } from '../gb18030/index.ts';

/** Width of the paper in millimetres. */
export type Paper = 58 | 80;

const ESC = 0x1b;
const FS = 0x1c;
const GS = 0x1d;
const LF = 0x0a;

/** Columns of 12 dots each: 384 dots, 576 dots. */
const COLUMNS = { 58: 32, 80: 48 } as const satisfies Record<Paper, ReceiptWidth>;
/** Dots of a module, so that a code of a hundred characters still fits and a telephone still reads it. */
const MODULE_DOTS = { 58: 6, 80: 8 } as const satisfies Record<Paper, number>;

const INITIALISE = [ESC, 0x40];
const CHINESE = [FS, 0x26];
const LEFT = [ESC, 0x61, 0];
const CENTRE = [ESC, 0x61, 1];
const BOLD = [ESC, 0x45, 1];
const PLAIN_WEIGHT = [ESC, 0x45, 0];
/** Twice as high: a column keeps its width. */
const TALL = [GS, 0x21, 0x01];
const PLAIN_SIZE = [GS, 0x21, 0x00];
/** A Chinese character has a size command of its own on many models. */
const TALL_CHINESE = [FS, 0x21, 0x08];
const PLAIN_CHINESE = [FS, 0x21, 0x00];
/** Feeds the paper to the knife and cuts all but a bridge; printers without a knife only feed. */
const CUT = [GS, 0x56, 0x42, 0x00];
const QR = [GS, 0x28, 0x6b];
const QR_CONTENT_MAX = 2_048;
const SIGNATURE_LINES = 2;

const feed = (lines: number): number[] => [ESC, 0x64, lines];
/** A control character in a name would be a command to the printer. */
const textBytes = (text: string): Uint8Array => encodeGb18030(text.replace(/\p{Cc}/gu, ' '));
const line = (text: string): number[] => [...textBytes(text), LF];
const strong = (bytes: readonly number[]): number[] => [
  ...[...BOLD, ...TALL, ...TALL_CHINESE],
  ...bytes,
  ...[...PLAIN_CHINESE, ...PLAIN_SIZE, ...PLAIN_WEIGHT],
];
const centred = (bytes: readonly number[]): number[] => [...CENTRE, ...bytes, ...LEFT];

/** @throws RangeError when the content of a code is longer than a slip has room for. */
export function escposBytes(lines: readonly ReceiptLine[], paper: Paper): Uint8Array {
  const bytes = [...INITIALISE, ...CHINESE, ...lines.flatMap((each) => lineBytes(each, paper)), ...CUT];
  return Uint8Array.from(bytes);
}

function lineBytes(each: ReceiptLine, paper: Paper): number[] {
  const width = COLUMNS[paper];
  switch (each.is) {
    case 'title':
      return centred(strong(line(each.text)));
    case 'mark':
      return centred(line(each.text));
    case 'rule':
      return line('-'.repeat(width));
    case 'row':
      return rowText(each.label, each.value, width).flatMap(line);
    case 'amount':
      return strong(rowText(each.label, each.value, width).flatMap(line));
    case 'note':
      return wrapped(each.text, width).flatMap(line);
    case 'signature':
      return [...line(`${each.label}:`), ...feed(SIGNATURE_LINES)];
    case 'code':
      return centred([...qr(each.content, MODULE_DOTS[paper]), ...line(each.text)]);
  }
}

/** The printer draws the code: model 2, correction level M, the content stored and then printed. */
function qr(content: string, moduleDots: number): number[] {
  const data = [...textBytes(content)];
  if (data.length > QR_CONTENT_MAX)
    throw new RangeError(`Cannot print a code of ${data.length} bytes: at most ${QR_CONTENT_MAX} fit`);
  const stored = data.length + 3;
  return [
    ...[...QR, 4, 0, 0x31, 0x41, 0x32, 0],
    ...[...QR, 3, 0, 0x31, 0x43, moduleDots],
    ...[...QR, 3, 0, 0x31, 0x45, 0x31],
    ...[...QR, stored & 0xff, stored >> 8, 0x31, 0x50, 0x30, ...data],
    ...[...QR, 3, 0, 0x31, 0x51, 0x30],
  ];
}
