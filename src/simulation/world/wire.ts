/** A line between two parties: it loses, delays, doubles, reorders, corrupts and cuts, and is parted at times. */
import { aroundMs, type Ground, HARMS, type Harm } from './ground.ts';
import { type Dice, diceOf } from './seed.ts';

export interface LineSpeed {
  readonly leastMs: number;
  readonly mostMs: number;
  /** A late message comes up to this much later, and others overtake it. */
  readonly lateMs: number;
}

/** How a message arrives; `corrupt`: its code is wrong, and the reader must not believe it. */
export type Arrival = 'whole' | 'corrupt';

export class Wire {
  readonly #ground: Ground;
  readonly #name: string;
  readonly #speed: LineSpeed;
  readonly #dice: Dice;
  readonly #onHealed: () => void;
  #partedUntilMs = 0;

  constructor(ground: Ground, name: string, speed: LineSpeed, onHealed: () => void = () => {}) {
    this.#ground = ground;
    this.#name = name;
    this.#speed = speed;
    this.#dice = diceOf(ground.seed, 'wire', name);
    this.#onHealed = onHealed;
    if (ground.profile.partitionEveryMs > 0) this.#planPartition();
  }

  get parted(): boolean {
    return this.#ground.agenda.nowMs < this.#partedUntilMs;
  }

  #planPartition(): void {
    const { agenda, profile } = this.#ground;
    agenda.after(aroundMs(this.#dice, profile.partitionEveryMs), () => {
      if (!this.#ground.faults) return;
      this.#part(this.#dice.between(...profile.partitionMs));
      this.#planPartition();
    });
  }

  #part(forMs: number): void {
    const { agenda, story } = this.#ground;
    story.tell(-1, `the ${this.#name} line is parted for ${forMs} ms`);
    this.#partedUntilMs = Math.max(this.#partedUntilMs, agenda.nowMs + forMs);
    agenda.after(forMs, () => {
      if (!this.parted) this.#onHealed();
    });
  }

  /** Peace: a partition that lasts ends now. */
  heal(): void {
    if (!this.parted) return;
    this.#partedUntilMs = this.#ground.agenda.nowMs;
    this.#onHealed();
  }

  /**
   * Carries one message. `dice` is the stream of its journey. `arrive` may be called never, once or twice, always
   * later than now.
   */
  carry(index: number, dice: Dice, text: string, arrive: (how: Arrival) => void): void {
    const { story } = this.#ground;
    const { leastMs, mostMs, lateMs } = this.#speed;
    // Every message draws the same number of times, so that leaving out a harm leaves the rest as it was.
    const draw = dice.below(1_000);
    const kind: Harm = HARMS[dice.below(HARMS.length)]!;
    const waitMs = dice.between(leastMs, mostMs);
    const moreMs = dice.between(1, lateMs);
    const harmed = this.#ground.faults && draw < this.#ground.profile.harm && this.#ground.harms.has(kind);
    if (this.parted) {
      story.tell(index, `${text} · lost, the line is parted`);
      return;
    }
    if (!harmed) {
      story.tell(index, text);
      this.#deliver(index, waitMs, 'whole', arrive);
      return;
    }
    story.tell(index, `${text} · ${kind}`);
    if (kind === 'late') this.#deliver(index, waitMs + moreMs, 'whole', arrive);
    if (kind === 'corrupt') this.#deliver(index, waitMs, 'corrupt', arrive);
    if (kind === 'cut') this.#part(100 + (moreMs % 1_500));
    if (kind !== 'double') return;
    this.#deliver(index, waitMs, 'whole', arrive);
    this.#deliver(index, waitMs + (moreMs >> 2), 'whole', arrive);
  }

  #deliver(index: number, waitMs: number, how: Arrival, arrive: (how: Arrival) => void): void {
    const { agenda, underWay } = this.#ground;
    underWay.set(index, (underWay.get(index) ?? 0) + 1);
    agenda.after(waitMs, () => {
      const left = (underWay.get(index) ?? 1) - 1;
      if (left === 0) underWay.delete(index);
      else underWay.set(index, left);
      arrive(how);
    });
  }
}
