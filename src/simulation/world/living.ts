/** Journeys under way, and which of them are over. */
import type { Motion } from '#simulation/auditor';
import type { Ground } from './ground.ts';
import type { AnyJourney } from './journeys.ts';

/** A journey is closed when nothing of it has moved for this long. */
const STILL_MS = 180_000;
/** For so long the clearing file may still decide what a person has. */
const HANDED_MS = 26 * 3_600_000;

export class Living {
  readonly #ground: Ground;
  readonly #motion: Motion;
  readonly #journeys = new Map<number, AnyJourney>();
  /** Those that are looked at: one that was found moving is left alone until something of it changes. */
  readonly #mayEnd = new Map<number, AnyJourney>();

  constructor(ground: Ground, motion: Motion) {
    this.#ground = ground;
    this.#motion = motion;
  }

  get size(): number {
    return this.#journeys.size;
  }

  /** By their numbers, in the order in which they began. */
  indices(): readonly number[] {
    return [...this.#journeys.keys()];
  }

  add(journey: AnyJourney): void {
    this.#journeys.set(journey.index, journey);
    this.#mayEnd.set(journey.index, journey);
  }

  forget(index: number): void {
    this.#journeys.delete(index);
    this.#mayEnd.delete(index);
  }

  /**
   * Those of which nothing moves and nothing is to come, in the order in which they began.
   * @param reversing those whose terminal has a reversal to send
   * @param isAtRest only what a person has is left in this world
   */
  ended(reversing: ReadonlySet<number>, isAtRest: () => boolean): readonly number[] {
    const { agenda, underWay } = this.#ground;
    for (const index of this.#motion.takeStirred()) {
      const journey = this.#journeys.get(index);
      if (journey !== undefined) this.#mayEnd.set(index, journey);
    }
    const ended: number[] = [];
    for (const [index, journey] of this.#mayEnd) {
      const stillMs = agenda.nowMs - journey.lastActMs;
      if (!journey.over || stillMs <= STILL_MS) continue;
      if (reversing.has(index) || (underWay.get(index) ?? 0) > 0) continue;
      if (this.#motion.isMoving(index)) this.#mayEnd.delete(index);
      else if (!this.#motion.isHanded(index) || stillMs >= HANDED_MS || isAtRest()) ended.push(index);
    }
    return ended.sort((a, b) => a - b);
  }
}
