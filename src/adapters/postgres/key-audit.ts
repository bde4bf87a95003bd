/** The record of key operations: acts chained by hashes, uses counted by minute. */
import pg from 'pg';
import type { Clock, KeyAct, KeyAudit, KeyUse } from '#engine';
import { storeError } from './connection.ts';

/** Acts that wait for one another's commit; beyond it a command is refused rather than left unrecorded. */
const WAITING_MAX = 10_000;

export interface KeyAuditStore extends KeyAudit {
  close(): Promise<void>;
}

interface Waiting {
  readonly act: KeyAct;
  readonly settle: { resolve(): void; reject(error: Error): void };
}

const columnsOf = (act: KeyAct): Readonly<Record<string, unknown>> => ({
  at_ms: act.atMs,
  who: act.who,
  command: act.command,
  subject: act.subject,
  purpose: act.purpose,
  algorithm: act.algorithm,
  check_value: act.checkValue,
  under_purpose: act.underPurpose,
  under_check_value: act.underCheckValue,
  master_key_id: act.masterKeyId,
  result: act.result,
});

/** Acts that come while one batch is being written go together with the next. `keepUsesMs`: how long counts stay. */
export function createKeyAudit(options: {
  readonly url: string;
  readonly clock: Clock;
  readonly keepUsesMs: number;
}): KeyAuditStore {
  const { url, clock, keepUsesMs } = options;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'yuanlu key audit',
    max: 1,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    options: '-c statement_timeout=8s -c lock_timeout=5s',
  });
  pool.on('error', () => {});
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;

  const write = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await pool.query('SELECT append_key_audit($1)', [
          JSON.stringify(batch.map(({ act }) => columnsOf(act))),
        ]);
        for (const { settle } of batch) settle.resolve();
      } catch (error) {
        const told = storeError(error);
        for (const { settle } of batch) settle.reject(told);
      }
    }
    writing = null;
  };

  return {
    record(act) {
      if (waiting.length >= WAITING_MAX)
        return Promise.reject(new Error('Cannot record the key operation: too many wait; try again later'));
      return new Promise((resolve, reject) => {
        waiting.push({ act, settle: { resolve, reject } });
        writing ??= write();
      });
    },
    async count(uses) {
      if (uses.length === 0) return;
      try {
        await pool.query(
          `INSERT INTO key_use SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::bigint[],
             $6::bigint[])
           ON CONFLICT (minute_ms, command, purpose, check_value) DO UPDATE
             SET done = key_use.done + excluded.done, refused = key_use.refused + excluded.refused`,
          columns(uses),
        );
        await pool.query('DELETE FROM key_use WHERE minute_ms < $1', [clock.nowMs() - keepUsesMs]);
      } catch (error) {
        throw storeError(error);
      }
    },
    async close() {
      await writing;
      await pool.end();
    },
  };
}

const columns = (uses: readonly KeyUse[]): unknown[][] => [
  uses.map(({ minuteMs }) => minuteMs),
  uses.map(({ command }) => command),
  uses.map(({ purpose }) => purpose),
  uses.map(({ checkValue }) => checkValue),
  uses.map(({ done }) => done),
  uses.map(({ refused }) => refused),
];

export interface RecordedAct extends KeyAct {
  readonly seq: number;
  readonly hash: string;
}

export interface RecordQuestion {
  readonly url: string;
  /** Acts before this one, newest first; null: from the end. */
  readonly before: number | null;
  readonly limit: number;
  /** Acts of this command, or for keys of this subject, or by whose name begins so. */
  readonly command?: string | undefined;
  readonly subject?: string | undefined;
  readonly who?: string | undefined;
}

/** When a key of this purpose and check value stands in the record first; `null`: it does not. */
export async function keyFirstRecorded(
  url: string,
  purpose: string,
  checkValue: string,
): Promise<number | null> {
  return reading(url, async (client) => {
    const { rows } = await client.query<{ at_ms: string | null }>(
      'SELECT min(at_ms) AS at_ms FROM key_audit WHERE purpose = $1 AND check_value = $2',
      [purpose, checkValue],
    );
    const at = rows[0]?.at_ms ?? null;
    return at === null ? null : Number(at);
  });
}

/** The newest acts of the record. */
export async function readKeyActs(question: RecordQuestion): Promise<readonly RecordedAct[]> {
  const { url, before, limit, command = null, subject = null, who = null } = question;
  return reading(url, async (client) => {
    const { rows } = await client.query(
      `SELECT * FROM key_audit WHERE seq < coalesce($1, seq + 1) AND command = coalesce($2, command)
         AND subject = coalesce($3, subject) AND starts_with(who, coalesce($4, '')) ORDER BY seq DESC LIMIT $5`,
      [before, command, subject, who, limit],
    );
    return rows.map((row) => ({
      seq: Number(row.seq),
      hash: row.hash,
      atMs: Number(row.at_ms),
      who: row.who,
      command: row.command,
      subject: row.subject,
      purpose: row.purpose,
      algorithm: row.algorithm,
      checkValue: row.check_value,
      underPurpose: row.under_purpose,
      underCheckValue: row.under_check_value,
      masterKeyId: row.master_key_id,
      result: row.result,
    }));
  });
}

/** How often keys were used since then, newest minute first. */
export async function readKeyUses(url: string, sinceMs: number, limit: number): Promise<readonly KeyUse[]> {
  return reading(url, async (client) => {
    const { rows } = await client.query(
      `SELECT * FROM key_use WHERE minute_ms >= $1 ORDER BY minute_ms DESC, command, purpose, check_value LIMIT $2`,
      [sinceMs, limit],
    );
    return rows.map((row) => ({
      minuteMs: Number(row.minute_ms),
      command: row.command,
      purpose: row.purpose,
      checkValue: row.check_value,
      done: Number(row.done),
      refused: Number(row.refused),
    }));
  });
}

async function reading<T>(url: string, read: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'yuanlu keys' });
  try {
    await client.connect();
    return await read(client);
  } catch (error) {
    throw storeError(error);
  } finally {
    await client.end();
  }
}
