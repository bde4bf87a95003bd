/**
 * The two wires, terminal and network, in virtual time. Every message is numbered in the order in which it was
 * sent; one of them may be mutated, and after it everything goes well again.
 */
import type { VirtualTime } from '#simulation';

/**
 * What becomes of the one message. `late` arrives just after its sender gave up, while what the sender does then is
 * under way; `much later` when that has ended. `swapped`: the next message on the same line in the same direction
 * arrives before it.
 */
export const MUTATIONS = ['lost', 'doubled', 'late', 'much later', 'swapped'] as const;
export type Mutation = (typeof MUTATIONS)[number];

export interface Message {
  readonly from: string;
  readonly to: string;
  readonly words: string;
  /** How long its sender waits for an answer: what comes later than that is late. */
  readonly patienceMs: number;
  readonly arrive: () => void;
}

export interface Sent {
  readonly no: number;
  readonly words: string;
}

const LATENCY_MS = 50;
const SECOND_COPY_MS = 30;
const JUST_LATE_MS = 20;
const MUCH_LATER_MS = 15_000;
/** A message that waits for a neighbour which never comes arrives after this time. */
const HELD_MS = 90_000;

export class Wires {
  readonly #time: VirtualTime;
  readonly #mutate: { readonly no: number; readonly how: Mutation } | null;
  readonly #tell: (line: string) => void;
  readonly #held = new Map<string, () => void>();
  readonly sent: Sent[] = [];
  /** Messages on their way. */
  inTheAir = 0;

  constructor(
    time: VirtualTime,
    mutate: { readonly no: number; readonly how: Mutation } | null,
    tell: (line: string) => void,
  ) {
    this.#time = time;
    this.#mutate = mutate;
    this.#tell = tell;
  }

  post(message: Message): void {
    const no = this.sent.length + 1;
    const words = `${message.from} → ${message.to}: ${message.words}`;
    this.sent.push({ no, words });
    if (this.#mutate === null || this.#mutate.no !== no) {
      this.#tell(`${words}`);
      this.#deliver(message, LATENCY_MS);
      return;
    }
    const { how } = this.#mutate;
    this.#tell(`${words} ← ${how.toUpperCase()}`);
    switch (how) {
      case 'lost':
        return;
      case 'doubled':
        this.#deliver(message, LATENCY_MS);
        this.#deliver(message, LATENCY_MS + SECOND_COPY_MS, 'its second copy');
        return;
      case 'late':
        this.#deliver(message, message.patienceMs + JUST_LATE_MS, 'late');
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
