/**
 * The two wires, terminal and network, in virtual time. Every message is numbered in the order in which it
 * was sent; one of them may be mutated, and after it everything goes well again.
 */
import type { VirtualTime } from '#simulation';

/**
 * What becomes of the one message. `late`: whoever waits for its answer has given up, and what he sends then
 * crosses it on the wire; `much later`: that has ended too. `swapped`: the next message on the same line in
 * the same direction arrives before it.
 */
export const MUTATIONS = ['lost', 'doubled', 'late', 'much later', 'swapped'] as const;
export type Mutation = (typeof MUTATIONS)[number];

export interface Message {
  readonly from: string;
  readonly to: string;
  readonly words: string;
  /** The one of the two who asked, and gives up. */
  readonly asker: string;
  /** How long the asker waits for an answer: what comes later than that is late. */
  readonly patienceMs: number;
  readonly arrive: () => void;
}

export interface Sent {
  readonly no: number;
  readonly words: string;
}

const LATENCY_MS = 50;
const SECOND_COPY_MS = 30;
/** Less than the way of a message: what is released when another one leaves arrives before that one. */
const CROSSING_MS = 20;
/** The asker may act a moment before or after his patience ends, by the clock of his deadlines. */
const GIVES_UP_WITHIN_MS = 2_000;
const MUCH_LATER_MS = 15_000;
/** A message that waits for a neighbour which never comes arrives after this time. */
const HELD_MS = 90_000;

export class Wires {
  readonly #time: VirtualTime;
  readonly #mutate: ReadonlyMap<number, Mutation>;
  readonly #tell: (line: string) => void;
  readonly #held = new Map<string, () => void>();
  /** Messages that wait for the next one of their asker, and from when on. */
  readonly #crossing = new Map<string, { readonly fromMs: number; readonly release: () => void }>();
  readonly sent: Sent[] = [];
  /** Messages on their way. */
  inTheAir = 0;

  constructor(time: VirtualTime, mutate: ReadonlyMap<number, Mutation>, tell: (line: string) => void) {
    this.#time = time;
    this.#mutate = mutate;
    this.#tell = tell;
  }

  post(message: Message): void {
    const no = this.sent.length + 1;
    const words = `${message.from} → ${message.to}: ${message.words}`;
    this.sent.push({ no, words });
    const crossing = this.#crossing.get(`${message.from} ${message.to}`);
    if (crossing !== undefined && this.#time.clock.nowMs() >= crossing.fromMs) crossing.release();
    const how = this.#mutate.get(no);
    if (how === undefined) {
      this.#tell(words);
      this.#deliver(message, LATENCY_MS);
      return;
    }
    this.#tell(`${words} ← ${how.toUpperCase()}`);
    switch (how) {
      case 'lost':
        return;
      case 'doubled':
        this.#deliver(message, LATENCY_MS);
        this.#deliver(message, LATENCY_MS + SECOND_COPY_MS, 'its second copy');
        return;
      case 'late':
        this.#cross(message);
        return;
      case 'much later':
        this.#deliver(message, message.patienceMs + MUCH_LATER_MS, 'much later');
        return;
      case 'swapped':
        this.#hold(message);
    }
  }

  #deliver(message: Message, afterMs: number, note?: string): void {
    this.inTheAir += 1;
    this.#time.timers.after(afterMs, () => {
      this.inTheAir -= 1;
      this.#arrive(message, note);
      const line = `${message.from} ${message.to}`;
      const held = this.#held.get(line);
      this.#held.delete(line);
      held?.();
    });
  }

  #arrive(message: Message, note?: string): void {
    if (note !== undefined) this.#tell(`   arrives ${note}: ${message.words}`);
    message.arrive();
  }

  #cross(message: Message): void {
    const other = message.asker === message.from ? message.to : message.from;
    const line = `${message.asker} ${other}`;
    this.inTheAir += 1;
    let over = false;
    const release = (): void => {
      if (over) return;
      over = true;
      giveUp();
      this.#crossing.delete(line);
      this.inTheAir -= 1;
      this.#deliver(message, CROSSING_MS, 'late');
    };
    const giveUp = this.#time.timers.after(message.patienceMs + GIVES_UP_WITHIN_MS, release);
    const fromMs = this.#time.clock.nowMs() + message.patienceMs - GIVES_UP_WITHIN_MS;
    this.#crossing.set(line, { fromMs, release });
  }

  #hold(message: Message): void {
    const line = `${message.from} ${message.to}`;
    this.inTheAir += 1;
    let over = false;
    const release = (): void => {
      if (over) return;
      over = true;
      giveUp();
      this.#held.delete(line);
      this.inTheAir -= 1;
      this.#arrive(message, 'after its neighbour');
    };
    const giveUp = this.#time.timers.after(HELD_MS, release);
    this.#held.set(line, release);
  }
}
