/**
 * Slices of what is old: each catch-up takes the next rows in the order of their keys, and begins anew behind the
 * last, so that over time everything is looked at again.
 */
import type pg from 'pg';

/** Behind which key the next slice begins, `null` at the beginning, and how often the end was reached. */
export interface Ring {
  readonly after: readonly string[] | null;
  readonly rounds: number;
}

interface RingTable {
  readonly table: string;
  readonly list: string;
  readonly columns: readonly (readonly [name: string, type: string])[];
}

const RING_TABLES = {
  payments: {
    table: 'payment',
    list: 'judged_row',
    columns: [
      ['bucket', 'smallint'],
      ['id', 'text'],
    ],
  },
  movements: {
    table: 'wallet_payment',
    list: 'judged_row',
    columns: [
      ['bucket', 'smallint'],
      ['id', 'text'],
    ],
  },
  orders: {
    table: '"order"',
    list: 'judged_order',
    columns: [
      ['bucket', 'smallint'],
      ['id', 'text'],
    ],
  },
  onceKeys: {
    ...{ table: 'once', list: 'judged_key' },
    columns: [
      ['bucket', 'smallint'],
      ['book', 'text'],
      ['key', 'text'],
    ],
  },
  networkKeys: { table: 'network_key', list: 'judged_network_key', columns: [['network_key', 'text']] },
} as const satisfies Record<string, RingTable>;

export type RingName = keyof typeof RING_TABLES;
export type Rings = Readonly<Record<RingName, Ring>>;
export const RING_NAMES = Object.keys(RING_TABLES) as RingName[];

export const RINGS_AT_START: Rings = Object.fromEntries(
  RING_NAMES.map((name) => [name, { after: null, rounds: 0 }]),
) as unknown as Rings;

async function rowsBehind(
  client: pg.Client,
  { table, columns }: RingTable,
  after: readonly string[] | null,
  limit: number,
): Promise<string[][]> {
  // Of the table: what the question selects under the same names is text, and sorts otherwise.
  const names = columns.map(([name]) => `r.${name}`).join(', ');
  const places = columns.map(([, type], index) => `$${index + 2}::${type}`).join(', ');
  const { rows } = await client.query<string[]>({
    text: `SELECT ${columns.map(([name]) => `r.${name}::text`).join(', ')} FROM ${table} r
      ${after === null ? '' : `WHERE (${names}) > (${places})`} ORDER BY ${names} LIMIT $1::int`,
    values: [limit, ...(after ?? [])],
    rowMode: 'array',
  });
  return rows;
}

async function slice(
  client: pg.Client,
  of: RingTable,
  ring: Ring,
  size: number,
): Promise<{ readonly ring: Ring; readonly rows: number }> {
  const rows = await rowsBehind(client, of, ring.after, size);
  let { after, rounds } = ring;
  after = rows.at(-1) ?? after;
  if (rows.length < size) {
    rounds += 1;
    const rest = ring.after === null ? [] : await rowsBehind(client, of, null, size - rows.length);
    after = rest.at(-1) ?? null;
    rows.push(...rest);
  }
  const columns = of.columns.map((_, index) => rows.map((row) => row[index]));
  const places = of.columns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  await client.query(
    `INSERT INTO ${of.list} SELECT * FROM unnest(${places}) ON CONFLICT DO NOTHING`,
    columns,
  );
  return { ring: { after, rounds }, rows: rows.length };
}

/** Adds the next rows of each ring to the lists. */
export async function slices(
  client: pg.Client,
  rings: Rings,
  size: number,
): Promise<{ readonly sliced: number; readonly rings: Rings }> {
  if (size === 0) return { sliced: 0, rings };
  const next: Partial<Record<RingName, Ring>> = {};
  let sliced = 0;
  for (const name of RING_NAMES) {
    const { ring, rows } = await slice(client, RING_TABLES[name], rings[name], size);
    next[name] = ring;
    if (name === 'payments') sliced = rows;
  }
  return { sliced, rings: next as Rings };
}
