/** Keys of the API, kept from the first look until one changes: the database tells of it when that is committed. */
import pg from 'pg';
import { endClient } from './connection.ts';
import type { ReadPool } from './read-pool.ts';
import type { ApiKey } from './reader-types.ts';

const CHANNEL = 'api_key';
const KEPT_MAX = 10_000;
/** A line that broke without a word tells of no change: nothing is believed for longer than this. */
const KEPT_MS = 5_000;
const AGAIN_MS = 1_000;

const READ = 'SELECT id, role, book, supervisor FROM api_key WHERE sha256 = $1';

export class ApiKeys {
  readonly #url: string;
  readonly #pool: ReadPool;
  readonly #kept = new Map<string, { readonly key: ApiKey; readonly readMs: number }>();
  /** Reads that are out: who asks for the same key meanwhile waits for the same answer. */
  readonly #out = new Map<string, { readonly key: Promise<ApiKey | null>; readonly askedMs: number }>();
  #line: pg.Client | null = null;
  /** Changes are heard: what is read from now on may be kept. */
  #hears = false;
  #changes = 0;
  #triedMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(url: string, pool: ReadPool) {
    this.#url = url;
    this.#pool = pool;
  }

  async find(sha256: string): Promise<ApiKey | null> {
    const nowMs = performance.now();
    const known = this.#kept.get(sha256);
    if (known !== undefined && nowMs - known.readMs < KEPT_MS) return known.key;
    if (this.#line === null && !this.#closed && nowMs - this.#triedMs >= AGAIN_MS) void this.#listen(nowMs);
    const out = this.#out.get(sha256);
    // What is said of kept keys holds here too: nobody is told what was read longer ago.
    if (out !== undefined && nowMs - out.askedMs < KEPT_MS) return out.key;
    const read = { key: this.#read(sha256, nowMs), askedMs: nowMs };
    this.#out.set(sha256, read);
    try {
      return await read.key;
    } finally {
      if (this.#out.get(sha256) === read) this.#out.delete(sha256);
    }
  }

  async #read(sha256: string, nowMs: number): Promise<ApiKey | null> {
    const before = this.#hears ? this.#changes : null;
    const [key] = await this.#pool.rows<ApiKey>({ text: READ, values: [sha256] });
    // A change that was told meanwhile may be of this key, and the answer from before it.
    if (key !== undefined && before === this.#changes) {
      if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
      this.#kept.set(sha256, { key, readMs: nowMs });
    }
    return key ?? null;
  }

  async #listen(nowMs: number): Promise<void> {
    this.#triedMs = nowMs;
    const line = new pg.Client({
      connectionString: this.#url,
      application_name: 'yuanlu api keys',
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    });
    this.#line = line;
    const lost = (): void => {
      if (this.#line !== line) return;
      this.#line = null;
      this.#hears = false;
      this.#changed();
      void endClient(line);
    };
    line.on('error', lost);
    line.on('end', lost);
    line.on('notification', () => this.#changed());
    try {
      await line.connect();
      await line.query(`LISTEN ${CHANNEL}`);
      if (this.#line === line) this.#hears = true;
    } catch {
      // Without it every key is read anew, and the next look tries again.
      lost();
    }
  }

  #changed(): void {
    this.#changes += 1;
    this.#kept.clear();
    this.#out.clear();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const line = this.#line;
    this.#line = null;
    this.#hears = false;
    this.#changed();
    if (line !== null) await endClient(line);
  }
}
