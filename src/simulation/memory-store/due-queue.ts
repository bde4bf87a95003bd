/** What waits for its time. Looking takes nothing out: it stays due until it is noted anew. */
import { SoonestFirst, type Timed } from '#simulation/virtual-time';

interface Waiting<V> extends Timed {
  readonly value: V;
  /** False once it was noted anew or forgotten. */
  waits: boolean;
}

/** So many entries that wait no more are carried along before they are thrown out. */
const STALE_KEPT = 1_024;

const NONE_COME: readonly never[] = [];

export class DueQueue<K, V> {
  readonly #waiting = new Map<K, Waiting<V>>();
  readonly #soonest = new SoonestFirst<Waiting<V>>();
  #rank = 0;

  get size(): number {
    return this.#waiting.size;
  }

  /** With those that wait no more: what memory depends on. */
  get held(): number {
    return this.#soonest.size;
  }

  /** Equal times come in the order of their ranks; without any, in the order in which they began to wait. */
  note(key: K, atMs: number, value: V, rank?: number): void {
    const known = this.#waiting.get(key);
    if (known !== undefined) known.waits = false;
    const waiting = { atMs, rank: rank ?? known?.rank ?? this.#nextRank(), value, waits: true };
    this.#waiting.set(key, waiting);
    this.#soonest.add(waiting);
    if (this.#soonest.size > 2 * this.#waiting.size + STALE_KEPT) this.#soonest.keep(({ waits }) => waits);
  }

  #nextRank(): number {
    this.#rank += 1;
    return this.#rank;
  }

  forget(key: K): void {
    const known = this.#waiting.get(key);
    if (known === undefined) return;
    known.waits = false;
    this.#waiting.delete(key);
  }

  isDue(nowMs: number): boolean {
    const { first } = this.#soonest;
    return first !== undefined && first.atMs <= nowMs;
  }

  /** The first `limit` of those whose time has come, oldest first. */
  come(nowMs: number, limit: number): readonly { readonly atMs: number; readonly value: V }[] {
    if (!this.isDue(nowMs)) return NONE_COME;
    const come: Waiting<V>[] = [];
    while (come.length < limit) {
      const { first } = this.#soonest;
      if (first === undefined || first.atMs > nowMs) break;
      this.#soonest.take();
      if (first.waits) come.push(first);
    }
    for (const each of come) this.#soonest.add(each);
    return come;
  }
}
