/**
 * The stored events of a payment as messages between stations. An event says what this platform knew: a message counts
 * as arrived when it came to us or was answered, and as lost when its time ended; how far a lost one came nobody knows.
 */
import type { Cancellation } from '../cancellation/index.ts';
import { advicesOf, isOpenAdvice, type Payment } from '../payment/index.ts';
import type { Station } from '../tracking/index.ts';
import { type DraftLeg, LegSheet, type StoredEvent } from './leg-sheet.ts';
import { readAfter, readBack } from './legs-back.ts';
import { readAdvice, readOut } from './legs-out.ts';

/** Events that tell of the books, or say again what another event of the same commit says as a message. */
const SILENT: ReadonlySet<string> = new Set([
  'way-back-claimed',
  'way-back-freed',
  'money-returned',
  'payment-reversed',
]);

/** All legs in order, with the due times of what is under way now. */
export function readLegs(
  payment: Payment,
  ways: readonly Cancellation[],
  events: readonly StoredEvent[],
): readonly DraftLeg[] {
  const sheet = new LegSheet(payment, ways);
  for (const event of events) {
    const { kind } = event;
    if (SILENT.has(kind)) continue;
    if (kind.startsWith('advice-') || kind === 'amount-changed') readAdvice(sheet, event);
    else if (!readOut(sheet, event) && !readBack(sheet, event) && !readAfter(sheet, event))
      sheet.note(event, noteAt(kind));
  }
  if (payment.state === 'sent') sheet.due('out', payment.replyDueMs);
  for (const advice of advicesOf(payment)) if (isOpenAdvice(advice)) sheet.due(advice.id, advice.dueMs);
  for (const way of ways) {
    if (way.state === 'sending') sheet.due(way.id, way.dueMs);
    if (way.state === 'undoing') sheet.due(`undo ${way.id}`, way.dueMs);
    if (way.state === 'payout-ordered' && way.dueMs !== null) sheet.due(`payout ${way.id}`, way.dueMs);
  }
  return sheet.legs;
}

/** Where something happened that is no message. */
function noteAt(kind: string): Station {
  if (kind.startsWith('arrival-') || kind === 'account-named') return 'account';
  if (kind.startsWith('preauth-')) return 'bank';
  return kind.startsWith('order-') || kind.startsWith('request-') ? 'merchant' : 'institution';
}
