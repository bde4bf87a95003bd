/** Papers in the database, so that its backup has them: encrypted, under the hash of their content. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { LossCaseId } from '#domain/loss';
import type { RequestId } from '#domain/request';
import { bucketOfId, type SecurityModule, StoreUnavailable } from '#engine';
import type { PaperKind } from './inspect.ts';

export interface StoredPaper {
  readonly kind: PaperKind;
  readonly bytes: Uint8Array;
}

/** A paper belongs to a request to cancel, or to a report of loss. */
export type PaperOwner = RequestId | LossCaseId;

export interface PaperStore {
  /** Keeps a paper and tells its hash. The same content for the same request is kept once. `full`: too many. */
  put(
    owner: { readonly requestId: PaperOwner; readonly book: string },
    paper: StoredPaper,
    atMs: number,
  ): Promise<{ readonly sha256: string } | 'full'>;
  /** @throws SecurityModuleError when the row was changed, or moved from another request */
  get(requestId: PaperOwner, sha256: string): Promise<StoredPaper | null>;
  close(): Promise<void>;
}

export interface PaperStoreOptions {
  readonly url: string;
  readonly security: Pick<SecurityModule, 'sealPaper' | 'openPaper'>;
  /** Papers that one request may have. */
  readonly papersMax: number;
  readonly maxConnections: number;
}

const boundTo = (requestId: PaperOwner, sha256: string): string => `${requestId}/${sha256}`;

/** Uploads of one request count one after another, so that together they stay within the bound. */
const LOCK = 'SELECT pg_advisory_xact_lock(720185, hashtext($1))';
const PUT = `INSERT INTO paper (bucket, book, request_id, sha256, kind, size_bytes, sealed, stored_ms)
  SELECT $1::smallint, $2, $3, $4, $5, $6::int, $7::bytea, $8::bigint
  WHERE (SELECT count(*) FROM paper WHERE bucket = $1::smallint AND request_id = $3) < $9::int
  ON CONFLICT DO NOTHING`;
const HAS = 'SELECT 1 FROM paper WHERE bucket = $1 AND request_id = $2 AND sha256 = $3';

export function createPaperStore(options: PaperStoreOptions): PaperStore {
  const { security, papersMax } = options;
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'yuanlu papers',
    max: options.maxConnections,
    connectionTimeoutMillis: 3_000,
    query_timeout: 8_000,
  });
  pool.on('error', () => {});
  /** Runs statements on one connection, as one transaction; gives the rows of the last one. */
  const run = async <T>(...statements: readonly (readonly [string, unknown[]])[]): Promise<T[]> => {
    const trouble = (error: unknown): StoreUnavailable =>
      new StoreUnavailable(`Cannot read or write papers: ${error instanceof Error ? error.message : error}`);
    const client = await pool.connect().catch((error: unknown) => {
      throw trouble(error);
    });
    let broken = true;
    try {
      await client.query('BEGIN');
      let rows: T[] = [];
      for (const [text, values] of statements) rows = (await client.query(text, values)).rows as T[];
      await client.query('COMMIT');
      broken = false;
      return rows;
    } catch (error) {
      throw trouble(error);
    } finally {
      client.release(broken);
    }
  };

  return {
    async put({ requestId, book }, { kind, bytes }, atMs) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const key = [bucketOfId(requestId), requestId, sha256];
      if ((await run([HAS, key])).length > 0) return { sha256 };
      const sealed = await security.sealPaper(bytes, boundTo(requestId, sha256));
      const row = [
        bucketOfId(requestId),
        book,
        requestId,
        sha256,
        kind,
        bytes.length,
        sealed,
        atMs,
        papersMax,
      ];
      const stored = await run([LOCK, [requestId]], [PUT, row], [HAS, key]);
      return stored.length > 0 ? { sha256 } : 'full';
    },

    async get(requestId, sha256) {
      const [row] = await run<{ kind: PaperKind; sealed: Buffer }>([
        'SELECT kind, sealed FROM paper WHERE bucket = $1 AND request_id = $2 AND sha256 = $3',
        [bucketOfId(requestId), requestId, sha256],
      ]);
      if (row === undefined) return null;
      return { kind: row.kind, bytes: await security.openPaper(row.sealed, boundTo(requestId, sha256)) };
    },

    close: () => pool.end().catch(() => {}),
  };
}
