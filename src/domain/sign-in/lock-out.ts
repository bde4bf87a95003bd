/** How often somebody may try to sign in: some tries are free, then each one costs a wait that grows. */

export interface Tries {
  readonly failures: number;
  readonly lastMs: number;
}

export interface TryRule {
  /** Failures without a wait. */
  readonly free: number;
  readonly firstWaitMs: number;
  readonly waitMaxMs: number;
  /** After so long without a try all is forgotten. */
  readonly forgetMs: number;
}

/**
 * By login, whether it exists or not: 5 tries, then 30 s, 1 min, 2 min … 15 min. The longest wait is bounded, as
 * anybody who knows a login can make its owner wait; a passkey is not counted and works meanwhile.
 */
export const LOGIN_TRIES: TryRule = {
  free: 5,
  firstWaitMs: 30_000,
  waitMaxMs: 15 * 60_000,
  forgetMs: 24 * 3_600_000,
};
/** By address, as a shop has one for all its people: 30 tries, then 1 min … 1 h. */
export const ADDRESS_TRIES: TryRule = {
  free: 30,
  firstWaitMs: 60_000,
  waitMaxMs: 3_600_000,
  forgetMs: 3_600_000,
};

const forgotten = (rule: TryRule, tries: Tries | null, nowMs: number): tries is null =>
  tries === null || nowMs - tries.lastMs >= rule.forgetMs;

/** How long until the next try is taken; 0: now. */
export function waitOf(rule: TryRule, tries: Tries | null, nowMs: number): number {
  if (forgotten(rule, tries, nowMs) || tries.failures < rule.free) return 0;
  // Thirty doublings are beyond every bound: the shift stays a small whole number.
  const doublings = Math.min(tries.failures - rule.free, 30);
  const wait = Math.min(rule.firstWaitMs * 2 ** doublings, rule.waitMaxMs);
  return Math.max(0, tries.lastMs + wait - nowMs);
}

/** A try is counted before it is judged: many at once are as many as one after the other. */
export function counted(rule: TryRule, tries: Tries | null, nowMs: number): Tries {
  return { failures: forgotten(rule, tries, nowMs) ? 1 : tries.failures + 1, lastMs: nowMs };
}
