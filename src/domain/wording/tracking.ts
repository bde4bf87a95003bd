/** Where the money is, in words for the payer and the shop. Total by type. */
import { type CalendarDay, calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import type { Lang } from '../outcome/index.ts';
import type {
  ArrivalWindow,
  Ask,
  Movement,
  ReferenceName,
  Station,
  StopState,
  Tracking,
  Whom,
} from '../tracking/index.ts';
import { isUsual } from './sentence.ts';
import { timeText, type Words, words } from './words.ts';

export const STATION_WORDS: Readonly<Record<Station, Words>> = {
  merchant: words('商户', 'merchant'),
  institution: words('收单机构', 'acquirer'),
  network: words('银联网络', 'card network'),
  bank: words('发卡行', "the card's bank"),
  account: words('持卡人账户', "the holder's account"),
};

export const STOP_WORDS: Readonly<Record<StopState, Words>> = {
  passed: words('已通过', 'passed'),
  here: words('目前在此', 'here now'),
  unknown: words('未知，尚无应答', 'unknown, no answer'),
  expected: words('预计', 'expected'),
  ahead: words('尚未到达', 'not reached yet'),
  stopped: words('在此终止', 'ended here'),
  none: words('不经过', 'not on this way'),
};

export const WHOM_WORDS: Readonly<Record<Whom, Words>> = {
  merchant: words('商户', 'the merchant'),
  institution: words('收单机构', 'the acquirer'),
  issuer: words(
    '发卡行，电话见卡背面',
    'the bank that issued the card; its number is on the back of the card',
  ),
  network: words('银联客服 95516', 'UnionPay, 95516'),
};

export const REFERENCE_WORDS: Readonly<Record<ReferenceName, Words>> = {
  rrn: words('退款参考号', 'reference of the way back (RRN)'),
  'original-rrn': words('原交易参考号', 'reference of the payment (RRN)'),
  'auth-code': words('授权码', 'authorisation code'),
  'clearing-day': words('清算日', 'clearing day'),
  trace: words('流水号', 'trace number (STAN)'),
  transmission: words('传输时间（MMDDhhmmss）', 'transmission time (MMDDhhmmss)'),
};

export const MOVEMENT_WORDS: Readonly<Record<Movement, Words>> = {
  'under-way': words(
    '退款已受理并发往银联，尚未得到确认，系统自动重发',
    'asked for and sent to the network; not confirmed yet, it is repeated by itself',
  ),
  undoing: words(
    '撤销正在被冲正，是否生效尚不可知',
    'the void is itself being undone: what becomes of it is not known yet',
  ),
  'clearing-file': words(
    '清算日已过仍无确认，以清算文件为准',
    'the clearing day ended without an answer: the clearing file decides',
  ),
  'with-person': words('系统未能办结，已转人工处理', 'could not be ended by itself: a person looks at it'),
  arriving: words('银联已确认，款项正在退回', 'confirmed by the network, the money is on its way'),
  lifted: words('冻结已解除，未扣款', 'confirmed by the network: the hold is lifted, and nothing was taken'),
  overdue: words(
    '银联已确认，但已过最迟到账日，请查询',
    'confirmed by the network, and the latest day of arrival is over: please ask',
  ),
  arrived: words('已确认到账', 'arrived, as somebody who can see it says'),
  'in-suspense': words(
    '发卡行退回此款，现挂账于收单机构，请提供本人其他账户',
    'the bank sent it back; it waits at the institution until its holder names another account of their own',
  ),
  'account-check': words(
    '已指定本人其他账户，正在核验身份',
    'another account was named; whose it is is being checked',
  ),
  'paying-out': words('已指令银行付至本人其他账户', 'the bank was told to pay it to the other account'),
  'paid-out': words('银行已付至本人其他账户', 'the bank paid it to the other account'),
  'nothing-taken': words(
    '银联无此交易，未扣款，无须退款',
    'the network has no such payment: nothing was taken',
  ),
  stands: words('未退款，原交易仍有效', 'nothing went back, the payment stands'),
};

const dates = (fromDay: CalendarDay, toDay: CalendarDay, lang: Lang): string => {
  if (fromDay === toDay) return lang === 'zh' ? `${toDay}` : `on ${toDay}`;
  return lang === 'zh' ? `${fromDay} 至 ${toDay}` : `between ${fromDay} and ${toDay}`;
};

/** `between 2026-11-24 and 2026-12-03`, `usually at once, at the latest on 2026-11-23`. */
export function windowText(window: ArrivalWindow, lang: Lang): string {
  const usually = isUsual(window.certainty);
  const { fromDay, toDay, unit, firm } = window;
  const when =
    unit === 'at-once'
      ? lang === 'zh'
        ? `即时，最迟 ${toDay} 当日`
        : `at once, at the latest on ${toDay}`
      : dates(fromDay, toDay, lang);
  const counted = firm ? '' : lang === 'zh' ? '（自现在获确认起算）' : ' (if it is confirmed now)';
  return `${usually ? (lang === 'zh' ? '通常 ' : 'usually ') : ''}${when}${counted}`;
}

export function askText(ask: Ask, nowMs: number, lang: Lang): string {
  const whom = WHOM_WORDS[ask.whom][lang];
  const by = ask.by.map((name) => REFERENCE_WORDS[name][lang]);
  const list = by.join(lang === 'zh' ? '、' : ', ');
  const open = ask.fromMs === null || ask.fromMs <= nowMs;
  if (lang === 'zh') {
    const from = open ? '' : `${calendarDayOf(ask.fromMs ?? nowMs, SHANGHAI)} 起`;
    return `${from}可询问${whom}，请提供${list}`;
  }
  const from = open ? 'Ask' : `From ${calendarDayOf(ask.fromMs ?? nowMs, SHANGHAI)} on ask`;
  return `${from} ${whom}; have ready: ${list}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Where it is, when it should arrive, and when it is looked at next, in one sentence or two. */
export function trackingSentence(tracking: Tracking, nowMs: number, lang: Lang): string {
  const { movement, arrival, nextCheckMs } = tracking;
  const parts = [MOVEMENT_WORDS[movement][lang]];
  if (arrival !== null && movement !== 'overdue')
    parts.push(
      lang === 'zh' ? `预计到账：${windowText(arrival, lang)}` : `expected ${windowText(arrival, lang)}`,
    );
  if (nextCheckMs !== null)
    parts.push(
      lang === 'zh'
        ? `下次检查 ${timeText(nextCheckMs, nowMs, lang)}`
        : `next check at ${timeText(nextCheckMs, nowMs, lang)}`,
    );
  return lang === 'zh' ? `${parts.join('；')}。` : `${capital(parts.join('; '))}.`;
}
