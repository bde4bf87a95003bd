/** Things with an instant, the soonest first; equal instants in the order of their ranks. */

export interface Timed {
  readonly atMs: number;
  /** Ranks of equal instants differ. */
  readonly rank: number;
}

/**
 * A binary heap. Instants and ranks stand in lists of their own beside the entries: comparing reads numbers that lie
 * side by side, and not one object after the other all over the memory.
 */
export class SoonestFirst<T extends Timed> {
  readonly #heap: T[] = [];
  readonly #times: number[] = [];
  readonly #ranks: number[] = [];

  get size(): number {
    return this.#heap.length;
  }

  get first(): T | undefined {
    return this.#heap[0];
  }

  add(entry: T): void {
    const { atMs, rank } = entry;
    const times = this.#times;
    const ranks = this.#ranks;
    let at = times.length;
    this.#heap.push(entry);
    times.push(atMs);
    ranks.push(rank);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const time = times[parent]!;
      if (time < atMs || (time === atMs && ranks[parent]! <= rank)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#set(at, entry, atMs, rank);
  }

  /** Takes the soonest one out. Nothing happens where there is none. */
  take(): T | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last === undefined) return first;
    const times = this.#times;
    const ranks = this.#ranks;
    const atMs = times.pop()!;
    const rank = ranks.pop()!;
    const size = times.length;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      let time = times[child]!;
      const other = child + 1 < size ? times[child + 1]! : Number.POSITIVE_INFINITY;
      if (other < time || (other === time && ranks[child + 1]! < ranks[child]!)) {
        child += 1;
        time = other;
      }
      if (atMs < time || (atMs === time && rank < ranks[child]!)) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, last, atMs, rank);
    return first;
  }

  /** Leaves out what is not kept. */
  keep(kept: (entry: T) => boolean): void {
    const rest = this.#heap.filter(kept);
    for (const list of [this.#heap, this.#times, this.#ranks]) list.length = 0;
    for (const entry of rest) this.add(entry);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#heap[from]!, this.#times[from]!, this.#ranks[from]!);
  }

  #set(at: number, entry: T, atMs: number, rank: number): void {
    this.#heap[at] = entry;
    this.#times[at] = atMs;
    this.#ranks[at] = rank;
  }
}
