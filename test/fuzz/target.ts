/** What is fuzzed: how an input is made, and what must hold whatever it is. */
import type { Random } from './random.ts';

export type Input = Uint8Array | string;
export type Verdict = 'accepted' | 'refused';

export interface Target<I extends Input = Input> {
  readonly name: string;
  /** Of a hundred cases, how many are of this target. */
  readonly share: number;
  make(random: Random): I;
  /** @throws Finding, or whatever the code under test throws that it should not */
  check(input: I): Verdict;
}

/** A law that an input breaks. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

export function must(holds: boolean, law: string): void {
  if (!holds) throw new Finding(law);
}

type ErrorClass = abstract new (...parts: never[]) => Error;

/** A card number that an error quotes would end in a log. */
const LONG_DIGITS = /\d{13}/;

/**
 * The value, or null when the input is refused by an error that the room declares. Every other error passes through:
 * it is a finding.
 */
export function attempt<T>(declared: ErrorClass, act: () => T): { readonly value: T } | null {
  try {
    return { value: act() };
  } catch (error) {
    if (!(error instanceof declared)) throw error;
    must(!LONG_DIGITS.test(error.message), `an error quotes its input: ${error.message.slice(0, 200)}`);
    return null;
  }
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
