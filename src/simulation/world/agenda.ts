/** What happens when: the only thing that moves the world's time. Equal instants keep the order of their entry. */
import { SoonestFirst, type Timed } from '#simulation/virtual-time';

interface Entry extends Timed {
  act: (() => void) | null;
}

export class Agenda {
  nowMs: number;
  readonly #entries = new SoonestFirst<Entry>();
  #rank = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** The returned function takes it back. */
  after(delayMs: number, act: () => void): () => void {
    return this.at(this.nowMs + Math.max(0, delayMs), act);
  }

  at(atMs: number, act: () => void): () => void {
    this.#rank += 1;
    const entry: Entry = { atMs: Math.max(atMs, this.nowMs), rank: this.#rank, act };
    this.#entries.add(entry);
    return () => {
      entry.act = null;
    };
  }

  /** Moves time to the next entry and does it; false when nothing is left up to `untilMs`. */
  step(untilMs: number): boolean {
    for (;;) {
      const { first } = this.#entries;
      if (first === undefined || first.atMs > untilMs) return false;
      this.#entries.take();
      if (first.act === null) continue;
      this.nowMs = first.atMs;
      first.act();
      return true;
    }
  }
}
