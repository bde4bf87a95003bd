import { formatFen } from '#domain/money';
import type { Lang } from '#domain/outcome';
import { isEntryKind, isVoid, KIND_NAMES } from './card-kinds.ts';
import type { CardEntry } from './journal-state.ts';
import type { Act, TerminalResult } from './result.ts';
import type { VarietyKind } from './varieties.ts';

export interface Slip {
  readonly merchantName: string | null;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly operator: string;
  readonly result: TerminalResult;
}

const WIDTH = 40;
const CHINA_OFFSET_MS = 8 * 3_600_000;

const words = {
  zh: {
    title: '签购单',
    notice: '交易通知（非签购凭证）',
    merchantName: '商户名称',
    merchantId: '商户编号',
    terminalId: '终端编号',
    operator: '操作员号',
    issuer: '发卡机构',
    acquirer: '收单机构',
    card: '卡号',
    type: '交易类型',
    batch: '批次号',
    stan: '凭证号',
    authCode: '授权码',
    rrn: '参考号',
    clearingDate: '清算日期',
    at: '日期时间',
    amount: '金额',
    result: '结果',
    originalStan: '原凭证号',
    originalBatch: '原批次号',
    originalRrn: '原参考号',
    originalDate: '原交易日期',
    remark: '备注',
    tip: '其中小费',
    first: '首期金额',
    fee: '分期手续费',
    firstFee: '首期手续费',
    heldOnly: '仅冻结，未扣款',
    pin: '已验证密码',
    signature: '持卡人签名',
    noSignature: '免密免签，无需签名',
    merchantSignature: '商户签名',
  },
  en: {
    title: 'POS SLIP',
    notice: 'NOTICE (not a receipt)',
    merchantName: 'Merchant',
    merchantId: 'Merchant no.',
    terminalId: 'Terminal no.',
    operator: 'Operator',
    issuer: 'Issuer',
    acquirer: 'Acquirer',
    card: 'Card',
    type: 'Type',
    batch: 'Batch',
    stan: 'Trace no.',
    authCode: 'Auth code',
    rrn: 'Reference no.',
    clearingDate: 'Clearing date',
    at: 'Date and time',
    amount: 'Amount',
    result: 'Result',
    originalStan: 'Original trace',
    originalBatch: 'Original batch',
    originalRrn: 'Original ref.',
    originalDate: 'Original date',
    remark: 'Remark',
    tip: 'Of it tip',
    first: 'First part',
    fee: 'Fee',
    firstFee: 'First fee',
    heldOnly: 'Held, not charged',
    pin: 'PIN verified',
    signature: 'Cardholder signature',
    noSignature: 'No PIN, no signature needed',
    merchantSignature: 'Merchant signature',
  },
} as const satisfies Record<Lang, Record<string, string>>;

const types: Readonly<Record<Lang, Readonly<Record<Act, string>>>> = {
  zh: {
    ...KIND_NAMES.zh,
    balance: '余额查询',
    tip: '小费调整',
    offline: '脱机消费',
    'code-show': '出示收款码',
    'code-query': '扫码查询',
    'code-close': '扫码关单',
    'sign-in': '签到',
    settlement: '批结算',
    echo: '回响测试',
    'sign-off': '签退',
    download: '参数下载',
    status: '状态上送',
  },
  en: {
    ...KIND_NAMES.en,
    balance: 'BALANCE',
    tip: 'TIP',
    offline: 'OFFLINE SALE',
    'code-show': 'CODE SHOWN',
    'code-query': 'CODE QUERY',
    'code-close': 'CODE CLOSE',
    'sign-in': 'SIGN-IN',
    settlement: 'SETTLEMENT',
    echo: 'LINE TEST',
    'sign-off': 'SIGN-OFF',
    download: 'DOWNLOAD',
    status: 'STATUS',
  },
};

const varieties: Readonly<Record<Lang, Readonly<Record<VarietyKind, string>>>> = {
  zh: {
    moto: '邮购电购',
    instalment: '分期',
    points: '积分',
    reservation: '预约',
    code: '二维码',
    'own-code': '二维码',
  },
  en: {
    moto: 'TOLD',
    instalment: 'INSTALMENTS',
    points: 'POINTS',
    reservation: 'RESERVATION',
    code: 'CODE',
    'own-code': 'CODE',
  },
};

/** How the card was read, as slips mark it behind the number. */
const readMarks = { chip: '(I)', tap: '(C)', swipe: '(S)', keyed: '(M)' } as const satisfies Record<
  CardEntry,
  string
>;

/**
 * The slip of a sale, void or refund, 40 columns (a Chinese character takes two), the card as first six and
 * last four digits. Whatever is not approved gets a notice that says it is no receipt. Blocks and fields
 * follow the receipts of domestic acquirers: merchant, transaction, remark, signature.
 */
export function slipText(slip: Slip, lang: Lang): string {
  const w = words[lang];
  const { result } = slip;
  const approved = result.result === 'approved';
  const rule = '-'.repeat(WIDTH);
  return [
    centred(approved ? w.title : w.notice),
    rule,
    ...lines([
      [w.merchantName, slip.merchantName],
      [w.merchantId, slip.merchantId],
      [w.terminalId, slip.terminalId],
      [w.operator, slip.operator],
    ]),
    rule,
    ...lines(transactionPart(result, lang)),
    rule,
    ...remarkPart(result, lang),
    '',
  ].join('\n');
}

function transactionPart(result: TerminalResult, lang: Lang): (readonly [string, string | null])[] {
  const w = words[lang];
  const { original, cardEntry, amountFen } = result;
  // A code and a reservation have no card that was read.
  const mark =
    isCode(result) || result.variety === 'reservation' || cardEntry === null
      ? ''
      : ` ${readMarks[cardEntry]}`;
  const card = result.maskedPan === null || /^0/.test(result.maskedPan) ? null : `${result.maskedPan}${mark}`;
  // Money that goes back is marked, so that nobody takes the slip for a payment.
  const goesBack = isEntryKind(result.act) && (isVoid(result.act) || result.act === 'refund');
  const sign = goesBack ? '-' : '';
  return [
    [w.issuer, result.issuer],
    [w.acquirer, result.acquirer],
    [w.card, card],
    [w.type, typeOf(result, lang)],
    [w.batch, result.batchNo],
    [w.stan, result.stan],
    [w.authCode, result.authCode],
    [w.rrn, result.rrn],
    [w.clearingDate, result.clearingDate === null ? null : slashed(result.clearingDate)],
    [w.at, dateTime(result)],
    [w.originalBatch, original?.batchNo ?? null],
    [w.originalStan, original?.stan ?? null],
    [w.originalRrn, original?.rrn ?? null],
    [w.originalDate, original?.date == null ? null : slashed(original.date)],
    [w.amount, amountFen === null ? null : `RMB ${sign}${formatFen(amountFen)}`],
    [w.tip, result.tipFen === null ? null : `RMB ${formatFen(result.tipFen)}`],
    ...instalmentLines(result, lang),
    ...(result.chip?.print ?? []),
  ];
}

const isCode = ({ variety }: TerminalResult): boolean => variety === 'code' || variety === 'own-code';

/** `消费 (分期)`: the plain name, and how it differs. */
function typeOf({ act, variety }: TerminalResult, lang: Lang): string {
  const name = types[lang][act];
  return variety === null ? name : `${name} (${varieties[lang][variety]})`;
}

function instalmentLines({ instalments }: TerminalResult, lang: Lang): (readonly [string, string])[] {
  if (instalments === null) return [];
  const w = words[lang];
  const { firstFen, feeFen, firstFeeFen } = instalments;
  return [
    [w.first, `RMB ${formatFen(firstFen)}`],
    [w.fee, `RMB ${formatFen(feeFen)}`],
    [w.firstFee, `RMB ${formatFen(firstFeeFen)}`],
  ];
}

function remarkPart(result: TerminalResult, lang: Lang): string[] {
  const w = words[lang];
  if (result.result !== 'approved') {
    const code = result.code === null ? '' : ` [${result.code}]`;
    return lines([
      [w.result, `${result.words[lang]}${code}`],
      [w.remark, result.text === result.words[lang] ? null : result.text],
    ]);
  }
  // Hosts repeat the result as text; the slip itself says as much.
  const said = result.text === result.words.zh || result.text === result.words.en ? null : result.text;
  // UP-13: nobody shall take a hold for a payment.
  const held = result.act === 'preauth' || result.act === 'increment' ? w.heldOnly : null;
  const remarks = [said, held, result.pinEntered ? w.pin : null].filter((text) => text !== null);
  const shown = lines([[w.remark, remarks.length === 0 ? null : remarks.join('; ')]]);
  // The host takes a tap without a PIN only within the bound of small amounts, and then nobody signs.
  const unsigned = result.variety === null && result.cardEntry === 'tap' && !result.pinEntered;
  if (result.act === 'sale' && (unsigned || isCode(result))) return [...shown, w.noSignature];
  return [...shown, `${result.act === 'refund' ? w.merchantSignature : w.signature}:`];
}

/** The host's date and time with the year of the terminal's clock; the clock alone where no answer came. */
function dateTime(result: TerminalResult): string {
  const local = new Date(result.atMs + CHINA_OFFSET_MS).toISOString();
  const { date, time } = result;
  if (date === null || time === null)
    return `${local.slice(0, 10).replaceAll('-', '/')} ${local.slice(11, 19)}`;
  const clockTime = `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`;
  return `${yearOf(local, date)}/${slashed(date)} ${clockTime}`;
}

/** Around New Year the host's day and the terminal's may lie in different years. */
function yearOf(local: string, date: string): number {
  const year = Number(local.slice(0, 4));
  const month = local.slice(5, 7);
  if (month === '01' && date.startsWith('12')) return year - 1;
  if (month === '12' && date.startsWith('01')) return year + 1;
  return year;
}

function slashed(monthAndDay: string): string {
  return `${monthAndDay.slice(0, 2)}/${monthAndDay.slice(2, 4)}`;
}

function lines(rows: readonly (readonly [string, string | null])[]): string[] {
  return rows.flatMap(([label, value]) => {
    if (value === null || value === '') return [];
    return [`${label}${' '.repeat(Math.max(1, 16 - widthOf(label)))}${value}`];
  });
}

function centred(text: string): string {
  return ' '.repeat(Math.max(0, Math.floor((WIDTH - widthOf(text)) / 2))) + text;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character.charCodeAt(0) >= 0x2e80 ? 2 : 1;
  return width;
}
