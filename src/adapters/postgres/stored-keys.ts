/** Every key that stands in the database, wherever it stands, under a master key of the security module. */
import pg from 'pg';
import type { WrappedKey } from '#engine';
import { storeError } from './connection.ts';

/** One place that holds keys: a terminal, the institution, or a name of its own. `version` guards a change. */
export interface KeyPlace {
  readonly kind: 'terminal' | 'institution' | 'stored';
  /** `merchant/terminal`, the institution's id, or the name. */
  readonly id: string;
  readonly version: number;
  /** By the slot of the place, as `masterKey` or `zone_mac_key`; empty slots are left out. */
  readonly keys: Readonly<Record<string, WrappedKey>>;
}

export interface StoredKeys {
  read(name: string): Promise<WrappedKey | null>;
  /** Leaves what stands there. */
  add(name: string, wrapped: WrappedKey, nowMs: number): Promise<void>;
  /** Puts it in the place of what stands there. */
  put(name: string, wrapped: WrappedKey, nowMs: number): Promise<void>;
  remove(name: string): Promise<void>;
  /** Places in order; `after` is the last one of the page before. */
  page(after: KeyPlace | null, limit: number): Promise<readonly KeyPlace[]>;
  /** One place. Without an id: the only one of its kind. */
  find(kind: KeyPlace['kind'], id: string | null): Promise<KeyPlace | null>;
  count(): Promise<number>;
  /** False where the place was changed meanwhile: it is read again. */
  replace(place: KeyPlace, keys: Readonly<Record<string, WrappedKey>>): Promise<boolean>;
  close(): Promise<void>;
}

const PLACES = `
  SELECT 'institution' AS kind, id, 0 AS version, jsonb_build_object('zone_mac_key', zone_mac_key,
      'zone_pin_key', zone_pin_key) AS keys FROM institution
  UNION ALL SELECT 'stored', name, 0, jsonb_build_object('key', wrapped) FROM stored_key
  UNION ALL SELECT 'terminal', merchant_id || '/' || terminal_id, version, body->'keys' FROM terminal`;

interface Row {
  readonly kind: KeyPlace['kind'];
  readonly id: string;
  readonly version: number;
  readonly keys: Readonly<Record<string, unknown>>;
}

const isWrapped = (value: unknown): value is WrappedKey => typeof value === 'string' && /^yk\d\./.test(value);

const placeOf = ({ kind, id, version, keys }: Row): KeyPlace => ({
  ...{ kind, id, version },
  keys: Object.fromEntries(
    Object.entries(keys).flatMap(([slot, value]) => (isWrapped(value) ? [[slot, value]] : [])),
  ),
});

/** The places changed here are rows that the engine also writes: a terminal's version moves with its keys. */
const REPLACE: Readonly<Record<KeyPlace['kind'], string>> = {
  institution: `UPDATE institution SET zone_mac_key = coalesce($2::jsonb->>'zone_mac_key', zone_mac_key),
      zone_pin_key = coalesce($2::jsonb->>'zone_pin_key', zone_pin_key)
    WHERE id = $1 AND jsonb_build_object('zone_mac_key', zone_mac_key, 'zone_pin_key', zone_pin_key) @> $3::jsonb`,
  stored: `UPDATE stored_key SET wrapped = $2::jsonb->>'key'
    WHERE name = $1 AND jsonb_build_object('key', wrapped) @> $3::jsonb`,
  terminal: `UPDATE terminal SET version = version + 1,
      body = body || jsonb_build_object('version', version + 1, 'keys', body->'keys' || $2::jsonb)
    WHERE merchant_id || '/' || terminal_id = $1 AND merchant_id = split_part($1, '/', 1)
      AND terminal_id = split_part($1, '/', 2) AND body->'keys' @> $3::jsonb`,
};

export function createStoredKeys(options: { readonly url: string }): StoredKeys {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'yuanlu keys',
    max: 1,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    options: '-c statement_timeout=25s -c lock_timeout=5s',
  });
  pool.on('error', () => {});
  const query = async <T extends pg.QueryResultRow>(text: string, values: unknown[]) => {
    try {
      return await pool.query<T>(text, values);
    } catch (error) {
      throw storeError(error);
    }
  };
  return {
    async read(name) {
      const { rows } = await query<{ wrapped: WrappedKey }>(
        'SELECT wrapped FROM stored_key WHERE name = $1',
        [name],
      );
      return rows[0]?.wrapped ?? null;
    },
    async add(name, wrapped, nowMs) {
      await query('INSERT INTO stored_key VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING', [
        name,
        wrapped,
        nowMs,
      ]);
    },
    async put(name, wrapped, nowMs) {
      await query(
        `INSERT INTO stored_key VALUES ($1, $2, $3)
           ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped, created_ms = excluded.created_ms`,
        [name, wrapped, nowMs],
      );
    },
    async remove(name) {
      await query('DELETE FROM stored_key WHERE name = $1', [name]);
    },
    async page(after, limit) {
      const { rows } = await query<Row>(
        `SELECT * FROM (${PLACES}) AS places WHERE (kind, id) > ($1, $2) ORDER BY kind, id LIMIT $3`,
        [after?.kind ?? '', after?.id ?? '', limit],
      );
      return rows.map(placeOf);
    },
    async find(kind, id) {
      const { rows } = await query<Row>(
        `SELECT * FROM (${PLACES}) AS places WHERE kind = $1 AND id = coalesce($2, id) LIMIT 1`,
        [kind, id],
      );
      return rows[0] === undefined ? null : placeOf(rows[0]);
    },
    async count() {
      const { rows } = await query<{ n: number }>(`SELECT count(*)::int AS n FROM (${PLACES}) AS places`, []);
      return rows[0]!.n;
    },
    async replace({ kind, id, keys: before }, keys) {
      const expected = Object.fromEntries(Object.keys(keys).map((slot) => [slot, before[slot]]));
      const { rowCount } = await query(REPLACE[kind], [id, JSON.stringify(keys), JSON.stringify(expected)]);
      return rowCount === 1;
    },
    close: () => pool.end(),
  };
}
