/**
 * What a slip (签购单) says. Blocks and fields follow the receipts of domestic acquirers (RCP-01): merchant,
 * transaction, remark, signature.
 */

/** What was done with the card or the code. */
export const RECEIPT_TYPES = [
  'sale',
  'void',
  'refund',
  'preauth',
  'increment',
  'preauth-void',
  'completion',
  'completion-notice',
  'completion-void',
  'tip',
  'offline',
  'code-query',
] as const;
export type ReceiptType = (typeof RECEIPT_TYPES)[number];

export const isReceiptType = (text: string): text is ReceiptType =>
  (RECEIPT_TYPES as readonly string[]).includes(text);

/** How a sale differs from the plain one. */
export type ReceiptVariety = 'moto' | 'instalment' | 'points' | 'reservation' | 'code' | 'own-code';

/** How the card was read. */
export type CardRead = 'chip' | 'tap' | 'swipe' | 'keyed';

/** Who keeps it (RCP-03). */
export type ReceiptCopy = 'merchant' | 'cardholder';

export interface Receipt {
  readonly merchantName: string | null;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly operator: string;
  readonly type: ReceiptType | null;
  readonly variety: ReceiptVariety | null;
  readonly issuer: string | null;
  readonly acquirer: string | null;
  /** First six and last four digits (RCP-02). Zeros: no card was named. */
  readonly maskedPan: string | null;
  readonly cardRead: CardRead | null;
  readonly pinEntered: boolean;
  readonly batchNo: string;
  readonly stan: string | null;
  readonly authCode: string | null;
  readonly rrn: string | null;
  /** MMDD. */
  readonly clearingDate: string | null;
  /** `2026/06/30 23:15:12`, in China's civil time. */
  readonly at: string;
  readonly amountFen: bigint | null;
  readonly tipFen: bigint | null;
  readonly instalments: {
    readonly firstFen: bigint;
    readonly feeFen: bigint;
    readonly firstFeeFen: bigint;
  } | null;
  /** What a way back undoes; `date`: MMDD (RCP-05). */
  readonly original: {
    readonly batchNo: string;
    readonly stan: string;
    readonly rrn: string;
    readonly date: string | null;
  } | null;
  /** `null`: approved. Everything else is a notice and no receipt. */
  readonly refusal: { readonly code: string | null; readonly zh: string; readonly en: string } | null;
  /** Words of the host, where they say more than the result. */
  readonly said: string | null;
  /** What a chip wants printed: names and values. */
  readonly chip: readonly (readonly [name: string, value: string])[];
}

/** The totals of one side, and of the other: sales and completions; their voids and refunds. */
export interface ReceiptTotals {
  readonly debitFen: bigint;
  readonly debitCount: number;
  readonly creditFen: bigint;
  readonly creditCount: number;
}

/** The slip of a settlement (结算单). */
export interface SettlementReceipt
  extends Pick<Receipt, 'merchantName' | 'merchantId' | 'terminalId' | 'operator' | 'batchNo' | 'at'> {
  readonly stan: string | null;
  readonly outcome: 'balanced' | 'differs';
  readonly totals: ReceiptTotals;
  readonly hostTotals: ReceiptTotals;
}
