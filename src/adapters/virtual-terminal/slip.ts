/** What the terminal knows of a transaction as a slip; how slips look is the business of `domain/receipt`. */
import type { Lang } from '#domain/outcome';
import { isReceiptType, type Receipt, receiptLines, receiptText } from '#domain/receipt';
import type { JournalEntry } from './journal-entry.ts';
import type { TerminalResult } from './result.ts';
import type { ShownCode } from './shown-codes.ts';
import { meaningOf, REASONS } from './words.ts';

export interface Slip {
  readonly merchantName: string | null;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly operator: string;
  readonly result: TerminalResult;
}

const WIDTH = 40;
const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The slip as the terminal's printer has it, 40 columns. */
export const slipText = (slip: Slip, lang: Lang): string =>
  receiptText(receiptLines(receiptOf(slip), { lang }), WIDTH);

export function receiptOf({ result, ...shop }: Slip): Receipt {
  const { act, text, words, code } = result;
  // Hosts repeat the result as text; the slip itself says as much.
  const repeats = text === words.zh || text === words.en;
  const approved = result.result === 'approved';
  return {
    ...shop,
    type: isReceiptType(act) ? act : null,
    variety: result.variety,
    issuer: result.issuer,
    acquirer: result.acquirer,
    maskedPan: result.maskedPan,
    cardRead: result.cardEntry,
    pinEntered: result.pinEntered,
    batchNo: result.batchNo,
    stan: result.stan,
    authCode: result.authCode,
    rrn: result.rrn,
    clearingDate: result.clearingDate,
    at: atText(result),
    amountFen: result.amountFen,
    tipFen: result.tipFen,
    instalments: result.instalments,
    original: result.original,
    refusal: approved ? null : { code, ...words },
    said: approved && repeats ? null : text,
    chip: result.chip?.print ?? [],
  };
}

/** The same from the terminal's journal: for a slip that is printed again. */
export function receiptOfEntry(shop: Omit<Slip, 'result'>, entry: JournalEntry): Receipt {
  const answer = entry.state === 'approved' ? entry.answer : null;
  const said = answer?.text ?? null;
  const words = answer === null ? null : meaningOf(answer.code).words;
  return {
    ...shop,
    type: entry.offline === true ? 'offline' : entry.kind,
    variety: entry.variety ?? null,
    issuer: answer?.issuer ?? null,
    acquirer: answer?.acquirer ?? null,
    maskedPan: entry.maskedPan,
    cardRead: entry.cardEntry,
    pinEntered: entry.pinEntered ?? false,
    batchNo: entry.batchNo,
    stan: entry.stan,
    authCode: answer?.authCode ?? null,
    rrn: answer?.rrn ?? null,
    clearingDate: answer?.clearingDate ?? null,
    at: atText({ atMs: entry.atMs, date: answer?.date || null, time: answer?.time || null }),
    amountFen: entry.amountFen,
    tipFen: entry.tipFen ?? null,
    instalments: answer?.instalments ?? null,
    original: entry.original,
    refusal: refusalOf(entry),
    said: said === words?.zh || said === words?.en ? null : said,
    chip: entry.chipPrint ?? [],
  };
}

/** Of a code that the terminal showed and somebody paid: the host's question and answer are no message of a card. */
export function receiptOfCode(shop: Omit<Slip, 'result'>, code: ShownCode): Receipt {
  return {
    ...shop,
    ...{ type: 'sale', variety: 'own-code', issuer: null, acquirer: null, maskedPan: null, cardRead: null },
    ...{ pinEntered: false, batchNo: code.batchNo, stan: code.stan, authCode: null, rrn: code.rrn },
    ...{ clearingDate: null, at: atText({ atMs: code.atMs, date: null, time: null }), said: null, chip: [] },
    ...{ amountFen: code.amountFen, tipFen: null, instalments: null, original: null },
    refusal: code.state === 'paid' || code.state === 'undone' ? null : { code: null, ...UNPAID },
  };
}

const UNPAID = { zh: '未支付', en: 'not paid' } as const;

function refusalOf(entry: JournalEntry): Receipt['refusal'] {
  switch (entry.state) {
    case 'approved':
      return null;
    case 'declined':
      return { code: entry.code, ...meaningOf(entry.code).words };
    case 'unknown':
      return { code: entry.code, ...REASONS['no-answer'] };
    case 'reversed':
      return { code: entry.code, ...REVERSED };
    case 'reversal-failed':
      return { code: entry.code, ...REVERSAL_FAILED };
  }
}

const REVERSED = { zh: '已冲正，未扣款', en: 'reversed; nothing was charged' } as const;
const REVERSAL_FAILED = {
  zh: '冲正不成功，请联系收单机构',
  en: 'its reversal failed; call the acquirer',
} as const;

/** The host's date and time with the year of the terminal's clock; the clock alone where no answer came. */
export function atText({ atMs, date, time }: Pick<TerminalResult, 'atMs' | 'date' | 'time'>): string {
  const local = new Date(atMs + CHINA_OFFSET_MS).toISOString();
  if (date === null || time === null)
    return `${local.slice(0, 10).replaceAll('-', '/')} ${local.slice(11, 19)}`;
  const clockTime = `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`;
  return `${yearOf(local, date)}/${date.slice(0, 2)}/${date.slice(2, 4)} ${clockTime}`;
}

/** Around New Year the host's day and the terminal's may lie in different years. */
function yearOf(local: string, date: string): number {
  const year = Number(local.slice(0, 4));
  const month = local.slice(5, 7);
  if (month === '01' && date.startsWith('12')) return year - 1;
  if (month === '12' && date.startsWith('01')) return year + 1;
  return year;
}
