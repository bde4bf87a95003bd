/**
 * A clearing file, or a row for one, that is not as its layout says. `line` counts from 1 (0 while a row is
 * written), `column` is the character in the line, counted from 1. The text never quotes a card number.
 */
export class ClearingFileError extends Error {
  override readonly name = 'ClearingFileError';
  readonly line: number;
  readonly column: number;
  readonly columnName: string | null;

  constructor(message: string, line: number, column: number, columnName: string | null) {
    super(message);
    this.line = line;
    this.column = column;
    this.columnName = columnName;
  }
}
