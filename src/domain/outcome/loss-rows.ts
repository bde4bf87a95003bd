/** What a report of loss adds. */
import { type OutcomeRow, row } from './row.ts';

export const LOSS_OUTCOMES = {
  'loss-moved-on': row(
    '12',
    409,
    'refused',
    'no',
    '报案已进入其他状态',
    'the report is in another state by now',
  ),
  'loss-papers-missing': row(
    '12',
    409,
    'refused',
    'later',
    '资料未齐，尚不能决定',
    'papers are missing: no decision yet',
  ),
  'loss-too-many': row(
    '65',
    422,
    'refused',
    'changed',
    '一次报案列出的交易过多',
    'too many payments for one report',
  ),
  'loss-payment-not-named': row(
    '25',
    422,
    'refused',
    'changed',
    '该交易不在报案之列',
    'the report does not name this payment',
  ),
  'loss-more-than-lost': row('64', 422, 'refused', 'changed', '赔付不得超过损失', 'more than what was lost'),
  'loss-over-year': row(
    '61',
    409,
    'refused',
    'changed',
    '超过年度赔付限额',
    'over what is covered in a year',
  ),
  'loss-objection-late': row('12', 409, 'refused', 'no', '异议期已过', 'the time to object is over'),
  'loss-not-found': row('25', 404, 'refused', 'changed', '找不到该报案', 'no such report of loss'),
} as const satisfies Record<string, OutcomeRow>;
