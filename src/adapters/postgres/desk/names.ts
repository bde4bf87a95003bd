/** Whose hand it was: the names of people behind the ids that acts are recorded under. */
import type { ReadPool } from '../read-pool.ts';

export interface Names {
  /** People alone: a key is its own name. */
  namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export const namesReading = (pool: ReadPool): Names => ({
  async namesOf(ids) {
    if (ids.length === 0) return new Map();
    const rows = await pool.rows<{ id: string; name: string }>({
      text: 'SELECT id, name FROM staff WHERE id = ANY($1::text[])',
      values: [[...new Set(ids)]],
    });
    return new Map(rows.map(({ id, name }) => [id, name]));
  },
});
