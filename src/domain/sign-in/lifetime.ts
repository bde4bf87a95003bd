/** How long somebody stays signed in: until nothing was done for a while, and never longer than a bound. */

export interface Lifetime {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** What is known of one stay. */
export interface Sitting {
  readonly startedMs: number;
  /** The last act of the person. */
  readonly seenMs: number;
}

/** When it ends by itself, unless something is done before. */
export const endOf = ({ idleMs, absoluteMs }: Lifetime, { startedMs, seenMs }: Sitting): number =>
  Math.min(seenMs + idleMs, startedMs + absoluteMs);
