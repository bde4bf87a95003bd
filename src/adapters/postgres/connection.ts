/** One connection of the hot path: prepared statements, pipelined, reconnecting, with errors told apart. */

import pg from 'pg';
import { LeaseLost, StoreClash, StoreUnavailable } from '#engine';
import { encoded } from './parameters.ts';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

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
  // A program that vanished in the middle of a batch must not keep its rows locked.
  idle_in_transaction_session_timeout: '15s',
  tcp_user_timeout: '15000',
  // Writing needs a BEGIN that was carried out: should it fail, the statements sent behind it fail too, instead of
  // being committed one by one.
  default_transaction_read_only: 'on',
});
const BEGIN = 'BEGIN READ WRITE';

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

/** What is written to it while it is corked leaves in one call to the system. */
interface Stream {
  cork(): void;
  uncork(): void;
  destroy(): void;
}
const streamOf = (client: pg.Client): Stream =>
  (client as unknown as { readonly connection: { readonly stream: Stream } }).connection.stream;

/** Ends a session; one that does not say goodbye in time is cut off. */
export async function endClient(client: pg.Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      streamOf(client).destroy();
      resolve();
    }, END_MS);
  });
  await Promise.race([client.end().catch(() => {}), late]);
  clearTimeout(timer);
}

type Answers = PromiseSettledResult<pg.QueryResult>[];
const firstFailure = (answers: Answers): PromiseRejectedResult | undefined =>
  answers.find((answer) => answer.status === 'rejected');
const commandOf = (answer: Answers[number] | undefined): string | null =>
  answer?.status === 'fulfilled' ? answer.value.command : null;

export class HotConnection {
  readonly #url: string;
  readonly #name: string;
  #client: pg.Client | null = null;
  #opening: Promise<pg.Client> | null = null;
  #closed = false;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  /** All who come while the connection is being made wait for the same one. */
  async #connected(): Promise<pg.Client> {
    if (this.#closed) throw new StoreUnavailable('the store was closed');
    if (this.#client !== null) return this.#client;
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<pg.Client> {
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
    this.#client = client;
    return client;
  }

  #forget(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
  }

  #discard(client: pg.Client): void {
    this.#forget(client);
    void endClient(client);
  }

  /** Sends all statements at once, with nobody else's in between, and waits for all answers. */
  async #exchange(client: pg.Client, statements: readonly Statement[]): Promise<Answers> {
    // All of them before the first is sent: a failure in between would leave a hole in the pipeline.
    const ready = statements.map((statement) => ({ ...statement, values: encoded(statement) }));
    const stream = streamOf(client);
    stream.cork();
    try {
      return Promise.allSettled(
        ready.map(({ name, text, values }) =>
          client.query(
            name !== '' ? { name, text, values } : values.length === 0 ? { text } : { text, values },
          ),
        ),
      );
    } finally {
      stream.uncork();
    }
  }

  /** Reads: no transaction around them. The first failure is the one that is told. */
  async query(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
    if (statements.length === 0) return [];
    const client = await this.#connected();
    const answers = await this.#exchange(client, statements);
    const failed = firstFailure(answers);
    if (failed === undefined)
      return answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
    const error = storeError(failed.reason);
    if (error instanceof StoreUnavailable && !GAVE_UP.has(sqlStateOf(failed.reason) ?? ''))
      this.#discard(client);
    throw error;
  }

  /** Writes: one transaction, all or nothing. A failed statement turns the commit into a rollback. */
  async transaction(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
    const client = await this.#connected();
    const plain = (text: string): Statement => ({ name: '', text, values: [] });
    const answers = await this.#exchange(client, [plain(BEGIN), ...statements, plain('COMMIT')]);
    const failed = firstFailure(answers);
    const ended = commandOf(answers.at(-1));
    if (failed === undefined && ended === 'COMMIT')
      return answers.slice(1, -1).map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
    // Unless the database says that it rolled back, the session may still be inside: nobody uses it again.
    if (ended !== 'ROLLBACK') this.#discard(client);
    if (failed === undefined) throw new StoreClash('the transaction was rolled back');
    if (failed === answers[0])
      throw new StoreUnavailable(`no transaction was begun: ${storeError(failed.reason).message}`);
    throw storeError(failed.reason);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = null;
    await this.#opening?.catch(() => {});
    if (client !== null) await endClient(client);
  }
}
