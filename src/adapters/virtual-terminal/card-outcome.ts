/** What the journal keeps of an answered request. */
import type { answered } from './journal-state.ts';
import type { TerminalResult } from './result.ts';

export function outcomeOf(result: TerminalResult): Parameters<typeof answered>[2] {
  const code = result.code ?? '';
  if (result.result === 'unknown') return { state: 'unknown', code };
  if (result.result !== 'approved') return { state: 'declined', code };
  const { rrn, authCode, clearingDate, date, time } = result;
  const answer = { code, rrn: rrn ?? '', authCode, clearingDate, date: date ?? '', time: time ?? '' };
  return { state: 'approved', answer, voidedByStan: null };
}
