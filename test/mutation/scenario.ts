/** What is replayed, and what is done to it. */
import type { Limits } from '#engine';
import type { ShopOptions } from '../shop.ts';
import type { Mutation } from './wires.ts';
import type { World } from './world.ts';

export interface Scenario {
  readonly title: string;
  readonly startMs?: number;
  /** Parameters of the rules that the institution set otherwise. */
  readonly rules?: ShopOptions['rules'];
  /** Time limits that are days in the product and minutes here. */
  readonly limits?: Partial<Limits>;
  /** The network changes its day at this instant and writes its clearing file five minutes later. */
  readonly cutOverMs?: number;
  /** What is wrong from the start, if the scenario is about that. */
  readonly before?: (world: World) => void;
  /** Not everybody gets what he wants, also when nothing goes wrong: a decline, a race. */
  readonly misses?: true;
  readonly play: (world: World) => Promise<unknown>;
  /** How it ends undisturbed: each payment with its ways back, in the order of the sales. */
  readonly ends: readonly string[];
}

export interface Fault {
  /** What becomes of the messages with these numbers. */
  readonly mutate: ReadonlyMap<number, Mutation>;
  /** The program dies at the passing with this number, and starts anew a second later. */
  readonly crashAt: number | null;
}
export const UNDISTURBED: Fault = { mutate: new Map(), crashAt: null };
