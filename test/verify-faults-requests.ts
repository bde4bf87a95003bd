/** Faults of requests and their papers. */
import { idOf, of, type Plan } from './verify-faults-world.ts';

const request = (): string => of('asked for by its payer');

export const REQUESTS: readonly Plan[] = [
  [
    'the content of a paper is lost',
    () => 'DELETE FROM paper',
    'orphan',
    /request req_\w+: the content of a paper is missing/,
  ],
  [
    'a request belongs to a payment of another book',
    () => `UPDATE request SET payment_id = '${idOf('stands')}' WHERE ${request()}`,
    'orphan',
    /request req_\w+: it belongs to no payment of its book/,
  ],
  [
    'a request names a way back that does not exist',
    () =>
      `UPDATE request SET body = jsonb_set(body, '{cancellationId}', '"can_0000000000000000"') WHERE ${request()}`,
    'orphan',
    /request req_\w+: the way back that it names is missing/,
  ],
  ...(['state', 'door'] as const).map(
    (column): Plan => [
      `the ${column} of a request differs`,
      () =>
        `UPDATE request SET ${column} = '${column === 'state' ? 'finished' : 'operator'}' WHERE ${request()}`,
      'row-columns',
      /request req_\w+: the columns of the row and its body differ/,
    ],
  ),
  [
    'a request lost its deadline',
    () => `UPDATE request SET due_ms = NULL WHERE ${request()}`,
    'row-columns',
    /request req_\w+: the columns/,
  ],
  [
    'the key of the back office leads to a request that does not exist',
    () =>
      `UPDATE once SET subject_kind = 'request', subject_id = 'req_0000000000000000' WHERE key LIKE 'api/request %'`,
    'once-keys',
    'what the key points to is missing',
  ],
];
