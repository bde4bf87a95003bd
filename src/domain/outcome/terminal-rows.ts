/** Rows of the catalogue about terminals: what they may accept, and how they are managed. */
import { type OutcomeRow, row } from './row.ts';

export const TERMINAL_OUTCOMES = {
  'terminal-blocked': row('58', 403, 'refused', 'no', '终端已停用', 'this terminal is blocked'),
  'terminal-registered': row(
    '94',
    409,
    'refused',
    'no',
    '该商户已有此终端',
    'the shop has a terminal of this number',
  ),
  // A sign-in sets the terminal's clock by F12 and F13 of its answer.
  'clock-differs': row(
    '77',
    409,
    'refused',
    'sign-in',
    '终端时间与主机相差过大，请重新签到',
    "the terminal's clock is far off; sign in again",
  ),
  'acceptance-off': row(
    '40',
    403,
    'refused',
    'no',
    '本终端已关闭此项受理',
    'this is switched off at this terminal',
  ),
  'acceptance-barred': row(
    '58',
    403,
    'refused',
    'no',
    '机构不允许本终端受理此项',
    'the institution does not let this terminal accept this',
  ),
  'acceptance-already-off': row('40', 409, 'refused', 'no', '该项受理已经关闭', 'it is switched off already'),
  'acceptance-already-on': row('12', 409, 'refused', 'no', '该项受理已经开通', 'it is switched on already'),
  'batch-not-found': row('25', 404, 'refused', 'changed', '没有此批次', 'no such batch'),
  'batch-upload-over': row(
    '12',
    409,
    'refused',
    'no',
    '该批次上送已结束',
    'the upload of this batch is over',
  ),
  'batch-upload-wanted': row(
    '12',
    409,
    'refused',
    'changed',
    '对账不平，请先上送批次明细',
    'totals differed; upload the transactions of the batch first',
  ),
  'batch-too-large': row(
    '13',
    422,
    'refused',
    'no',
    '批次明细过多',
    'more transactions than a batch can hold',
  ),
  'difference-not-found': row('25', 404, 'refused', 'changed', '没有此差异', 'no such difference'),
  'difference-already-ended': row('12', 409, 'refused', 'no', '该差异已处理', 'the difference is dealt with'),
} as const satisfies Readonly<Record<string, OutcomeRow>>;
