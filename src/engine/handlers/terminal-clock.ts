/** ACC-08: a terminal whose clock is far off signs in again, which sets it. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import { resolve } from '#domain/policy';
import { type Context, scopeOf } from './context.ts';

/** `toldMs`: the time that the message names; most name none. */
export function clockRefusal(
  context: Context,
  merchantId: string,
  toldMs: number | null | undefined,
): Outcome | null {
  if (toldMs == null) return null;
  const rules = resolve(context.rules, scopeOf(context, merchantId), calendarDayOf(context.nowMs, SHANGHAI));
  const minutes = Number(rules.parameter('terminal.clockMinutes').value);
  return Math.abs(toldMs - context.nowMs) > minutes * 60_000 ? 'clock-differs' : null;
}
