import type { CellKind } from './columns.ts';

export type CellValue = string | bigint | null;

const MASKED = /^\d{6}\*{2,9}\d{4}$/;

/**
 * Rows have thirty cells, most of them blank or 0: characters are looked at where they stand in the line, no pattern is
 * run, and only what a cell holds is cut out.
 */
function isDigits(line: string, from = 0, end = line.length): boolean {
  for (let at = from; at < end; at += 1) {
    const code = line.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return end > from;
}

function isZeros(line: string, from = 0, end = line.length): boolean {
  for (let at = from; at < end; at += 1) if (line.charCodeAt(at) !== 0x30) return false;
  return end > from;
}

const fenOf = (line: string, from: number, end: number): bigint =>
  isZeros(line, from, end) ? 0n : BigInt(line.slice(from, end));

function isPrintable(line: string, from = 0, end = line.length): boolean {
  for (let at = from; at < end; at += 1) {
    const code = line.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code > 0xff) return false;
  }
  return true;
}

function trimmed(line: string, from: number, end: number): string {
  let last = end;
  while (last > from && line.charCodeAt(last - 1) === 0x20) last -= 1;
  return line.slice(from, last);
}

const ZEROS: string[] = [];
const BLANKS: string[] = [];

const zeros = (width: number): string => {
  ZEROS[width] ??= '0'.repeat(width);
  return ZEROS[width];
};
const blanks = (width: number): string => {
  BLANKS[width] ??= ' '.repeat(width);
  return BLANKS[width];
};

/** What a cell of this kind and width has to hold, for an error text. */
export function expectedOf(kind: CellKind, width: number): string {
  switch (kind) {
    case 'digits':
      return `${width} digits`;
    case 'original':
      return `${width} digits, all zeros for none`;
    case 'text':
      return `at most ${width} printable characters`;
    case 'card':
      return 'a card number as six digits, asterisks, four digits';
    case 'amount':
      return `fen as ${width} digits`;
    case 'fee':
      return `C or D and fen as ${width - 1} digits`;
  }
}

/** The cell as its column holds it, or null when the value does not fit there. */
export function writeCell(kind: CellKind, width: number, value: CellValue): string | null {
  if (kind === 'amount' || kind === 'fee') {
    if (typeof value !== 'bigint' || (kind === 'amount' && value < 0n)) return null;
    const room = kind === 'fee' ? width - 1 : width;
    if (value === 0n) return kind === 'fee' ? `C${zeros(room)}` : zeros(room);
    const digits = (value < 0n ? -value : value).toString();
    if (digits.length > room) return null;
    return (kind === 'fee' ? (value < 0n ? 'D' : 'C') : '') + digits.padStart(room, '0');
  }
  if (value === null) return kind === 'original' ? zeros(width) : null;
  if (typeof value !== 'string' || value.length > width) return null;
  switch (kind) {
    case 'digits':
      return value.length === width && isDigits(value) ? value : null;
    case 'original':
      return value.length === width && isDigits(value) && !isZeros(value) ? value : null;
    case 'card':
      return MASKED.test(value) ? value.padEnd(width) : null;
    case 'text':
      if (value === '') return blanks(width);
      return isPrintable(value) && !value.endsWith(' ') ? value.padEnd(width) : null;
  }
}

/** The value of the cell between two places of a line, or undefined when it does not hold what its kind says. */
export function readCell(kind: CellKind, line: string, from: number, end: number): CellValue | undefined {
  switch (kind) {
    case 'digits':
      return isDigits(line, from, end) ? line.slice(from, end) : undefined;
    case 'original':
      if (isZeros(line, from, end) || trimmed(line, from, end) === '') return null;
      return isDigits(line, from, end) ? line.slice(from, end) : undefined;
    case 'text':
      return isPrintable(line, from, end) ? trimmed(line, from, end) : undefined;
    case 'card':
      return readCard(trimmed(line, from, end));
    case 'amount':
      return isDigits(line, from, end) ? fenOf(line, from, end) : undefined;
    case 'fee':
      return readFee(line, from, end);
  }
}

/** Other senders write the whole card number: it is masked here, so nothing behind this room holds it. */
function readCard(text: string): string | undefined {
  if (MASKED.test(text)) return text;
  if (!/^\d{12,19}$/.test(text)) return undefined;
  return text.slice(0, 6) + '*'.repeat(text.length - 10) + text.slice(-4);
}

function readFee(line: string, from: number, end: number): bigint | undefined {
  if (!isDigits(line, from + 1, end)) return undefined;
  switch (line.charAt(from)) {
    case 'C':
    case ' ':
    case '0':
      return fenOf(line, from + 1, end);
    case 'D':
      return -fenOf(line, from + 1, end);
    default:
      return undefined;
  }
}
