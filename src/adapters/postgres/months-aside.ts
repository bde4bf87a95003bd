/**
 * Months that are over are set aside: their tables become parts of `payment_aside`, `cancellation_aside` and
 * `journal_aside`, which are parts of the whole themselves. Nothing is copied, nothing is hidden: whoever asks the
 * whole sees them, and whoever has an id names the table, which keeps its name. Oldest first, so that one bound
 * divides what is aside from what is not.
 */
import pg from 'pg';
import { addMonths, calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { PaymentId } from '#domain/payment';
import { createdMsOfId } from '#engine';
import { LOCK_NOT_FREE, MONTHS_LOCK, WAIT_MS } from './make-months.ts';
import { keyOf, PARTED, PARTS, type PartBounds, type PartRow, partsOf } from './months.ts';

/** A month is left in its place for so many months after its end: most refunds come before. */
const CLOSED_MONTHS = 3;

export interface MonthEntry {
  /** `2026-08`; of a part that holds more than a month its last one. */
  readonly month: string;
  /** All that is older stands in it too. */
  readonly andBefore: boolean;
  readonly aside: boolean;
  /** About so many, as the database counted last; null: never counted. */
  readonly payments: number | null;
  readonly bytes: number;
}

/** Why a month stays where it is; `number` of what waits. */
export class MonthRefused extends Error {
  override readonly name = 'MonthRefused';
  readonly reason: 'unknown' | 'young' | 'waits' | 'order' | 'there-already';
  readonly number: number;
  /** Another month that must move first. */
  readonly other: string | null;
  constructor(reason: MonthRefused['reason'], month: string, number = 0, other: string | null = null) {
    super(`${month} stays where it is: ${reason}`);
    this.reason = reason;
    this.number = number;
    this.other = other;
  }
}

const monthOf = ({ to }: PartBounds): string =>
  calendarDayOf(createdMsOfId(to as PaymentId) - 1, SHANGHAI).slice(0, 7);

async function connected<T>(url: string, act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'yuanlu months' });
  client.on('error', () => {});
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** Of payments, newest first; journals of wallets have no months. */
async function payments(client: pg.Client): Promise<PartBounds[]> {
  const parts = partsOf((await client.query<PartRow>(PARTS)).rows);
  return parts.filter(({ from }) => from === null || from.startsWith('pay_'));
}

/** Newest first, with those that were made ahead of time. */
export const listMonths = (url: string): Promise<MonthEntry[]> =>
  connected(url, async (client) => {
    const parts = await payments(client);
    const { rows } = await client.query<{ suffix: string; payments: string | null; bytes: string }>(
      `SELECT n.suffix, sum(pg_total_relation_size(c.oid)) AS bytes,
          max(c.reltuples) FILTER (WHERE w.name = 'payment' AND c.reltuples >= 0) AS payments
        FROM unnest($1::text[]) AS n(suffix) CROSS JOIN unnest($2::text[]) AS w(name)
        JOIN pg_class c ON c.oid = to_regclass(w.name || n.suffix) GROUP BY n.suffix`,
      [parts.map(({ suffix }) => suffix), PARTED],
    );
    return parts.map((part) => {
      const size = rows.find(({ suffix }) => suffix === part.suffix);
      return {
        ...{ month: monthOf(part), andBefore: part.from === null, aside: part.aside },
        payments: size?.payments == null ? null : Number(size.payments),
        bytes: Number(size?.bytes ?? 0),
      };
    });
  });

/** Payments without an outcome or with a deadline, ways back, requests, advices: whatever somebody still looks for. */
const WAITING = `SELECT (SELECT count(*) FROM payment_open WHERE id >= $1 AND id < $2)
  + (SELECT count(*) FROM cancellation_open WHERE payment_id >= $1 AND payment_id < $2)
  + (SELECT count(*) FROM request WHERE payment_id >= $1 AND payment_id < $2
      AND (due_ms IS NOT NULL OR state IN ('escalated', 'review')))
  + (SELECT count(*) FROM payment WHERE advice_handed AND id >= $1 AND id < $2) AS n`;

async function assertClosed(client: pg.Client, part: PartBounds): Promise<void> {
  const { rows } = await client.query<{ now: string; n: string }>(
    `${WAITING}, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now`,
    [part.from ?? '', part.to],
  );
  const { now, n } = rows[0]!;
  const endDay = calendarDayOf(createdMsOfId(part.to as PaymentId), SHANGHAI);
  if (addMonths(endDay, CLOSED_MONTHS) > calendarDayOf(Number(now), SHANGHAI))
    throw new MonthRefused('young', monthOf(part), CLOSED_MONTHS);
  if (Number(n) > 0) throw new MonthRefused('waits', monthOf(part), Number(n));
}

/** Says to the database what it would otherwise read the table for, while nobody else could use it. */
async function saveScans(client: pg.Client, { suffix, from, to }: PartBounds): Promise<void> {
  for (const whole of PARTED) {
    const table = `${whole}${suffix}`;
    const { rowCount } = await client.query(
      `SELECT FROM pg_constraint WHERE conname = 'in_month' AND conrelid = $1::regclass AND convalidated`,
      [table],
    );
    if ((rowCount ?? 0) > 0) continue;
    const lower = from === null ? '' : `${keyOf(whole)} >= '${from}' AND `;
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT IF EXISTS in_month,
      ADD CONSTRAINT in_month CHECK (${lower}${keyOf(whole)} < '${to}') NOT VALID`);
    await client.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT in_month`);
  }
}

async function move(client: pg.Client, { suffix, from, to }: PartBounds, aside: boolean): Promise<void> {
  const bounds = (lower: string | null, upper: string): string =>
    `FOR VALUES FROM (${lower === null ? 'MINVALUE' : `'${lower}'`}) TO ('${upper}')`;
  await client.query(
    `LOCK TABLE ${PARTED.map((whole) => `ONLY ${whole}`).join(', ')} IN ACCESS EXCLUSIVE MODE`,
  );
  for (const whole of PARTED) {
    const [part, apart] = [`${whole}${suffix}`, `${whole}_aside`];
    if (aside && from === null)
      await client.query(
        `CREATE TABLE ${apart} (LIKE ${whole} INCLUDING ALL) PARTITION BY RANGE (${keyOf(whole)})`,
      );
    else await client.query(`ALTER TABLE ${whole} DETACH PARTITION ${apart}`);
    const [old, next] = aside ? [whole, apart] : [apart, whole];
    await client.query(`ALTER TABLE ${old} DETACH PARTITION ${part}`);
    await client.query(`ALTER TABLE ${next} ATTACH PARTITION ${part} ${bounds(from, to)}`);
    const bound = aside ? to : from;
    await client.query(
      bound === null
        ? `DROP TABLE ${apart}`
        : `ALTER TABLE ${whole} ATTACH PARTITION ${apart} ${bounds(null, bound)}`,
    );
  }
}

async function found(client: pg.Client, month: string, aside: boolean): Promise<PartBounds> {
  const parts = await payments(client);
  const part = parts.find((each) => monthOf(each) === month);
  if (part === undefined) throw new MonthRefused('unknown', month);
  if (part.aside === aside) throw new MonthRefused('there-already', month);
  const inWay = aside
    ? parts.findLast((each) => !each.aside && each.to < part.to)
    : parts.find((each) => each.aside && each.to > part.to);
  if (inWay !== undefined) throw new MonthRefused('order', month, 0, monthOf(inWay));
  return part;
}

/** What changes no more is never read again to keep the numbers of transactions apart. */
async function freeze(client: pg.Client, { suffix }: PartBounds): Promise<void> {
  for (const whole of PARTED)
    await client.query(`VACUUM (FREEZE, ANALYZE) ${whole}${suffix}`).catch((error: { code?: string }) => {
      // The database is at it by itself: the month is aside all the same.
      if (error.code !== LOCK_NOT_FREE) throw error;
    });
}

async function setPlace(url: string, month: string, aside: boolean): Promise<void> {
  await connected(url, async (client) => {
    await client.query(`SET lock_timeout = ${WAIT_MS}`);
    const before = await found(client, month, aside);
    if (aside) await assertClosed(client, before);
    for (const part of await payments(client))
      if (part.aside || part.suffix === before.suffix) await saveScans(client, part);
    await client.query('BEGIN');
    try {
      await client.query('SELECT pg_advisory_xact_lock($1)', [MONTHS_LOCK]);
      const part = await found(client, month, aside);
      if (aside) await assertClosed(client, part);
      await move(client, part, aside);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
    if (aside) await freeze(client, before);
  });
}

/**
 * Sets a month aside. Tables of other months are not locked; who asks the whole waits a moment.
 * @throws MonthRefused, and what the driver throws: a lock that was not free in time too, and then all is as before
 */
export const setMonthAside = (url: string, month: string): Promise<void> => setPlace(url, month, true);

/** Puts the newest of what is aside back. @throws as {@link setMonthAside} */
export const putMonthBack = (url: string, month: string): Promise<void> => setPlace(url, month, false);
