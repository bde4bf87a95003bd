/** Which rule bears a payment that its holder did not make, and how much of it can be covered. */
import { addWorkingDays, calendarDayOf, type HolidayTable, SHANGHAI } from '../calendar/index.ts';
import type { Fen } from '../money/index.ts';
import type { Resolved } from '../policy/index.ts';
import type { CoverShare, DisputedPayment, LossCase } from './state.ts';

const HOUR_MS = 3_600_000;

/** The values of the rules, as they hold on the day of the report. */
export interface CoverTerms {
  readonly windowHours: number;
  readonly perYearFen: Fen;
  readonly paidFromDays: number;
  readonly paidToDays: number;
  readonly fourEyesFen: Fen;
  readonly papersDays: number;
  readonly answerDays: number;
  readonly objectDays: number;
}

const whole = (rules: Resolved, key: string): number => {
  const { value } = rules.parameter(key);
  if (typeof value !== 'number' || !Number.isSafeInteger(value))
    throw new TypeError(`Cannot use ${key} = ${String(value)}: a whole number is expected`);
  return value;
};

export const coverTermsOf = (rules: Resolved): CoverTerms => ({
  windowHours: whole(rules, 'dispute.noPinCoverHours'),
  perYearFen: BigInt(whole(rules, 'dispute.noPinCoverYearMaxFen')),
  paidFromDays: whole(rules, 'dispute.noPinCoverFromDays'),
  paidToDays: whole(rules, 'dispute.noPinCoverToDays'),
  fourEyesFen: BigInt(whole(rules, 'loss.fourEyesFen')),
  papersDays: whole(rules, 'loss.papersDays'),
  answerDays: whole(rules, 'law.measureAnswerDays'),
  objectDays: whole(rules, 'loss.objectDays'),
});

/**
 * - `after-notice` after the report: the institution had to stop it and bears it, without a bound (LAW-42)
 * - `in-window` in the hours before the report: covered up to a sum a year (PBC-41)
 * - `older` before that: the institution bears it unless it shows the holder's fault or authorisation (LAW-42, LAW-49)
 */
export type CoverClass = 'after-notice' | 'in-window' | 'older';
export const COVER_RULES: Readonly<Record<CoverClass, readonly string[]>> = {
  'after-notice': ['LAW-42'],
  'in-window': ['PBC-41', 'LAW-42'],
  older: ['LAW-42', 'LAW-49'],
};

/** The last moment of the window is the report itself; its first one is the whole hours before it. */
export function classOf(paidAtMs: number, reportedAtMs: number, { windowHours }: CoverTerms): CoverClass {
  if (paidAtMs > reportedAtMs) return 'after-notice';
  return reportedAtMs - paidAtMs <= windowHours * HOUR_MS ? 'in-window' : 'older';
}

export interface CoverRow {
  readonly payment: DisputedPayment;
  readonly class: CoverClass;
  readonly rules: readonly string[];
  /** What the holder lacks: the payment without what went back already. */
  readonly lackingFen: Fen;
  /** What the rules cover of it by themselves; the rest is for whoever decides. */
  readonly coveredFen: Fen;
}

export interface Cover {
  readonly rows: readonly CoverRow[];
  readonly claimedFen: Fen;
  readonly coveredFen: Fen;
  /** What of this year's sum was used before, and what is left of it. */
  readonly usedFen: Fen;
  readonly leftFen: Fen;
}

const least = (a: Fen, b: Fen): Fen => (a < b ? a : b);
const notNegative = (fen: Fen): Fen => (fen < 0n ? 0n : fen);

/** The earliest payments use the year's sum first; payments after the report use none of it. */
export function coverOf(
  disputed: readonly DisputedPayment[],
  reportedAtMs: number,
  terms: CoverTerms,
  usedFen: Fen,
): Cover {
  const leftFen = notNegative(terms.perYearFen - usedFen);
  let restFen = leftFen;
  const rows = [...disputed]
    .sort((a, b) => a.atMs - b.atMs || (a.movementId < b.movementId ? -1 : 1))
    .map((payment): CoverRow => {
      const found = classOf(payment.atMs, reportedAtMs, terms);
      const lackingFen = notNegative(payment.amountFen - payment.returnedFen);
      const coveredFen =
        found === 'after-notice' ? lackingFen : found === 'in-window' ? least(lackingFen, restFen) : 0n;
      if (found === 'in-window') restFen -= coveredFen;
      return { payment, class: found, rules: COVER_RULES[found], lackingFen, coveredFen };
    });
  return {
    rows,
    claimedFen: rows.reduce((sum, row) => sum + row.lackingFen, 0n),
    coveredFen: rows.reduce((sum, row) => sum + row.coveredFen, 0n),
    usedFen,
    leftFen,
  };
}

/** What of the year's sum a decision uses: payments after the report are no part of it. */
export function usedOf(loss: LossCase, shares: readonly CoverShare[], terms: CoverTerms): Fen {
  return shares.reduce((sum, share) => {
    const paid = loss.disputed.find(({ movementId }) => movementId === share.movementId);
    if (paid === undefined) return sum;
    return classOf(paid.atMs, loss.report.atMs, terms) === 'after-notice' ? sum : sum + share.amountFen;
  }, 0n);
}

/** First and last day on which the money is usually there after a yes (PBC-41). */
export function paidWindow(
  decidedAtMs: number,
  { paidFromDays, paidToDays }: CoverTerms,
  holidays: HolidayTable,
): { readonly from: string; readonly to: string } {
  const day = calendarDayOf(decidedAtMs, SHANGHAI);
  return {
    from: addWorkingDays(day, paidFromDays, holidays),
    to: addWorkingDays(day, paidToDays, holidays),
  };
}
