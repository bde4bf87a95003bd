/**
 * The auditor: keeps its own expected books from what each party was told and did, and stops the world at the
 * first broken law. It sees written rows, delivered messages and the issuers' records; it decides nothing.
 */
import type { Outcome } from '#domain/outcome';
import type { ChangeSet } from '#engine';
import { type TransactionRecord, wireKeyOf } from '#simulation/network';
import { checkHoldEnd, checkHoldTold } from './holds.ts';
import { checkPaymentEnd, checkTold } from './journey-end.ts';
import { type AuditFigures, AuditMemory } from './memory.ts';
import { checkOrderAge, checkOrdersEnd, isOrderMoving } from './orders.ts';
import { People } from './people.ts';
import {
  type Asked,
  type AuditedJourney,
  type AuditedPayment,
  batchOfKey,
  bouncedFen,
  isAtTheDesk,
  isHanded,
  isMoving,
  meaningOf,
  wasMade,
} from './records.ts';
import { checkRequestAge, isRequestMoving } from './requests.ts';
import { checkAge } from './step-laws.ts';
import { Violation } from './violation.ts';
import { noteWritten } from './written.ts';

/** An ended journey: its digest, and what may now be forgotten of it everywhere. */
export interface ClosedJourney {
  readonly digest: string;
  readonly paymentIds: readonly string[];
  readonly wireKeys: readonly string[];
  readonly onceKeys: readonly string[];
  readonly orderIds: readonly string[];
}

const WAS_APPROVED: ReadonlySet<string> = new Set(['approved', 'voided', 'reversed', 'completed', 'expired']);

export class Auditor {
  readonly #memory: AuditMemory;
  /** What people say and do beside terminals and offices. */
  readonly people: People;

  constructor(now: () => number) {
    this.#memory = new AuditMemory(now);
    this.people = new People(this.#memory);
  }

  get figures(): AuditFigures {
    return this.#memory.figures;
  }

  get sizes(): Readonly<Record<string, number>> {
    return this.#memory.sizes();
  }

  // What people and terminals do and are told.

  /** A terminal is about to send a message that was never sent before. */
  pressed(index: number, kind: Asked['kind'], key: string, amountFen: bigint): void {
    const journey = this.#memory.journey(index);
    const asked: Asked = { kind, key, amountFen, told: null, cancellationId: null, reversal: null };
    journey.asked.push(asked);
    this.#memory.asked.set(`${kind}/${key}`, { asked, journey });
  }

  /** Somebody wants this much back as a refund; asking again for the same is not another wish. */
  refundWished(index: number, amountFen: bigint | null): void {
    this.#memory.journey(index).wishes.push(amountFen);
  }

  /** A valid reply reached the terminal that waited for it. */
  told(kind: Asked['kind'], key: string, outcome: Outcome, cancellationId: string | null): void {
    const found = this.#memory.asked.get(`${kind}/${key}`);
    if (found === undefined) return;
    const { asked, journey } = found;
    asked.told = { outcome, meaning: meaningOf(outcome) };
    asked.cancellationId = cancellationId;
    if (asked.told.meaning !== 'success') return;
    const payment = this.#memory.byKey.get(key);
    const durable =
      kind === 'void' || kind === 'refund'
        ? this.#isDone(journey, cancellationId)
        : payment !== undefined && WAS_APPROVED.has(payment.state);
    if (!durable)
      throw new Violation(
        'told-stays-true',
        journey.index,
        `the terminal's ${kind} ${key} was told «${outcome}», on disk it is ${payment?.state ?? 'not there'}`,
      );
  }

  #isDone(journey: AuditedJourney, cancellationId: string | null): boolean {
    const back = journey.payments
      .map(({ backs }) => backs.get(cancellationId ?? ''))
      .find((each) => each !== undefined);
    return back !== undefined && (wasMade(back.state) || back.state === 'undoing');
  }

  reversalTold(kind: Asked['kind'], key: string, reversal: Asked['reversal']): void {
    const found = this.#memory.asked.get(`${kind}/${key}`);
    if (found !== undefined) found.asked.reversal = reversal;
  }

  /** The back office was told that a cancellation was accepted. */
  officeTold(index: number, cancellationId: string): void {
    if (!this.#memory.journey(index).payments.some(({ backs }) => backs.has(cancellationId)))
      throw new Violation(
        'told-stays-true',
        index,
        `the back office was told that ${cancellationId} is accepted; it is not on disk`,
      );
  }

  /** Every valid settlement reply. `sure`: the terminal knows the end of every entry of the batch. */
  settled(terminal: string, batchNo: string, result: string, sure: boolean, text: string): void {
    this.figures.settlements += 1;
    if (result === 'balanced') return;
    this.figures.settlementsDiffering += 1;
    if (this.#memory.leftToFile.delete(`${terminal}/${batchNo}`) || !sure) return;
    throw new Violation(
      'batch-agrees',
      -1,
      `terminal ${terminal}, batch ${batchNo} differs: ${text}`,
      terminal,
    );
  }

  /** A batch was written. */
  applied(changes: ChangeSet): void {
    noteWritten(this.#memory, changes);
  }

  // What the network and the issuers saw and did.

  /** A message of the acquirer arrived at the network, harmed or not: its intent has to be on disk. */
  arrivedUpstream(key: string, index: number, text: string): void {
    if (!this.#memory.upstream.has(key))
      throw new Violation(
        'intent-before-send',
        index,
        `the network received ${text}, and the disk knows no such message`,
      );
  }

  issuerDid(record: TransactionRecord): void {
    const wireKey = wireKeyOf(record.key);
    const wrong = this.#memory.truth.add(record, wireKey);
    const about = this.#memory.byWireKey.get(record.original ?? wireKey);
    if (about !== undefined) about.journey.moving = null;
    if (wrong === null && record.kind === 'refund' && record.journal !== null) this.#wishPaid(record);
    if (wrong === null) return;
    throw new Violation(wrong.law, about?.journey.index ?? -1, wrong.text);
  }

  /** A refund answers one wish and uses it up. */
  #wishPaid(record: TransactionRecord): void {
    const journey = this.#memory.byWireKey.get(record.original ?? '')?.journey;
    if (journey === undefined) return;
    const exact = journey.wishes.indexOf(record.amountFen);
    const at = exact >= 0 ? exact : journey.wishes.indexOf(null);
    if (at >= 0) return void journey.wishes.splice(at, 1);
    throw new Violation(
      'asked-once-paid-once',
      journey.index,
      `the issuer refunded ${record.amountFen} fen that nobody asked for, or asked for once and got before`,
    );
  }

  /** The engine took this answer in and lived on. */
  answerTaken(paymentId: string, part: string, outcome: Outcome): void {
    const payment = this.#memory.payments.get(paymentId);
    if (payment === undefined || part !== 'payment' || outcome !== 'approved') return;
    if (payment.state === 'reversed' && payment.clearingDay === null) return;
    payment.approvalTaken = true;
  }

  /** The clearing file of a day, as its reader added it up. */
  fileRead(day: string, rows: number, chargedFen: bigint, returnedFen: bigint): void {
    const sums = this.#memory.truth.days.get(day) ?? { rows: 0, chargedFen: 0n, returnedFen: 0n };
    if (sums.rows === rows && sums.chargedFen === chargedFen && sums.returnedFen === returnedFen) return;
    throw new Violation(
      'file-agrees',
      -1,
      `the file of ${day} has ${rows} rows, ${chargedFen} fen charged and ${returnedFen} returned; the issuers ` +
        `did ${sums.rows}, ${sums.chargedFen} and ${sums.returnedFen}`,
    );
  }

  /** The clearing file is about to decide what is open of this payment. */
  fileDecides(paymentId: string): void {
    const payment = this.#memory.payments.get(paymentId);
    if (payment === undefined) return;
    this.#memory.leftToFile.add(batchOfKey(payment.key));
    for (const { batch } of payment.backs.values()) if (batch !== null) this.#memory.leftToFile.add(batch);
  }

  // Ends.

  paymentOf(key: string): AuditedPayment | undefined {
    return this.#memory.byKey.get(key);
  }

  journeyOfPayment(id: string): number {
    return this.#memory.payments.get(id)?.journey.index ?? -1;
  }

  paymentsOf(index: number): readonly AuditedPayment[] {
    return this.#memory.journeys.get(index)?.payments ?? [];
  }

  isMoving(index: number): boolean {
    const journey = this.#memory.journeys.get(index);
    if (journey === undefined) return false;
    journey.moving ??=
      journey.orders.some(isOrderMoving) ||
      journey.payments.some(
        (payment) =>
          isMoving(payment) || this.#isComingBack(payment) || payment.requests.some(isRequestMoving),
      );
    return journey.moving;
  }

  isComingBack(index: number): boolean {
    return this.paymentsOf(index).some((payment) => this.#isComingBack(payment));
  }

  /** A refund that no account took is on its way back, or people are at it. */
  #isComingBack(payment: AuditedPayment): boolean {
    const charge = this.#memory.truth.charge(payment.wireKey);
    return (charge?.unpostedFen ?? 0n) !== bouncedFen(payment) || isAtTheDesk(payment);
  }

  /** With a person, and the clearing file may still decide it. */
  isHanded(index: number): boolean {
    return this.paymentsOf(index).some((payment) => isHanded(payment));
  }

  get moving(): number {
    const { moving, movingRequests, movingOrders } = this.#memory;
    return moving.size + movingRequests.size + movingOrders.size;
  }

  /** Nothing waits longer than its bound. */
  sweep(): void {
    const nowMs = this.#memory.now();
    for (const payment of this.#memory.moving) checkAge(payment, nowMs);
    for (const order of this.#memory.movingOrders) checkOrderAge(order, nowMs);
    for (const request of this.#memory.movingRequests) checkRequestAge(request, nowMs);
  }

  trouble(where: string, message: string): void {
    throw new Violation('program-sound', -1, `${where}: ${message}`);
  }

  /** The journey is over: every law of its end, then it is forgotten. The sentence is its digest. */
  closeJourney(index: number): ClosedJourney {
    const journey = this.#memory.journeys.get(index);
    if (journey === undefined)
      return { digest: 'nothing', paymentIds: [], wireKeys: [], onceKeys: [], orderIds: [] };
    checkOrdersEnd(this.#memory, journey);
    const wireKeys: string[] = [...journey.scans];
    const parts: string[] = [];
    for (const payment of journey.payments) {
      const charge = this.#memory.truth.charge(payment.wireKey);
      checkPaymentEnd(payment, charge);
      checkHoldEnd(payment, this.#memory.truth.holds.find(payment.wireKey));
      this.#memory.count(payment);
      parts.push(`${payment.state} ${payment.amountFen}-${payment.returnedFen}`);
      wireKeys.push(...payment.wireKeys);
    }
    for (const asked of journey.asked) {
      const isBack = asked.kind === 'void' || asked.kind === 'refund';
      const payment = isBack ? this.#withBack(journey, asked) : this.#memory.byKey.get(asked.key);
      checkTold(asked, payment, payment && this.#memory.truth.charge(payment.wireKey), index);
      if (!isBack) checkHoldTold(asked, payment, payment && this.#memory.truth.holds.find(payment.wireKey));
    }
    const paymentIds = journey.payments.map(({ id }) => id);
    const onceKeys = journey.asked.map(({ kind, key }) => `${kind}/${key}`);
    const orderIds = journey.orders.map(({ id }) => id);
    parts.push(...journey.orders.map(({ state }) => `order ${state}`));
    this.#memory.forget(journey);
    return { digest: parts.join(', ') || 'no payment', paymentIds, wireKeys, onceKeys, orderIds };
  }

  #withBack(journey: AuditedJourney, asked: Asked): AuditedPayment | undefined {
    return journey.payments.find(({ backs }) => backs.has(asked.cancellationId ?? ''));
  }

  /** At the very end of a world: every journey is closed, nothing is reserved in any book. */
  closeWorld(handedPendingAllowed: boolean): void {
    const rest = this.#memory.books.pendingFen();
    if (rest !== 0n && !handedPendingAllowed)
      throw new Violation('nothing-pending', -1, `all has ended, and ${rest} fen are still reserved`);
  }
}
