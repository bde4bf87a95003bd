/** Rows of the catalogue about the varieties of a sale, and about questions of what is on a card. */
import { type OutcomeRow, row } from './row.ts';

export const SALE_OUTCOMES = {
  // Nothing was taken by a question, so nothing is undone and it may be asked again.
  'inquiry-unanswered': row(
    '98',
    504,
    'trouble',
    'later',
    '发卡行未应答，账户未动',
    'the bank did not answer; no money moved',
  ),
  'pin-needed': row(
    '61',
    422,
    'refused',
    'changed',
    '超过小额免密限额，请输入密码',
    'enter the PIN: over the limit without it',
  ),
  'variety-differs': row(
    '12',
    409,
    'refused',
    'changed',
    '与原交易种类不符',
    'another kind of sale than the original',
  ),
  'adjustment-in-progress': row(
    '22',
    409,
    'refused',
    'later',
    '金额调整正在处理',
    'a change of the amount is under way',
  ),
  'adjustment-not-possible': row(
    '12',
    409,
    'refused',
    'no',
    '此类交易不能调整金额',
    'the amount of such a payment cannot change',
  ),
  'adjustment-changes-nothing': row(
    '13',
    422,
    'refused',
    'changed',
    '调整后金额与原金额相同',
    'the amount is the same as before',
  ),
  'tip-over-limit': row(
    '13',
    422,
    'refused',
    'changed',
    '小费超过允许比例',
    'the tip is over the part that is allowed',
  ),
  'notice-not-reversed': row(
    '12',
    409,
    'refused',
    'changed',
    '通知类交易不能冲正，请撤销',
    'a notice is not reversed; void it',
  ),
  'not-made-offline': row(
    '12',
    409,
    'refused',
    'changed',
    '原交易不是脱机交易',
    'the original was not made offline',
  ),
} as const satisfies Readonly<Record<string, OutcomeRow>>;
