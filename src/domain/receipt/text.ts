/** Slips as text in columns: a Chinese character takes two. */
import type { ReceiptLine } from './lines.ts';

/** Columns of the paper of 58 mm, of the terminals' screens, and of the paper of 80 mm. */
export const RECEIPT_WIDTHS = [32, 40, 48] as const;
export type ReceiptWidth = (typeof RECEIPT_WIDTHS)[number];

const LABEL_WIDTH = 16;

/** One text per line of paper; the codes as words, because text cannot draw them. */
export function receiptText(lines: readonly ReceiptLine[], width: ReceiptWidth): string {
  return [...lines.flatMap((line) => textOf(line, width)), ''].join('\n');
}

function textOf(line: ReceiptLine, width: ReceiptWidth): string[] {
  switch (line.is) {
    case 'title':
    case 'mark':
      return [centred(line.text, width)];
    case 'rule':
      return ['-'.repeat(width)];
    case 'row':
    case 'amount':
      return rowText(line.label, line.value, width);
    case 'note':
      return wrapped(line.text, width);
    case 'signature':
      return [`${line.label}:`];
    case 'code':
      return [line.text, line.content];
  }
}

/** A value that does not fit beside its label stands below it, at the right edge where it fits one line. */
export function rowText(label: string, value: string, width: ReceiptWidth): string[] {
  const labelWidth = width === 32 ? 12 : LABEL_WIDTH;
  const gap = Math.max(1, labelWidth - cellsOf(label));
  if (cellsOf(label) + gap + cellsOf(value) <= width) return [`${label}${' '.repeat(gap)}${value}`];
  const room = width - cellsOf(value);
  if (room >= 0) return [label, ' '.repeat(room) + value];
  const narrow = width - labelWidth;
  return [label, ...wrapped(value, narrow).map((part) => ' '.repeat(labelWidth) + part)];
}

export function centred(text: string, width: number): string {
  return ' '.repeat(Math.max(0, Math.floor((width - cellsOf(text)) / 2))) + text;
}

/** Columns that the text takes. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += wide(character) ? 2 : 1;
  return cells;
}

const wide = (character: string): boolean => character.charCodeAt(0) >= 0x2e80;

/** Broken at blanks where there are some; a word wider than the paper, and Chinese, anywhere. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[^\s\u2e80-\uffff]+\s*|[\u2e80-\uffff]|\s/gu) ?? []) {
    for (const part of cellsOf(piece.trimEnd()) > width ? piece : [piece]) {
      if (line !== '' && cellsOf(line + part.trimEnd()) > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += line === '' ? part.trimStart() : part;
    }
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}
