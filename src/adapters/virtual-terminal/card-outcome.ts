/** What the journal keeps of an answered request. */
import type { answered } from './journal-state.ts';
import type { TerminalResult } from './result.ts';

export function outcomeOf(result: TerminalResult): Parameters<typeof answered>[2] {
  const code = result.code ?? '';
  if (result.result === 'unknown') return { state: 'unknown', code };
  if (result.result !== 'approved') return { state: 'declined', code };
  const { rrn, authCode, clearingDate, date, time, issuer, acquirer, text, instalments } = result;
  const answer = {
    ...{ code, rrn: rrn ?? '', authCode, clearingDate, date: date ?? '', time: time ?? '' },
    ...(issuer === null ? {} : { issuer }),
    ...(acquirer === null ? {} : { acquirer }),
    ...(text === null ? {} : { text }),
    ...(instalments === null ? {} : { instalments }),
  };
  return { state: 'approved', answer, voidedByStan: null };
}
