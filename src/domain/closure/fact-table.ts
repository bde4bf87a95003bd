/**
 * Every fact about something that is to be ended that a document may tell: the one table behind the published schema,
 * the reader of documents and the tests.
 */
import { COUNT, choice, choices, type FactRow, FEN, FLAG, INSTANT, row } from '../document/index.ts';
import { type ClosureFacts, NEUTRAL } from './facts.ts';

/** `closedAtMs`: of it follows how long the records are kept. */
export type ClosureFill = keyof ClosureFacts | 'closedAtMs';

const THE_SUBJECT = {
  state: row(
    'state',
    choice({
      on: 'a service: it can be paid with',
      off: 'a service: switched off',
      suspended: 'a service or a card on a device: stopped by a report of loss',
      bound: 'a bank card: bound',
      lost: 'a bank card: reported lost',
      unbound: 'a bank card: not bound any more',
      active: 'a card on a device: it can be tapped with',
      removed: 'a card on a device: not there any more',
      open: 'an account: in use',
      stopped: 'an account: stopped by a report of loss',
      closing: 'an account: its closing was confirmed and the waiting time runs',
      closed: 'an account: closed and locked',
    }),
    'How the subject stands.',
    '对象当前的状态。',
  ),
  service: row(
    'service',
    choice({
      tap: 'a phone or watch held to a terminal',
      'no-pin': 'small taps without PIN and signature',
      'pay-code': 'the holder shows a code',
      scan: "the holder scans the shop's code",
      deduction: 'shops take money by contract',
      transit: 'buses and gates',
    }),
    'Which service it is.',
    '服务种类。',
    'services; needed there',
  ),
  place: row(
    'place',
    choice({
      everywhere: 'everywhere',
      merchant: 'at one shop',
      terminal: 'at one terminal',
      source: 'from one bank card, or from the balance',
    }),
    'Where the service works.',
    '服务适用的范围。',
    'services',
  ),
  provider: row(
    'provider',
    choice({
      own: 'a wallet of the institution that answers',
      unionpay: 'the UnionPay app',
      alipay: 'Alipay',
      wechat: 'WeChat Pay',
    }),
    'Whose wallet it is.',
    '钱包的提供方。',
    'accounts',
  ),
} as const satisfies Readonly<Record<string, FactRow<ClosureFill>>>;

const THE_ACCOUNT = {
  account: row(
    'account',
    choice({
      open: 'in use',
      stopped: 'stopped by a report of loss',
      closing: 'in its waiting time',
      closed: 'closed and locked',
    }),
    'How the account stands to which the subject belongs; of an account it is its `state`.',
    '所属账户的状态；对象为账户时以 state 为准。',
  ),
  accountClass: row(
    'accountClass',
    choice({ I: 'class I', II: 'class II', III: 'class III' }),
    'The class of the payment account.',
    '支付账户类别。',
  ),
  closesAt: row(
    'closesAtMs',
    INSTANT,
    'When the waiting time ends.',
    '等待期届满时间。',
    'an account that is closing; needed there',
  ),
  closedAt: row('closedAtMs', INSTANT, 'When it was closed.', '注销完成时间。', 'an account that is closed'),
  keptUntil: row(
    'keptUntilMs',
    INSTANT,
    'Until when its records are kept; left out, it follows from `closedAt` and the law.',
    '资料保存截止时间；不填则由 closedAt 与法定年限推算。',
    'an account that is closed',
  ),
  balanceFen: row('balanceFen', FEN, 'Money in the account.', '账户余额。'),
  redPacketFen: row('redPacketFen', FEN, 'Red packets that were not used.', '未使用的红包。'),
  points: row('points', COUNT, 'Points that were not used.', '未使用的积分。'),
  benefitsGivenUp: row(
    'benefitsGivenUp',
    FLAG,
    'The holder said in words that red packets and points may be lost.',
    '持有人已明示放弃红包与积分。',
  ),
  cards: row('cards', COUNT, 'Bank cards that are bound, this one included.', '已绑定的银行卡数，含本卡。'),
  deviceCards: row('deviceCards', COUNT, 'Cards on devices that can be tapped with.', '可用的设备卡数。'),
  sourceThere: row(
    'sourceThere',
    FLAG,
    'The card of the service is still bound.',
    '服务所用的卡仍绑定。',
    'services of one source',
  ),
  otherWays: row(
    'otherWays',
    COUNT,
    'Ways to pay with the wallet that are left afterwards.',
    '办理后仍可用的付款方式数。',
  ),
} as const satisfies Readonly<Record<string, FactRow<ClosureFill>>>;

const UNDER_WAY = {
  unfinished: row('unfinished', COUNT, 'Payments that have not ended yet.', '尚未完成的付款笔数。'),
  unknown: row('unknown', COUNT, 'Payments whose outcome is not known.', '结果未知的付款笔数。'),
  openHolds: row('openHolds', COUNT, 'Pre-authorisations that are open.', '未了结的预授权笔数。'),
  refunds: row('refunds', COUNT, 'Refunds that have not arrived.', '在途退款笔数。'),
  payouts: row('payouts', COUNT, 'Payouts to a bank card under way.', '在途提现笔数。'),
  lastPayoutAt: row('lastPayoutAtMs', INSTANT, 'When the last payout arrived.', '最近一次提现成功时间。'),
  disputes: row('disputes', COUNT, 'Disputes and complaints not decided.', '未办结的争议、投诉数。'),
  contracts: row(
    'contracts',
    COUNT,
    'Contracts for automatic deduction that hold and that it concerns.',
    '与之有关、仍有效的自动扣款签约数。',
  ),
  arrearsFen: row('arrearsFen', FEN, 'What is still owed.', '未结清的欠款。'),
} as const satisfies Readonly<Record<string, FactRow<ClosureFill>>>;

const THE_PERSON = {
  realName: row('realName', FLAG, 'The real name is confirmed.', '已实名。'),
  under14: row('under14', FLAG, 'The holder is under 14.', '持有人未满 14 周岁。'),
  guardianAgreed: row('guardianAgreed', FLAG, 'A parent agreed.', '监护人已同意。'),
  stop: row(
    'stop',
    choice({
      none: 'nothing',
      limited: 'the institution, for a risk',
      frozen: 'police or a court',
    }),
    'What stops the account from outside.',
    '账户受到的限制。',
  ),
  suspicious: row(
    'suspicious',
    FLAG,
    'The institution wants to identify the holder again.',
    '机构要求再次核验身份。',
  ),
  proven: row(
    'proven',
    choices({
      password: 'the password',
      'sms-code': 'a code by text message',
      passkey: 'the passkey of a device',
      face: 'a look at the face',
      staff: 'staff saw holder and identity document',
    }),
    'What was proven. Left out: the question comes before the proof.',
    '已完成的身份验证；不填表示尚未到验证一步。',
  ),
  faceConsent: row('faceConsent', FLAG, 'The holder consented to the face apart.', '已单独同意人脸核验。'),
  faceAssessed: row(
    'faceAssessed',
    FLAG,
    'The institution assessed the impact of looking at faces.',
    '机构已作人脸核验影响评估。',
  ),
} as const satisfies Readonly<Record<string, FactRow<ClosureFill>>>;

/** By the name that a document uses. */
export const CLOSURE_FACT_TABLE = { ...THE_SUBJECT, ...THE_ACCOUNT, ...UNDER_WAY, ...THE_PERSON };
export type ClosureFactName = keyof typeof CLOSURE_FACT_TABLE;

/** The value of a fact that is left out; `undefined` where it must be told or follows from others. */
export function closureFallbackOf(name: ClosureFactName): unknown {
  const { fills } = CLOSURE_FACT_TABLE[name];
  return fills in NEUTRAL ? NEUTRAL[fills as keyof typeof NEUTRAL] : undefined;
}
