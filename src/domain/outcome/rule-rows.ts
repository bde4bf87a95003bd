/** Results of acts on the rules, and on the simulator of a demonstration. */
import { type OutcomeRow, row } from './row.ts';

export const RULE_OUTCOMES = {
  'rules-moved-on': row(
    '12',
    409,
    'refused',
    'changed',
    '规则已有新版次，请在新版次上重新试算',
    'another edition of the rules was published meanwhile: try the change on that one',
  ),
  'trial-not-done': row('12', 409, 'refused', 'later', '试算尚未完成', 'the trial has not come to its end'),
  'rules-unchanged': row(
    '12',
    422,
    'refused',
    'changed',
    '与现行规则相同，没有可以发布的内容',
    'the rules would be the same: there is nothing to publish',
  ),
  'too-many-open': row(
    '96',
    409,
    'refused',
    'later',
    '待办的数量已达上限，请先处理已有的',
    'as many as are kept are open already: end some of them first',
  ),
  'demonstration-only': row(
    '58',
    409,
    'refused',
    'no',
    '只在演示模式下可用',
    'this exists in a demonstration alone',
  ),
  'simulator-away': row(
    '91',
    503,
    'trouble',
    'later',
    '网络模拟器没有应答',
    'the network simulator does not answer',
  ),
} as const satisfies Record<string, OutcomeRow>;
