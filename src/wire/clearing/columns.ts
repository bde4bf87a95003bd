/**
 * How one cell is written.
 * - `digits`: exactly as many digits as the column is wide
 * - `text`: printable Latin-1, left-justified, padded with spaces; may be empty
 * - `card`: first six and last four digits with asterisks between, left-justified
 * - `amount`: fen, right-justified with zeros, never negative
 * - `fee`: `C` (paid to the reader) or `D` (taken from the reader) and fen with zeros
 * - `original`: like `digits`; all zeros when the row has no original
 */
export type CellKind = 'digits' | 'text' | 'card' | 'amount' | 'fee' | 'original';

export interface Column {
  readonly name: keyof ClearingRow;
  /** Offset of the first character, from 0. */
  readonly at: number;
  readonly width: number;
  readonly kind: CellKind;
}

/** One message that counts, as the network reports it to the acquirer. Amounts and fees are fen. */
export interface ClearingRow {
  /** F32 and F33. */
  readonly acquirerId: string;
  readonly forwarderId: string;
  /** F11 and F7 `MMDDhhmmss`: with the forwarder, the name of the message on the network. */
  readonly trace: string;
  readonly time: string;
  readonly maskedPan: string;
  readonly amountFen: bigint;
  readonly partAmountFen: bigint;
  readonly cardholderFeeFen: bigint;
  /** 0200 sale or void, 0220 refund, 0420 reversal; F3 tells sale (00x000) from void (20x000). */
  readonly mti: string;
  readonly processingCode: string;
  readonly mcc: string;
  readonly terminalId: string;
  readonly merchantId: string;
  readonly rrn: string;
  readonly conditionCode: string;
  readonly authCode: string;
  readonly receiverId: string;
  /** F11 and F7 of the message this one is about; `null` for a sale. */
  readonly originalTrace: string | null;
  readonly responseCode: string;
  readonly entryMode: string;
  readonly feeReceivableFen: bigint;
  readonly feePayableFen: bigint;
  readonly switchFeeFen: bigint;
  readonly conversion: string;
  readonly cardSequence: string;
  readonly terminalCapability: string;
  readonly chipCondition: string;
  readonly originalTime: string | null;
  readonly issuerId: string;
  readonly region: string;
  readonly terminalType: string;
  readonly commerceFlag: string;
  readonly instalmentFeeFen: bigint;
  readonly other: string;
}

const column = (name: keyof ClearingRow, at: number, width: number, kind: CellKind = 'text'): Column => ({
  name,
  at,
  width,
  kind,
});

/**
 * General trades of an acquirer, file type ACOMN: fixed width, one space between columns. Offsets as three
 * independent loaders of such files agree on them.
 */
export const acomnColumns: readonly Column[] = [
  column('acquirerId', 0, 11),
  column('forwarderId', 12, 11),
  column('trace', 24, 6, 'digits'),
  column('time', 31, 10, 'digits'),
  column('maskedPan', 42, 19, 'card'),
  column('amountFen', 62, 12, 'amount'),
  column('partAmountFen', 75, 12, 'amount'),
  column('cardholderFeeFen', 88, 12, 'fee'),
  column('mti', 101, 4, 'digits'),
  column('processingCode', 106, 6, 'digits'),
  column('mcc', 113, 4),
  column('terminalId', 118, 8),
  column('merchantId', 127, 15),
  column('rrn', 143, 12),
  column('conditionCode', 156, 2),
  column('authCode', 159, 6),
  column('receiverId', 166, 11),
  column('originalTrace', 178, 6, 'original'),
  column('responseCode', 185, 2),
  column('entryMode', 188, 3),
  column('feeReceivableFen', 192, 12, 'fee'),
  column('feePayableFen', 205, 12, 'fee'),
  column('switchFeeFen', 218, 12, 'fee'),
  column('conversion', 231, 1),
  column('cardSequence', 233, 3),
  column('terminalCapability', 237, 1),
  column('chipCondition', 239, 1),
  column('originalTime', 241, 10, 'original'),
  column('issuerId', 252, 11),
  column('region', 264, 1),
  column('terminalType', 266, 2),
  column('commerceFlag', 269, 2),
  column('instalmentFeeFen', 272, 12, 'fee'),
  column('other', 285, 14),
];

const last = acomnColumns[acomnColumns.length - 1]!;

/** Characters of one row, without the end of line. */
export const acomnRowWidth = last.at + last.width;
