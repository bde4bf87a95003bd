/** How long is waited, out of the limits. */
import type { HolidayTable } from '#domain/calendar';
import type { Pace } from '#domain/cancellation';
import type { ClosurePace } from '#domain/closure';
import type { OrderPace } from '#domain/order';
import type { RequestPace } from '#domain/request';
import type { Limits } from '../limits.ts';

/**
 * Beyond the bound of its repeats a notice or an advice goes on so often: a person was told, an answer may still come.
 */
export const OVERDUE_EVERY_MS = 3_600_000;

export const paceOf = (limits: Limits, cutOver: string, holidays: HolidayTable): Pace => ({
  cutOver,
  holidays,
  voidReplyMs: limits.voidReplyMs,
  repeatFirstMs: limits.repeatFirstMs,
  repeatMaxMs: limits.repeatMaxMs,
  attemptsMax: limits.attemptsMax,
  voidTriesMax: limits.voidTriesMax,
  clearingFileDueMs: limits.clearingFileDueMs,
  claimReminderMs: limits.claimReminderMs,
  claimRemindersMax: limits.claimRemindersMax,
  accountCheckMs: limits.accountCheckMs,
  payoutAnswerMs: limits.payoutAnswerMs,
  payoutRoundsMax: limits.payoutRoundsMax,
});

export const requestPaceOf = (limits: Limits): RequestPace => ({
  decideDueMs: limits.requestDecideDueMs,
  papersDueMs: limits.requestPapersDueMs,
  approvalDueMs: limits.requestApprovalDueMs,
  reviewDueMs: limits.requestReviewDueMs,
  papersMax: limits.papersPerRequestMax,
});

export const orderPaceOf = (limits: Limits): OrderPace => ({
  askFirstMs: limits.orderAskFirstMs,
  asksMax: limits.orderAsksMax,
  askSlowMs: limits.orderAskSlowMs,
  closeFirstMs: limits.orderCloseFirstMs,
  closeMaxMs: limits.orderCloseMaxMs,
  closeAttemptsMax: limits.orderCloseAttemptsMax,
});

export const closurePaceOf = (limits: Limits): ClosurePace => ({
  idleMs: limits.closureIdleMs,
  wholeMs: limits.closureWholeMs,
  proofsMax: limits.closureProofsMax,
});
