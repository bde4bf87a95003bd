/** Ways back under way, and what the network, the clock and the clearing file say to them. */
import type { BackStep, CancellationCommand } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import { approved, DAY, networkKey, open, PACE, PAID_AT, sent, walk } from './samples.ts';

export const fresh = networkKey('000009');
export const SOON = PAID_AT + 61_000;
export const LATER = PAID_AT + 600_000;
export const answered = (
  outcome: Outcome,
  to: 'message' | 'undo' = 'message',
  clearingDay = DAY,
): CancellationCommand => ({
  type: 'answered',
  to,
  outcome,
  clearingDay,
  atMs: SOON,
});
export const due = (atMs: number, clearingDayNow = DAY): CancellationCommand => ({
  type: 'due',
  clearingDayNow,
  fresh,
  atMs,
});
export const file = (paymentIn: boolean, undoneIn: boolean): CancellationCommand => ({
  type: 'clearing-file',
  paymentIn,
  undoneIn,
  clearingDay: DAY,
  atMs: LATER,
});
export const goOn: CancellationCommand = { type: 'go-on', atMs: SOON };
export const undo: CancellationCommand = { type: 'undo-void', fresh, atMs: SOON };

export const unknown = (): BackStep => open(sent(), { route: 'REVERSAL', door: 'deadline', terminal: null });
export const reversal = (): BackStep => open(approved(), { route: 'REVERSAL' });
export const voiding = (): BackStep => open(approved(), { route: 'VOID' });
export const refund = (): BackStep => open(approved(), { route: 'REFUND', amountFen: 4_000n });
/** Repeated until the bound: nobody answered. */
export const exhausted = (step: BackStep): BackStep =>
  walk(step, ...Array.from({ length: PACE.attemptsMax }, (_, n) => due(LATER + n * 100_000)));
