/** The marks that `verify` leaves: what they are good for, what they are not, and who writes them. */
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MarkError, type VerifyOptions, type VerifyReport, verifyBooks } from '#adapters/postgres';
import { type HttpWorld, LOST_SHOP, OTHER_SHOP, openHttpWorld, SHOP } from './http-api-world.ts';

let world: HttpWorld;
let sql: pg.Client;
/** In the order in which slices come to them. */
const old: string[] = [];
let stan = 100;

const run = (more: Partial<VerifyOptions>): Promise<VerifyReport> =>
  verifyBooks({ url: world.database.url, leaveMark: true, ...more });
const whole = (more: Partial<VerifyOptions> = {}): Promise<VerifyReport> => run(more);
const catchUp = (slice = 0, more: Partial<VerifyOptions> = {}): Promise<VerifyReport> =>
  run({ sinceLast: { slice }, ...more });
const laws = ({ faults }: VerifyReport): string[] => [...new Set(faults.map(({ law }) => law))];

async function sell(book = SHOP): Promise<string> {
  stan += 1;
  return (await world.sale(String(stan).padStart(6, '0'), 1_000n, book)).id;
}
/** By hand, past the guards of the tables: no event tells of it. */
async function altered(statements: string): Promise<void> {
  await sql.query(
    `SET session_replication_role = replica; ${statements}; SET session_replication_role = origin`,
  );
}
const newest = async (): Promise<Record<string, unknown>> =>
  (await sql.query('SELECT id::int, kind, builds_on::int FROM verify_mark ORDER BY id DESC LIMIT 1')).rows[0];

beforeAll(async () => {
  world = await openHttpWorld();
  sql = new pg.Client({ connectionString: world.database.url });
  await sql.connect();
  await sql.query('DELETE FROM terminal WHERE book = $1', [LOST_SHOP]);
  for (let sales = 0; sales < 6; sales += 1) old.push(await sell());
  await sell(OTHER_SHOP);
}, 60_000);
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});

describe('a mark', () => {
  it('must be there: before the first whole verification nothing can begin at one', async () => {
    await expect(catchUp()).rejects.toMatchObject({ name: 'MarkError', why: 'none' });
  });

  it('continues the one before it, back to a whole verification', async () => {
    const begun = await whole();
    expect(begun).toMatchObject({ faults: [], since: null, mark: { kind: 'whole', buildsOn: null } });
    await sell();
    const next = await catchUp();
    expect(next).toMatchObject({ payments: 1, faults: [], since: begun.mark });
    expect(next.mark).toMatchObject({
      ...{ kind: 'since-last', buildsOn: begun.mark!.id, wholeId: begun.mark!.id },
    });
    expect(await catchUp()).toMatchObject({
      payments: 0,
      since: next.mark,
      mark: { buildsOn: next.mark!.id },
    });
  });

  it.each([
    ['another database', 'other-database', `database = 'elsewhere/1'`, 'database'],
    [
      'a server that counts otherwise',
      'other-database',
      'unseen_from = unseen_from + 1000000',
      'unseen_from',
    ],
    ['another schema', 'other-schema', 'schema_number = schema_number - 1', 'schema_number'],
    ['too long ago', 'too-old', 'unseen_from = unseen_from - 1100000000', 'unseen_from'],
  ])('of %s is none', async (_of, why, change, column) => {
    const last = '(SELECT max(id) FROM verify_mark)';
    const before = await sql.query(`SELECT ${column} AS is FROM verify_mark WHERE id = ${last}`);
    await sql.query(`UPDATE verify_mark SET ${change} WHERE id = ${last}`);
    await expect(catchUp()).rejects.toBeInstanceOf(MarkError);
    await expect(catchUp()).rejects.toMatchObject({ why });
    await sql.query(`UPDATE verify_mark SET ${column} = $1 WHERE id = ${last}`, [before.rows[0].is]);
    expect(await catchUp()).toMatchObject({ faults: [] });
  });

  it('is not left where faults are found, and they are found again from the one before', async () => {
    const before = await newest();
    const id = await sell();
    await altered(`UPDATE payment SET state = 'declined' WHERE id = '${id}'`);
    for (const _time of [1, 2])
      expect(await catchUp()).toMatchObject({ mark: null, faults: [{ law: 'row-columns', subject: id }] });
    expect(await newest()).toEqual(before);
    await altered(`UPDATE payment SET state = 'approved' WHERE id = '${id}'`);
    expect(await catchUp()).toMatchObject({ payments: 1, faults: [], mark: { buildsOn: before.id } });
  });

  it('of a verification that dies while it writes is not there, and the one before stands', async () => {
    const before = await newest();
    const id = await sell();
    await sql.query(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'full'; END $$;
      CREATE TRIGGER die BEFORE INSERT ON verify_mark_book EXECUTE FUNCTION die()`);
    const unmarked = { faults: [], mark: null, noMark: 'failed: full' };
    expect(await catchUp()).toMatchObject({ payments: 1, ...unmarked });
    expect(await whole()).toMatchObject(unmarked);
    await sql.query('DROP TRIGGER die ON verify_mark_book; DROP FUNCTION die');
    expect(await newest()).toEqual(before);
    expect(await catchUp()).toMatchObject({ payments: 1, faults: [], since: { id: before.id } });
    expect((await sql.query('SELECT state FROM payment WHERE id = $1', [id])).rows[0].state).toBe('approved');
  });

  it('of many only the last are kept, and the whole one that they stem from', async () => {
    const begun = await whole();
    for (let runs = 0; runs < 3; runs += 1) await catchUp();
    await sql.query(`SELECT setval(pg_get_serial_sequence('verify_mark', 'id'), $1::bigint + 100)`, [
      begun.mark!.id,
    ]);
    await catchUp();
    const { rows } = await sql.query('SELECT kind FROM verify_mark ORDER BY id');
    expect(rows.map(({ kind }) => kind)).toEqual(['whole', 'since-last']);
    expect(await catchUp()).toMatchObject({ faults: [], since: { wholeId: begun.mark!.id } });
  });
});

describe('two verifications at once', () => {
  it('of catch-ups from one mark the one that ends first leaves its own', async () => {
    await sell();
    let quicker: VerifyReport | null = null;
    const slower = await catchUp(0, {
      finishIssuers: async () => {
        await sell();
        quicker = await catchUp();
        return [];
      },
    });
    expect(slower).toMatchObject({ faults: [], mark: null, noMark: 'overtaken' });
    expect((await newest()).id).toBe(quicker!.mark!.id);
    expect(await catchUp()).toMatchObject({ payments: 0, faults: [] });
  });

  it('a whole one stands, though a catch-up ended meanwhile: the next one looks at that again', async () => {
    let meanwhile: VerifyReport | null = null;
    const slow = await whole({
      finishIssuers: async () => {
        await sell();
        meanwhile = await catchUp();
        return [];
      },
    });
    expect(meanwhile).toMatchObject({ payments: 1, faults: [] });
    expect(await newest()).toMatchObject({ id: slow.mark!.id, kind: 'whole' });
    expect(await catchUp()).toMatchObject({ payments: 1, faults: [], since: { id: slow.mark!.id } });
  });
});

describe('damage from before the mark', () => {
  let undo: string | null = null;
  async function damaged(statement: string, back: string): Promise<void> {
    await altered(statement);
    undo = back;
  }
  afterEach(async () => {
    if (undo !== null) await altered(undo);
    undo = null;
  });

  it('in an old payment is seen by the whole, and by a slice when its turn comes', async () => {
    await whole();
    const last = old.at(-1)!;
    await damaged(
      `UPDATE payment SET rrn = upper(rrn) || 'X' WHERE id = '${last}'`,
      `UPDATE payment SET rrn = rtrim(rrn, 'X') WHERE id = '${last}'`,
    );
    expect(await catchUp()).toMatchObject({ payments: 0, faults: [] });
    const ids = (await sql.query('SELECT id FROM payment ORDER BY bucket, id')).rows.map(({ id }) => id);
    const turns = Math.floor(ids.indexOf(last) / 2);
    expect(turns).toBeGreaterThan(0);
    for (let turn = 0; turn < turns; turn += 1)
      expect(await catchUp(2)).toMatchObject({ payments: 2, faults: [], slice: { payments: 2 } });
    // Found, it leaves no mark: the ring stands still until it is put right.
    for (const _time of [1, 2]) expect(laws(await catchUp(2))).toEqual(['row-columns']);
    expect(laws(await whole())).toContain('row-columns');
  });

  it('comes around: behind the last payment the ring begins at the first', async () => {
    await whole();
    const { rows } = await sql.query('SELECT count(*)::int AS all FROM payment');
    expect(await catchUp(rows[0].all - 1)).toMatchObject({ faults: [], slice: { rounds: 0 } });
    expect(await catchUp(2)).toMatchObject({ payments: 2, slice: { payments: 2, rounds: 1 } });
  });

  it('in the figures of a book is seen though nothing happened in it', async () => {
    await whole();
    await damaged(
      `UPDATE ledger SET figures[2] = figures[2] + 1 WHERE book = '${OTHER_SHOP}'`,
      `UPDATE ledger SET figures[2] = figures[2] - 1 WHERE book = '${OTHER_SHOP}'`,
    );
    expect(laws(await catchUp())).toEqual(['account-balance']);
  });

  it('in a journal of an old payment stays unseen, for no account walks over it again', async () => {
    await whole();
    const change = (by: number): string =>
      `UPDATE journal SET figures[6] = figures[6] + ${by} WHERE payment_id = '${old[0]}' AND no = 1`;
    await damaged(change(1), change(-1));
    expect(await catchUp()).toMatchObject({ faults: [] });
    expect(laws(await whole())).toContain('account-chain');
  });
});
