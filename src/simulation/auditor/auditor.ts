/**
 * The auditor: keeps its own expected books from what each party was told and did, and stops the world at the
 * first broken law. It sees written rows, delivered messages and the issuers' records; it decides nothing.
 */
import type { Outcome } from '#domain/outcome';
import type { ChangeSet, NetworkAnswer } from '#engine';
import { type TransactionRecord, wireKeyOf } from '#simulation/network';
import { type ClosedJourney, closeJourney, NOTHING_CLOSED } from './close.ts';
import { Holders } from './holders.ts';
import { checkLapse } from './holds.ts';
import { type AuditFigures, AuditMemory } from './memory.ts';
import { Motion } from './motion.ts';
import { checkOrderAge } from './orders.ts';
import { People } from './people.ts';
import {
  type Asked,
  type AuditedJourney,
  type AuditedPayment,
  isTakenIn,
  meaningOf,
  wasMade,
} from './records.ts';
import { checkRequestAge } from './requests.ts';
import { checkAge } from './step-laws.ts';
import { Violation } from './violation.ts';
import { checkWalletAge } from './wallets.ts';
import { noteWritten } from './written.ts';

const WAS_APPROVED: ReadonlySet<string> = new Set(['approved', 'voided', 'reversed', 'completed', 'expired']);

export class Auditor {
  readonly #memory: AuditMemory;
  /** What people say and do beside terminals and offices. */
  readonly people: People;
  readonly holders: Holders;
  readonly motion: Motion;

  constructor(now: () => number) {
    this.#memory = new AuditMemory(now);
    this.people = new People(this.#memory);
    this.holders = new Holders(this.#memory);
    this.motion = new Motion(this.#memory);
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
    const name = `${kind}/${key}`;
    const asked: Asked = { name, kind, key, amountFen, told: null, cancellationId: null, reversal: null };
    journey.asked.push(asked);
    this.#memory.asked.set(name, { asked, journey });
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
    if (kind === 'sale') this.holders.paid(key);
    const payment = this.#memory.byKey.get(key);
    const durable =
      kind === 'void' || kind === 'refund'
        ? this.#isDone(journey, cancellationId)
        : kind === 'advice'
          ? journey.payments.some((each) => each.amountFen === asked.amountFen)
          : payment !== undefined && (WAS_APPROVED.has(payment.state) || isTakenIn(payment));
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
    const byFile = this.#memory.settlements.settle(terminal, batchNo);
    if (result === 'balanced') return;
    this.figures.settlementsDiffering += 1;
    if (byFile || !sure) return;
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
    if (!this.#memory.upstream.has(key) && !this.#memory.transfers.has(key))
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
    if (about !== undefined) {
      this.#memory.stir(about.journey);
      about.refusedThere ||= record.kind === 'sale' && record.code !== '00';
    }
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

  holdsLapsed(wireKeys: readonly string[]): void {
    for (const wireKey of wireKeys) {
      this.#memory.truth.holds.lapse(wireKey);
      const payment = this.#memory.byWireKey.get(wireKey);
      if (payment !== undefined) checkLapse(payment, this.#memory.now());
    }
  }

  /** The payment that an answer of the network is about; one that the link cannot place is found by its key. */
  #answered({ subject, network }: Pick<NetworkAnswer, 'subject' | 'network'>): AuditedPayment | undefined {
    const { payments, byWireKey } = this.#memory;
    if (subject !== null && subject.part !== 'payment') return undefined;
    return subject === null ? byWireKey.get(wireKeyOf(network)) : payments.get(subject.paymentId);
  }

  /** This answer reached the program, which may die while it takes it in: a decline can be on disk all the same. */
  answerGiven(answer: Pick<NetworkAnswer, 'subject' | 'network' | 'outcome'>): void {
    const payment = this.#answered(answer);
    if (payment !== undefined) payment.declineTaken ||= meaningOf(answer.outcome) === 'no';
  }

  /** The engine took this answer in and lived on. */
  answerTaken(answer: Pick<NetworkAnswer, 'subject' | 'network' | 'outcome'>): void {
    const payment = this.#answered(answer);
    if (payment === undefined) return;
    const { outcome } = answer;
    const passedOver = payment.state === 'reversed' && payment.clearingDay === null;
    payment.approvalTaken ||= outcome === 'approved' && !passedOver;
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
    if (payment !== undefined) this.#memory.settlements.leaveToFile(payment);
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

  /** Nothing waits longer than its bound. */
  sweep(): void {
    const nowMs = this.#memory.now();
    for (const payment of this.#memory.moving) checkAge(payment, nowMs);
    for (const wallet of this.#memory.wallets.values()) if (wallet.waits) checkWalletAge(wallet, nowMs);
    for (const order of this.#memory.movingOrders) checkOrderAge(order, nowMs);
    for (const request of this.#memory.movingRequests) checkRequestAge(request, nowMs);
  }

  trouble(where: string, message: string): void {
    throw new Violation('program-sound', -1, `${where}: ${message}`);
  }

  /** The journey is over: every law of its end, then it is forgotten. The sentence is its digest. */
  closeJourney(index: number): ClosedJourney {
    const journey = this.#memory.journeys.get(index);
    return journey === undefined ? NOTHING_CLOSED : closeJourney(this.#memory, journey);
  }

  /** At the very end of a world: every journey is closed, nothing is reserved in any book. */
  closeWorld(handedPendingAllowed: boolean): void {
    const rest = this.#memory.books.pendingFen();
    if (rest !== 0n && !handedPendingAllowed)
      throw new Violation('nothing-pending', -1, `all has ended, and ${rest} fen are still reserved`);
  }
}
