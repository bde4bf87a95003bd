import type { Client } from 'pg';
import {
  type BackupColumn,
  type BackupPartition,
  type BackupSequence,
  migrationTable,
  publicName,
} from './file-format.ts';

export type CatalogueTable = {
  readonly name: string;
  readonly columns: readonly BackupColumn[];
  /** What to read from: a partitioned table as a whole, any other one without its inheriting tables. */
  readonly source: string;
};

// Partitions are reached through their root. Generated columns are computed again on the target.
const tableQuestion = `
  SELECT c.relname AS name, c.relkind AS kind,
    coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod))
      ORDER BY a.attnum) FILTER (WHERE a.attname IS NOT NULL), '[]') AS columns
  FROM pg_class c
  LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT c.relispartition AND c.relpersistence <> 't' AND c.relname <> $1
  GROUP BY c.oid, c.relname, c.relkind ORDER BY c.relname`;

export async function listTables(client: Client): Promise<CatalogueTable[]> {
  type Row = { name: string; kind: string; columns: BackupColumn[] };
  const { rows } = await client.query<Row>(tableQuestion, [migrationTable]);
  const holdingData = rows.filter(({ columns }) => columns.length > 0);
  return holdingData.map(({ name, kind, columns }) => ({
    name,
    columns,
    source: kind === 'p' ? publicName(name) : `ONLY ${publicName(name)}`,
  }));
}

/** Parents before their children. */
export async function listPartitions(client: Client): Promise<BackupPartition[]> {
  const { rows } = await client.query<BackupPartition>(`
    WITH RECURSIVE tree AS (
      SELECT c.oid, NULL::oid AS parent, 0 AS depth FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'p' AND NOT c.relispartition
      UNION ALL
      SELECT i.inhrelid, i.inhparent, tree.depth + 1
      FROM tree JOIN pg_inherits i ON i.inhparent = tree.oid
    )
    SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bound,
      CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS key
    FROM tree JOIN pg_class c ON c.oid = tree.oid JOIN pg_class p ON p.oid = tree.parent
    WHERE c.relnamespace = 'public'::regnamespace
    ORDER BY tree.depth, c.relname`);
  return rows;
}

export async function readSequences(client: Client): Promise<BackupSequence[]> {
  const { rows: listed } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' AND relpersistence <> 't'
     ORDER BY relname`,
  );
  const sequences: BackupSequence[] = [];
  for (const { name } of listed) {
    const { rows } = await client.query<{ value: string; is_called: boolean }>(
      `SELECT last_value::text AS value, is_called FROM ${publicName(name)}`,
    );
    const found = rows[0]!;
    sequences.push({ name, value: found.value, isCalled: found.is_called });
  }
  return sequences;
}

export async function readMigration(client: Client): Promise<number | null> {
  const { rows: found } = await client.query<{ present: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS present',
    [`public.${migrationTable}`],
  );
  if (!found[0]?.present) return null;
  const { rows } = await client.query<{ number: string | null }>(
    `SELECT max(number)::text AS number FROM ${publicName(migrationTable)}`,
  );
  const number = rows[0]?.number;
  return number === null || number === undefined ? null : Number(number);
}

/** The tables that hold rows, of whatever schema version. */
export async function listFilledTables(client: Client): Promise<string[]> {
  const filled: string[] = [];
  for (const { name, source } of await listTables(client)) {
    const { rowCount } = await client.query(`SELECT FROM ${source} LIMIT 1`);
    if (rowCount) filled.push(name);
  }
  return filled;
}
