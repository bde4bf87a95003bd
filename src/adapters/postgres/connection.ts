/** One connection of the hot path: prepared statements, sent together, reconnecting, with errors told apart. */

import pg from 'pg';
import { LeaseLost, StoreClash, StoreUnavailable } from '#engine';
import { type Answer, Exchange, Prepared, type Statement } from './exchange.ts';

export type { Answer, Statement };

/** Settings of a session, as the `options` of its start. */
export const settings = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');

const HOT_PATH = settings({
  // Plans are by index whatever the statistics say: a look-up prepared while a table is empty would otherwise keep
  // a scan of the whole table until the next ANALYZE.
  enable_seqscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  jit: 'off',
  lock_timeout: '10s',
  statement_timeout: '60s',
  tcp_user_timeout: '15000',
  // The end of an exchange may never come, of a host that lost its power while it was sent. The time limits above do
  // not run between two messages, so the line is looked after; a program that stands still with its host alive is
  // dealt with by whoever takes its buckets (lease.ts).
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '5',
  tcp_keepalives_count: '2',
  // A batch has a few rows or some hundreds. Planned for the number at hand, an update of few rows is planned anew
  // each time, which takes longer than it.
  plan_cache_mode: 'force_generic_plan',
});

/** Longer than any statement may take: the server answers first, unless it is out of reach. */
const ANSWER_MS = 75_000;
const END_MS = 2_000;

const CLASHES = new Set(['23505', '40001', '40P01']);
/** A row was on its way into the table for what has no month while its month was made: the next try finds that. */
const isOfMadeMonth = (error: unknown): boolean =>
  error instanceof pg.DatabaseError &&
  error.code === '23514' &&
  error.routine === 'ExecPartitionCheckEmitError';
/** Raised by the schema when a bucket is owned by somebody else. */
const LEASE_LOST = 'YL001';
/** A statement that the session should have prepared, and has not; a plan whose columns are others by now. */
const ANEW = new Set(['26000', '0A000']);
/** The statement waited or ran too long, or somebody cancelled it: the session is as good as before. */
const GAVE_UP = new Set(['55P03', '57014']);
/** Connection, resources, operator, system, a server that only reads, a session that was ended. */
const AWAY = /^(?:08|53|57|58|25006|25P03|25P04|55P03)/;
const SESSION_ENDED = /^(?:08|57P|25P03|25P04)/;

/** SQLSTATE of an error that the database itself told; codes of the operating system are none. */
const sqlStateOf = (error: unknown): string | null =>
  error instanceof pg.DatabaseError ? (error.code ?? null) : null;

/** The database refused a statement, and the session with its locks lives on. */
export function isRefusal(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== null && !SESSION_ENDED.test(state);
}

/** Data of rows may stand in a driver's message; only its code and first words leave this room. */
export function storeError(error: unknown): Error {
  if (error instanceof StoreClash || error instanceof LeaseLost || error instanceof StoreUnavailable)
    return error;
  const text = error instanceof Error ? error.message.split('\n')[0]!.slice(0, 120) : 'unknown failure';
  const state = sqlStateOf(error);
  if (state === null) return new StoreUnavailable(`no answer from the database: ${text}`);
  if (CLASHES.has(state) || isOfMadeMonth(error)) return new StoreClash(`${state}: ${text}`);
  if (state === LEASE_LOST) return new LeaseLost(text);
  if (AWAY.test(state)) return new StoreUnavailable(`${state}: ${text}`);
  return new Error(`The database refused a statement (${state}): ${text}`);
}

const destroy = (client: pg.Client): void =>
  (
    client as unknown as { readonly connection: { readonly stream: { destroy(): void } } }
  ).connection.stream.destroy();

/** Ends a session; one that does not say goodbye in time is cut off. */
export async function endClient(client: pg.Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      destroy(client);
      resolve();
    }, END_MS);
  });
  await Promise.race([client.end().catch(() => {}), late]);
  clearTimeout(timer);
}

interface Session {
  readonly client: pg.Client;
  readonly prepared: Prepared;
}

/** Sessions of lanes are called so, with a number behind it. */
export const LANE_NAME = 'yuanlu lane ';

export class HotConnection {
  readonly #url: string;
  readonly #name: string;
  #session: Session | null = null;
  #opening: Promise<Session> | null = null;
  #closed = false;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** All who come while the connection is being made wait for the same one. */
  async #connected(): Promise<Session> {
    if (this.#closed) throw new StoreUnavailable('the store was closed');
    if (this.#session !== null) return this.#session;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<Session> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#name,
      options: HOT_PATH,
      pipeline: true,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: ANSWER_MS,
    });
    // A connection that breaks while idle is noticed here; the next use opens another one.
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    try {
      await client.connect();
    } catch (error) {
      void endClient(client);
      throw storeError(error);
    }
    if (this.#closed) {
      await endClient(client);
      throw new StoreUnavailable('the store was closed');
    }
    this.#session = { client, prepared: new Prepared() };
    return this.#session;
  }

  #forget(client: pg.Client): void {
    if (this.#session?.client === client) this.#session = null;
  }

  #discard(client: pg.Client): void {
    this.#forget(client);
    void endClient(client);
  }

  /** All of them together, as one transaction. The first failure is the one that is told. */
  async #exchange(statements: readonly Statement[]): Promise<Answer[]> {
    const { client, prepared } = await this.#connected();
    const parsers = (oid: number, format: 'text') => client.getTypeParser(oid, format);
    const exchange = new Exchange(statements, { prepared, parsers });
    try {
      return await new Promise((resolve, reject) => {
        exchange.callback = (error, answers) => (error === null ? resolve(answers!) : reject(error));
        client.query(exchange as unknown as pg.Submittable);
      });
    } catch (failure) {
      const error = storeError(failure);
      const state = sqlStateOf(failure) ?? '';
      // After a refusal the session is as good as before: with the Sync its transaction is over.
      if (ANEW.has(state) || (error instanceof StoreUnavailable && !GAVE_UP.has(state)))
        this.#discard(client);
      throw error;
    }
  }

  /** Reads. */
  async query(statements: readonly Statement[]): Promise<Answer[]> {
    return statements.length === 0 ? [] : this.#exchange(statements);
  }

  /** Writes: all or nothing. */
  async transaction(statements: readonly Statement[]): Promise<Answer[]> {
    return this.#exchange(statements);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const session = this.#session;
    this.#session = null;
    await this.#opening?.catch(() => {});
    if (session !== null) await endClient(session.client);
  }
}
