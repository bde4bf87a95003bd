/** The payment itself: what became of it, when, by which card, for which fee. */

import { CARD, COUNT, choice, DAY, type FactRow, FEN, FLAG, INSTANT, row, TEXT } from '../document/index.ts';
import { FUNDERS } from '../payment/index.ts';

export const PAYMENT_FACTS = {
  outcome: row(
    'outcome',
    choice({
      unpaid: 'an order that nobody has paid yet',
      open: 'sent, and no answer is due yet; for a refund: under way',
      unknown: 'no answer came in time: neither paid nor unpaid',
      approved:
        'a success: paid; for a pre-authorisation: held; for a refund: arrived; for ' +
        'a transfer: ordered, whether it ran or not',
      declined: 'not carried out: nothing was taken',
      reversed: 'undone by a reversal',
      voided: 'undone by a void',
      closed: 'an order that was closed unpaid',
      bounced: 'a refund that the bank sent back because its account is closed',
      'not-found': 'no such payment was found',
    }),
    'What became of the subject, as the institution knows it.',
    '交易（或订单、退货）的结果，以收单机构所知为准。',
  ),
  amountFen: row('amountFen', FEN, 'The whole amount, with all discounts.', '原金额，含全部优惠。'),
  paidAt: row(
    'paidAtMs',
    INSTANT,
    'When the payment was made (for a refund: when it was asked for). An order ' +
      'that nobody paid may leave it out.',
    '付款时刻（退货则为发起时刻）；未支付的订单可不填。',
  ),
  returnedFen: row('returnedFen', FEN, 'How much went back before.', '已退金额。'),
  claimedFen: row('claimedFen', FEN, 'How much of it is on its way back right now.', '正在退回的金额。'),
  parts: row('parts', COUNT, 'How many refunds of this payment were made before.', '此前已退款的次数。'),
  lastPartAt: row('lastPartAtMs', INSTANT, 'When the last of them was made.', '上一次退款的时刻。'),
  wholeUnderWay: row(
    'wholeUnderWay',
    choice({
      VOID: 'a void is under way',
      REVERSAL: 'a reversal is under way',
      ADJUSTMENT: 'a change of the amount (a tip, a correction) is under way',
    }),
    'What is under way and shuts every other way; leave it out where there is nothing.',
    '正在办理的整笔撤销、冲正或金额调整；没有则不填。',
  ),
  discounts: row(
    'discounts',
    { is: 'discounts' },
    'Parts of the amount that others than the payer paid: a list of {funder, amountFen}, each funder once; ' +
      `funder is one of ${FUNDERS.join(', ')}.`,
    '由他人承担的优惠部分，每个出资方一项。',
  ),
  payerBackFen: row(
    'payerBackFen',
    FEN,
    'With one discount: what the payer alone got back before; ' +
      'left out, the pro-rata share of returnedFen and claimedFen.',
    '仅一项优惠时：此前退给付款人的部分。',
  ),
  createdAt: row('createdAtMs', INSTANT, 'When the order was made.', '下单时刻。', 'orders'),
  expiresAt: row(
    'expiresAtMs',
    INSTANT,
    'First instant at which the order can no longer be paid.',
    '订单失效时刻（自此不能再付）。',
    'orders',
  ),
  orderClosed: row(
    'orderClosed',
    FLAG,
    'The money came after its order had been closed.',
    '关单之后才到账的付款。',
    'orders',
  ),
  clearingDay: row(
    'clearingDay',
    DAY,
    'Clearing day that the approval carried. Left out: the day that the clock predicts ' +
      '(from the cut-over on it is the next day).',
    '交易的清算日；不填则按日切时刻由付款时刻推算。',
    'UnionPay',
  ),
  clearingDayNow: row(
    'clearingDayNow',
    DAY,
    "The network's clearing day at `now`. Left out: the day that the clock predicts.",
    '当前清算日；不填则由 now 推算。',
    'UnionPay',
  ),
  terminalId: row(
    'terminalId',
    TEXT,
    'The terminal that took the payment.',
    '受理该交易的终端号。',
    'POS terminals',
  ),
  batchOpen: row(
    'batchOpen',
    FLAG,
    "The terminal's batch with this payment is not settled yet. Left out: true while its clearing day lasts.",
    '所在批次尚未结算；不填则在清算日内视为未结算。',
    'POS terminals',
  ),
  forwarded: row(
    'forwarded',
    FLAG,
    'The refund was sent on to the network or platform.',
    '退货已转发网络或平台。',
    'refunds',
  ),
  card: row(
    'card',
    CARD,
    'The paying card, masked: first six and last four digits, such as 620000*********0017.',
    '付款卡号（屏蔽后）。',
  ),
  source: row(
    'source',
    choice({ card: 'a bank card', balance: 'the balance or credit product of the wallet' }),
    'What the money came from.',
    '资金来源：银行卡或钱包余额。',
  ),
  cardType: row(
    'cardType',
    choice({ debit: 'debit card', credit: 'credit card', prepaid: 'prepaid card', unknown: 'not known' }),
    'Kind of card.',
    '卡种。',
  ),
  cardState: row(
    'cardState',
    choice({
      normal: 'in use',
      replaced: 'replaced by a new card of the same account',
      lost: 'reported lost; the account lives on',
      'token-removed': 'the device card (NFC token) was removed; the card behind it lives on',
      closed: 'the account is closed',
    }),
    'What became of the paying card since.',
    '付款卡现状。',
  ),
  billIssued: row(
    'billIssued',
    FLAG,
    'The bill that holds this payment was already issued.',
    '该笔交易所在账单已出。',
    'credit cards',
  ),
  crossBorder: row(
    'crossBorder',
    FLAG,
    'A foreign card here, or a card of this country abroad. Always true in the channel cross-border.',
    '跨境交易；渠道为 cross-border 时恒为是。',
  ),
  scheme: row(
    'scheme',
    choice({ unionpay: 'UnionPay', visa: 'Visa', mastercard: 'Mastercard', other: 'another scheme' }),
    'Card scheme.',
    '卡组织。',
  ),
  feeFen: row('feeFen', FEN, 'Merchant discount that was taken for the whole payment.', '已收的商户手续费。'),
  feeRatePpm: row(
    'feeRatePpm',
    COUNT,
    'In place of feeFen (never both): the rate in parts per million (6000 = ' +
      '0.60 %); the fee is the share of amountFen, half up.',
    '可代替 feeFen：费率（百万分之一），四舍五入计费。',
  ),
  feeCapFen: row(
    'feeCapFen',
    FEN,
    'With feeRatePpm: the most that one payment costs.',
    '与 feeRatePpm 同用：单笔封顶。',
  ),
  feeBackFen: row(
    'feeBackFen',
    FEN,
    'What of the fee went back before or is on its way back. Left out: the ' +
      'pro-rata share of returnedFen and claimedFen.',
    '此前已退的手续费。',
  ),
  feeReturn: row(
    'feeReturn',
    choice({
      PRO_RATA: 'returned with each part',
      NONE: 'kept',
      NONE_IF_CAPPED: 'kept where the cap cut it, returned otherwise',
    }),
    "What the merchant's contract says of fees on a refund. WeChat Pay and " +
      'Alipay go by their own rules instead.',
    '合同约定的退货手续费处理；微信、支付宝按各自规则。',
    'UnionPay',
  ),
  feeCapped: row('feeCapped', FLAG, 'The cap cut the fee of this payment.', '手续费已触及封顶。'),
  completion: row(
    'completion',
    choice({
      none: 'not completed',
      open: 'a completion is under way',
      approved: 'completed',
      voided: 'was completed, and the completion was voided: the hold lives again',
    }),
    'What became of the completion of this pre-authorisation.',
    '该预授权的完成情况。',
    'pre-authorisations',
  ),
  increment: row(
    'increment',
    FLAG,
    'It raised an earlier pre-authorisation and belongs to it.',
    '该笔为追加预授权，随原预授权办理。',
    'pre-authorisations',
  ),
  beingRaised: row(
    'beingRaised',
    FLAG,
    'An increment of it is under way.',
    '追加预授权尚无结果。',
    'pre-authorisations',
  ),
  notice: row(
    'notice',
    FLAG,
    'It came as a notice (a completion by notice, a sale made offline): stored and repeated until the network has it.',
    '该笔为通知类交易（预授权完成通知、离线交易上送）：存储转发直至网络收到。',
    'POS terminals',
  ),
  agreed: row(
    'agreed',
    FLAG,
    'Its batch was settled and the totals agreed, this payment counted in both.',
    '所在批次结算对账相符，双方均已计入该笔交易。',
    'POS terminals',
  ),
  lapsed: row(
    'lapsed',
    FLAG,
    'Its time is over by the record of the institution.',
    '收单机构已记录该预授权到期失效。',
    'pre-authorisations',
  ),
  preauthFen: row(
    'preauthFen',
    FEN,
    'Amount of the pre-authorisation that this completion completes.',
    '对应预授权的金额。',
    'completions',
  ),
} as const satisfies Readonly<Record<string, FactRow>>;
