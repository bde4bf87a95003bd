/** What is done to the platform, and after which act of the traffic: all of it follows from the seed. */
import type { Fleet, TakeOver } from './fleet.ts';
import type { SmallDisk } from './full-disk.ts';
import type { Break } from './line.ts';
import { chanceOf } from './seeded.ts';
import type { LineName } from './site.ts';
import type { Part } from './stack.ts';

export interface Struck {
  readonly kills: readonly Part[];
  readonly handOvers: number;
  readonly pauses: number;
  readonly freezes: number;
  readonly cuts: readonly { readonly line: LineName; readonly kind: Break }[];
  readonly fullDisk: boolean;
  readonly takeOvers: readonly TakeOver[];
}

export interface BlowOptions {
  readonly acts: number;
  readonly kills: number;
  readonly pauses: number;
  readonly cuts: number;
  readonly servers: number;
  readonly seed: number;
}

const PARTS: readonly Part[] = ['server', 'database', 'network'];
/** Longer than a reply is waited for, shorter than a lease lasts. */
const PAUSE_MS = 2_500;
const FULL_MS = 12_000;
/** With a second server every so manyth kill is followed by a server that is asked to stop. */
const KILLS_PER_HAND_OVER = 10;
/** Every so manyth pause is an owner frozen beyond its lease. */
const PAUSES_PER_FREEZE = 3;

interface Blow {
  readonly at: number;
  readonly do: () => Promise<void>;
}

export class Blows {
  readonly #fleet: Fleet;
  readonly #disk: SmallDisk | null;
  readonly #planned: Blow[];
  readonly #armAgain: () => Promise<void>;
  readonly #chance: () => number;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #kills: Part[] = [];
  readonly #cuts: { line: LineName; kind: Break }[] = [];
  #handOvers = 0;
  #pauses = 0;
  #freezes = 0;
  #full = false;

  constructor(fleet: Fleet, disk: SmallDisk | null, options: BlowOptions, armAgain: () => Promise<void>) {
    this.#fleet = fleet;
    this.#disk = disk;
    this.#armAgain = armAgain;
    this.#chance = chanceOf(options.seed, 'blows');
    this.#planned = this.#plan(options);
  }

  #plan({ acts, kills, pauses, cuts, servers }: BlowOptions): Blow[] {
    const spread = (count: number, shift: number, act: (index: number) => Promise<void>): Blow[] =>
      Array.from({ length: count }, (_, index) => ({
        at: Math.floor((acts * (index + shift)) / (count + 1)),
        do: () => act(index),
      }));
    const two = servers > 1;
    return [
      ...spread(kills, 1, (index) => this.#kill(PARTS[index % PARTS.length]!)),
      ...spread(two ? Math.ceil(kills / KILLS_PER_HAND_OVER) : 0, 0.8, () => this.#handOver()),
      ...spread(pauses, 0.5, (index) =>
        two && index % PAUSES_PER_FREEZE === 0
          ? this.#freeze()
          : this.#pause(index % 2 ? 'network' : 'server'),
      ),
      ...spread(cuts, 0.7, () => this.#cut()),
      ...spread(this.#disk === null ? 0 : 1, 0.9, () => this.#fill()),
    ].sort((a, b) => a.at - b.at);
  }

  /** Strikes what is due after so many acts. Kills wait for their part to be up; pauses and the like go on beside. */
  async strike(done: number): Promise<void> {
    while (this.#planned[0] !== undefined && done >= this.#planned[0].at) await this.#planned.shift()!.do();
  }

  /** Resolves when everything that was stopped goes on. */
  async over(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #beside(act: Promise<unknown>): void {
    const quiet = act.catch(
      (error: unknown) => void this.#fleet.broken.push(`chaos itself: ${String(error)}`),
    );
    this.#underWay.add(quiet);
    void quiet.finally(() => this.#underWay.delete(quiet));
  }

  async #kill(part: Part): Promise<void> {
    await this.#fleet.kill(part);
    this.#kills.push(part);
    if (part === 'network') this.#beside(this.#armAgain());
  }

  async #handOver(): Promise<void> {
    await this.#fleet.handOver();
    this.#handOvers += 1;
  }

  async #pause(part: Part): Promise<void> {
    this.#pauses += 1;
    this.#beside(this.#fleet.pause(part, PAUSE_MS));
  }

  async #freeze(): Promise<void> {
    this.#freezes += 1;
    this.#beside(this.#fleet.freezeOwner());
  }

  async #cut(): Promise<void> {
    this.#cuts.push(await this.#fleet.breakLine(this.#chance));
  }

  async #fill(): Promise<void> {
    const disk = this.#disk!;
    await disk.fill();
    this.#full = true;
    this.#fleet.diskFull = true;
    const free = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, FULL_MS));
      await disk.free();
      this.#fleet.diskFull = false;
    };
    this.#beside(free());
  }

  get struck(): Struck {
    return {
      kills: this.#kills,
      handOvers: this.#handOvers,
      pauses: this.#pauses,
      freezes: this.#freezes,
      cuts: this.#cuts,
      fullDisk: this.#full,
      takeOvers: this.#fleet.takeOvers,
    };
  }

  summary(): string {
    const each = PARTS.map((part) => `${part} ${this.#kills.filter((killed) => killed === part).length}`);
    return (
      `killed ${this.#kills.length} (${each.join(', ')}), asked to stop ${this.#handOvers}, ` +
      `paused ${this.#pauses}, frozen ${this.#freezes}, lines broken ${this.#cuts.length}` +
      `${this.#full ? ', disk filled' : ''}`
    );
  }
}
