/** A slip as a PDF of one page, as wide as its paper and as long as it needs to be. */
import type PDFDocument from 'pdfkit';
import encodeQR from 'qr';
import type { ReceiptLine } from '#domain/receipt';

type Doc = InstanceType<typeof PDFDocument>;

const POINTS_PER_MM = 72 / 25.4;
const MARGIN = 10;
const INK = '#17222E';
const MUTED = '#5B6773';
/** Sizes in points, and what stands below a line. */
const SIZES = { title: 14, mark: 9, row: 8.5, amount: 13, note: 8.5, signature: 8.5, code: 8 } as const;
const GAP = 3;
const SIGNATURE_ROOM = 22;
const CODE_SIDE = 92;
/** Part of the width that a label may take. */
const LABEL_SHARE = 0.38;

export interface SlipFile {
  readonly lines: readonly ReceiptLine[];
  /** Millimetres. */
  readonly paper: 58 | 80;
  readonly lang: 'zh' | 'en';
}

export const pageWidth = (paper: SlipFile['paper']): number => paper * POINTS_PER_MM;

/** Draws the lines from the top of the page, or only measures them; the y below the last one. */
export function drawSlip(doc: Doc, { lines, paper }: SlipFile, how: 'draw' | 'measure'): number {
  const width = pageWidth(paper) - 2 * MARGIN;
  let y = MARGIN;
  for (const line of lines) y += drawLine({ doc, width, y, draws: how === 'draw' }, line) + GAP;
  return y + MARGIN;
}

interface Place {
  readonly doc: Doc;
  readonly width: number;
  readonly y: number;
  readonly draws: boolean;
}

/** The height that the line takes. */
function drawLine(at: Place, line: ReceiptLine): number {
  switch (line.is) {
    case 'title':
    case 'mark':
    case 'note':
      return text(at, line.text, SIZES[line.is], line.is === 'note' ? 'left' : 'center');
    case 'rule':
      return rule(at);
    case 'row':
      return row(at, line.label, line.value, SIZES.row);
    case 'amount':
      return row(at, line.label, line.value, SIZES.amount);
    case 'signature':
      return text(at, `${line.label}:`, SIZES.signature, 'left') + signature(at);
    case 'code':
      return code(at, line.content) + text({ ...at, y: at.y + CODE_SIDE }, line.text, SIZES.code, 'center');
  }
}

function text(
  { doc, width, y, draws }: Place,
  shown: string,
  size: number,
  align: 'left' | 'center',
): number {
  doc.fontSize(size);
  const height = doc.heightOfString(shown, { width });
  if (draws) doc.fillColor(INK).text(shown, MARGIN, y, { width, align });
  return height;
}

/** Label at the left, value at the right edge; a long value breaks, and a broken one stands below its label. */
function row({ doc, width, y, draws }: Place, label: string, value: string, size: number): number {
  doc.fontSize(SIZES.row);
  const labelWidth = Math.min(doc.widthOfString(label) + 1, width * LABEL_SHARE);
  const labelHeight = doc.heightOfString(label, { width: labelWidth });
  doc.fontSize(size);
  const beside = doc.widthOfString(value) <= width - labelWidth - 4;
  const [valueX, valueWidth] = beside ? [MARGIN + labelWidth, width - labelWidth] : [MARGIN, width];
  const valueHeight = doc.heightOfString(value, { width: valueWidth });
  const valueY = beside ? y : y + labelHeight;
  if (draws) {
    // The label first: so it is read out, and copied.
    doc.fontSize(SIZES.row).fillColor(MUTED).text(label, MARGIN, y, { width: labelWidth });
    doc.fontSize(size).fillColor(INK).text(value, valueX, valueY, { width: valueWidth, align: 'right' });
  }
  return beside ? Math.max(labelHeight, valueHeight) : labelHeight + valueHeight;
}

function rule({ doc, width, y, draws }: Place): number {
  if (draws) {
    doc.moveTo(MARGIN, y + 2).lineTo(MARGIN + width, y + 2);
    doc.lineWidth(0.6).dash(2, { space: 2 }).strokeColor(MUTED).stroke().undash();
  }
  return 4;
}

function signature({ doc, width, y, draws }: Place): number {
  const at = y + SIGNATURE_ROOM + SIZES.signature;
  if (draws)
    doc
      .moveTo(MARGIN, at)
      .lineTo(MARGIN + width, at)
      .lineWidth(0.6)
      .strokeColor(INK)
      .stroke();
  return SIGNATURE_ROOM;
}

function code({ doc, width, y, draws }: Place, content: string): number {
  if (!draws) return CODE_SIDE;
  const modules = encodeQR(content, 'raw', { ecc: 'medium', border: 2 });
  const side = CODE_SIDE / modules.length;
  const left = MARGIN + (width - CODE_SIDE) / 2;
  modules.forEach((dark, down) => {
    dark.forEach((isDark, across) => {
      if (isDark) doc.rect(left + across * side, y + down * side, side, side);
    });
  });
  doc.fillColor('#000000').fill();
  return CODE_SIDE;
}
