import { type CellValue, expectedOf, readCell, writeCell } from './cells.ts';
import { acomnColumns, acomnRowWidth, type ClearingRow, type Column } from './columns.ts';
import { ClearingFileError } from './error.ts';

/** More rows than this in one file are refused: a day of any one acquirer is smaller. */
export const clearingRowsMax = 5_000_000;

/** The columns of a row that is empty but for what has to be there. */
export const emptyClearingRow = {
  partAmountFen: 0n,
  cardholderFeeFen: 0n,
  mcc: '',
  terminalId: '',
  merchantId: '',
  rrn: '',
  conditionCode: '',
  authCode: '',
  receiverId: '',
  originalTrace: null,
  responseCode: '00',
  entryMode: '',
  feeReceivableFen: 0n,
  feePayableFen: 0n,
  switchFeeFen: 0n,
  conversion: '',
  cardSequence: '',
  terminalCapability: '',
  chipCondition: '',
  originalTime: null,
  issuerId: '',
  region: '',
  terminalType: '',
  commerceFlag: '',
  instalmentFeeFen: 0n,
  other: '',
} as const satisfies Partial<ClearingRow>;

const named = (column: Column): string =>
  `"${column.name}" (characters ${column.at + 1} to ${column.at + column.width})`;

/**
 * One row without its end of line.
 *
 * @throws ClearingFileError with line 0 when a value does not fit its column; a whole card number is such a
 *   value.
 */
export function writeClearingRow(row: ClearingRow): string {
  const cells: string[] = [];
  for (const column of acomnColumns) {
    const cell = writeCell(column.kind, column.width, row[column.name]);
    if (cell === null) {
      const expected = expectedOf(column.kind, column.width);
      throw new ClearingFileError(
        `Writing a clearing row failed: the value for ${named(column)} does not fit; expected ${expected}`,
        0,
        column.at + 1,
        column.name,
      );
    }
    cells.push(cell);
  }
  return cells.join(' ');
}

/** All rows with their ends of line. Characters are Latin-1: one byte each when stored. */
export function writeClearingFile(rows: readonly ClearingRow[]): string {
  return rows.map((row) => `${writeClearingRow(row)}\n`).join('');
}

/** Every column has its place before any is read: a row is filled in and never grows. */
const BLANK = Object.fromEntries(acomnColumns.map(({ name }) => [name, ''])) as Record<
  keyof ClearingRow,
  CellValue
>;

/** @throws ClearingFileError naming the line given, and the first character that is wrong. */
export function readClearingRow(line: string, lineNumber: number): ClearingRow {
  if (line.length !== acomnRowWidth) throw wrongWidth(line, lineNumber);
  const row: Record<keyof ClearingRow, CellValue> = { ...BLANK };
  for (const column of acomnColumns) {
    if (column.at > 0 && line.charAt(column.at - 1) !== ' ') {
      throw new ClearingFileError(
        `Reading the clearing file failed: line ${lineNumber}, character ${column.at}: no space before ` +
          `${named(column)}; columns are separated by one space`,
        lineNumber,
        column.at,
        column.name,
      );
    }
    const value = readCell(column.kind, line, column.at, column.at + column.width);
    if (value === undefined) {
      throw new ClearingFileError(
        `Reading the clearing file failed: line ${lineNumber}, character ${column.at + 1}: ` +
          `${named(column)} is not ${expectedOf(column.kind, column.width)}`,
        lineNumber,
        column.at + 1,
        column.name,
      );
    }
    row[column.name] = value;
  }
  // Every column was read, each by the kind that its type in ClearingRow has.
  return row as unknown as ClearingRow;
}

function wrongWidth(line: string, lineNumber: number): ClearingFileError {
  const cut = acomnColumns.find((column) => line.length < column.at + column.width);
  const where = cut === undefined ? 'behind the last column' : `in ${named(cut)}`;
  const at = cut === undefined ? acomnRowWidth + 1 : line.length + 1;
  return new ClearingFileError(
    `Reading the clearing file failed: line ${lineNumber} ends after ${line.length} characters, ${where}; ` +
      `expected ${acomnRowWidth}. The file was cut or is of another type: fetch it again`,
    lineNumber,
    at,
    cut?.name ?? null,
  );
}

/**
 * All rows of a file of type ACOMN, given as Latin-1 text. An empty file is a day without trades.
 *
 * @throws ClearingFileError naming line and character.
 */
export function readClearingFile(text: string, rowsMax: number = clearingRowsMax): ClearingRow[] {
  const rows: ClearingRow[] = [];
  let at = 0;
  while (at < text.length) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end > at && text.charAt(end - 1) === '\r' ? end - 1 : end);
    if (rows.length >= rowsMax) {
      const said = `Reading the clearing file failed: it has more than ${rowsMax} rows`;
      throw new ClearingFileError(said, rows.length + 1, 1, null);
    }
    rows.push(readClearingRow(line, rows.length + 1));
    at = end + 1;
  }
  return rows;
}
