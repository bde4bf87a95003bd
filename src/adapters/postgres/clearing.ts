/** The database side of reading clearing files. */

import pg from 'pg';
import type { ClearingDay } from '#domain/calendar';
import { AFTER_BOUNCE } from '#domain/cancellation';
import type { PaymentState } from '#domain/payment';

const BOOKED = `SELECT p.network_key, p.id, p.amount_fen, p.state,
    (p.state = 'sent' OR EXISTS (SELECT FROM cancellation c WHERE c.bucket = p.bucket AND c.payment_id = p.id
      AND c.route <> 'REFUND' AND c.state IN ('sending', 'undoing', 'awaiting-file', 'handed'))) AS open,
    EXISTS (SELECT FROM cancellation c WHERE c.bucket = p.bucket AND c.payment_id = p.id
      AND c.state = 'overruled' AND c.body->>'door' = 'terminal') AS told_reversed
  FROM payment p`;
/** What a wallet's balance paid is settled here: no file of the network speaks of it. */
const ON_US = `SELECT FROM wallet_payment w WHERE w.network_key = p.network_key AND w.source = 'balance'`;
const REFUND = `SELECT c.network_key, c.id, c.payment_id, c.amount_fen, c.state, c.opened_ms FROM cancellation c`;

interface BookedRow {
  readonly network_key: string;
  readonly id: string;
  readonly amount_fen: string;
  readonly state: PaymentState;
  readonly open: boolean;
  readonly told_reversed: boolean;
}

const bookedOf = (row: BookedRow) => ({
  networkKey: row.network_key,
  paymentId: row.id,
  amountFen: BigInt(row.amount_fen),
  state: row.state,
  open: row.open,
  toldReversed: row.told_reversed,
});

interface RefundRow {
  readonly network_key: string;
  readonly id: string;
  readonly payment_id: string;
  readonly amount_fen: string;
  readonly state: string;
  readonly opened_ms: string;
}

/** How a refund stands towards the file of its day; one that came back has its own row in a later file. */
const ENDED: Readonly<Record<string, 'done' | 'refused' | 'bounced'>> = {
  done: 'done',
  refused: 'refused',
  ...Object.fromEntries(AFTER_BOUNCE.map((state) => [state, 'bounced'] as const)),
};

const refundOf = (row: RefundRow) => ({
  networkKey: row.network_key,
  cancellationId: row.id,
  paymentId: row.payment_id,
  amountFen: BigInt(row.amount_fen),
  state: ENDED[row.state] ?? ('open' as const),
  openedMs: Number(row.opened_ms),
});

export interface SavedMismatch {
  readonly networkKey: string;
  readonly kind: string;
  readonly paymentId: string | null;
  readonly amountFen: bigint;
}

export function createClearingBooks(options: { readonly url: string }) {
  const pool = new pg.Pool({ connectionString: options.url, max: 1, application_name: 'yuanlu clearing' });
  pool.on('error', () => {});
  return {
    async wasRead(sha256: string): Promise<boolean> {
      return ((await pool.query('SELECT FROM clearing_file WHERE sha256 = $1', [sha256])).rowCount ?? 0) > 0;
    },

    async wasDayRead(day: ClearingDay): Promise<boolean> {
      const { rowCount } = await pool.query('SELECT FROM clearing_file WHERE clearing_day = $1 LIMIT 1', [
        day,
      ]);
      return (rowCount ?? 0) > 0;
    },

    async byNetworkKeys(keys: readonly string[]) {
      const { rows } = await pool.query<BookedRow>(
        `${BOOKED} JOIN network_key k ON k.bucket = p.bucket AND k.payment_id = p.id
         WHERE k.network_key = ANY($1::text[]) AND k.part = 'payment'`,
        [[...keys]],
      );
      return rows.map(bookedOf);
    },

    async approvedOf(day: ClearingDay, afterId: string, limit: number) {
      const { rows } = await pool.query<BookedRow>(
        `${BOOKED} WHERE p.state = 'approved' AND p.body->>'kind' NOT IN ('preauthorisation', 'increment')
           AND p.body->'approval'->>'clearingDay' = $1 AND p.id > $2 AND NOT EXISTS (${ON_US})
           ORDER BY p.id LIMIT $3`,
        [day, afterId, limit],
      );
      return rows.map(bookedOf);
    },

    async refundsByNetworkKeys(keys: readonly string[]) {
      const { rows } = await pool.query<RefundRow>(
        `${REFUND} WHERE c.route = 'REFUND' AND c.network_key = ANY($1::text[])`,
        [[...keys]],
      );
      return rows.map(refundOf);
    },

    async doneRefundsOf(day: ClearingDay, afterId: string, limit: number) {
      const { rows } = await pool.query<RefundRow>(
        `${REFUND} JOIN payment p ON p.bucket = c.bucket AND p.id = c.payment_id
          WHERE c.route = 'REFUND' AND c.state = ANY($4::text[]) AND c.body->>'clearingDay' = $1 AND c.id > $2
            AND NOT EXISTS (${ON_US}) ORDER BY c.id LIMIT $3`,
        [day, afterId, limit, ['done', ...AFTER_BOUNCE]],
      );
      return rows.map(refundOf);
    },

    /**
     * Files and mismatches together: a crash in between leaves the files to be read again. The mismatches are all
     * that the day has now: what an earlier session alone left over goes.
     */
    async save(
      day: ClearingDay,
      files: readonly { readonly sha256: string; readonly name: string; readonly rows: number }[],
      mismatches: readonly SavedMismatch[],
      atMs: number,
    ): Promise<void> {
      const client = await pool.connect();
      const keys = mismatches.map((each) => each.networkKey);
      const kinds = mismatches.map((each) => each.kind);
      try {
        await client.query('BEGIN');
        for (const { sha256, name, rows } of files) {
          await client.query(
            `INSERT INTO clearing_file (sha256, name, clearing_day, row_count, read_ms)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
            [sha256, name, day, rows, atMs],
          );
        }
        await client.query(
          `DELETE FROM mismatch WHERE clearing_day = $1 AND NOT EXISTS (
             SELECT FROM unnest($2::text[], $3::text[]) AS m(network_key, kind)
             WHERE m.network_key = mismatch.network_key AND m.kind = mismatch.kind)`,
          [day, keys, kinds],
        );
        await client.query(
          `INSERT INTO mismatch (clearing_day, network_key, kind, payment_id, amount_fen, found_ms)
           SELECT $1, m.network_key, m.kind, m.payment_id, m.amount_fen, $2
           FROM unnest($3::text[], $4::text[], $5::text[], $6::bigint[])
             AS m(network_key, kind, payment_id, amount_fen)
           ON CONFLICT DO NOTHING`,
          [
            ...[day, atMs, keys, kinds],
            mismatches.map((each) => each.paymentId),
            mismatches.map((each) => each.amountFen.toString()),
          ],
        );
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK').catch(() => {});
        throw error;
      } finally {
        client.release();
      }
    },

    close: (): Promise<void> => pool.end(),
  };
}

/** The institution that this server serves, with its keys under the security module's master key. */
export interface Institution {
  readonly id: string;
  readonly acquirerId: string;
  readonly forwarderId: string;
  readonly zoneMacKey: string;
  readonly zonePinKey: string;
}

export async function readInstitution(url: string): Promise<Institution | null> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(
      'SELECT id, acquirer_id, forwarder_id, zone_mac_key, zone_pin_key FROM institution ORDER BY id LIMIT 1',
    );
    const row = rows[0];
    if (row === undefined) return null;
    return {
      id: row.id,
      acquirerId: row.acquirer_id,
      forwarderId: row.forwarder_id,
      zoneMacKey: row.zone_mac_key,
      zonePinKey: row.zone_pin_key,
    };
  } finally {
    await client.end();
  }
}
