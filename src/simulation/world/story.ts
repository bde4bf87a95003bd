/** What happened, one line per message. Every line goes into the digest; only the lines asked for are kept. */
import { isoInZone, SHANGHAI } from '#domain/calendar';

export interface StoryLine {
  readonly atMs: number;
  /** Number of the journey; -1 for what concerns all. */
  readonly journey: number;
  readonly text: string;
}

/** At least so many of the last lines asked for are kept, and at most twice as many: a world may have millions. */
const LINES_KEPT = 200_000;

/** Two running 32-bit sums over all characters: two worlds are the same exactly when their lines are. */
export class Story {
  #lines: StoryLine[] = [];
  #linesBefore: StoryLine[] = [];
  #high = 0x811c9dc5;
  #low = 0x9e3779b9;
  #count = 0;
  readonly #kept: (journey: number) => boolean;
  readonly #now: () => number;
  readonly #most: number;

  constructor(now: () => number, kept: (journey: number) => boolean, most = LINES_KEPT) {
    this.#now = now;
    this.#kept = kept;
    this.#most = most;
  }

  /** The last ones of those asked for. */
  get lines(): readonly StoryLine[] {
    return [...this.#linesBefore, ...this.#lines];
  }

  tell(journey: number, text: string): void {
    const atMs = this.#now();
    this.#count += 1;
    this.#sum(atMs % 4_294_967_296);
    this.#sum(journey);
    let high = this.#high;
    let low = this.#low;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      high = Math.imul(high ^ code, 0x01000193);
      low = Math.imul(low + code, 0x85ebca6b) ^ (low >>> 13);
    }
    this.#high = high;
    this.#low = low;
    if (this.#kept(journey)) this.#keep({ atMs, journey, text });
  }

  /** The older half is dropped all at once. */
  #keep(line: StoryLine): void {
    if (this.#lines.length >= this.#most) {
      this.#linesBefore = this.#lines;
      this.#lines = [];
    }
    this.#lines.push(line);
  }

  #sum(value: number): void {
    this.#high = Math.imul(this.#high ^ value, 0x01000193);
    this.#low = Math.imul(this.#low + value, 0x85ebca6b);
  }

  get count(): number {
    return this.#count;
  }

  /** Sixteen hexadecimal digits over every line so far. */
  get digest(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return hex(this.#high) + hex(this.#low);
  }
}

export const storyLineText = ({ atMs, text }: StoryLine): string => {
  const time = isoInZone(atMs, SHANGHAI);
  return `${time.slice(5, 10)} ${time.slice(11, 19)}.${String(atMs % 1_000).padStart(3, '0')}  ${text}`;
};
