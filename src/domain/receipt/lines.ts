/** A slip as lines that screen, paper and file draw in their own way. */
import { formatFen } from '#domain/money';
import type { Lang } from '#domain/outcome';
import type { Receipt, ReceiptCopy, ReceiptTotals, SettlementReceipt } from './receipt.ts';
import { COPY_WORDS, READ_MARKS, TYPE_WORDS, VARIETY_WORDS, WORDS } from './words.ts';

export type ReceiptLine =
  | { readonly is: 'title'; readonly text: string }
  /** Whose copy it is; that it is printed again. */
  | { readonly is: 'mark'; readonly text: string }
  | { readonly is: 'rule' }
  | { readonly is: 'row'; readonly label: string; readonly value: string }
  /** The row that everybody looks for. */
  | { readonly is: 'amount'; readonly label: string; readonly value: string }
  | { readonly is: 'note'; readonly text: string }
  | { readonly is: 'signature'; readonly label: string }
  /** A code to scan, with words below it. */
  | { readonly is: 'code'; readonly content: string; readonly text: string };

export interface ReceiptForm {
  readonly lang: Lang;
  /** Left out: a slip without copies, as a screen shows it. */
  readonly copy?: ReceiptCopy | undefined;
  readonly reprint?: boolean | undefined;
  /** What the code on it opens; left out: no code. */
  readonly code?: string | undefined;
}

type Row = readonly [label: string, value: string | null];

const RULE: ReceiptLine = { is: 'rule' };
const row = (label: string, value: string): ReceiptLine => ({ is: 'row', label, value });
const rows = (given: readonly Row[]): ReceiptLine[] =>
  given.flatMap(([label, value]) => (value === null || value === '' ? [] : [row(label, value)]));
const rmb = (fen: bigint): string => `RMB ${formatFen(fen)}`;
const slashed = (date: string): string => `${date.slice(0, 2)}/${date.slice(2, 4)}`;

/** Whatever is not approved gets a notice that says it is no receipt: nobody signs it and no code opens it. */
export function receiptLines(receipt: Receipt, form: ReceiptForm): readonly ReceiptLine[] {
  const { lang, code } = form;
  const w = WORDS[lang];
  const approved = receipt.refusal === null;
  return [
    { is: 'title', text: approved ? w.title : w.notice },
    ...marks(form),
    RULE,
    ...merchantRows(receipt, lang),
    RULE,
    ...transactionRows(receipt, lang),
    RULE,
    ...(receipt.refusal === null ? remarkLines(receipt, form) : refusalLines(receipt, receipt.refusal, lang)),
    ...(approved && code !== undefined
      ? [{ is: 'code', content: code, text: w.request } as const satisfies ReceiptLine]
      : []),
  ];
}

/** The slip of a settlement: what the terminal counted, what the host has, and whether they agree. */
export function settlementLines(slip: SettlementReceipt, form: ReceiptForm): readonly ReceiptLine[] {
  const { lang } = form;
  const w = WORDS[lang];
  return [
    { is: 'title', text: w.settlement },
    ...marks({ ...form, copy: undefined }),
    RULE,
    ...merchantRows(slip, lang),
    RULE,
    ...rows([
      [w.batch, slip.batchNo],
      [w.stan, slip.stan],
      [w.at, slip.at],
    ]),
    ...totalRows(slip.totals, w.terminal, lang),
    ...totalRows(slip.hostTotals, w.host, lang),
    RULE,
    { is: 'note', text: slip.outcome === 'balanced' ? w.balanced : w.differs },
  ];
}

function totalRows(totals: ReceiptTotals, whose: string, lang: Lang): ReceiptLine[] {
  const w = WORDS[lang];
  return [
    { is: 'note', text: whose },
    row(w.debit, `${totals.debitCount}  ${rmb(totals.debitFen)}`),
    row(w.credit, `${totals.creditCount}  ${rmb(totals.creditFen)}`),
  ];
}

function marks({ lang, copy, reprint = false }: ReceiptForm): ReceiptLine[] {
  return [
    ...(copy === undefined ? [] : [{ is: 'mark', text: COPY_WORDS[lang][copy] } as const]),
    ...(reprint ? [{ is: 'mark', text: WORDS[lang].reprint } as const] : []),
  ];
}

function merchantRows(
  slip: Pick<Receipt, 'merchantName' | 'merchantId' | 'terminalId' | 'operator'>,
  lang: Lang,
): ReceiptLine[] {
  const w = WORDS[lang];
  return rows([
    [w.merchantName, slip.merchantName],
    [w.merchantId, slip.merchantId],
    [w.terminalId, slip.terminalId],
    [w.operator, slip.operator],
  ]);
}

const isCode = ({ variety }: Receipt): boolean => variety === 'code' || variety === 'own-code';

/** Money that goes back is marked, so that nobody takes the slip for a payment. */
const goesBack = ({ type }: Receipt): boolean => type !== null && (/void$/.test(type) || type === 'refund');

function transactionRows(receipt: Receipt, lang: Lang): ReceiptLine[] {
  const w = WORDS[lang];
  const { original, amountFen, clearingDate, tipFen, instalments } = receipt;
  const sign = goesBack(receipt) ? '-' : '';
  return [
    ...rows([
      [w.issuer, receipt.issuer],
      [w.acquirer, receipt.acquirer],
      [receipt.type === 'refund' ? w.backTo : w.card, cardOf(receipt)],
      [w.type, typeOf(receipt, lang)],
      [w.batch, receipt.batchNo],
      [w.stan, receipt.stan],
      [w.authCode, receipt.authCode],
      [w.rrn, receipt.rrn],
      [w.clearingDate, clearingDate === null ? null : slashed(clearingDate)],
      [w.at, receipt.at],
      [w.originalBatch, original?.batchNo ?? null],
      [w.originalStan, original?.stan ?? null],
      [w.originalRrn, original?.rrn ?? null],
      [w.originalDate, original?.date == null ? null : slashed(original.date)],
    ]),
    ...(amountFen === null
      ? []
      : [{ is: 'amount', label: w.amount, value: `RMB ${sign}${formatFen(amountFen)}` } as const]),
    ...rows([
      [w.tip, tipFen === null ? null : rmb(tipFen)],
      [w.first, instalments === null ? null : rmb(instalments.firstFen)],
      [w.fee, instalments === null ? null : rmb(instalments.feeFen)],
      [w.firstFee, instalments === null ? null : rmb(instalments.firstFeeFen)],
      ...receipt.chip,
    ]),
  ];
}

/** A code and a reservation have no card that was read; zeros stand where none was named. */
function cardOf(receipt: Receipt): string | null {
  const { maskedPan, variety, cardRead } = receipt;
  if (maskedPan === null || maskedPan.startsWith('0')) return null;
  const unread = isCode(receipt) || variety === 'reservation' || cardRead === null;
  return unread ? maskedPan : `${maskedPan} ${READ_MARKS[cardRead]}`;
}

/** `消费 (分期)`: the plain name, and how it differs. */
function typeOf({ type, variety }: Receipt, lang: Lang): string | null {
  if (type === null) return null;
  const name = TYPE_WORDS[lang][type];
  return variety === null ? name : `${name} (${VARIETY_WORDS[lang][variety]})`;
}

function refusalLines(
  { said }: Receipt,
  refusal: NonNullable<Receipt['refusal']>,
  lang: Lang,
): ReceiptLine[] {
  const w = WORDS[lang];
  const code = refusal.code === null ? '' : ` [${refusal.code}]`;
  return rows([
    [w.result, `${refusal[lang]}${code}`],
    [w.remark, said === refusal[lang] ? null : said],
  ]);
}

function remarkLines(receipt: Receipt, { lang, copy }: ReceiptForm): ReceiptLine[] {
  const w = WORDS[lang];
  const { type, variety, cardRead, pinEntered } = receipt;
  // UP-13: nobody shall take a hold for a payment.
  const held = type === 'preauth' || type === 'increment' ? w.heldOnly : null;
  const remarks = [receipt.said, held, pinEntered ? w.pin : null].filter((text) => text !== null);
  const shown = rows([[w.remark, remarks.length === 0 ? null : remarks.join('; ')]]);
  // The host takes a tap without a PIN only within the bound of small amounts, and then nobody signs (RCP-04).
  const unsigned = variety === null && cardRead === 'tap' && !pinEntered;
  if (type === 'sale' && (unsigned || isCode(receipt)))
    return [...shown, { is: 'note', text: w.noSignature }];
  // What the cardholder takes along is signed by nobody but the shop that gives money back.
  if (copy === 'cardholder' && type !== 'refund') return shown;
  if (type === 'refund') return [...shown, { is: 'signature', label: w.merchantSignature }];
  const agreed = copy === 'merchant' && !goesBack(receipt) ? [{ is: 'note', text: w.agreed } as const] : [];
  return [...shown, ...agreed, { is: 'signature', label: w.signature }];
}
