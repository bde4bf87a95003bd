/** How much of a sale its tips may be (ACC-10). */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { effective, type RuleBook } from '#domain/policy';
import type { Clock } from '../ports/index.ts';
import { type Context, scopeOf } from './context.ts';

/** Percent of the first amount, for this merchant on this day. */
export function tipMaxPercent(
  context: Pick<Context, 'rules' | 'institution' | 'nowMs'>,
  merchantId: string,
): number {
  const day = calendarDayOf(context.nowMs, SHANGHAI);
  return Number(effective(context.rules, 'terminal.tipMaxPercent', scopeOf(context, merchantId), day).value);
}

/** The same, of a running program: by merchant, now. */
export const tipBound =
  (of: {
    readonly rules: () => RuleBook;
    readonly institution: { readonly id: string };
    readonly clock: Clock;
  }) =>
  (merchantId: string): number =>
    tipMaxPercent({ rules: of.rules(), institution: of.institution.id, nowMs: of.clock.nowMs() }, merchantId);
