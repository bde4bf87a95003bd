/** Connections that read and cannot write. */
import pg from 'pg';
import { storeError } from './connection.ts';
import type { Sql } from './reader-lists.ts';
import type { Listed } from './reader-types.ts';

export interface ReaderOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** How long one question may take; 7 seconds when left out. */
  readonly statementMs?: number;
}

const STATEMENT_MS = 7_000;

/** A pool whose sessions are read-only, bounded in count, waiting and running time. */
export class ReadPool {
  readonly #pool: pg.Pool;

  constructor(options: ReaderOptions) {
    const { statementMs = STATEMENT_MS } = options;
    this.#pool = new pg.Pool({
      connectionString: options.url,
      application_name: 'yuanlu reader',
      max: options.maxConnections,
      connectionTimeoutMillis: 3_000,
      idleTimeoutMillis: 30_000,
      query_timeout: statementMs + 1_000,
      options: `-c default_transaction_read_only=on -c statement_timeout=${statementMs} -c lock_timeout=2s`,
    });
    // A connection that breaks while idle leaves the pool by itself; the next query opens another one.
    this.#pool.on('error', () => {});
  }

  async rows<T>({ text, values }: Sql): Promise<T[]> {
    try {
      return (await this.#pool.query(text, [...values])).rows as T[];
    } catch (error) {
      throw storeError(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end().catch(() => {});
  }
}

/** One more row than asked for was read: it says that there is more. */
export function listed<R, T, C>(
  rows: readonly R[],
  limit: number,
  item: (row: R) => T,
  position: (item: T) => C,
): Listed<T, C> {
  const items = rows.slice(0, limit).map(item);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? position(last) : null };
}
