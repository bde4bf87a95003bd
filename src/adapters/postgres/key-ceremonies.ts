/** Rows of key ceremonies. A change holds the row of its ceremony: two operators at once are one after the other. */
import pg from 'pg';
import type { KeyAlgorithm, KeyPurpose, WrappedKey } from '#engine';
import { storeError } from './connection.ts';

export interface CeremonyComponent {
  readonly no: number;
  readonly enteredBy: string;
  readonly checkValue: string;
  readonly sealed: string | null;
}

export interface Ceremony {
  readonly id: string;
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly of: string | null;
  readonly componentsNeeded: number;
  readonly state: 'open' | 'complete' | 'loaded' | 'abandoned';
  readonly wrapped: WrappedKey | null;
  readonly checkValue: string | null;
  readonly openedBy: string;
  readonly openedMs: number;
  readonly components: readonly CeremonyComponent[];
}

type Change = Partial<Pick<Ceremony, 'state' | 'wrapped' | 'checkValue'>> & {
  readonly add?: Omit<CeremonyComponent, 'no'> & { readonly atMs: number };
  /** The components are needed no more. */
  readonly wipe?: boolean;
};

export interface CeremonyStore {
  add(ceremony: Omit<Ceremony, 'state' | 'wrapped' | 'checkValue' | 'components'>): Promise<void>;
  read(id: string): Promise<Ceremony | null>;
  /** Reads it under its lock and writes what `decide` says; gives what `decide` gave beside. */
  change<T>(
    id: string,
    decide: (ceremony: Ceremony) => Promise<readonly [change: Change | null, result: T]>,
  ): Promise<T | null>;
  close(): Promise<void>;
}

const READ = `SELECT c.*, coalesce((SELECT jsonb_agg(jsonb_build_object('no', k.no, 'enteredBy', k.entered_by,
    'checkValue', k.check_value, 'sealed', k.sealed) ORDER BY k.no) FROM key_component k
    WHERE k.ceremony_id = c.id), '[]') AS parts FROM key_ceremony c WHERE c.id = $1`;

interface Row {
  readonly id: string;
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly of_name: string | null;
  readonly components: number;
  readonly state: Ceremony['state'];
  readonly wrapped: WrappedKey | null;
  readonly check_value: string | null;
  readonly opened_by: string;
  readonly opened_ms: string;
  readonly parts: readonly CeremonyComponent[];
}

const ceremonyOf = (row: Row): Ceremony => ({
  ...{ id: row.id, purpose: row.purpose, algorithm: row.algorithm, of: row.of_name, state: row.state },
  ...{ componentsNeeded: row.components, wrapped: row.wrapped, checkValue: row.check_value },
  ...{ openedBy: row.opened_by, openedMs: Number(row.opened_ms), components: row.parts },
});

export function createCeremonyStore(options: { readonly url: string }): CeremonyStore {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'yuanlu key ceremonies',
    max: 2,
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    options: '-c statement_timeout=8s -c lock_timeout=5s -c idle_in_transaction_session_timeout=15s',
  });
  pool.on('error', () => {});
  const guarded = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw error instanceof pg.DatabaseError ? storeError(error) : error;
    }
  };
  return {
    add: ({ id, purpose, algorithm, of, componentsNeeded, openedBy, openedMs }) =>
      guarded(async () => {
        await pool.query(
          `INSERT INTO key_ceremony (id, purpose, algorithm, of_name, components, state, opened_by, opened_ms)
             VALUES ($1, $2, $3, $4, $5, 'open', $6, $7)`,
          [id, purpose, algorithm, of, componentsNeeded, openedBy, openedMs],
        );
      }),
    read: (id) =>
      guarded(async () => {
        const { rows } = await pool.query<Row>(READ, [id]);
        return rows[0] === undefined ? null : ceremonyOf(rows[0]);
      }),
    change: (id, decide) =>
      guarded(async () => {
        const client = await pool.connect();
        try {
          await client.query('BEGIN');
          await client.query('SELECT FROM key_ceremony WHERE id = $1 FOR UPDATE', [id]);
          const { rows } = await client.query<Row>(READ, [id]);
          if (rows[0] === undefined) {
            await client.query('ROLLBACK');
            return null;
          }
          const ceremony = ceremonyOf(rows[0]);
          const [change, result] = await decide(ceremony);
          if (change !== null) await write(client, ceremony, change);
          await client.query('COMMIT');
          return result;
        } catch (error) {
          await client.query('ROLLBACK').catch(() => undefined);
          throw error;
        } finally {
          client.release();
        }
      }),
    close: () => pool.end(),
  };
}

async function write(client: pg.PoolClient, before: Ceremony, change: Change): Promise<void> {
  const { add, wipe = false } = change;
  if (add !== undefined)
    await client.query('INSERT INTO key_component VALUES ($1, $2, $3, $4, $5, $6)', [
      ...[before.id, before.components.length + 1, add.enteredBy, add.checkValue, add.sealed, add.atMs],
    ]);
  if (wipe) await client.query('UPDATE key_component SET sealed = NULL WHERE ceremony_id = $1', [before.id]);
  const { state, wrapped, checkValue } = { ...before, ...change };
  await client.query('UPDATE key_ceremony SET state = $2, wrapped = $3, check_value = $4 WHERE id = $1', [
    ...[before.id, state, wrapped, checkValue],
  ]);
}
