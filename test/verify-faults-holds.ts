/** Faults of pre-authorisations and what belongs to them. */
import { idOf, is, type Plan, set } from './verify-faults-world.ts';

const NO_COMPLETION = '{"paymentId":"pay_0000000000000000","amountFen":"1","state":"open"}';

export const HOLDS: readonly Plan[] = [
  [
    'the pre-authorisation of a completion is lost',
    () => `DELETE FROM payment WHERE ${is('completed')}`,
    'orphan',
    /pay_\w+: the pre-authorisation that it raises or completes is missing/,
  ],
  [
    'a completion forgot what it completes',
    () => `UPDATE payment SET body = body::jsonb - 'preauth' WHERE ${is('completes it')}`,
    'orphan',
    /pay_\w+: the pre-authorisation that it raises or completes is missing/,
  ],
  [
    'a hold that was completed stands again',
    () => `UPDATE payment SET state = 'approved', ${set('state', '"approved"')} WHERE ${is('completed')}`,
    'holds',
    /it is a completion that stands, and its pre-authorisation is not completed by it/,
  ],
  [
    'a hold is completed by another than its completion',
    () =>
      `UPDATE payment SET ${set('hold,completion,paymentId', `"${idOf('stands')}"`)} WHERE ${is('completed')}`,
    'holds',
    /it is completed, and the completion that it names does not stand/,
  ],
  [
    'a hold waits for a completion that it does not have',
    () => `UPDATE payment SET ${set('hold,completion', NO_COMPLETION)} WHERE ${is('held')}`,
    'holds',
    /it waits for a completion that has ended, or that it does not have/,
  ],
  [
    'a hold does not count what raised it',
    () => `UPDATE payment SET ${set('hold,raises', '[]')} WHERE ${is('held')}`,
    'holds',
    /it raised a pre-authorisation that does not count it/,
  ],
  [
    'a hold counts more than what raised it',
    () => `UPDATE payment SET ${set('hold,raises,0,amountFen', '"9000"')} WHERE ${is('held')}`,
    'holds',
    /it counts an increment that it does not have/,
  ],
  [
    'a hold lost its last day',
    () => `UPDATE payment SET due_ms = NULL WHERE ${is('held')}`,
    'row-columns',
    /the columns of the row and its body differ: due_ms/,
  ],
  [
    'money was booked for a hold',
    () =>
      `INSERT INTO journal SELECT bucket, book, '${idOf('held')}', no, kind, cancellation_id, mirrors_no, at_ms,
          accounts, figures
        FROM journal WHERE payment_id = '${idOf('stands')}' AND no = 1`,
    'journal-order',
    /its journal 1 is a hold: nothing is booked for a hold/,
  ],
];
