/** The legs of a journey while its events are read: what is under way on a line, and what became of it. */
import type { Cancellation } from '../cancellation/index.ts';
import { isOutcome, type Outcome } from '../outcome/index.ts';
import { ONLINE_TERMINAL_ID, type Payment } from '../payment/index.ts';
import type { Station } from '../tracking/index.ts';
import type { EventBody } from '../wording/index.ts';
import type { End, LegKind, LegState } from './model.ts';

/** An event as it is stored: in order, numbered. */
export interface StoredEvent {
  readonly seq: bigint;
  readonly atMs: number;
  readonly kind: string;
  readonly cancellationId: string | null;
  readonly body: EventBody;
}

/** A leg while it is being read: later events tell what became of it. */
export interface DraftLeg {
  readonly id: string;
  readonly event: StoredEvent;
  readonly wayNo: number;
  readonly kind: LegKind;
  readonly from: Station;
  to: Station;
  state: LegState;
  readonly sentMs: number | null;
  endedMs: number | null;
  dueMs: number | null;
  readonly attempt: number | null;
  readonly outcome: Outcome | null;
  /** Whose line carried it: the shop's, the network's, or none. */
  readonly line: 'terminal' | 'network' | null;
}

export const endOf = (payment: Payment): End => {
  if (payment.entryMode.startsWith('04')) return 'merchant-code';
  return payment.terminal.terminalId === ONLINE_TERMINAL_ID ? 'online' : 'terminal';
};

type More = Partial<Pick<DraftLeg, 'state' | 'sentMs' | 'endedMs' | 'attempt' | 'outcome' | 'line'>>;

/** Bodies come from storage: every read is checked. */
export const outcomeIn = ({ outcome }: EventBody): Outcome | null =>
  typeof outcome === 'string' && isOutcome(outcome) ? outcome : null;
export const attemptIn = ({ attempt }: EventBody): number => (typeof attempt === 'number' ? attempt : 1);

export class LegSheet {
  readonly legs: DraftLeg[] = [];
  readonly payment: Payment;
  readonly ways: readonly Cancellation[];
  /** The clearing file or two persons have the word on these. */
  readonly byFile = new Set<string>();
  /** What is under way on a line, by what it is of. */
  readonly #open = new Map<string, DraftLeg>();

  constructor(payment: Payment, ways: readonly Cancellation[]) {
    this.payment = payment;
    this.ways = ways;
  }

  way(event: StoredEvent): Cancellation | undefined {
    return this.ways.find(({ id }) => id === event.cancellationId);
  }

  noOf(way: Cancellation): number {
    return this.ways.indexOf(way) + 1;
  }

  leg(event: StoredEvent, kind: LegKind, from: Station, to: Station, more: More = {}): DraftLeg {
    const way = this.way(event);
    const ofWayOut = kind.startsWith('payment') || kind === 'result' || way === undefined;
    const part = this.#partOf(event);
    const leg: DraftLeg = {
      id: `${event.seq}-${part}`,
      event,
      wayNo: ofWayOut ? 0 : this.noOf(way),
      ...{ kind, from, to },
      state: 'arrived',
      sentMs: null,
      endedMs: event.atMs,
      dueMs: null,
      attempt: null,
      outcome: null,
      line: null,
      ...more,
    };
    this.legs.push(leg);
    return leg;
  }

  /** An event may be several legs, which follow each other. */
  #partOf(event: StoredEvent): number {
    const before = this.legs.at(-1);
    return before?.event === event ? Number(before.id.slice(before.id.indexOf('-') + 1)) + 1 : 1;
  }

  note(event: StoredEvent, at: Station = 'institution'): void {
    this.leg(event, 'note', at, at);
  }

  isOpen(key: string): boolean {
    return this.#open.has(key);
  }

  keep(key: string, leg: DraftLeg): void {
    this.#open.set(key, leg);
  }

  /** A message of ours leaves; an earlier one under the same key had no answer. */
  send(event: StoredEvent, key: string, kind: LegKind, attempt: number | null): void {
    this.lose(key, event.atMs);
    const sent = { state: 'under-way', sentMs: event.atMs, endedMs: null, attempt, line: 'network' } as const;
    this.keep(key, this.leg(event, kind, 'institution', 'network', sent));
  }

  end(key: string, state: LegState, atMs: number, to?: Station): boolean {
    const leg = this.#open.get(key);
    if (leg === undefined) return false;
    this.#open.delete(key);
    leg.state = state;
    leg.endedMs = atMs;
    if (to !== undefined) leg.to = to;
    return true;
  }

  lose(key: string, atMs: number): boolean {
    return this.end(key, 'lost', atMs);
  }

  due(key: string, dueMs: number): void {
    const leg = this.#open.get(key);
    if (leg !== undefined) leg.dueMs = dueMs;
  }

  /** We tell the shop; that it heard us nobody confirms. */
  tell(event: StoredEvent, kind: 'result' | 'back-result', outcome: Outcome | null): void {
    const told = { state: 'told', sentMs: event.atMs, endedMs: null, outcome, line: 'terminal' } as const;
    this.leg(event, kind, 'institution', 'merchant', told);
  }

  /** The terminal says by its reversal that it never had our answer. */
  unheard(kind: 'result' | 'back-result', wayNo: number, atMs: number): void {
    const told = this.legs.findLast((leg) => leg.kind === kind && leg.wayNo === wayNo);
    if (told?.state !== 'told') return;
    told.state = 'lost';
    told.endedMs = atMs;
  }

  /** An answer, however late, proves that the bank got the question. */
  proven(atMs: number): void {
    if (this.end('out', 'arrived', atMs, 'bank')) return;
    const lost = this.legs.findLast((leg) => leg.kind === 'payment' && leg.from === 'institution');
    if (lost === undefined) return;
    lost.to = 'bank';
    lost.state = 'late';
  }
}
