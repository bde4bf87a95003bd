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
} as const satisfies Readonly<Record<string, OutcomeRow>>;
