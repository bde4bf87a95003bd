import type { PersonId, PersonState } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import type { PeoplePool } from '../people/pool.ts';
import type { PersonRecord, PersonStore } from './types.ts';

export interface PersonRow {
  readonly id: string;
  readonly wallet_id: string;
  readonly state: PersonState;
  readonly phone_index: string;
  readonly phone_seal: string;
  readonly phone_mask: string;
  readonly id_index: string;
  readonly id_seal: string;
  readonly id_mask: string;
  readonly name_seal: string;
  readonly name_mask: string;
  readonly password: string;
  readonly language: 'zh' | 'en';
  readonly demo: boolean;
  readonly created_ms: string;
  readonly closed_ms: string | null;
}

export const personOf = (row: PersonRow): PersonRecord => ({
  id: row.id as PersonId,
  walletId: row.wallet_id as WalletId,
  ...{ state: row.state, password: row.password, language: row.language, demo: row.demo },
  phone: { index: row.phone_index, sealed: row.phone_seal, masked: row.phone_mask },
  idNumber: { index: row.id_index, sealed: row.id_seal, masked: row.id_mask },
  name: { sealed: row.name_seal, masked: row.name_mask },
  createdMs: Number(row.created_ms),
  closedMs: row.closed_ms === null ? null : Number(row.closed_ms),
});

const INSERT = `INSERT INTO person (id, wallet_id, state, phone_index, phone_seal, phone_mask, id_index, id_seal,
    id_mask, name_seal, name_mask, password, language, demo, created_ms, closed_ms)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  ON CONFLICT (phone_index) WHERE state <> 'closed' DO NOTHING`;

/** The wallet of the person is locked: they are nobody here any more, from the same commit on. */
const WALLET_CLOSED = "EXISTS (SELECT FROM wallet w WHERE w.id = person.wallet_id AND w.state = 'closed')";
const FREE_PHONE = `UPDATE person SET state = 'closed', closed_ms = $2::bigint
  WHERE phone_index = $1 AND state = 'active' AND ${WALLET_CLOSED}`;

const COLUMNS = { password: 'password', language: 'language' } as const;

type People = Pick<
  PersonStore,
  'byPhone' | 'byId' | 'byWallet' | 'byIdNumber' | 'add' | 'change' | 'moveTo' | 'opening' | 'hasDemo'
>;

export function people(pool: PeoplePool): People {
  const all = async (rest: string, values: readonly unknown[]) =>
    (await pool.rows<PersonRow>(`SELECT * FROM person WHERE ${rest}`, values)).map(personOf);
  const one = async (rest: string, value: string) => (await all(rest, [value]))[0] ?? null;
  return {
    byPhone: (index) => one(`phone_index = $1 AND state <> 'closed' AND NOT ${WALLET_CLOSED}`, index),
    byId: (id) => one('id = $1', id),
    byWallet: (walletId) => one('wallet_id = $1', walletId),
    byIdNumber: (index, limit) => all('id_index = $1 ORDER BY created_ms DESC LIMIT $2', [index, limit]),
    async add({ id, walletId, state, phone, idNumber, name, password, language, demo, createdMs, closedMs }) {
      // Whose wallet was closed gives the telephone back: in the same moment in which somebody wants it.
      await pool.changed(FREE_PHONE, [phone.index, createdMs]);
      const added = await pool.changed(INSERT, [
        ...[id, walletId, state, phone.index, phone.sealed, phone.masked],
        ...[idNumber.index, idNumber.sealed, idNumber.masked, name.sealed, name.masked],
        ...[password, language, demo, createdMs, closedMs],
      ]);
      return added === 1;
    },
    async change(id, change) {
      const given = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter(
        (key) => change[key] !== undefined,
      );
      if (given.length === 0) return;
      const set = given.map((key, index) => `${COLUMNS[key]} = $${index + 2}`).join(', ');
      await pool.changed(`UPDATE person SET ${set} WHERE id = $1`, [id, ...given.map((key) => change[key])]);
    },
    moveTo: async (id, from, to, nowMs) =>
      (await pool.changed(
        `UPDATE person SET state = $3, closed_ms = CASE WHEN $3 = 'closed' THEN $4::bigint END
         WHERE id = $1 AND state = $2`,
        [id, from, to, nowMs],
      )) === 1,
    opening: (beforeMs, limit) =>
      all("state = 'opening' AND created_ms < $1 ORDER BY created_ms LIMIT $2", [beforeMs, limit]),
    hasDemo: async () => (await pool.rows('SELECT FROM person WHERE demo LIMIT 1', [])).length > 0,
  };
}
