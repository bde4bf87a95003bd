import type { NetworkKey } from '#domain/payment';
import type { NetworkSubject } from '#engine';

/** What is remembered of a sent request to recognise its answer. No card number, nothing of the card. */
export interface SentRequest {
  readonly network: NetworkKey;
  readonly subject: NetworkSubject;
  readonly answerMti: string;
  /** F4 as sent. */
  readonly amount: string;
}

/**
 * Requests that wait for their answer, oldest first, bounded in number and age. It only saves the engine a
 * search: an answer that finds nothing here is located by its key, so forgetting is never a loss.
 */
export class InFlight {
  readonly #max: number;
  readonly #maxAgeMs: number;
  readonly #entries = new Map<string, { readonly sent: SentRequest; readonly sinceMs: number }>();
  /** Places promised to requests that are still being encoded. */
  #reserved = 0;

  constructor(max: number, maxAgeMs: number) {
    this.#max = max;
    this.#maxAgeMs = maxAgeMs;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Promises a place; false when there is none. Every promise ends with {@link release}. */
  reserve(nowMs: number): boolean {
    this.forgetOld(nowMs);
    if (this.#entries.size + this.#reserved >= this.#max) return false;
    this.#reserved += 1;
    return true;
  }

  release(): void {
    this.#reserved -= 1;
  }

  /** A repeated request takes the place of the earlier one and is young again. */
  add(key: string, sent: SentRequest, nowMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { sent, sinceMs: nowMs });
  }

  find(key: string): SentRequest | null {
    return this.#entries.get(key)?.sent ?? null;
  }

  remove(key: string): void {
    this.#entries.delete(key);
  }

  forgetOld(nowMs: number): void {
    for (const [key, { sinceMs }] of this.#entries) {
      if (nowMs - sinceMs < this.#maxAgeMs) return;
      this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}
