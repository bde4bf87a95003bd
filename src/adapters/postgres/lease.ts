/**
 * Ownership of buckets. A process proves that it lives by holding an advisory lock under its node number; a lease
 * that runs out lets others take over from one that hangs. Taking a bucket raises its epoch, and every batch
 * names the epoch it was decided under. Leases run by the clock of the database, the one clock that all share.
 */

import pg from 'pg';
import { type Lease, LeaseLost, type Limits } from '#engine';
import { endClient, isRefusal, LANE_NAME, settings, storeError } from './connection.ts';

/** First half of the advisory lock: this program; the second half is the node. */
export const LOCK_SPACE = 7_201;
const NODE_MAX = 1_023;

/** A session that lost its program is missed by the server within the time that its successor tries for the lock. */
const GUARD = settings({
  lock_timeout: '5s',
  statement_timeout: '8s',
  client_connection_check_interval: '2s',
  tcp_keepalives_idle: '3',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '8000',
});
const ANSWER_MS = 10_000;
/** For this long a lock that is taken may be that of our own broken session, or of a newcomer that looks around. */
const LOCK_TRIES_MS = 15_000;
const LOCK_RETRY_MS = 500;
const CLAIM_RETRY_MS = 200;

const NOW_MS = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
// Rows are locked in the order in which batches lock them.
const TAKE = `WITH free AS (SELECT bucket FROM bucket WHERE node = ANY($3::smallint[]) OR lease_until_ms < ${NOW_MS}
    ORDER BY bucket FOR UPDATE)
  UPDATE bucket b SET node = $1, epoch = b.epoch + 1, lease_until_ms = ${NOW_MS} + $2::bigint
  FROM free WHERE b.bucket = free.bucket RETURNING b.bucket, b.epoch`;
// A batch is sent within milliseconds, as one exchange. A program that is frozen in the middle of one keeps its rows
// locked, and no time limit of the server runs while that waits for the rest.
const HALF_SENT_MS = 2_000;
const END_HALF_SENT = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name LIKE '${LANE_NAME}%' AND state = 'active' AND wait_event = 'ClientRead'
    AND clock_timestamp() - state_change > make_interval(secs => ${HALF_SENT_MS / 1_000})`;
const RENEW = `WITH mine AS (SELECT b.bucket FROM bucket b
    JOIN unnest($2::smallint[], $3::bigint[]) AS n(bucket, epoch) ON b.bucket = n.bucket AND b.epoch = n.epoch
    WHERE b.node = $4 ORDER BY b.bucket FOR UPDATE OF b)
  UPDATE bucket b SET lease_until_ms = ${NOW_MS} + $1::bigint FROM mine WHERE b.bucket = mine.bucket`;

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

export interface BucketLeaseOptions {
  readonly url: string;
  /** Milliseconds, only to measure how long something lasts. */
  readonly now: () => number;
  readonly limits: Pick<Limits, 'leaseMs' | 'leaseRenewMs'>;
  /** Called once when the buckets are known to be somebody else's, also while nobody asks for anything. */
  readonly onLost?: (error: LeaseLost) => void;
}

export class BucketLease {
  readonly #options: BucketLeaseOptions;
  #guard: pg.Client | null = null;
  #locked = false;
  #unlockedSinceMs: number | null = null;
  #provenUntilMs = 0;
  #node = 0;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #lost: LeaseLost | null = null;
  #closed = false;
  readonly epochs = new Map<number, bigint>();

  constructor(options: BucketLeaseOptions) {
    this.#options = options;
  }

  get node(): number {
    return this.#node;
  }

  /** Throws once the buckets are known to be somebody else's. */
  assertHeld(): void {
    if (this.#lost !== null) throw this.#lost;
  }

  /**
   * Nobody can have taken the buckets yet. Once it is over, as in a process that was frozen, they may be somebody
   * else's without our knowing: writes are refused by their epochs, and what is remembered of the tables proves
   * nothing.
   */
  get isProven(): boolean {
    return this.#lost === null && this.#options.now() < this.#provenUntilMs;
  }

  /** `askedMs`: when the statement left that gave the buckets, or gave them for longer. */
  #prove(askedMs: number): void {
    this.#provenUntilMs = askedMs + this.#options.limits.leaseMs;
  }

  async #connect(): Promise<pg.Client> {
    const guard = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'yuanlu lease',
      options: GUARD,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: ANSWER_MS,
    });
    guard.on('error', () => this.#forget(guard));
    guard.on('end', () => this.#forget(guard));
    try {
      await guard.connect();
    } catch (error) {
      void endClient(guard);
      throw error;
    }
    this.#guard = guard;
    return guard;
  }

  /** An old session says nothing about the one that took its place. */
  #forget(guard: pg.Client): void {
    if (this.#guard !== guard) return;
    this.#guard = null;
    this.#locked = false;
  }

  /** The session is ended, not only forgotten: as long as it lives it holds the lock against its successor. */
  async #drop(guard: pg.Client): Promise<void> {
    this.#forget(guard);
    await endClient(guard);
  }

  async #tryLock(guard: pg.Client, node: number): Promise<boolean> {
    const { rows } = await guard.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS got', [
      LOCK_SPACE,
      node,
    ]);
    return rows[0]?.got === true;
  }

  async #unlock(guard: pg.Client, node: number): Promise<void> {
    await guard.query('SELECT pg_advisory_unlock($1, $2)', [LOCK_SPACE, node]);
  }

  /**
   * Takes every bucket that nobody alive owns; waits for a dead owner's lock or lease to end, bounded. One that found
   * none may ask again.
   * @throws LeaseLost when others own and serve them all, StoreUnavailable
   */
  async claim(): Promise<Lease> {
    this.#node = 0;
    this.epochs.clear();
    let guard: pg.Client | null = null;
    try {
      guard = await this.#connect();
      for (let node = 1; node <= NODE_MAX && this.#node === 0; node += 1) {
        if (await this.#tryLock(guard, node)) this.#node = node;
      }
      if (this.#node === 0) throw new LeaseLost(`Cannot join: all ${NODE_MAX} node numbers are taken`);
      this.#locked = true;
      await this.#takeWithin(guard, this.#options.limits.leaseMs + 5_000);
      if (this.epochs.size === 0)
        throw new LeaseLost('Cannot take any bucket: other processes own and serve them all');
    } catch (error) {
      if (guard !== null) await this.#drop(guard);
      throw storeError(error);
    }
    this.#schedule();
    return { node: this.#node, buckets: [...this.epochs.keys()] };
  }

  async #takeWithin(guard: pg.Client, boundMs: number): Promise<void> {
    const untilMs = this.#options.now() + boundMs;
    for (;;) {
      try {
        await this.#takeFree(guard);
      } catch (error) {
        // A row that a dying session still holds is free a little later.
        if (!isRefusal(error) || this.#options.now() > untilMs) throw error;
      }
      if (this.epochs.size > 0 || this.#options.now() > untilMs) return;
      await pause(CLAIM_RETRY_MS);
    }
  }

  async #takeFree(guard: pg.Client): Promise<void> {
    const { rows } = await guard.query<{ node: number; over: boolean }>(
      `SELECT node, bool_or(lease_until_ms < ${NOW_MS}) AS over FROM bucket GROUP BY node`,
    );
    const dead: number[] = [];
    try {
      // Held until the rows are taken: nobody may come back to life, or join under the number, in between.
      for (const { node } of rows)
        if (node !== 0 && node !== this.#node && (await this.#tryLock(guard, node))) dead.push(node);
      // Without the right to end them: their locks are waited for, bounded.
      if (rows.some(({ over }) => over)) await guard.query(END_HALF_SENT).catch(() => {});
      const askedMs = this.#options.now();
      const taken = await guard.query<{ bucket: number; epoch: string }>(TAKE, [
        this.#node,
        this.#options.limits.leaseMs,
        [0, this.#node, ...dead],
      ]);
      for (const { bucket, epoch } of taken.rows) this.epochs.set(bucket, BigInt(epoch));
      this.#prove(askedMs);
    } finally {
      for (const node of dead) await this.#unlock(guard, node);
    }
  }

  /** One renewal at a time: the next is planned when the last one has ended. */
  #schedule(): void {
    if (this.#closed || this.#lost !== null) return;
    const delayMs = this.#unlockedSinceMs === null ? this.#options.limits.leaseRenewMs : LOCK_RETRY_MS;
    this.#timer = setTimeout(() => {
      this.#renewing = this.#renew().finally(() => this.#schedule());
    }, delayMs);
    this.#timer.unref();
  }

  async #renew(): Promise<void> {
    let guard = this.#guard;
    try {
      guard ??= await this.#connect();
      if (!this.#locked) await this.#lockAgain(guard);
      const askedMs = this.#options.now();
      const { rowCount } = await guard.query(RENEW, [
        this.#options.limits.leaseMs,
        [...this.epochs.keys()],
        [...this.epochs.values()].map(String),
        this.#node,
      ]);
      if (rowCount !== this.epochs.size) {
        this.#lose(
          `Node ${this.#node} holds ${rowCount} of its ${this.epochs.size} buckets: others took the rest`,
        );
      } else this.#prove(askedMs);
    } catch (error) {
      // Away, or a statement refused: the next renewal tries again, and every apply proves the epoch by itself.
      if (guard !== null && !isRefusal(error)) await this.#drop(guard);
    }
  }

  /** Node number and lock belong together: without the lock somebody else may come to use the number. */
  async #lockAgain(guard: pg.Client): Promise<void> {
    if (await this.#tryLock(guard, this.#node)) {
      this.#locked = this.#guard === guard;
      this.#unlockedSinceMs = null;
      return;
    }
    this.#unlockedSinceMs ??= this.#options.now();
    if (this.#options.now() - this.#unlockedSinceMs > LOCK_TRIES_MS)
      this.#lose(`Node ${this.#node} is somebody else's now`);
  }

  #lose(text: string): void {
    if (this.#lost !== null || this.#closed) return;
    this.#lost = new LeaseLost(text);
    this.#options.onLost?.(this.#lost);
  }

  /** Gives the buckets back so that the next owner need not wait. */
  async release(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#renewing;
    const guard = this.#guard;
    if (guard === null) return;
    await guard.query('UPDATE bucket SET lease_until_ms = 0 WHERE node = $1', [this.#node]).catch(() => {});
    await this.#drop(guard);
  }
}
