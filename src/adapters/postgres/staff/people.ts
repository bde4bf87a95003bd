import type { PeoplePool } from '../people/pool.ts';
import { type StaffRow, staffOf } from './rows.ts';
import type { StaffChange, StaffStore } from './types.ts';

const INSERT = `INSERT INTO staff (id, login, name, role, book, language, locked, demo, password, one_time_ms,
  totp_sealed, created_ms, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (login) DO NOTHING`;

const COLUMNS: Readonly<Record<keyof StaffChange, string>> = {
  name: 'name',
  role: 'role',
  language: 'language',
  locked: 'locked',
  password: 'password',
  oneTimeMs: 'one_time_ms',
  totpSealed: 'totp_sealed',
};

type People = Pick<StaffStore, 'byLogin' | 'byId' | 'list' | 'add' | 'change' | 'takeTotpStep' | 'hasDemo'>;

export function people(pool: PeoplePool): People {
  const one = async (where: string, value: string) => {
    const [row] = await pool.rows<StaffRow>(`SELECT * FROM staff WHERE ${where} = $1`, [value]);
    return row === undefined ? null : staffOf(row);
  };
  return {
    byLogin: (login) => one('login', login),
    byId: (id) => one('id', id),
    async list({ book, after, limit }) {
      const rows = await pool.rows<StaffRow>(
        `SELECT * FROM staff WHERE ($1::text IS NULL OR book = $1) AND ($2::text IS NULL OR login > $2)
         ORDER BY login LIMIT $3`,
        [book, after, limit],
      );
      return rows.map(staffOf);
    },
    async add(member) {
      const { id, login, name, role, book, language, locked, demo, password } = member;
      const { oneTimeMs, totpSealed, createdMs, createdBy } = member;
      const values = [id, login, name, role, book, language, locked, demo, password];
      return (await pool.changed(INSERT, [...values, oneTimeMs, totpSealed, createdMs, createdBy])) === 1;
    },
    async change(id, change) {
      const given = (Object.keys(COLUMNS) as (keyof StaffChange)[]).filter(
        (key) => change[key] !== undefined,
      );
      if (given.length === 0) return;
      const set = given.map((key, index) => `${COLUMNS[key]} = $${index + 2}`).join(', ');
      await pool.changed(`UPDATE staff SET ${set} WHERE id = $1`, [id, ...given.map((key) => change[key])]);
    },
    takeTotpStep: async (id, step) =>
      (await pool.changed('UPDATE staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2', [id, step])) ===
      1,
    hasDemo: async () => (await pool.rows('SELECT FROM staff WHERE demo LIMIT 1', [])).length > 0,
  };
}
