/** What all parts of a world share: time, its story, its auditor, and whether faults still happen. */
import { type Auditor, Violation } from '#simulation/auditor';
import type { Agenda } from './agenda.ts';
import type { Profile } from './profiles.ts';
import { type Dice, diceOf } from './seed.ts';
import type { Story } from './story.ts';

export const HARMS = ['lost', 'late', 'double', 'corrupt', 'cut'] as const;
export type Harm = (typeof HARMS)[number];

export interface Ground {
  readonly seed: number;
  readonly profile: Profile;
  readonly agenda: Agenda;
  readonly story: Story;
  /** Lets the auditor look; the first law that breaks stays in `violation` and stops the world. */
  audit(look: (auditor: Auditor) => void): void;
  violation: Violation | null;
  /** The program has something to go on with: its promises need a turn before time moves. */
  touched: boolean;
  /** Kinds of harm that happen: a shrunk history leaves some out. */
  readonly harms: ReadonlySet<Harm>;
  /** False once the world comes to rest. */
  faults: boolean;
  /** Messages of a journey that are under way, by journey. */
  readonly underWay: Map<number, number>;
  /** The stream of a journey's messages and people: other journeys do not move it. */
  journeyDice(index: number): Dice;
  forgetJourney(index: number): void;
  /** What is remembered of journeys, by kind. */
  sizes(): Readonly<Record<string, number>>;
}

export function createGround(
  parts: Pick<Ground, 'seed' | 'profile' | 'agenda' | 'story' | 'harms'> & { readonly auditor: Auditor },
): Ground {
  const streams = new Map<number, Dice>();
  return {
    ...parts,
    faults: true,
    violation: null,
    touched: true,
    underWay: new Map(),
    audit(look) {
      try {
        look(parts.auditor);
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        this.violation ??= error;
      }
    },
    journeyDice(index) {
      const known = streams.get(index);
      if (known !== undefined) return known;
      const fresh = diceOf(parts.seed, 'journey', index);
      streams.set(index, fresh);
      return fresh;
    },
    forgetJourney(index) {
      streams.delete(index);
      this.underWay.delete(index);
    },
    sizes() {
      let underWay = 0;
      for (const index of this.underWay.keys()) if (index >= 0) underWay += 1;
      return { 'world streams': streams.size, 'world journeys under way': underWay };
    },
  };
}

/** Exponential-like waits without floating logarithms: the mean of two even draws, long tails cut. */
export const aroundMs = (dice: Dice, meanMs: number): number => dice.below(meanMs) + dice.below(meanMs) + 1;
