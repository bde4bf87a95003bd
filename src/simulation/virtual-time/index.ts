/** Time that moves only when it is told to. */
import type { Clock, Timers } from '#engine';
import { SoonestFirst, type Timed } from './soonest.ts';

export { SoonestFirst, type Timed } from './soonest.ts';

/** More turns than the longest chain of promises between two timers of this program. */
const TURNS = 200;

export interface VirtualTime {
  readonly clock: Clock;
  readonly timers: Timers;
  /** Lets every promise that can go on without time go on. */
  settle(): Promise<void>;
  /** Moves on by `byMs` milliseconds: runs each timer that falls due at its own instant, in order. */
  advance(byMs: number): Promise<void>;
  /** Moves on to an instant in milliseconds since 1970. */
  advanceTo(atMs: number): Promise<void>;
  /** How many timers wait. */
  readonly waiting: number;
}

interface Timer extends Timed {
  act: (() => void) | null;
}

/** @param startMs milliseconds since 1970 in UTC */
export function createVirtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  let rank = 0;
  let waiting = 0;
  const timers = new SoonestFirst<Timer>();

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
  };

  /** Takes the soonest one out, up to this instant; timers that were taken back are passed over. */
  const nextBefore = (limitMs: number): Timer | undefined => {
    for (;;) {
      const { first } = timers;
      if (first === undefined || first.atMs > limitMs) return undefined;
      timers.take();
      if (first.act !== null) return first;
    }
  };

  const advanceTo = async (atMs: number): Promise<void> => {
    if (atMs < nowMs) throw new RangeError(`Cannot move time back from ${nowMs} to ${atMs}`);
    await settle();
    for (let next = nextBefore(atMs); next !== undefined; next = nextBefore(atMs)) {
      nowMs = Math.max(nowMs, next.atMs);
      const { act } = next;
      next.act = null;
      waiting -= 1;
      act?.();
      await settle();
    }
    nowMs = atMs;
  };

  return {
    clock: { nowMs: () => nowMs },
    timers: {
      after(delayMs, act) {
        rank += 1;
        const timer: Timer = { atMs: nowMs + Math.max(0, delayMs), rank, act };
        timers.add(timer);
        waiting += 1;
        return () => {
          if (timer.act !== null) waiting -= 1;
          timer.act = null;
        };
      },
    },
    settle,
    advance: (byMs) => advanceTo(nowMs + byMs),
    advanceTo,
    get waiting() {
      return waiting;
    },
  };
}
