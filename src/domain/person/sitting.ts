/** How long a cardholder stays signed in at a device. */
import { endOf, type Lifetime, type Sitting } from '../sign-in/index.ts';

/** Payments are shown here: a telephone that was left lying ends it soon. */
export const HOLDER_LIFETIME: Lifetime = { idleMs: 15 * 60_000, absoluteMs: 12 * 3_600_000 };
/** A device that nobody signed in at for so long is new again, and asks for a code. */
export const DEVICE_KNOWN_MS = 180 * 24 * 3_600_000;

export const holderEndsAtMs = (sitting: Sitting): number => endOf(HOLDER_LIFETIME, sitting);
export const isHolderOver = (sitting: Sitting, nowMs: number): boolean => nowMs >= holderEndsAtMs(sitting);
