import type { CellKind } from './columns.ts';

export type CellValue = string | bigint | null;

const MASKED = /^\d{6}\*{2,9}\d{4}$/;

/** Rows have thirty cells: characters are looked at one by one, no pattern is run. */
function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return text !== '';
}

function isZeros(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) !== 0x30) return false;
  return text !== '';
}

/** Most amounts of a row are 0. */
const fenOf = (digits: string): bigint => (isZeros(digits) ? 0n : BigInt(digits));

function isPrintable(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code > 0xff) return false;
  }
  return true;
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end -= 1;
  return text.slice(0, end);
}

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
    const digits = (value < 0n ? -value : value).toString();
    const room = kind === 'fee' ? width - 1 : width;
    if (digits.length > room) return null;
    return (kind === 'fee' ? (value < 0n ? 'D' : 'C') : '') + digits.padStart(room, '0');
  }
  if (value === null) return kind === 'original' ? '0'.repeat(width) : null;
  if (typeof value !== 'string' || value.length > width) return null;
  switch (kind) {
    case 'digits':
      return value.length === width && isDigits(value) ? value : null;
    case 'original':
      return value.length === width && isDigits(value) && !isZeros(value) ? value : null;
    case 'card':
      return MASKED.test(value) ? value.padEnd(width) : null;
    case 'text':
      return isPrintable(value) && !value.endsWith(' ') ? value.padEnd(width) : null;
  }
}

/** The value of a cell, or undefined when it does not hold what its kind says. */
export function readCell(kind: CellKind, cell: string): CellValue | undefined {
  switch (kind) {
    case 'digits':
      return isDigits(cell) ? cell : undefined;
    case 'original':
      if (isZeros(cell) || trimEnd(cell) === '') return null;
      return isDigits(cell) ? cell : undefined;
    case 'text':
      return isPrintable(cell) ? trimEnd(cell) : undefined;
    case 'card':
      return readCard(trimEnd(cell));
    case 'amount':
      return isDigits(cell) ? fenOf(cell) : undefined;
    case 'fee':
      return readFee(cell);
  }
}

/** Other senders write the whole card number: it is masked here, so nothing behind this room holds it. */
function readCard(text: string): string | undefined {
  if (MASKED.test(text)) return text;
  if (!/^\d{12,19}$/.test(text)) return undefined;
  return text.slice(0, 6) + '*'.repeat(text.length - 10) + text.slice(-4);
}

function readFee(cell: string): bigint | undefined {
  const digits = cell.slice(1);
  if (!isDigits(digits)) return undefined;
  switch (cell.charAt(0)) {
    case 'C':
    case ' ':
    case '0':
      return fenOf(digits);
    case 'D':
      return -fenOf(digits);
    default:
      return undefined;
  }
}
