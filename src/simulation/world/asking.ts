/** Somebody with a telephone or a till who asks under one key until an answer comes, and gives up after some tries. */
import type { Command, Reply } from '#engine';
import type { Ground } from './ground.ts';
import type { Host } from './host.ts';

const WAIT_MS = 40_000;
const TRIES = 5;

export class Asking {
  readonly #ground: Ground;
  readonly #host: Host;
  readonly #index: number;
  readonly #from: string;
  readonly #tries: number;
  #open = 0;
  lastActMs = 0;

  constructor(ground: Ground, host: Host, index: number, from: string, tries = TRIES) {
    this.#ground = ground;
    this.#host = host;
    this.#index = index;
    this.#from = from;
    this.#tries = tries;
  }

  /** Nothing is under way or planned. */
  get over(): boolean {
    return this.#open === 0;
  }

  begin(): void {
    this.#open += 1;
  }

  end(): void {
    this.#open -= 1;
    this.lastActMs = this.#ground.agenda.nowMs;
  }

  ask(words: string, command: Command, then: (reply: Reply | null) => void): void {
    const { agenda } = this.#ground;
    const dice = this.#ground.journeyDice(this.#index);
    this.begin();
    const attempt = (left: number): void => {
      let over = false;
      const finish = (reply: Reply | null): void => {
        if (over) return;
        over = true;
        stop();
        if (reply === null && left > 1) {
          agenda.after(dice.between(500, 5_000), () => attempt(left - 1));
          return;
        }
        this.end();
        then(reply);
      };
      const stop = agenda.after(WAIT_MS, () => finish(null));
      this.#host.ask(this.#from, this.#index, dice, words, command, (reply) =>
        finish(reply === 'corrupt' ? null : reply),
      );
    };
    attempt(this.#tries);
  }

  after(waitMs: number, act: () => void): void {
    this.begin();
    this.#ground.agenda.after(waitMs, () => {
      this.end();
      act();
    });
  }
}
