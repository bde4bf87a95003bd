/** Pre-authorisations against what raised and completed them: each tells of the other, and only while that is so. */
import type { Scope } from './scope.ts';
import type { TableLaw } from './table-laws.ts';

const held = (of: Scope): string =>
  `${of.payments} m JOIN payment p ON p.bucket = m.bucket AND p.id = m.body->'preauth'->>'id'`;
const COMPLETION = `p.body->'hold'->'completion'`;
const isHeldBy = (state: string): string =>
  `EXISTS (SELECT FROM json_array_elements(p.body->'hold'->'raises') AS r
      WHERE r->>'paymentId' = m.id AND r->>'state' = '${state}')`;

export const HOLD_LAWS: readonly TableLaw[] = [
  {
    law: 'orphan',
    text: 'the pre-authorisation that it raises or completes is missing',
    sql: (of) => `SELECT m.id AS subject FROM ${of.payments} m LEFT JOIN payment p ON p.bucket = m.bucket
        AND p.id = m.body->'preauth'->>'id' AND p.book = m.book AND p.body->>'kind' = 'preauthorisation'
      WHERE p.id IS NULL
        AND (m.body->'preauth' IS NOT NULL OR m.body->>'kind' IN ('increment', 'completion'))`,
  },
  {
    law: 'holds',
    text: 'it is a completion that stands, and its pre-authorisation is not completed by it',
    sql: (
      of,
    ) => `SELECT m.id AS subject FROM ${held(of)} WHERE m.body->>'kind' = 'completion' AND m.state = 'approved'
        AND NOT (p.state = 'completed' AND ${COMPLETION}->>'paymentId' = m.id)`,
  },
  {
    law: 'holds',
    text: 'it is completed, and the completion that it names does not stand',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p LEFT JOIN payment m ON m.bucket = p.bucket
        AND m.id = ${COMPLETION}->>'paymentId' AND m.state = 'approved' AND m.body->>'kind' = 'completion'
        AND m.body->'preauth'->>'id' = p.id
      WHERE p.state = 'completed' AND m.id IS NULL`,
  },
  {
    law: 'holds',
    text: 'it waits for a completion that has ended, or that it does not have',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p LEFT JOIN payment m ON m.bucket = p.bucket
        AND m.id = ${COMPLETION}->>'paymentId' AND m.state IN ('sent', 'unknown', 'voided')
        AND m.body->'preauth'->>'id' = p.id
      WHERE ${COMPLETION}->>'state' = 'open' AND m.id IS NULL`,
  },
  {
    law: 'holds',
    text: 'it raised a pre-authorisation that does not count it, or counts for one that it did not raise',
    sql: (
      of,
    ) => `SELECT m.id AS subject FROM ${held(of)} WHERE m.body->>'kind' = 'increment' AND p.body->'hold' IS NOT NULL
        AND ((m.state = 'approved') <> ${isHeldBy('held')}
          OR (m.state IN ('sent', 'unknown')) <> ${isHeldBy('open')})`,
  },
  {
    law: 'holds',
    text: 'it counts an increment that it does not have',
    sql: (of) => `SELECT p.id AS subject FROM ${of.payments} p
        CROSS JOIN LATERAL json_array_elements(p.body->'hold'->'raises') AS r
        LEFT JOIN payment m ON m.bucket = p.bucket AND m.id = r->>'paymentId'
          AND m.body->'preauth'->>'id' = p.id AND m.amount_fen = (r->>'amountFen')::bigint
        WHERE m.id IS NULL`,
  },
];
