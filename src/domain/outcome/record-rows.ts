/** Results of what operators record around a payment. */
import { row } from './row.ts';

export const RECORD_OUTCOMES = {
  'duplicate-of-another': row(
    '12',
    422,
    'refused',
    'changed',
    '重复扣款须指明另一笔交易，二者同时登记或同时撤除',
    'a duplicate names the other payment of the two, and both are recorded and taken off together',
  ),
} as const;
