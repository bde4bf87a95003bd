/** Things with an instant, the soonest first; equal instants in the order of their ranks. */

export interface Timed {
  readonly atMs: number;
  /** Ranks of equal instants differ. */
  readonly rank: number;
}

const before = (a: Timed, b: Timed): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.rank < b.rank);

/** A binary heap. */
export class SoonestFirst<T extends Timed> {
  readonly #heap: T[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get first(): T | undefined {
    return this.#heap[0];
  }

  add(entry: T): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the soonest one out. Nothing happens where there is none. */
  take(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
      if (!before(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }

  /** Leaves out what is not kept. */
  keep(kept: (entry: T) => boolean): void {
    const rest = this.#heap.filter(kept);
    this.#heap.length = 0;
    for (const entry of rest) this.add(entry);
  }
}
