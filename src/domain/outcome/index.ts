import { ACT_OUTCOMES } from './act-rows.ts';
import { ANSWER_REASONS } from './answer-reasons.ts';
import { API_OUTCOMES } from './api-rows.ts';
import { ENDING_REASONS } from './ending-reasons.ts';
import { HOLDER_OUTCOMES } from './holder-rows.ts';
import { ORDER_OUTCOMES } from './order-rows.ts';
import { PERSON_OUTCOMES } from './person-rows.ts';
import { REVIEW_REASONS } from './review-reasons.ts';
import { type OutcomeRow, row } from './row.ts';
import { SALE_OUTCOMES } from './sale-rows.ts';
import { STAFF_OUTCOMES } from './staff-rows.ts';
import { TERMINAL_OUTCOMES } from './terminal-rows.ts';
import { TILL_OUTCOMES } from './till-rows.ts';

/**
 * The closed catalogue of results. Everything that can come of an act is a row here: its stable name, its
 * ISO 8583 response code (F39), its HTTP status, whether trying again may help, and its words.
 *
 * `kind` tells the parties apart: `success`, `declined` (the issuer or the network said no), `refused` (this
 * platform said no and nothing was sent), `unknown` (sent, no answer: neither paid nor unpaid), `trouble`.
 * `retry`: `no` · `changed` (with other input) · `later` · `sign-in` (after the terminal signed in again) ·
 * `ask` (the earlier act first: its outcome is unknown).
 *
 * F39 codes and their meanings: UnionPay response code list of 2014/2015.
 */
export const OUTCOMES = {
  approved: row('00', 200, 'success', 'no', '成功', 'approved'),
  'approved-partly': row('10', 200, 'success', 'no', '部分金额成功', 'approved for part of the amount'),
  accepted: row('00', 202, 'success', 'no', '已受理，正在处理', 'accepted, being carried out'),

  // What the issuer or the network answers.
  'refer-to-issuer': row('01', 402, 'declined', 'no', '请联系发卡行', 'the bank wants to be asked'),
  'merchant-not-valid': row('03', 403, 'declined', 'no', '商户无效', 'merchant not valid'),
  'pick-up-card': row('04', 402, 'declined', 'no', '请没收卡片', 'keep the card'),
  'cardholder-not-verified': row(
    '05',
    402,
    'declined',
    'changed',
    '持卡人身份验证失败',
    'cardholder could not be verified',
  ),
  'related-transaction-not-valid': row(
    '12',
    409,
    'declined',
    'no',
    '无效的关联交易',
    'the related transaction does not allow this',
  ),
  'amount-not-valid': row('13', 422, 'declined', 'changed', '金额无效', 'amount not valid'),
  'card-number-not-valid': row('14', 402, 'declined', 'changed', '卡号无效', 'card number not valid'),
  'issuer-unknown': row('15', 402, 'declined', 'no', '无此发卡行', 'no such issuer'),
  'card-not-active': row('21', 402, 'declined', 'no', '卡未激活', 'card not activated'),
  'related-transaction-error': row(
    '22',
    409,
    'declined',
    'no',
    '关联交易错误',
    'the related transaction was already dealt with',
  ),
  'original-not-found': row(
    '25',
    404,
    'declined',
    'changed',
    '找不到原交易',
    'original transaction not found',
  ),
  'message-format': row('30', 400, 'declined', 'changed', '报文格式错误', 'message format error'),
  'suspected-fraud': row('34', 402, 'declined', 'no', '疑似欺诈', 'suspected fraud'),
  'pin-tries-reached': row('38', 402, 'declined', 'no', '密码错误次数超限', 'too many wrong PINs'),
  'function-not-supported': row('40', 403, 'declined', 'no', '不支持此功能', 'function not supported'),
  'card-lost': row('41', 402, 'declined', 'no', '挂失卡', 'card reported lost'),
  'card-stolen': row('43', 402, 'declined', 'no', '被盗卡', 'card reported stolen'),
  'insert-chip': row('45', 402, 'declined', 'changed', '请插入芯片卡', 'use the chip'),
  'funds-insufficient': row('51', 402, 'declined', 'no', '余额不足', 'not enough money'),
  'card-expired': row('54', 402, 'declined', 'no', '卡已过期', 'card expired'),
  'pin-wrong': row('55', 402, 'declined', 'changed', '密码错误', 'wrong PIN'),
  'not-permitted-to-cardholder': row(
    '57',
    403,
    'declined',
    'no',
    '此卡不允许该交易',
    'not permitted to this card',
  ),
  'not-permitted-to-terminal': row(
    '58',
    403,
    'declined',
    'no',
    '此终端不允许该交易',
    'not permitted to this terminal',
  ),
  'card-check-failed': row('59', 402, 'declined', 'no', '卡片校验失败', 'card check failed'),
  'amount-limit': row('61', 402, 'declined', 'changed', '金额超限', 'over an amount limit'),
  'card-restricted': row('62', 402, 'declined', 'no', '受限制的卡', 'card restricted or frozen'),
  'original-amount-differs': row(
    '64',
    422,
    'declined',
    'changed',
    '与原金额不符',
    'amount differs from the original',
  ),
  'count-limit': row('65', 402, 'declined', 'later', '次数超限', 'over a count limit'),
  'issuer-too-late': row('68', 504, 'unknown', 'ask', '发卡行应答超时', 'the bank answered too late'),
  'pin-tries-exceeded': row('75', 402, 'declined', 'no', '密码错误次数超限', 'too many wrong PINs'),
  'cut-over-running': row('90', 503, 'declined', 'later', '正在日切', 'the network is changing its day'),
  'issuer-not-operating': row('91', 503, 'declined', 'later', '发卡行不能操作', 'the bank is not reachable'),
  'no-route': row('92', 503, 'declined', 'later', '线路异常', 'no route to the bank'),
  duplicate: row('94', 409, 'declined', 'ask', '重复交易', 'duplicate transaction'),
  'switch-trouble': row('96', 503, 'declined', 'later', '交换中心异常', 'the network is in trouble'),
  'switch-no-answer': row(
    '98',
    504,
    'unknown',
    'ask',
    '发卡行超时，结果未知',
    'the network got no answer from the bank',
  ),
  'pin-format': row('99', 502, 'declined', 'sign-in', '密码格式错误', 'PIN format error'),
  'upstream-mac': row(
    'A0',
    502,
    'declined',
    'later',
    '网络报文校验失败',
    'the network refused the message code',
  ),
  'security-processing': row('A7', 502, 'declined', 'later', '安全处理失败', 'security processing failed'),
  'acquirer-state': row('C1', 503, 'declined', 'later', '受理方状态非法', 'the network has us signed off'),
  'declined-other': row('01', 402, 'declined', 'no', '交易被拒绝', 'declined'),

  // What this platform decides about a payment.
  'outcome-unknown': row('98', 504, 'unknown', 'ask', '结果未知，正在冲正', 'outcome unknown, being undone'),
  'network-unreachable': row(
    '91',
    503,
    'refused',
    'later',
    '网络未连接，交易未发出',
    'the network is not connected; nothing was sent',
  ),
  'reversed-before-arrival': row(
    '22',
    409,
    'refused',
    'no',
    '冲正先于消费到达，交易不受理',
    'its reversal came before it; not carried out',
  ),
  'duplicate-other-content': row(
    '94',
    409,
    'refused',
    'changed',
    '同一流水号内容不同',
    'same trace number or key, other content',
  ),
  'terminal-unknown': row('97', 404, 'refused', 'no', '终端未登记', 'terminal not registered'),
  'terminal-not-signed-in': row('77', 409, 'refused', 'sign-in', '请先签到', 'terminal has to sign in first'),
  'batch-differs': row(
    '77',
    409,
    'refused',
    'sign-in',
    '批次号不一致，请重新签到',
    'batch number differs; sign in again',
  ),
  'mac-wrong': row('A0', 400, 'refused', 'sign-in', '报文校验错', 'message authentication failed'),
  'pin-block-wrong': row('99', 400, 'refused', 'sign-in', '密码数据格式错误', 'PIN block could not be read'),
  'message-not-supported': row('40', 400, 'refused', 'no', '不支持的交易类型', 'message type not supported'),
  'amount-out-of-range': row('13', 422, 'refused', 'changed', '金额超出范围', 'amount out of range'),
  'currency-not-supported': row('13', 422, 'refused', 'changed', '不支持的币种', 'currency not supported'),
  busy: row('96', 503, 'trouble', 'later', '系统繁忙，请稍后再试', 'busy, try again shortly'),
  'storage-trouble': row('96', 503, 'trouble', 'later', '系统暂时无法保存', 'cannot be stored at the moment'),

  // What this platform decides about a way back. The reasons of an answer.
  'payment-not-found': row('25', 404, 'refused', 'changed', '找不到原交易', 'no such payment'),
  'payment-not-approved': row(
    '12',
    409,
    'refused',
    'no',
    '原交易未成功，没有可退的钱',
    'the payment was not approved; there is nothing to give back',
  ),
  'payment-in-progress': row(
    '98',
    409,
    'refused',
    'later',
    '原交易尚无结果',
    'the payment has no outcome yet',
  ),
  'outcome-is-known': row(
    '12',
    409,
    'refused',
    'changed',
    '原交易结果已知，不能冲正',
    'the outcome is known; a reversal is for unknown outcomes',
  ),
  'outcome-not-known': row(
    '12',
    409,
    'refused',
    'later',
    '原交易结果未知，应冲正',
    'the outcome is unknown; a reversal is the way',
  ),
  'already-reversed': row('22', 409, 'refused', 'no', '已冲正', 'already reversed'),
  'already-voided': row('22', 409, 'refused', 'no', '已撤销', 'already voided'),
  'already-refunded': row('22', 409, 'refused', 'no', '已全额退货', 'already refunded in full'),
  'refund-started': row(
    '22',
    409,
    'refused',
    'changed',
    '已有退货，不能撤销',
    'a refund was made; a void is not possible',
  ),
  'reversal-in-progress': row('22', 409, 'refused', 'later', '正在冲正', 'a reversal is in progress'),
  'void-in-progress': row('22', 409, 'refused', 'later', '正在撤销', 'a void is in progress'),
  'refund-in-progress': row('22', 409, 'refused', 'later', '正在退货', 'a refund is in progress'),
  'void-not-whole': row('64', 422, 'refused', 'changed', '撤销须为原金额', 'a void is for the whole amount'),
  'reversal-amount-differs': row(
    '64',
    422,
    'refused',
    'changed',
    '冲正金额与原金额不符',
    'a reversal is for the original amount',
  ),
  'exceeds-remaining': row(
    '64',
    422,
    'refused',
    'changed',
    '超过可退金额',
    'more than what is left to give back',
  ),
  'card-differs': row(
    '14',
    422,
    'refused',
    'changed',
    '与原交易卡号不符',
    'another card than the one that paid',
  ),
  'reference-differs': row(
    '25',
    422,
    'refused',
    'changed',
    '参考号与原交易不符',
    'the reference number is not that of the original',
  ),
  'other-terminal': row(
    '58',
    409,
    'refused',
    'changed',
    '须在原终端操作',
    'only at the terminal that took the payment',
  ),
  'host-void-off': row(
    '12',
    409,
    'refused',
    'later',
    '结算前不能由后台撤销',
    'before settlement only the terminal itself may void',
  ),
  'clearing-day-over': row(
    '12',
    409,
    'refused',
    'changed',
    '已过清算日',
    'the clearing day of the payment is over',
  ),
  'batch-settled': row('12', 409, 'refused', 'changed', '批次已结算', 'the batch of the payment is settled'),
  'refund-not-open-yet': row(
    '12',
    409,
    'refused',
    'later',
    '结算后方可退货',
    'a refund opens after settlement',
  ),
  'refund-window-over': row('12', 409, 'refused', 'no', '已过退货期限', 'the refund window is over'),
  'reversal-not-acknowledged': row(
    '96',
    409,
    'trouble',
    'ask',
    '冲正未获确认，已转人工',
    'the reversal was not acknowledged; a person looks at it',
  ),
  'void-undone': row(
    '98',
    504,
    'unknown',
    'later',
    '撤销结果未知，已冲正，原交易仍有效',
    'the void had no answer and was undone; the payment stands',
  ),
  'route-unknown': row('30', 422, 'refused', 'changed', '未知的取消方式', 'no such route'),

  ...ORDER_OUTCOMES,
  ...SALE_OUTCOMES,
  ...TERMINAL_OUTCOMES,
  ...TILL_OUTCOMES,

  ...ANSWER_REASONS,
  ...ENDING_REASONS,
  ...REVIEW_REASONS,
  ...HOLDER_OUTCOMES,

  // What the API adds.
  ...API_OUTCOMES,
  ...ACT_OUTCOMES,
  ...STAFF_OUTCOMES,
  ...PERSON_OUTCOMES,
  internal: row('96', 500, 'trouble', 'later', '内部错误', 'internal error'),
} as const satisfies Record<string, OutcomeRow>;

export type Outcome = keyof typeof OUTCOMES;
export type Lang = 'zh' | 'en';

export const isoCodeOf = (outcome: Outcome): string => OUTCOMES[outcome].iso8583;
export const httpStatusOf = (outcome: Outcome): number => OUTCOMES[outcome].http;
export const kindOf = (outcome: Outcome): OutcomeRow['kind'] => OUTCOMES[outcome].kind;
export const retryOf = (outcome: Outcome): OutcomeRow['retry'] => OUTCOMES[outcome].retry;
export const wordsOf = (outcome: Outcome, lang: Lang): string => OUTCOMES[outcome][lang];
export const isSuccess = (outcome: Outcome): boolean => OUTCOMES[outcome].kind === 'success';

export function isOutcome(text: string): text is Outcome {
  return Object.hasOwn(OUTCOMES, text);
}

/** F39 values of an answer from the network, by meaning. Whatever is not listed is a decline, never a success. */
const FROM_NETWORK: Readonly<Record<string, Outcome>> = {
  '00': 'approved',
  '10': 'approved-partly',
  '11': 'approved',
  '16': 'approved',
  A2: 'approved',
  A4: 'approved',
  A5: 'approved',
  A6: 'approved',
  '01': 'refer-to-issuer',
  '03': 'merchant-not-valid',
  '04': 'pick-up-card',
  '05': 'cardholder-not-verified',
  '09': 'outcome-unknown',
  '12': 'related-transaction-not-valid',
  '13': 'amount-not-valid',
  '14': 'card-number-not-valid',
  '15': 'issuer-unknown',
  '21': 'card-not-active',
  '22': 'related-transaction-error',
  '25': 'original-not-found',
  '30': 'message-format',
  '34': 'suspected-fraud',
  '38': 'pin-tries-reached',
  '40': 'function-not-supported',
  '41': 'card-lost',
  '43': 'card-stolen',
  '45': 'insert-chip',
  '51': 'funds-insufficient',
  '54': 'card-expired',
  '55': 'pin-wrong',
  '57': 'not-permitted-to-cardholder',
  '58': 'not-permitted-to-terminal',
  '59': 'card-check-failed',
  '61': 'amount-limit',
  '62': 'card-restricted',
  '64': 'original-amount-differs',
  '65': 'count-limit',
  '68': 'issuer-too-late',
  '75': 'pin-tries-exceeded',
  '90': 'cut-over-running',
  '91': 'issuer-not-operating',
  '92': 'no-route',
  '94': 'duplicate',
  '96': 'switch-trouble',
  '98': 'switch-no-answer',
  '99': 'pin-format',
  A0: 'upstream-mac',
  A7: 'security-processing',
  C1: 'acquirer-state',
};

/** The meaning of a response code that came from the network. */
export function outcomeOfNetworkCode(code: string): Outcome {
  return (Object.hasOwn(FROM_NETWORK, code) ? FROM_NETWORK[code] : undefined) ?? 'declined-other';
}
