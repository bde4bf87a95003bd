/**
 * Ownership of buckets. A process proves that it lives by holding an advisory lock under its node number; a lease
 * that runs out lets others take over from one that hangs. Taking a bucket raises its epoch, and every batch
 * names the epoch it was decided under.
 */

import pg from 'pg';
import { type Lease, LeaseLost, LIMITS } from '#engine';
import { storeError } from './connection.ts';

/** First half of the advisory lock: this program; the second half is the node. */
const LOCK_SPACE = 7_201;
const NODE_MAX = 1_023;

const pause = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

export class BucketLease {
  readonly #url: string;
  readonly #now: () => number;
  #guard: pg.Client | null = null;
  #node = 0;
  #timer: NodeJS.Timeout | null = null;
  #lost: LeaseLost | null = null;
  #closed = false;
  readonly epochs = new Map<number, bigint>();

  constructor(url: string, now: () => number) {
    this.#url = url;
    this.#now = now;
  }

  get node(): number {
    return this.#node;
  }

  /** Throws once the buckets are known to be somebody else's. */
  assertHeld(): void {
    if (this.#lost !== null) throw this.#lost;
  }

  async #connect(): Promise<pg.Client> {
    const guard = new pg.Client({
      connectionString: this.#url,
      application_name: 'yuanlu lease',
      connectionTimeoutMillis: 5_000,
    });
    guard.on('error', () => {
      this.#guard = null;
    });
    await guard.connect();
    return guard;
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

  /** Takes every bucket that nobody alive owns; waits for a dead owner's lock or lease to end, bounded. */
  async claim(): Promise<Lease> {
    try {
      const guard = await this.#connect();
      this.#guard = guard;
      for (let node = 1; node <= NODE_MAX && this.#node === 0; node += 1) {
        if (await this.#tryLock(guard, node)) this.#node = node;
      }
      if (this.#node === 0) throw new Error(`Cannot join: all ${NODE_MAX} node numbers are taken`);
      for (let waitedMs = 0; ; waitedMs += 200) {
        await this.#takeFree(guard);
        if (this.epochs.size > 0 || waitedMs > LIMITS.leaseMs + 5_000) break;
        await pause(200);
      }
    } catch (error) {
      throw storeError(error);
    }
    if (this.epochs.size === 0)
      throw new LeaseLost('Cannot take any bucket: other processes own and serve them all');
    this.#timer = setInterval(() => void this.#renew(), LIMITS.leaseRenewMs);
    this.#timer.unref();
    return { node: this.#node, buckets: [...this.epochs.keys()] };
  }

  async #takeFree(guard: pg.Client): Promise<void> {
    const { rows } = await guard.query<{ node: number }>('SELECT DISTINCT node FROM bucket');
    const dead: number[] = [0, this.#node];
    for (const { node } of rows) {
      if (dead.includes(node) || !(await this.#tryLock(guard, node))) continue;
      await this.#unlock(guard, node);
      dead.push(node);
    }
    const nowMs = this.#now();
    const taken = await guard.query<{ bucket: number; epoch: string }>(
      `UPDATE bucket SET node = $1, epoch = epoch + 1, lease_until_ms = $2
       WHERE node = ANY($3::smallint[]) OR lease_until_ms < $4 RETURNING bucket, epoch`,
      [this.#node, nowMs + LIMITS.leaseMs, dead, nowMs],
    );
    for (const { bucket, epoch } of taken.rows) this.epochs.set(bucket, BigInt(epoch));
  }

  async #renew(): Promise<void> {
    if (this.#closed || this.#lost !== null) return;
    try {
      if (this.#guard === null) {
        // The guard's connection broke, and its lock with it. Somebody may have taken over meanwhile.
        const guard = await this.#connect();
        if (!(await this.#tryLock(guard, this.#node))) {
          this.#lost = new LeaseLost(`Node ${this.#node} is somebody else's now`);
          await guard.end();
          return;
        }
        this.#guard = guard;
      }
      const { rowCount } = await this.#guard.query(
        `UPDATE bucket b SET lease_until_ms = $1 FROM unnest($2::smallint[], $3::bigint[]) AS n(bucket, epoch)
         WHERE b.bucket = n.bucket AND b.epoch = n.epoch AND b.node = $4`,
        [
          this.#now() + LIMITS.leaseMs,
          [...this.epochs.keys()],
          [...this.epochs.values()].map(String),
          this.#node,
        ],
      );
      if (rowCount !== this.epochs.size) {
        this.#lost = new LeaseLost(
          `Node ${this.#node} holds ${rowCount} of its ${this.epochs.size} buckets: others took the rest`,
        );
      }
    } catch {
      // The database is away. The next renewal tries again; every apply proves the epoch by itself.
      this.#guard = null;
    }
  }

  /** Gives the buckets back so that the next owner need not wait. */
  async release(): Promise<void> {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    const guard = this.#guard;
    this.#guard = null;
    if (guard === null) return;
    await guard.query('UPDATE bucket SET lease_until_ms = 0 WHERE node = $1', [this.#node]).catch(() => {});
    await guard.end().catch(() => {});
  }
}
