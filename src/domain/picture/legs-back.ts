/** Messages of a way back, and of what becomes of a refund after the network's word. */
import type { Cancellation } from '../cancellation/index.ts';
import { kindOf } from '../outcome/index.ts';
import type { Station } from '../tracking/index.ts';
import { attemptIn, type LegSheet, outcomeIn, type StoredEvent } from './leg-sheet.ts';
import type { LegState } from './model.ts';

export function readBack(sheet: LegSheet, event: StoredEvent): boolean {
  const { kind, body, atMs } = event;
  const way = sheet.way(event);
  if (way === undefined) return false;
  const { id, door, route } = way;
  const key = sheet.isOpen(`undo ${id}`) ? `undo ${id}` : id;
  const answered = (state: LegState, from: Station = 'network'): void => {
    sheet.end(key, 'arrived', atMs, from);
    const answer = key === id ? 'back-answer' : 'undo-answer';
    const outcome = outcomeIn(body);
    sheet.leg(event, answer, from, 'institution', { state, outcome, line: 'network' });
  };
  switch (kind) {
    case 'cancellation-opened':
      opened(sheet, event, way);
      return true;
    case 'back-sent': {
      const isUndo = body.message === 'void-reversal';
      sheet.send(event, isUndo ? `undo ${id}` : id, isUndo ? 'undo' : 'back', attemptIn(body));
      return true;
    }
    case 'back-answered':
      answered('refused');
      return true;
    case 'cancellation-done':
      if (sheet.byFile.has(id) || !sheet.isOpen(key)) sheet.leg(event, 'file', 'network', 'institution');
      // Only a void is answered by the bank itself; what undoes or refunds the network may take in alone.
      else answered('arrived', route === 'VOID' ? 'bank' : 'network');
      if (door === 'api' || (door === 'terminal' && route !== 'REVERSAL'))
        sheet.tell(event, 'back-result', outcomeIn(body));
      return true;
    case 'cancellation-refused': {
      const outcome = outcomeIn(body);
      if (outcome !== null && kindOf(outcome) === 'declined') answered('refused');
      else sheet.end(key, 'not-sent', atMs);
      if (door === 'terminal' || door === 'api') sheet.tell(event, 'back-result', outcome);
      return true;
    }
    case 'void-unanswered':
      sheet.lose(id, atMs);
      if (door === 'terminal') sheet.tell(event, 'back-result', 'outcome-unknown');
      return true;
    case 'void-reversed-by-terminal':
      sheet.lose(id, atMs);
      sheet.unheard('back-result', sheet.noOf(way), atMs);
      sheet.leg(event, 'asked', 'merchant', 'institution', { line: 'terminal' });
      return true;
    case 'void-undone':
      if (outcomeIn(body) === null || !sheet.isOpen(key)) sheet.note(event);
      else answered('arrived');
      return true;
    case 'asked-again':
      sheet.leg(event, 'asked', 'merchant', 'institution', { attempt: 2 });
      return true;
    case 'awaiting-clearing-file':
    case 'handed-to-person':
      sheet.lose(key, atMs);
      sheet.byFile.add(id);
      sheet.note(event);
      return true;
    case 'back-goes-on':
      sheet.byFile.delete(id);
      sheet.note(event);
      return true;
    case 'overruled-by-clearing-file':
      sheet.lose(key, atMs);
      sheet.leg(event, 'file', 'network', 'institution');
      return true;
    default:
      return false;
  }
}

function opened(sheet: LegSheet, event: StoredEvent, { door, route, id }: Cancellation): void {
  switch (door) {
    case 'terminal':
      if (route === 'REVERSAL') sheet.unheard('result', 0, event.atMs);
      sheet.leg(event, 'asked', 'merchant', 'institution', { line: 'terminal' });
      // Repeating a reversal is our business: its terminal is answered as soon as it is on disk.
      if (route === 'REVERSAL') sheet.tell(event, 'back-result', null);
      break;
    case 'api':
      sheet.leg(event, 'asked', 'merchant', 'institution');
      break;
    case 'payer':
      sheet.leg(event, 'asked', 'account', 'institution');
      break;
    default:
      sheet.note(event);
  }
  sheet.byFile.delete(id);
}

/** After the network's word: bounces and payouts. */
export function readAfter(sheet: LegSheet, event: StoredEvent): boolean {
  const { kind, atMs } = event;
  const key = `payout ${event.cancellationId}`;
  switch (kind) {
    case 'refund-bounced':
      sheet.leg(event, 'bounce', 'bank', 'institution');
      return true;
    case 'payout-handed-over':
    case 'payout-tried-again': {
      sheet.lose(key, atMs);
      const sent = { state: 'under-way', sentMs: atMs, endedMs: null } as const;
      sheet.keep(key, sheet.leg(event, 'payout', 'institution', 'account', sent));
      return true;
    }
    case 'paid-out':
      if (!sheet.end(key, 'arrived', atMs)) sheet.leg(event, 'payout', 'institution', 'account');
      return true;
    case 'payout-returned':
      sheet.end(key, 'refused', atMs);
      sheet.leg(event, 'payout-back', 'account', 'institution');
      return true;
    default:
      return false;
  }
}
