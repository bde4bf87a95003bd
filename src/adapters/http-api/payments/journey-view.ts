/** A journey as the API tells it: every step in words, and how the network names its message. */
import type { JourneyRecord, PaymentRecord } from '#adapters/postgres';
import { eventWords, isEventKind } from '#domain/wording';
import type { EventRow } from '#engine';
import { amount, instant } from '../answers/answer-view.ts';
import { journalView, type Role } from '../operation/books-view.ts';
import type { JourneyView } from '../operation/schemas-books.ts';
import { maySeeStep } from './circumstances-view.ts';
import { MessageReading } from './journey-messages.ts';
import { cancellationView, paymentView } from './views.ts';

type Step = JourneyView['steps'][number];

/** Members of an event that tell what the acquirer pays; a merchant does not get them. */
const COSTS: ReadonlySet<string> = new Set([
  'issuerFeeFen',
  'networkFeeFen',
  'issuerRatePpm',
  'issuerCapFen',
  'networkRatePpm',
  'networkCapFen',
]);

/** The body of an event with its amounts as numbers. */
function plain(value: unknown, role: Role): unknown {
  if (typeof value === 'bigint') return amount(value);
  if (Array.isArray(value)) return value.map((part) => plain(part, role));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => role === 'operator' || !COSTS.has(key))
      .map(([key, part]) => [key, plain(part, role)]),
  );
}

/** What operators find out among themselves: a merchant is told that, and what came of it. */
const AMONG_OPERATORS = /^end-|^circumstance/;

export function forEyes(event: EventRow, role: Role): EventRow {
  if (role === 'operator' || !AMONG_OPERATORS.test(event.kind)) return event;
  const { evidence: _evidence, by: _by, ...body } = event.body;
  return { ...event, body };
}

function stepView(event: EventRow, reading: MessageReading, role: Role): Step {
  const message = reading.message(event);
  const told = forEyes(event, role);
  const body = reading.body(told);
  return {
    at: instant(event.atMs),
    kind: event.kind,
    // A newer program may have written a kind that this one has no words for: its name is better than nothing.
    zh: isEventKind(event.kind) ? eventWords(event.kind, body, 'zh') : event.kind,
    en: isEventKind(event.kind) ? eventWords(event.kind, body, 'en') : event.kind,
    cancellation: event.cancellationId,
    message,
    details: plain(told.body, role) as Record<string, unknown>,
  };
}

export function journeyView(record: PaymentRecord, journey: JourneyRecord, role: Role): JourneyView {
  const reading = new MessageReading(record, journey.events);
  return {
    payment: paymentView(record, role),
    cancellations: record.cancellations.map(cancellationView),
    steps: journey.events
      .filter((event) => maySeeStep(event, role))
      .map((event) => stepView(event, reading, role)),
    journals: journey.journals.map((journal) => journalView(journal, role)),
    truncated: journey.truncated,
  };
}
