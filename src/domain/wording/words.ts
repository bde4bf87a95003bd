/**
 * The names of states, routes, doors and reasons as people read them. Total by type: a forgotten one does
 * not compile.
 */
import type { Verdict } from '../answer/index.ts';
import { calendarDayOf, civil, SHANGHAI } from '../calendar/index.ts';
import type {
  ArrivalSource,
  CancellationState,
  Door,
  HandedReason,
  ReturnReason,
  Route,
  StrandedReason,
} from '../cancellation/index.ts';
import { CURRENCIES, type Fen, formatFen } from '../money/index.ts';
import type { Lang } from '../outcome/index.ts';
import type { EndVerdict, PaymentState } from '../payment/index.ts';

/** The same words in both languages. */
export interface Words {
  readonly zh: string;
  readonly en: string;
}
export const words = (zh: string, en: string): Words => ({ zh, en });

export const STATE_WORDS: Readonly<Record<PaymentState | CancellationState, Words>> = {
  sent: words('等待应答', 'waiting for the answer'),
  unknown: words('结果未知，正在冲正', 'outcome unknown, being undone'),
  approved: words('成功', 'approved'),
  declined: words('未成功', 'declined'),
  reversed: words('已冲正', 'reversed'),
  voided: words('已撤销', 'voided'),
  completed: words('预授权已完成', 'completed'),
  expired: words('预授权已过期失效', 'lapsed'),
  sending: words('正在办理', 'under way'),
  undoing: words('撤销无应答，正在冲正该撤销', 'the void is being undone'),
  'awaiting-file': words('等待清算文件', 'waiting for the clearing file'),
  done: words('已完成', 'done'),
  refused: words('被拒绝', 'refused'),
  undone: words('未成，原交易仍有效', 'undone, the payment stands'),
  overruled: words('清算文件表明原交易成立', 'overruled by the clearing file, the payment stands'),
  handed: words('已转人工', 'handed to a person'),
  bounced: words('退货被退回，款项挂账', 'sent back by the bank, the money is in suspense'),
  'account-named': words('已指定本人其他账户，待核', 'another account was named and is being checked'),
  'payout-ordered': words('已指令付款', 'the payout is ordered'),
  'paid-out': words('已付至本人其他账户', 'paid out to the other account'),
  stranded: words('款项仍挂账，已转人工', 'still in suspense, handed to a person'),
};
export const stateWords = (state: PaymentState | CancellationState, lang: Lang): string =>
  STATE_WORDS[state][lang];

export const ROUTE_WORDS: Readonly<Record<Route, Words>> = {
  CLOSE: words('关单', 'close'),
  REVERSAL: words('冲正', 'reversal'),
  VOID: words('撤销', 'void'),
  REFUND: words('退货', 'refund'),
  DISPUTE: words('差错处理', 'dispute'),
};
export const routeWords = (route: Route, lang: Lang): string => ROUTE_WORDS[route][lang];

export const VERDICT_WORDS: Readonly<Record<Verdict, Words>> = {
  YES: words('可以', 'Yes'),
  NO: words('不可以', 'No'),
  NOT_YET: words('暂时不可以', 'Not yet'),
  YES_WITH_REVIEW: words('可以，需审核', 'Yes, after a review'),
};

export const DOOR_WORDS: Readonly<Record<Door, Words>> = {
  terminal: words('终端', 'the terminal'),
  api: words('接口', 'the API'),
  console: words('控制台', 'the console'),
  payer: words('付款人', 'the payer'),
  deadline: words('超时', 'a deadline that passed'),
  network: words('网络', 'the network'),
};

export const HANDED_WORDS: Readonly<Record<HandedReason, Words>> = {
  'not-acknowledged': words('多次重发仍未获确认', 'repeated up to the bound and never acknowledged'),
  'refused-by-network': words('网络不予受理', 'refused by the network'),
  'void-not-possible': words('撤销未能完成', 'the void could not be made'),
  'no-clearing-file': words('清算文件未到', 'the clearing file did not come'),
  'hold-outlived-its-day': words(
    '清算日已过，清算文件不含预授权，须询问发卡行',
    'the clearing day ended, and no clearing file speaks of holds: the bank has to be asked',
  ),
};

export const BOUNCE_WORDS: Readonly<Record<ReturnReason, Words>> = {
  'account-closed': words('账户已销户', 'the account is closed'),
  'account-not-found': words('无此账户', 'there is no such account'),
  'account-restricted': words('账户受限', 'the account takes no money'),
  other: words('其他原因', 'another reason'),
};

export const STRANDED_WORDS: Readonly<Record<StrandedReason, Words>> = {
  'nobody-claims': words('多次提醒无人认领', 'nobody claims it after all reminders'),
  'payouts-return': words('付款多次被退回', 'its payouts come back'),
};

export const ARRIVAL_WORDS: Readonly<Record<ArrivalSource, Words>> = {
  payer: words('付款人', 'the payer'),
  merchant: words('商户', 'the merchant'),
  bank: words('银行', 'the bank'),
};

export const VERDICT_OF_END_WORDS: Readonly<Record<EndVerdict, Words>> = {
  'carried-out': words('已办理', 'carried out'),
  'not-carried-out': words('未办理', 'not carried out'),
  'ask-again': words('再次发送', 'to be asked again'),
};

/** `¥120.00` */
export const yuanText = (amountFen: Fen): string => `${CURRENCIES.CNY.sign}${formatFen(amountFen)}`;

const two = (value: number): string => String(value).padStart(2, '0');

/** `22:59:59 today` or `22:59:59 on 2026-11-24`, as read in Shanghai. */
export function timeText(atMs: number, nowMs: number, lang: Lang): string {
  const at = civil(atMs, SHANGHAI);
  const clock = `${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
  const day = calendarDayOf(atMs, SHANGHAI);
  if (day === calendarDayOf(nowMs, SHANGHAI)) return lang === 'zh' ? `今天 ${clock}` : `${clock} today`;
  return lang === 'zh' ? `${at.year} 年 ${at.month} 月 ${at.day} 日 ${clock}` : `${clock} on ${day}`;
}
