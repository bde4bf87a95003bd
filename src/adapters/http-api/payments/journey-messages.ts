/** How the network names the messages of a journey, event by event, and what the words of an event need beside it. */
import type { PaymentRecord } from '#adapters/postgres';
import type { Cancellation } from '#domain/cancellation';
import { isOutcome, isoCodeOf, kindOf, type Outcome } from '#domain/outcome';
import { advicesOf, isHold, type NetworkKey, type Payment } from '#domain/payment';
import type { EventBody } from '#domain/wording';
import type { EventRow } from '#engine';
import type { JourneyView } from '../operation/schemas-books.ts';

export type Message = NonNullable<JourneyView['steps'][number]['message']>;

/** Message types towards the network (UnionPay interface, part II) and of their answers. */
const TYPES: Readonly<Record<string, readonly [request: string, answer: string]>> = {
  sale: ['0200', '0210'],
  hold: ['0100', '0110'],
  notice: ['0220', '0230'],
  'void-of-hold': ['0100', '0110'],
  void: ['0200', '0210'],
  refund: ['0220', '0230'],
  reversal: ['0420', '0430'],
  'void-reversal': ['0420', '0430'],
  tip: ['0220', '0230'],
  adjustment: ['0220', '0230'],
  'script-result': ['0620', '0630'],
};

/** The code as it came from the network; `null` for what this platform itself found. */
function networkCode(outcome: unknown): string | null {
  if (typeof outcome !== 'string' || !isOutcome(outcome)) return null;
  const fromNetwork: readonly Outcome[] = ['issuer-too-late', 'switch-no-answer'];
  const kind = kindOf(outcome);
  return kind === 'success' || kind === 'declined' || fromNetwork.includes(outcome)
    ? isoCodeOf(outcome)
    : null;
}

/** Which messages carried the payment itself. */
const messageOf = (payment: Payment): string =>
  isHold(payment) ? 'hold' : payment.isNotice === true ? 'notice' : 'sale';

/** Reads the events of one payment in order and remembers what each cancellation sent last. */
export class MessageReading {
  readonly #payment: Payment;
  readonly #cancellations: ReadonlyMap<string, Cancellation>;
  readonly #voids = new Map<string, number>();
  readonly #last = new Map<string, string>();
  readonly #undos = new Map<string, NetworkKey>();
  readonly #fileDecides = new Set<string>();

  constructor(record: PaymentRecord, events: readonly EventRow[]) {
    this.#payment = record.payment;
    this.#cancellations = new Map(record.cancellations.map((each) => [each.id as string, each]));
    for (const { kind, body, cancellationId } of events) {
      if (kind === 'back-sent' && body.message === 'void' && cancellationId !== null)
        this.#voids.set(cancellationId, (this.#voids.get(cancellationId) ?? 0) + 1);
    }
  }

  /** What the words need beyond the body of the event: by which route, and who decided. */
  body(event: EventRow): EventBody {
    const cancellation = this.#of(event);
    if (cancellation === null) return event.body;
    const byFile = this.#fileDecides.has(cancellation.id);
    return { route: cancellation.route, ...event.body, ...(byFile ? { byFile } : {}) };
  }

  /** How the network names the message of this step; `null` where none went or came. */
  message(event: EventRow): Message | null {
    const { kind, body } = event;
    if (kind === 'payment-sent' || kind.startsWith('notice-sent')) return this.#sale(null);
    if (kind === 'payment-approved' || kind === 'late-approval') return this.#sale('approved');
    if (kind === 'payment-declined') return body.by === 'network' ? this.#sale(body.outcome) : null;
    if (kind.startsWith('advice-') || kind === 'amount-changed') return this.#advice(event);
    const cancellation = this.#of(event);
    if (cancellation === null) return null;
    switch (kind) {
      case 'back-sent':
        if (body.network !== undefined) this.#undos.set(cancellation.id, body.network as NetworkKey);
        return this.#sent(cancellation, String(body.message));
      case 'back-answered':
      case 'void-undone':
      case 'cancellation-refused':
        return this.#answered(cancellation, body.outcome);
      case 'cancellation-done':
        return this.#fileDecides.has(cancellation.id) ? null : this.#answered(cancellation, body.outcome);
      case 'awaiting-clearing-file':
        this.#fileDecides.add(cancellation.id);
        return null;
      default:
        return null;
    }
  }

  #of({ cancellationId }: EventRow): Cancellation | null {
    return cancellationId === null ? null : (this.#cancellations.get(cancellationId) ?? null);
  }

  #sale(outcome: unknown): Message | null {
    const { network, rrn, entryMode } = this.#payment;
    // A payment with the merchant's code is no message of ours: the network told of it, under its own key.
    if (entryMode.startsWith('04')) return outcome === null ? named('0220', network, rrn, null) : null;
    const [request, answer] = TYPES[messageOf(this.#payment)]!;
    if (outcome === null) return named(request, network, rrn, null);
    const code = networkCode(outcome);
    return code === null ? null : named(answer, network, rrn, code);
  }

  /** What goes to the network of a tip, a corrected amount or a script's result, and what comes back. */
  #advice({ kind, body }: EventRow): Message | null {
    const advice = advicesOf(this.#payment).find(({ id }) => id === body.id);
    if (advice === undefined) return null;
    const [request, answer] = TYPES[advice.kind]!;
    switch (kind) {
      case 'advice-opened':
      case 'advice-sent-again':
      case 'advice-handed':
        return named(request, advice.network, advice.rrn, null);
      case 'amount-changed':
      case 'advice-acknowledged':
      case 'advice-refused': {
        const code = this.#fileDecides.has(advice.id) ? null : networkCode(body.outcome);
        return code === null ? null : named(answer, advice.network, advice.rrn, code);
      }
      case 'advice-end-approved':
        this.#fileDecides.add(advice.id);
        return null;
      default:
        return null;
    }
  }

  #sent(cancellation: Cancellation, message: string): Message | null {
    const { id } = cancellation;
    const type = Object.hasOwn(TYPES, message) ? TYPES[this.#typeOf(message)]![0] : null;
    if (type === null) return null;
    if (message === 'void') this.#voids.set(id, (this.#voids.get(id) ?? 1) - 1);
    this.#last.set(id, message);
    return named(type, this.#key(cancellation, message), cancellation.rrn, null);
  }

  #answered(cancellation: Cancellation, outcome: unknown): Message | null {
    const code = networkCode(outcome);
    const message = this.#last.get(cancellation.id);
    if (code === null || message === undefined) return null;
    return named(TYPES[this.#typeOf(message)]![1], this.#key(cancellation, message), cancellation.rrn, code);
  }

  #typeOf(message: string): string {
    return message === 'void' && isHold(this.#payment) ? 'void-of-hold' : message;
  }

  /** A void that is tried again gets a new key, and only the newest one is kept. */
  #key(cancellation: Cancellation, message: string): NetworkKey | null {
    if (message === 'void-reversal')
      return (
        this.#undos.get(cancellation.id) ?? (cancellation.state === 'undoing' ? cancellation.undo : null)
      );
    const newest = message !== 'void' || (this.#voids.get(cancellation.id) ?? 0) === 0;
    return newest ? cancellation.network : null;
  }
}

const named = (type: string, key: NetworkKey | null, rrn: string, responseCode: string | null): Message => ({
  type,
  transmission: key?.transmission ?? null,
  trace: key?.stan ?? null,
  rrn,
  responseCode,
});
