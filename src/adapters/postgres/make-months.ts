/**
 * Makes the tables of months ahead of time. Nothing of the past is touched: a table is made aside and becomes a part of
 * the whole in one commit, under a lock that readers and writers of other parts do not meet. Whatever was written for
 * a month before it was made stands in `…_other` and is moved with it.
 */
import pg from 'pg';
import { addMonths, calendarDayOf, calendarDayStartMs, SHANGHAI } from '#domain/calendar';
import { keyOf, PARTED, PARTS, type PartRow, partsOf } from './months.ts';
import { lowestIdAt } from './reader-lists.ts';

/** Besides the one that it is: a server that nobody starts again for weeks makes its own. */
const AHEAD = 2;
/** Two programs make months one after the other. The number is arbitrary and ours. */
export const MONTHS_LOCK = 72_018_525;
/** Whoever reads everything for long has its way: the next try comes soon enough. */
export const WAIT_MS = 1_000;
/** A lock was not free in time. */
export const LOCK_NOT_FREE = '55P03';

const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

export interface MadeMonth {
  /** `2026-12` */
  readonly month: string;
  /** Rows that had been written before their month was made. */
  readonly moved: number;
}

interface Wanted {
  readonly month: string;
  readonly suffix: string;
  readonly from: string;
  readonly to: string;
}

/** The month of an instant, and so many after it. */
function monthsFrom(nowMs: number, ahead: number): Wanted[] {
  const first = calendarDayOf(nowMs, SHANGHAI).slice(0, 8);
  const startOf = (count: number): number =>
    calendarDayStartMs(addMonths(`${first}01` as ReturnType<typeof calendarDayOf>, count), SHANGHAI);
  return Array.from({ length: ahead + 1 }, (_, count) => {
    const month = calendarDayOf(startOf(count), SHANGHAI).slice(0, 7);
    const [from, to] = [lowestIdAt('pay_', startOf(count)), lowestIdAt('pay_', startOf(count + 1))];
    return { month, suffix: `_${month.replace('-', '_')}`, from, to };
  });
}

/** Was something written for a month that was not made? */
async function hasEarly(client: pg.Client, from: string, to: string): Promise<boolean> {
  const found = PARTED.map(
    (whole) => `EXISTS (SELECT FROM ${whole}_other WHERE ${keyOf(whole)} >= $1 AND ${keyOf(whole)} < $2)`,
  );
  const { rows } = await client.query<{ early: boolean }>(`SELECT ${found.join(' OR ')} AS early`, [
    from,
    to,
  ]);
  return rows[0]!.early;
}

/** Names of parts are ours and ids have letters and digits alone: nothing has to be quoted. */
async function make(client: pg.Client, { suffix, from, to }: Wanted): Promise<number> {
  let moved = 0;
  // Whoever is asking the whole has its list of parts already, and would look for what is moved where it no longer is.
  if (await hasEarly(client, from, to))
    await client.query(
      `LOCK TABLE ${PARTED.map((whole) => `ONLY ${whole}`).join(', ')} IN ACCESS EXCLUSIVE MODE`,
    );
  // In the order in which batches lock tables.
  await client.query(
    `LOCK TABLE ${PARTED.map((whole) => `${whole}_other`).join(', ')} IN ACCESS EXCLUSIVE MODE`,
  );
  for (const whole of PARTED) {
    const [part, other] = [`${whole}${suffix}`, `${whole}_other`];
    const key = keyOf(whole);
    await client.query(`CREATE TABLE ${part} (LIKE ${other} INCLUDING ALL)`);
    const { rows } = await client.query<{ options: string | null }>(
      `SELECT array_to_string(reloptions, ', ') AS options FROM pg_class WHERE oid = '${other}'::regclass`,
    );
    const options = rows[0]?.options ?? null;
    if (options !== null) await client.query(`ALTER TABLE ${part} SET (${options})`);
    const within = `${key} >= '${from}' AND ${key} < '${to}'`;
    const { rows: early } = await client.query<{ n: string }>(
      `SELECT count(*) AS n FROM ${other} WHERE ${within}`,
    );
    const count = Number(early[0]!.n);
    if (count > 0) {
      moved += count;
      // Journals are only ever added to; these stay what they are and change their place.
      if (whole === 'journal') await client.query(`ALTER TABLE ${other} DISABLE TRIGGER journal_append_only`);
      await client.query(
        `WITH moved AS (DELETE FROM ${other} WHERE ${within} RETURNING *) INSERT INTO ${part} SELECT * FROM moved`,
      );
      if (whole === 'journal') await client.query(`ALTER TABLE ${other} ENABLE TRIGGER journal_append_only`);
    }
    await client.query(
      `ALTER TABLE ${whole} ATTACH PARTITION ${part} FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
  }
  return moved;
}

async function missing(client: pg.Client, now: string | number): Promise<Wanted[]> {
  const { rows } = await client.query<{ now: string }>(`SELECT ${now} AS now`);
  const parts = partsOf((await client.query<PartRow>(PARTS)).rows);
  return monthsFrom(Number(rows[0]!.now), AHEAD).filter(
    ({ from }) => !parts.some((part) => (part.from === null || part.from <= from) && from < part.to),
  );
}

/**
 * Makes what is missing of this month and the next ones, by the clock of the database unless another instant is given.
 * @throws what the driver throws: a lock that was not free in time too, and then nothing was made
 */
export async function makeMonthsOn(client: pg.Client, nowMs?: number): Promise<MadeMonth[]> {
  const now = nowMs ?? NOW_MS;
  if ((await missing(client, now)).length === 0) return [];
  const made: MadeMonth[] = [];
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL lock_timeout = ${WAIT_MS}`);
    await client.query('SELECT pg_advisory_xact_lock($1)', [MONTHS_LOCK]);
    for (const wanted of await missing(client, now))
      made.push({ month: wanted.month, moved: await make(client, wanted) });
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
  return made;
}

/** {@link makeMonthsOn}, on a connection for it alone. */
export async function makeMonths(url: string, nowMs?: number): Promise<MadeMonth[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'yuanlu months' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await makeMonthsOn(client, nowMs);
  } finally {
    await client.end();
  }
}
