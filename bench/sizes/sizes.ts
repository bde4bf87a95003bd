/** How quick payments are when the tables are full: thirteen months of them. */
import { beside, type Measured } from '../beside.ts';
import type { Part } from '../figures.ts';
import { drive } from '../load.ts';
import { openMeter } from '../meter.ts';
import { type BenchDatabase, MERCHANTS, startDatabase } from '../switch/database.ts';
import { startEngine } from '../switch/engine.ts';
import { Fill } from './fill.ts';
import { FILLED_TABLES } from './sample.ts';
import { verifying } from './verifying.ts';

const IN_FLIGHT = 512;
/** Books of so many are recomputed whole, as proof that the fill writes what the product writes. */
const PROVEN_MAX = 20_000;

export interface SizesOptions {
  readonly ms: number;
  readonly say: (text: string) => void;
  /** Ascending. */
  readonly payments: readonly number[];
  /** Where the tables of the largest size stay for the next run. */
  readonly keepIn: string | null;
}

export async function benchSizes(options: SizesOptions): Promise<Part> {
  const { payments, keepIn } = options;
  if (keepIn === null) return inOne(payments, options, {});
  const small = payments.slice(0, -1);
  const last = await inOne(payments.slice(-1), options, { keepIn });
  if (small.length === 0) return last;
  const others = await inOne(small, options, {});
  return { ...last, rows: [...others.rows, ...last.rows], hints: [...others.hints, ...last.hints] };
}

/** Each size grows out of the one before it. */
async function inOne(
  sizes: readonly number[],
  { ms, say }: SizesOptions,
  place: { readonly keepIn?: string },
): Promise<Part> {
  // One more merchant, whose payments the fill takes as its sample.
  await using database = await startDatabase({ merchants: MERCHANTS + 1, ...place });
  const title =
    'Card payments with so many payments over 13 months in the tables (× payments each second of TPC-B)';
  const notes: string[] = [];
  const part = await beside({ title, url: database.url, ms, say }, async () => {
    const fill = await Fill.open(database, say);
    const rows: Measured[] = [];
    for (const size of sizes) {
      say(`filling the tables with ${size.toLocaleString('en')} payments …`);
      const filled = await fill.to(size);
      if ('noRoom' in filled) {
        notes.push(`${size.toLocaleString('en')} payments: skipped. ${filled.noRoom}`);
        continue;
      }
      notes.push(...(await told({ ...database, merchants: fill.merchants }, size, filled.seconds)));
      rows.push(await paying({ ...database, merchants: fill.merchants }, size, { ms, say }));
    }
    return rows;
  });
  return { ...part, hints: [...notes, ...part.hints] };
}

async function told(database: BenchDatabase, size: number, seconds: number): Promise<string[]> {
  const { rows } = await database.query(
    `SELECT relname AS name, sum(pg_relation_size(part)) AS rows, sum(pg_indexes_size(part)) AS indexes,
        (SELECT count(*) FROM payment) AS payments
      FROM pg_class CROSS JOIN LATERAL (SELECT relid AS part FROM pg_partition_tree(oid) WHERE isleaf
        UNION SELECT oid WHERE relkind = 'r') AS parts
      WHERE oid = ANY ($1::regclass[]) GROUP BY relname ORDER BY sum(pg_total_relation_size(part)) DESC`,
    [FILLED_TABLES],
  );
  const tables = rows as Record<'name' | 'rows' | 'indexes' | 'payments', string>[];
  const named = `${size.toLocaleString('en')} payments`;
  const each = (bytes: number): number => Math.round(bytes / Number(tables[0]!.payments));
  const all = tables.reduce((sum, table) => sum + Number(table.rows) + Number(table.indexes), 0);
  const apart = tables.map(
    (table) => `${table.name} ${each(Number(table.rows))} + ${each(Number(table.indexes))}`,
  );
  const lines = [
    `${named}: filled in ${Math.round(seconds)} s, ${(all / 1e9).toFixed(2)} GB, ${each(all)} bytes each, ` +
      `of them rows + indexes: ${apart.join(', ')}`,
  ];
  if (size > PROVEN_MAX) return lines;
  return [...lines, ...(await verifying(database)).map((line) => `${named}: ${line}`)];
}

async function paying(
  database: BenchDatabase,
  size: number,
  { ms, say }: Pick<SizesOptions, 'ms' | 'say'>,
): Promise<Measured> {
  const { url, server } = database;
  await using running = await startEngine(database);
  await using meter = await openMeter({
    ...{ url, postgresPid: () => server.pid, programs: { node: () => null } },
  });
  const name = `card payment, ${size.toLocaleString('en')} in the tables`;
  say(`${name}, ${IN_FLIGHT} in flight …`);
  const load = { inFlight: IN_FLIGHT, ms, wanted: 'approved', meter };
  return {
    ...{ id: `pay-at-${size}`, name, inFlight: IN_FLIGHT },
    ...(await drive(load, () => running.pay().then(({ outcome }) => outcome))),
  };
}
