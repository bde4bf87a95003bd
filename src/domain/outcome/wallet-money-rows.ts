/** Rows of the catalogue about binding cards, topping up, paying out and scanning. */
import { type OutcomeRow, row } from './row.ts';

export const WALLET_MONEY_OUTCOMES = {
  // One answer for every thing that does not fit: which it was is nobody's business.
  'wallet-card-not-verified': row(
    '05',
    422,
    'refused',
    'changed',
    '无法验证此卡，请核对卡号、有效期和银行预留手机号',
    'the bank did not confirm this card and its holder',
  ),
  'wallet-card-code-wrong': row(
    '55',
    422,
    'refused',
    'changed',
    '验证码错误',
    'the code is not the one that was sent',
  ),
  'wallet-card-code-over': row(
    '75',
    422,
    'refused',
    'changed',
    '验证码已失效，请重新绑卡',
    'the code is used up or too old: begin again',
  ),
  'wallet-card-asked-too-often': row(
    '65',
    429,
    'refused',
    'later',
    '绑卡次数过多，请稍后再试',
    'too many cards were tried: try again later',
  ),
  'wallet-debit-card-needed': row(
    '57',
    422,
    'refused',
    'changed',
    '充值和提现只能用借记卡',
    'top-ups and payouts need a debit card',
  ),
  'wallet-scan-not-valid': row(
    '30',
    422,
    'refused',
    'changed',
    '无法识别此收款码',
    'this is no code that can be paid',
  ),
  'wallet-scan-not-ours': row(
    '25',
    404,
    'refused',
    'changed',
    '此收款码不属于本机构商户',
    'the code is of no shop of this institution',
  ),
  'wallet-top-up-undone': row(
    '98',
    409,
    'declined',
    'later',
    '银行没有答复，充值已撤销，未扣款',
    'the bank did not answer: undone, nothing was taken',
  ),
  'wallet-payout-returned': row(
    '14',
    409,
    'declined',
    'changed',
    '收款行退回，款项已回到余额',
    'the bank sent it back: the money is on the balance',
  ),
} as const satisfies Record<string, OutcomeRow>;
