/**
 * Which of some payments something happened to: by the number of the last event of their buckets, which every
 * transaction of every process writes. While nothing happens a look costs one row of `bucket` for each bucket.
 */
import type { PaymentId } from '#domain/payment';
import { bucketOfId } from '#engine';
import type { ReadPool } from './read-pool.ts';

/** Up to which event a bucket was looked at. */
export type Positions = ReadonlyMap<number, bigint>;

export interface Changes {
  readonly positions: Positions;
  readonly changed: readonly PaymentId[];
}

export interface ChangeReading {
  /**
   * Payments among these that have events behind `after`. A bucket that is not in it is looked at from now on: whoever
   * begins to watch reads what there is afterwards.
   */
  changesOf(ids: readonly PaymentId[], after: Positions): Promise<Changes>;
}

// Numbers are given under the lock of the bucket's row: whoever sees event_seq sees every event up to it.
const CHANGES = `SELECT b.bucket, b.event_seq,
    ARRAY(SELECT DISTINCT e.payment_id FROM event e
      WHERE e.bucket = b.bucket AND e.seq > w.after AND e.seq <= b.event_seq AND e.payment_id = ANY($3::text[])) AS ids
  FROM unnest($1::smallint[], $2::bigint[]) AS w(bucket, after) JOIN bucket b ON b.bucket = w.bucket`;

/** Nothing is behind it. */
const FROM_NOW = 2n ** 63n - 1n;

export const changeReading = (pool: ReadPool): ChangeReading => ({
  async changesOf(ids, after) {
    const buckets = [...new Set(ids.map(bucketOfId))];
    const rows = await pool.rows<{ bucket: number; event_seq: string; ids: PaymentId[] }>({
      text: CHANGES,
      values: [buckets, buckets.map((bucket) => String(after.get(bucket) ?? FROM_NOW)), ids],
    });
    return {
      positions: new Map(rows.map(({ bucket, event_seq }) => [bucket, BigInt(event_seq)])),
      changed: rows.flatMap((row) => row.ids),
    };
  },
});
