/** Rows of the catalogue about the till of the API, before anything leaves its terminal. */
import { type OutcomeRow, row } from './row.ts';

export const TILL_OUTCOMES = {
  'till-busy': row('09', 409, 'refused', 'later', '终端正在使用中', 'the terminal is in use'),
  'till-maybe-paid': row(
    '94',
    409,
    'refused',
    'ask',
    '可能重复收款，请先查清或确认',
    'this may charge twice: find out first, or confirm',
  ),
  'till-approval-needed': row(
    '57',
    403,
    'refused',
    'changed',
    '需要主管授权',
    'a supervisor has to approve this',
  ),
  'till-forgone': row('12', 409, 'refused', 'no', '该笔已放弃', 'this was given up before it arrived'),
  'till-trouble': row('96', 503, 'trouble', 'later', '终端故障', 'the terminal cannot be used'),
} as const satisfies Record<string, OutcomeRow>;
