/** One connection of the hot path: prepared statements, pipelined, reconnecting, with errors told apart. */

import pg from 'pg';
import { LeaseLost, StoreClash, StoreUnavailable } from '#engine';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Plans of the hot path are by index whatever the statistics say: a lookup prepared while a table is empty would
 * otherwise keep a scan of the whole table until the next ANALYZE.
 */
const HOT_PATH =
  '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c lock_timeout=10s -c statement_timeout=60s';

const CLASHES = new Set(['23505', '40001', '40P01']);
/** Raised by the schema when a bucket is owned by somebody else. */
const LEASE_LOST = 'YL001';

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

/** Data of rows may stand in a driver's message; only its code and first words leave this room. */
export function storeError(error: unknown): Error {
  const code = codeOf(error);
  const text = error instanceof Error ? error.message.split('\n')[0]!.slice(0, 120) : 'unknown failure';
  if (CLASHES.has(code)) return new StoreClash(`${code}: ${text}`);
  if (code === LEASE_LOST) return new LeaseLost(text);
  const sqlState = /^[0-9A-Z]{5}$/.test(code);
  const atFault = sqlState && !/^(?:08|53|57|58|25006)/.test(code);
  if (atFault) return new Error(`The database refused a statement (${code}): ${text}`);
  return new StoreUnavailable(`${code === '' ? 'no answer from the database' : code}: ${text}`);
}

export class HotConnection {
  readonly #url: string;
  readonly #name: string;
  #client: pg.Client | null = null;
  #closed = false;

  constructor(url: string, name: string) {
    this.#url = url;
    this.#name = name;
  }

  async #connected(): Promise<pg.Client> {
    if (this.#closed) throw new StoreUnavailable('the store was closed');
    if (this.#client !== null) return this.#client;
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: this.#name,
      options: HOT_PATH,
      pipeline: true,
      connectionTimeoutMillis: 5_000,
    } as pg.ClientConfig);
    // A connection that breaks while idle is noticed here; the next use opens another one.
    client.on('error', () => this.#drop(client));
    client.on('end', () => this.#drop(client));
    try {
      await client.connect();
    } catch (error) {
      throw storeError(error);
    }
    this.#client = client;
    return client;
  }

  #drop(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
  }

  /** Sends all statements at once and waits for all answers; the first failure is the one that is told. */
  async #sendAll(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
    const client = await this.#connected();
    const answers = await Promise.allSettled(
      statements.map(({ name, text, values }) =>
        client.query(name === '' ? { text } : { name, text, values: [...values] }),
      ),
    );
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) {
      const error = storeError(failed.reason);
      if (error instanceof StoreUnavailable) {
        this.#drop(client);
        void client.end().catch(() => {});
      }
      throw error;
    }
    return answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
  }

  /** Reads: no transaction around them. */
  async query(statements: readonly Statement[]): Promise<pg.QueryResult[]> {
    return statements.length === 0 ? [] : this.#sendAll(statements);
  }

  /** Writes: one transaction, all or nothing. A failed statement turns the commit into a rollback. */
  async transaction(statements: readonly Statement[]): Promise<void> {
    const plain = (text: string): Statement => ({ name: '', text, values: [] });
    const results = await this.#sendAll([plain('BEGIN'), ...statements, plain('COMMIT')]);
    if (results.at(-1)?.command !== 'COMMIT') throw new StoreClash('the transaction was rolled back');
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => {});
  }
}
