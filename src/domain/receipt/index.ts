/** Slips (签购单): what they say, as lines that screen, thermal paper and file draw alike. */
export { type ReceiptForm, type ReceiptLine, receiptLines, settlementLines } from './lines.ts';
export {
  type CardRead,
  isReceiptType,
  type Receipt,
  type ReceiptCopy,
  type ReceiptTotals,
  type ReceiptType,
  type ReceiptVariety,
  type SettlementReceipt,
} from './receipt.ts';
export {
  cellsOf,
  centred,
  RECEIPT_WIDTHS,
  type ReceiptWidth,
  receiptText,
  rowText,
  wrapped,
} from './text.ts';
export { TYPE_WORDS } from './words.ts';
