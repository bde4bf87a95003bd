/** Those who wait for the end of something, and the ends that came a moment before somebody began to wait. */
import { type Reply, replyWith } from './commands.ts';
import type { Clock, Timers } from './ports/index.ts';

/** At least this many ends are remembered for those who begin to wait a moment too late, and at most twice as many. */
const ENDED_KEPT = 2_000;

const NOBODY: readonly never[] = [];

export class Waiting<Id extends string> {
  readonly #world: { readonly clock: Clock; readonly timers: Timers };
  readonly #waiters = new Map<Id, readonly ((reply: Reply) => void)[]>();
  /** The last ends, and those before them: the older ones are dropped all at once. */
  #ended = new Map<Id, Reply>();
  #endedBefore = new Map<Id, Reply>();
  readonly #along = new Map<Id, Uint8Array>();

  constructor(world: { readonly clock: Clock; readonly timers: Timers }) {
    this.#world = world;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** The end as the one who waits is told; `outcome-unknown` when it takes longer than `waitMs`. */
  async for(id: Id, waitMs: number): Promise<Reply> {
    const { timers, clock } = this.#world;
    let done = false;
    return new Promise((resolve) => {
      const stop = timers.after(waitMs, () => finish(replyWith('outcome-unknown', clock.nowMs())));
      const finish = (reply: Reply): void => {
        if (done) return;
        done = true;
        stop();
        const others = this.#waiters.get(id)?.filter((each) => each !== finish) ?? NOBODY;
        if (others.length === 0) this.#waiters.delete(id);
        else this.#waiters.set(id, others);
        resolve(reply);
      };
      const known = this.#waiters.get(id);
      this.#waiters.set(id, known === undefined ? [finish] : [...known, finish]);
      // The end may have come between the commit that made us wait and this line.
      const ended = this.#ended.get(id) ?? this.#endedBefore.get(id);
      if (ended !== undefined) finish(ended);
    });
  }

  /** While `work` runs, an end of this carries the issuer's word to the chip: no row keeps it. */
  async with(id: Id, chipAnswer: Uint8Array | null, work: () => Promise<unknown>): Promise<void> {
    if (chipAnswer !== null) this.#along.set(id, chipAnswer);
    try {
      await work();
    } finally {
      this.#along.delete(id);
    }
  }

  /** Tells all who wait, and says how many there were. What ended last is kept, so that nobody waits for it. */
  end(id: Id, said: Reply): number {
    const chipAnswer = this.#along.size === 0 ? undefined : this.#along.get(id);
    const reply = chipAnswer === undefined ? said : { ...said, chipAnswer };
    if (this.#ended.size >= ENDED_KEPT) {
      this.#endedBefore = this.#ended;
      this.#ended = new Map();
    }
    this.#ended.set(id, reply);
    return this.tell(id, reply);
  }

  /** Tells those who wait now, and nobody who comes later. */
  tell(id: Id, reply: Reply): number {
    const waiters = this.#waiters.get(id);
    if (waiters === undefined) return 0;
    this.#waiters.delete(id);
    for (const finish of waiters) finish(reply);
    return waiters.length;
  }

  /** It is under way once more: its earlier end is no end. */
  forget(id: Id): void {
    this.#ended.delete(id);
    this.#endedBefore.delete(id);
  }
}
