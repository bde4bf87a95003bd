/** Codes by text: how long they live, how often they may be tried, and how often one is sent. */

export const SMS_CODE_DIGITS = 6;
export const SMS_CODE_LIFETIME_MS = 5 * 60_000;
export const SMS_CODE_TRIES_MAX = 5;

/**
 * - `session` opens a sign-in or a sign-up; it goes to whatever telephone was named
 * - `loss` shows that whoever reports a loss without their telephone can be reached at another one
 * - `proof` proves to a session that the telephone of its wallet is at hand, perhaps for one act
 */
export const CODE_PURPOSES = ['session', 'proof', 'loss'] as const;
export type CodePurpose = (typeof CODE_PURPOSES)[number];

/**
 * - `sent` may be tried
 * - `used` the right digits came
 * - `dead` too late, tried too often, or a newer one was sent
 */
export type SmsCode =
  | { readonly state: 'sent'; readonly sentMs: number; readonly tries: number }
  | { readonly state: 'used'; readonly sentMs: number; readonly atMs: number }
  | { readonly state: 'dead'; readonly sentMs: number; readonly why: 'late' | 'tries' | 'replaced' };

export type CodeEvent = { readonly type: 'tried'; readonly right: boolean } | { readonly type: 'newer-sent' };

/** What becomes of a code. A code that is not `sent` stays what it is: nothing wakes it. */
export function evolveCode(code: SmsCode, event: CodeEvent, nowMs: number): SmsCode {
  if (code.state !== 'sent') return code;
  const { sentMs } = code;
  if (event.type === 'newer-sent') return { state: 'dead', sentMs, why: 'replaced' };
  if (nowMs >= sentMs + SMS_CODE_LIFETIME_MS) return { state: 'dead', sentMs, why: 'late' };
  // A try is counted before it is judged; the last one may be right.
  const tries = code.tries + 1;
  if (event.right) return { state: 'used', sentMs, atMs: nowMs };
  return tries >= SMS_CODE_TRIES_MAX
    ? { state: 'dead', sentMs, why: 'tries' }
    : { state: 'sent', sentMs, tries };
}

export interface CodeRate {
  readonly perMs: number;
  readonly max: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Whom a text goes to, from where it is asked for, at which device, and all together. */
export const CODE_RATES = {
  phone: [
    { perMs: MINUTE, max: 1 },
    { perMs: HOUR, max: 5 },
    { perMs: DAY, max: 10 },
  ],
  device: [
    { perMs: HOUR, max: 10 },
    { perMs: DAY, max: 20 },
  ],
  // A house or a shop has one address for all its people.
  address: [
    { perMs: HOUR, max: 20 },
    { perMs: DAY, max: 60 },
  ],
  all: [{ perMs: MINUTE, max: 300 }],
} as const satisfies Record<string, readonly CodeRate[]>;
export type CodeRateKind = keyof typeof CODE_RATES;
/** What is older than this counts for nothing. */
export const CODE_RATE_SPAN_MS = DAY;

/** How long until one more is sent; 0: now. `sentMs`: when codes were sent, in any order. */
export function codeWait(kind: CodeRateKind, sentMs: readonly number[], nowMs: number): number {
  const waits = CODE_RATES[kind].map(({ perMs, max }) => {
    const within = sentMs.filter((at) => at > nowMs - perMs).sort((one, two) => two - one);
    // The one that must be forgotten first, so that fewer than `max` are left.
    const last = within[max - 1];
    return last === undefined ? 0 : last + perMs - nowMs;
  });
  return Math.max(0, ...waits);
}

/** Failed tries of codes for one telephone, whichever code: guessing on through new codes costs waits, too. */
export { LOGIN_TRIES as PHONE_TRIES } from '../sign-in/index.ts';
