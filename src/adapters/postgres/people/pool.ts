import pg from 'pg';
import { storeError } from '../connection.ts';

/** Connections of their own: signing in waits for no lane, and no lane for it. */
export class PeoplePool {
  readonly #pool: pg.Pool;

  constructor(url: string, maxConnections: number, name: string) {
    this.#pool = new pg.Pool({
      connectionString: url,
      application_name: name,
      max: maxConnections,
      connectionTimeoutMillis: 3_000,
      idleTimeoutMillis: 30_000,
      query_timeout: 8_000,
      options: '-c statement_timeout=7s -c lock_timeout=2s',
    });
    this.#pool.on('error', () => {});
  }

  async rows<T>(text: string, values: readonly unknown[]): Promise<T[]> {
    try {
      return (await this.#pool.query(text, [...values])).rows as T[];
    } catch (error) {
      throw storeError(error);
    }
  }

  async changed(text: string, values: readonly unknown[]): Promise<number> {
    try {
      return (await this.#pool.query(text, [...values])).rowCount ?? 0;
    } catch (error) {
      throw storeError(error);
    }
  }

  /** All or nothing. */
  async transaction<T>(act: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw storeError(error);
    });
    try {
      await client.query('BEGIN');
      const result = await act(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // A session in an unknown state is nobody's any more.
      client.release(true);
      throw storeError(error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end().catch(() => {});
  }
}
