/** A payment as it is first written, beside which the switch is measured. */
import pg from 'pg';
import { drive, type Load } from './load.ts';

const NAIVE_TABLES = `
  CREATE TABLE IF NOT EXISTS naive_once (key text PRIMARY KEY, payment_id bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS naive_payment (id bigserial PRIMARY KEY, merchant int NOT NULL, amount bigint NOT NULL,
    state text NOT NULL, at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX IF NOT EXISTS naive_payment_merchant ON naive_payment (merchant, at);
  CREATE TABLE IF NOT EXISTS naive_account (id int PRIMARY KEY, balance bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS naive_entry (id bigserial PRIMARY KEY, payment_id bigint NOT NULL, account int NOT NULL,
    amount bigint NOT NULL);
  CREATE TABLE IF NOT EXISTS naive_outbox (id bigserial PRIMARY KEY, payment_id bigint NOT NULL);
  INSERT INTO naive_account SELECT g, 0 FROM generate_series(1, 1003) AS g ON CONFLICT DO NOTHING;`;

/**
 * A payment as it is first written: ten prepared statements in one transaction of its own, the accounts of the
 * platform shared by all, 32 connections.
 */
export async function naive(url: string, ms: number): Promise<Load> {
  const pool = new pg.Pool({ connectionString: url, max: 32 });
  await pool.query(NAIVE_TABLES);
  await pool.query('CHECKPOINT');
  let next = Date.now() * 1_000;
  const one = async (): Promise<string> => {
    next += 1;
    const key = String(next);
    const merchant = 1 + (next % 1_000);
    const client = await pool.connect();
    const say = (name: string, text: string, values: unknown[]): Promise<pg.QueryResult> =>
      client.query({ name, text, values });
    try {
      await client.query('BEGIN');
      const before = await say('seen', 'SELECT payment_id FROM naive_once WHERE key = $1', [key]);
      if (before.rowCount !== 0) throw new Error('a key came twice');
      const made = await say(
        'payment',
        `INSERT INTO naive_payment (merchant, amount, state) VALUES ($1, 10000, 'approved') RETURNING id`,
        [merchant],
      );
      const { id } = made.rows[0] as { id: string };
      await say('once', 'INSERT INTO naive_once VALUES ($1, $2)', [key, id]);
      await say(
        'entries',
        `INSERT INTO naive_entry (payment_id, account, amount)
          VALUES ($1,1001,10000), ($1,$2,-9940), ($1,1002,-60), ($1,1003,0)`,
        [id, merchant],
      );
      const balance = 'UPDATE naive_account SET balance = balance + $2 WHERE id = $1';
      await say('balance', balance, [merchant, -9_940]);
      await say('balance', balance, [1_001, 10_000]);
      await say('balance', balance, [1_002, -60]);
      await say('outbox', 'INSERT INTO naive_outbox (payment_id) VALUES ($1)', [id]);
      await client.query('COMMIT');
      return 'approved';
    } finally {
      client.release();
    }
  };
  try {
    return await drive({ inFlight: 32, ms, wanted: 'approved' }, one);
  } finally {
    await pool.end();
  }
}
