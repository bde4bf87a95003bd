/** Results of the doors that need no key. */
import { type OutcomeRow, row } from './row.ts';

export const PUBLIC_DOOR_OUTCOMES = {
  'too-many-requests': row('96', 429, 'refused', 'later', '请求过于频繁，请稍后再试', 'too many requests'),
} as const satisfies Record<string, OutcomeRow>;
