/** The clearing file: what the network says counted on one clearing day, read and written by one table. */
export { acomnColumns, acomnRowWidth, type CellKind, type ClearingRow, type Column } from './columns.ts';
export { ClearingFileError } from './error.ts';
export { clearingFileName, parseClearingFileName } from './file-name.ts';
export { REFUND_PROCESSING, ROW_KINDS, type RowKind, rowKindOf } from './kinds.ts';
export {
  clearingRowsMax,
  emptyClearingRow,
  readClearingFile,
  readClearingRow,
  writeClearingFile,
  writeClearingRow,
} from './rows.ts';
