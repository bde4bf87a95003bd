/** Messages of the way out, and of what is told of a payment after it. */
import { attemptIn, endOf, type LegSheet, outcomeIn, type StoredEvent } from './leg-sheet.ts';

/** The way out; false where the event is none of it. */
export function readOut(sheet: LegSheet, event: StoredEvent): boolean {
  const { kind, body, atMs } = event;
  const fromShop = { line: 'terminal' } as const;
  switch (kind) {
    case 'payment-sent':
      if (endOf(sheet.payment) === 'merchant-code') {
        sheet.leg(event, 'notice', 'network', 'institution', { line: 'network' });
        return true;
      }
      sheet.leg(event, 'payment', 'merchant', 'institution', fromShop);
      sheet.send(event, 'out', 'payment', null);
      return true;
    case 'payment-refused':
      sheet.leg(event, 'payment', 'merchant', 'institution', fromShop);
      sheet.tell(event, 'result', outcomeIn(body));
      return true;
    case 'payment-approved':
      if (endOf(sheet.payment) !== 'merchant-code') {
        sheet.end('out', 'arrived', atMs, 'bank');
        sheet.leg(event, 'payment-answer', 'bank', 'institution', { outcome: 'approved', line: 'network' });
      }
      sheet.tell(event, 'result', 'approved');
      return true;
    case 'payment-declined': {
      const outcome = outcomeIn(body);
      if (body.by === 'host') sheet.end('out', 'not-sent', atMs);
      else {
        sheet.proven(atMs);
        const state = body.late === true ? 'late' : 'refused';
        sheet.leg(event, 'payment-answer', 'bank', 'institution', { state, outcome, line: 'network' });
      }
      if (body.late !== true) sheet.tell(event, 'result', outcome);
      return true;
    }
    case 'payment-unknown':
      sheet.lose('out', atMs);
      // A terminal that reverses its sale has given up by itself.
      if (sheet.ways.find(({ id }) => id === body.cancellationId)?.door !== 'terminal')
        sheet.tell(event, 'result', 'outcome-unknown');
      return true;
    case 'late-approval':
      sheet.proven(atMs);
      sheet.leg(event, 'payment-answer', 'bank', 'institution', {
        ...{ state: 'late', outcome: 'approved', line: 'network' },
      });
      return true;
    case 'payment-cleared':
      sheet.lose('out', atMs);
      sheet.leg(event, 'file', 'network', 'institution');
      return true;
    case 'notice-sent-again':
    case 'notice-overdue':
      sheet.send(event, 'out', 'payment', attemptIn(body));
      return true;
    case 'notice-answer-unclear':
      sheet.end('out', 'arrived', atMs);
      sheet.leg(event, 'payment-answer', 'network', 'institution', {
        ...{ state: 'refused', outcome: outcomeIn(body), line: 'network' },
      });
      return true;
    default:
      return false;
  }
}

export function readAdvice(sheet: LegSheet, event: StoredEvent): void {
  const { kind, body, atMs } = event;
  const id = String(body.id);
  switch (kind) {
    case 'advice-opened':
      sheet.leg(event, 'advice', 'merchant', 'institution', { line: 'terminal' });
      sheet.send(event, id, 'advice', null);
      return;
    case 'advice-sent-again':
    case 'advice-handed':
      sheet.send(event, id, 'advice', attemptIn(body));
      return;
    case 'amount-changed':
    case 'advice-acknowledged':
    case 'advice-refused': {
      const state = kind === 'advice-refused' ? 'refused' : 'arrived';
      if (sheet.byFile.has(id)) {
        sheet.lose(id, atMs);
        sheet.note(event);
        return;
      }
      sheet.end(id, 'arrived', atMs);
      const outcome = outcomeIn(body);
      sheet.leg(event, 'advice-answer', 'network', 'institution', { state, outcome, line: 'network' });
      return;
    }
    case 'advice-end-approved':
      sheet.byFile.add(id);
      sheet.note(event);
      return;
    default:
      sheet.note(event);
  }
}
