/** Time that moves only when it is told to. */
import type { Clock, Timers } from '#engine';

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

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly act: () => void;
}

/** @param startMs milliseconds since 1970 in UTC */
export function createVirtualTime(startMs: number): VirtualTime {
  let nowMs = startMs;
  let order = 0;
  const timers = new Set<Timer>();

  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
  };

  const nextBefore = (limitMs: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueMs > limitMs) continue;
      const sooner = next === undefined || timer.dueMs < next.dueMs;
      if (sooner || (timer.dueMs === next?.dueMs && timer.order < next.order)) next = timer;
    }
    return next;
  };

  const advanceTo = async (atMs: number): Promise<void> => {
    if (atMs < nowMs) throw new RangeError(`Cannot move time back from ${nowMs} to ${atMs}`);
    await settle();
    for (let next = nextBefore(atMs); next !== undefined; next = nextBefore(atMs)) {
      timers.delete(next);
      nowMs = Math.max(nowMs, next.dueMs);
      next.act();
      await settle();
    }
    nowMs = atMs;
  };

  return {
    clock: { nowMs: () => nowMs },
    timers: {
      after(delayMs, act) {
        order += 1;
        const timer: Timer = { dueMs: nowMs + Math.max(0, delayMs), order, act };
        timers.add(timer);
        return () => timers.delete(timer);
      },
    },
    settle,
    advance: (byMs) => advanceTo(nowMs + byMs),
    advanceTo,
    get waiting() {
      return timers.size;
    },
  };
}
