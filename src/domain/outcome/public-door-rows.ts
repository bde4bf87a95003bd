/** Results of the doors that need no key, and of what is told to others. */
import { type OutcomeRow, row } from './row.ts';

export const PUBLIC_DOOR_OUTCOMES = {
  'too-many-requests': row('96', 429, 'refused', 'later', '请求过于频繁，请稍后再试', 'too many requests'),
  'webhook-limit': row('96', 409, 'refused', 'changed', '推送地址数量已达上限', 'no more webhook endpoints'),
  'webhook-disabled': row('96', 409, 'refused', 'changed', '推送地址已停用', 'the webhook endpoint is off'),
} as const satisfies Record<string, OutcomeRow>;
