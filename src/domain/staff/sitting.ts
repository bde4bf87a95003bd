/** How long somebody stays signed in: until nothing was done for a while, and never longer than a shift. */
import { endOf, type Lifetime, type Sitting } from '../sign-in/index.ts';
import type { StaffRole } from './permissions.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A till stands in a shop all day and one person works at it; the institution's acts reach every shop. */
export const LIFETIMES: Readonly<Record<StaffRole, Lifetime>> = {
  cashier: { idleMs: 60 * MINUTE, absoluteMs: 12 * HOUR },
  supervisor: { idleMs: 30 * MINUTE, absoluteMs: 12 * HOUR },
  'merchant-admin': { idleMs: 30 * MINUTE, absoluteMs: 12 * HOUR },
  operator: { idleMs: 20 * MINUTE, absoluteMs: 8 * HOUR },
  auditor: { idleMs: 20 * MINUTE, absoluteMs: 8 * HOUR },
};

/** When it ends by itself, unless something is done before. */
export const endsAtMs = (role: StaffRole, sitting: Sitting): number => endOf(LIFETIMES[role], sitting);

export const isOver = (role: StaffRole, sitting: Sitting, nowMs: number): boolean =>
  nowMs >= endsAtMs(role, sitting);
