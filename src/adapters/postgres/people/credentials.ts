/** Passkeys. */
import type { PeoplePool } from './pool.ts';
import type { Credential, Credentials } from './types.ts';

interface CredentialRow {
  readonly id: string;
  readonly owner_id: string;
  readonly public_key: string;
  readonly counter: string;
  readonly transports: string[];
  readonly label: string;
  readonly created_ms: string;
  readonly used_ms: string | null;
}

const credentialOf = (row: CredentialRow): Credential => ({
  ...{ id: row.id, ownerId: row.owner_id, publicKey: row.public_key, transports: row.transports },
  ...{ label: row.label, counter: Number(row.counter), createdMs: Number(row.created_ms) },
  usedMs: row.used_ms === null ? null : Number(row.used_ms),
});

/** The same rows for staff and for cardholders, each in a table of its own. */
export function credentials(pool: PeoplePool, of: 'staff' | 'person'): Credentials {
  const [table, owner] = [`${of}_credential`, `${of}_id`];
  const columns = `id, ${owner} AS owner_id, public_key, counter, transports, label, created_ms, used_ms`;
  return {
    async credentials(ownerId) {
      const rows = await pool.rows<CredentialRow>(
        `SELECT ${columns} FROM ${table} WHERE ${owner} = $1 ORDER BY created_ms, id`,
        [ownerId],
      );
      return rows.map(credentialOf);
    },
    async credential(id) {
      const [row] = await pool.rows<CredentialRow>(`SELECT ${columns} FROM ${table} WHERE id = $1`, [id]);
      return row === undefined ? null : credentialOf(row);
    },
    async addCredential({ id, ownerId, publicKey, counter, transports, label, createdMs }) {
      const added = await pool.changed(
        `INSERT INTO ${table} (id, ${owner}, public_key, counter, transports, label, created_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
        [id, ownerId, publicKey, counter, [...transports], label, createdMs],
      );
      return added === 1;
    },
    async usedCredential(id, counter, nowMs) {
      // An authenticator that does not count tells 0 for ever.
      const used = await pool.changed(
        `UPDATE ${table} SET counter = $2, used_ms = $3
         WHERE id = $1 AND (counter < $2 OR (counter = 0 AND $2 = 0))`,
        [id, counter, nowMs],
      );
      return used === 1;
    },
    removeCredential: async (ownerId, id) =>
      (await pool.changed(`DELETE FROM ${table} WHERE ${owner} = $1 AND ($2::text IS NULL OR id = $2)`, [
        ownerId,
        id,
      ])) > 0,
  };
}
