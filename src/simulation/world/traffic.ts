/** When journeys begin. Each has its own instant, so that one journey alone begins where it does among all. */
import { DAY_MS } from '#domain/calendar';
import type { Profile } from './profiles.ts';
import { diceOf } from './seed.ts';

/** 23 November 2026, 23:00 in Beijing: the day's change that a short world has in its middle. */
const CUT_OVER_MS = Date.UTC(2026, 10, 23, 15, 0, 0);
const HALF_MOST_MS = 10 * 3_600_000;

export function firstMs(profile: Profile, payments: number): number {
  const halfMs = Math.floor((payments * profile.gapMs) / 2);
  if (profile.window !== null) return CUT_OVER_MS - Math.min(profile.window.beforeMs, halfMs);
  return CUT_OVER_MS - Math.min(HALF_MOST_MS, halfMs);
}

export function beginsMs(profile: Profile, seed: number, startMs: number, index: number): number {
  const jitterMs = diceOf(seed, 'begin', index).below(profile.gapMs);
  if (profile.window === null) return startMs + index * profile.gapMs + jitterMs;
  const perNight = Math.floor((profile.window.beforeMs + profile.window.afterMs) / profile.gapMs);
  const night = Math.floor(index / perNight);
  return startMs + night * DAY_MS + (index % perNight) * profile.gapMs + jitterMs;
}
