/** Tables for spreadsheets: RFC 4180 with a byte-order mark, so that Chinese shows wherever it is opened. */
import { formatFen } from '#domain/money';

const BOM = '\u{feff}';
/** What a spreadsheet would take for a formula is shown as the text that it is; some take full-width signs too. */
const isFormula = (text: string): boolean =>
  /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);

export function cell(value: string | number | bigint | null): string {
  const text = value === null ? '' : String(value);
  const shown = isFormula(text) ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
export const line = (cells: readonly (string | number | bigint | null)[]): string =>
  `${cells.map(cell).join(',')}\r\n`;
export const head = (cells: readonly string[]): string => BOM + line(cells);
/** Yuan with two places; nothing where nothing is. */
export const yuan = (fen: bigint): string => (fen === 0n ? '' : formatFen(fen));
