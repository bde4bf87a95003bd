/** What comes of the steps of a closing, beside the reasons of its answer. */
import { type OutcomeRow, row } from './row.ts';

export const CLOSURE_FLOW_OUTCOMES = {
  'closure-begun': row('00', 201, 'success', 'no', '已开始，请核对影响后确认', 'begun: read what it changes'),
  'closure-done': row('00', 200, 'success', 'no', '已关闭', 'closed'),
  'closure-proof-missing': row(
    '57',
    403,
    'refused',
    'changed',
    '请先完成身份验证',
    'prove on this device that it is you, then confirm',
  ),
  'closure-changed': row(
    '12',
    409,
    'refused',
    'changed',
    '影响内容有变化，请重新核对后再确认',
    'what it changes is different by now: read it again',
  ),
  'closure-ended': row(
    '12',
    409,
    'refused',
    'no',
    '该操作已结束，请重新开始',
    'this closing has ended: begin anew',
  ),
  'closures-too-many': row(
    '65',
    429,
    'refused',
    'later',
    '操作过于频繁，请稍后再试',
    'too many closings are open: end one first',
  ),
  'closure-choice-unknown': row(
    '30',
    422,
    'refused',
    'changed',
    '所选项目不在影响清单内',
    'what was chosen is not among what can be',
  ),
} as const satisfies Record<string, OutcomeRow>;
