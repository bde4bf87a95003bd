/**
 * The auditor: keeps its own expected books from what each party was told and did, and stops the world at the
 * first broken law. It sees written rows, delivered messages and the issuers' records; it decides nothing.
 */
import type { Cancellation } from '#domain/cancellation';
import { kindOf, type Outcome } from '#domain/outcome';
import { networkKeyText, type Payment, terminalKeyText } from '#domain/payment';
import type { ChangeSet } from '#engine';
import { type TransactionRecord, wireKeyOf } from '#simulation/network';
import { AuditedBooks, newPaymentBooks } from './books.ts';
import { IssuerTruth } from './issuers.ts';
import { checkPaymentEnd, checkTold } from './journey-end.ts';
import { type Asked, type AuditedJourney, type AuditedPayment, isHanded, isMoving } from './records.ts';
import { checkAge, checkMove, checkWays } from './step-laws.ts';
import { Violation } from './violation.ts';

export interface AuditFigures {
  journeys: number;
  payments: number;
  approved: number;
  reversals: number;
  voids: number;
  refunds: number;
  handed: number;
  overruled: number;
  unknowns: number;
  settlements: number;
  settlementsDiffering: number;
}

/** An ended journey: its digest, and what may now be forgotten of it everywhere. */
export interface ClosedJourney {
  readonly digest: string;
  readonly paymentIds: readonly string[];
  readonly wireKeys: readonly string[];
  readonly onceKeys: readonly string[];
}

const NO_FIGURES: AuditFigures = {
  journeys: 0,
  payments: 0,
  approved: 0,
  reversals: 0,
  voids: 0,
  refunds: 0,
  handed: 0,
  overruled: 0,
  unknowns: 0,
  settlements: 0,
  settlementsDiffering: 0,
};

const meaningOf = (outcome: Outcome): 'success' | 'no' | 'unknown' => {
  const kind = kindOf(outcome);
  if (kind === 'success') return 'success';
  return kind === 'declined' || kind === 'refused' ? 'no' : 'unknown';
};

export class Auditor {
  readonly figures: AuditFigures = { ...NO_FIGURES };
  readonly #now: () => number;
  readonly #journeys = new Map<number, AuditedJourney>();
  readonly #asked = new Map<string, { readonly asked: Asked; readonly journey: AuditedJourney }>();
  readonly #payments = new Map<string, AuditedPayment>();
  readonly #byKey = new Map<string, AuditedPayment>();
  readonly #byWireKey = new Map<string, AuditedPayment>();
  readonly #upstream = new Map<string, AuditedPayment>();
  readonly #moving = new Set<AuditedPayment>();
  readonly #books = new AuditedBooks();
  readonly #truth = new IssuerTruth();

  constructor(now: () => number) {
    this.#now = now;
  }

  // What people and terminals do and are told.

  journey(index: number): AuditedJourney {
    const known = this.#journeys.get(index);
    if (known !== undefined) return known;
    const fresh = { index, asked: [], payments: [], refundsAskedFen: 0n };
    this.#journeys.set(index, fresh);
    return fresh;
  }

  /** A terminal is about to send a message that was never sent before. */
  pressed(index: number, kind: Asked['kind'], key: string, amountFen: bigint): void {
    const journey = this.journey(index);
    const asked: Asked = { kind, key, amountFen, told: null, cancellationId: null, reversal: null };
    journey.asked.push(asked);
    this.#asked.set(`${kind}/${key}`, { asked, journey });
  }

  /** Somebody wants this much back as a refund; asking again for the same is not another wish. */
  refundWished(index: number, amountFen: bigint): void {
    this.journey(index).refundsAskedFen += amountFen;
  }

  /** A valid reply reached the terminal that waited for it. */
  told(kind: Asked['kind'], key: string, outcome: Outcome, cancellationId: string | null): void {
    const found = this.#asked.get(`${kind}/${key}`);
    if (found === undefined) return;
    const { asked, journey } = found;
    asked.told = { outcome, meaning: meaningOf(outcome) };
    asked.cancellationId = cancellationId;
    if (asked.told.meaning !== 'success') return;
    const payment = this.#byKey.get(key);
    const durable =
      kind === 'sale'
        ? payment !== undefined && ['approved', 'voided', 'reversed'].includes(payment.state)
        : this.#isDone(journey, cancellationId);
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
    return back?.state === 'done' || back?.state === 'undoing';
  }

  reversalTold(kind: Asked['kind'], key: string, reversal: Asked['reversal']): void {
    const found = this.#asked.get(`${kind}/${key}`);
    if (found !== undefined) found.asked.reversal = reversal;
  }

  /** The back office was told that a cancellation was accepted. */
  officeTold(index: number, cancellationId: string): void {
    if (!this.journey(index).payments.some(({ backs }) => backs.has(cancellationId)))
      throw new Violation(
        'told-stays-true',
        index,
        `the back office was told that ${cancellationId} is accepted; it is not on disk`,
      );
  }

  /** A payer was told what can go back; it may not be more than is there. */
  answered(index: number, paymentId: string, verdict: string, route: string | null, amountFen: bigint): void {
    const payment = this.#payments.get(paymentId);
    if (payment === undefined || verdict !== 'YES') return;
    const restFen = payment.amountFen - payment.returnedFen - payment.claimedFen;
    const open = payment.state === 'approved' || payment.state === 'unknown';
    if (open && payment.whole === null && amountFen > 0n && amountFen <= restFen) return;
    throw new Violation(
      'told-stays-true',
      index,
      `${paymentId}: a payer was told YES, ${route}, ${amountFen} fen; ${restFen} are left of a payment ${payment.state}`,
    );
  }

  /** Every valid settlement reply. `sure`: the terminal knows the end of every entry of the batch. */
  settled(terminal: string, batchNo: string, result: string, sure: boolean, text: string): void {
    this.figures.settlements += 1;
    if (result === 'balanced') return;
    this.figures.settlementsDiffering += 1;
    if (sure)
      throw new Violation('batch-agrees', -1, `terminal ${terminal}, batch ${batchNo} differs: ${text}`);
  }

  // What the acquirer wrote.

  applied(changes: ChangeSet): void {
    for (const { row } of changes.payments) this.#paymentWritten(row.payment);
    for (const { cancellation } of changes.cancellations) this.#backWritten(cancellation);
    for (const journal of changes.journals) {
      const payment = this.#payments.get(journal.paymentId);
      if (payment === undefined) throw new Violation('books-balance', -1, `${journal.paymentId} has a journal only`);
      const wrong = this.#books.add(journal, payment.books);
      if (wrong !== null) throw new Violation('books-balance', payment.journey.index, wrong);
    }
    for (const { row } of changes.payments) {
      const payment = this.#payments.get(row.payment.id)!;
      checkWays(payment);
      if (isMoving(payment)) this.#moving.add(payment);
      else this.#moving.delete(payment);
    }
  }

  #paymentWritten(row: Payment): void {
    const known = this.#payments.get(row.id) ?? this.#newPayment(row);
    const before = known.state;
    known.state = row.state;
    const approval = 'approval' in row ? row.approval : row.state === 'unknown' ? row.lateApproval : null;
    known.clearingDay = approval?.clearingDay ?? null;
    known.claimedFen = row.state === 'approved' ? row.back.claimedFen : 0n;
    known.returnedFen = row.state === 'approved' ? row.back.returnedFen : 0n;
    known.whole = row.state === 'approved' ? (row.back.whole?.route ?? null) : null;
    if (row.state === 'unknown' && before === 'sent') this.figures.unknowns += 1;
    checkMove(known, before, this.#truth.charge(known.wireKey), this.#asked.get(`sale/${known.key}`)?.asked);
  }

  #newPayment(row: Payment): AuditedPayment {
    const key = terminalKeyText(row.terminal);
    const journey = this.#asked.get(`sale/${key}`)?.journey;
    if (journey === undefined) throw new Violation('one-message-one-payment', -1, `nobody asked for ${row.id}`);
    const other = this.#byKey.get(key);
    if (other !== undefined)
      throw new Violation(
        'one-message-one-payment',
        journey.index,
        `the terminal's sale ${key} made two payments, ${other.id} and ${row.id}`,
      );
    const { id, amountFen, contract } = row;
    const wireKey = wireKeyOf(row.network);
    const facts = { id, journey, key, wireKey, amountFen, contract, startedMs: this.#now() };
    const rest = { state: 'new', clearingDay: null, claimedFen: 0n, returnedFen: 0n, whole: null };
    const fresh: AuditedPayment = {
      ...facts,
      ...rest,
      books: newPaymentBooks(),
      backs: new Map(),
      upstream: [],
      approvalTaken: false,
    };
    journey.payments.push(fresh);
    this.#payments.set(id, fresh);
    this.#byKey.set(key, fresh);
    this.#byWireKey.set(wireKey, fresh);
    this.#carries(networkKeyText(row.network), fresh);
    this.figures.payments += 1;
    return fresh;
  }

  #carries(key: string, payment: AuditedPayment): void {
    if (this.#upstream.has(key)) return;
    this.#upstream.set(key, payment);
    payment.upstream.push(key);
  }

  #backWritten(row: Cancellation): void {
    const payment = this.#payments.get(row.paymentId);
    if (payment === undefined) throw new Violation('books-balance', -1, `${row.id} is of no payment`);
    const known = payment.backs.get(row.id);
    const sinceMs = known?.state === row.state ? known.sinceMs : this.#now();
    const { id, route, amountFen, openedMs, state } = row;
    payment.backs.set(id, { id, route, amountFen, openedMs, state, sinceMs });
    this.#carries(networkKeyText(row.network), payment);
    if (row.state === 'undoing') this.#carries(networkKeyText(row.undo), payment);
  }

  // What the network and the issuers saw and did.

  /** A message of the acquirer arrived at the network, harmed or not: its intent has to be on disk. */
  arrivedUpstream(key: string, index: number, text: string): void {
    if (!this.#upstream.has(key))
      throw new Violation('intent-before-send', index, `the network received ${text}, and the disk knows no such message`);
  }

  issuerDid(record: TransactionRecord): void {
    const wireKey = wireKeyOf(record.key);
    const wrong = this.#truth.add(record, wireKey);
    if (wrong === null) return;
    const index = this.#byWireKey.get(record.original ?? wireKey)?.journey.index ?? -1;
    throw new Violation('never-beyond-amount', index, wrong);
  }

  /** The engine took this answer in and lived on. */
  answerTaken(paymentId: string, part: string, outcome: Outcome): void {
    const payment = this.#payments.get(paymentId);
    if (payment === undefined || part !== 'payment' || outcome !== 'approved') return;
    if (payment.state === 'reversed' && payment.clearingDay === null) return;
    payment.approvalTaken = true;
  }

  /** The clearing file of a day, as its reader added it up. */
  fileRead(day: string, rows: number, chargedFen: bigint, returnedFen: bigint): void {
    const sums = this.#truth.days.get(day) ?? { rows: 0, chargedFen: 0n, returnedFen: 0n };
    if (sums.rows === rows && sums.chargedFen === chargedFen && sums.returnedFen === returnedFen) return;
    throw new Violation(
      'file-agrees',
      -1,
      `the file of ${day} has ${rows} rows, ${chargedFen} fen charged and ${returnedFen} returned; the issuers ` +
        `did ${sums.rows}, ${sums.chargedFen} and ${sums.returnedFen}`,
    );
  }

  // Ends.

  paymentOf(key: string): AuditedPayment | undefined {
    return this.#byKey.get(key);
  }

  journeyOfPayment(id: string): number {
    return this.#payments.get(id)?.journey.index ?? -1;
  }

  paymentsOf(index: number): readonly AuditedPayment[] {
    return this.#journeys.get(index)?.payments ?? [];
  }

  isMoving(index: number): boolean {
    return this.paymentsOf(index).some((payment) => isMoving(payment));
  }

  /** With a person, and the clearing file may still decide it. */
  isHanded(index: number): boolean {
    return this.paymentsOf(index).some((payment) => isHanded(payment));
  }

  get moving(): number {
    return this.#moving.size;
  }

  /** Nothing waits longer than its bound. */
  sweep(): void {
    const nowMs = this.#now();
    for (const payment of this.#moving) checkAge(payment, nowMs);
  }

  trouble(where: string, message: string): void {
    throw new Violation('program-sound', -1, `${where}: ${message}`);
  }

  /** The journey is over: every law of its end, then it is forgotten. The sentence is its digest. */
  closeJourney(index: number): ClosedJourney {
    const journey = this.#journeys.get(index);
    if (journey === undefined) return { digest: 'nothing', paymentIds: [], wireKeys: [], onceKeys: [] };
    const wireKeys: string[] = [];
    const parts: string[] = [];
    for (const payment of journey.payments) {
      const charge = this.#truth.charge(payment.wireKey);
      checkPaymentEnd(payment, charge);
      this.#count(payment);
      parts.push(`${payment.state} ${payment.amountFen}-${payment.returnedFen}`);
      wireKeys.push(...(charge?.keys ?? []), payment.wireKey);
    }
    for (const asked of journey.asked) {
      const payment = asked.kind === 'sale' ? this.#byKey.get(asked.key) : this.#withBack(journey, asked);
      checkTold(asked, payment, payment && this.#truth.charge(payment.wireKey), index);
    }
    const paymentIds = journey.payments.map(({ id }) => id);
    const onceKeys = journey.asked.map(({ kind, key }) => `${kind}/${key}`);
    this.#forget(journey);
    return { digest: parts.join(', ') || 'no payment', paymentIds, wireKeys, onceKeys };
  }

  #withBack(journey: AuditedJourney, asked: Asked): AuditedPayment | undefined {
    return journey.payments.find(({ backs }) => backs.has(asked.cancellationId ?? ''));
  }

  #count(payment: AuditedPayment): void {
    const { figures } = this;
    if (payment.state === 'approved' || payment.state === 'voided') figures.approved += 1;
    for (const { route, state } of payment.backs.values()) {
      if (state === 'handed') figures.handed += 1;
      if (state === 'overruled') figures.overruled += 1;
      if (state !== 'done') continue;
      if (route === 'REVERSAL') figures.reversals += 1;
      else if (route === 'VOID') figures.voids += 1;
      else figures.refunds += 1;
    }
  }

  #forget(journey: AuditedJourney): void {
    this.figures.journeys += 1;
    for (const { kind, key } of journey.asked) this.#asked.delete(`${kind}/${key}`);
    for (const payment of journey.payments) {
      this.#moving.delete(payment);
      this.#payments.delete(payment.id);
      this.#byKey.delete(payment.key);
      this.#byWireKey.delete(payment.wireKey);
      for (const key of payment.upstream) this.#upstream.delete(key);
      this.#truth.forget(payment.wireKey);
    }
    this.#journeys.delete(journey.index);
  }

  /** At the very end of a world: every journey is closed, nothing is reserved in any book. */
  closeWorld(handedPendingAllowed: boolean): void {
    const rest = this.#books.pendingFen();
    if (rest !== 0n && !handedPendingAllowed)
      throw new Violation('nothing-pending', -1, `all has ended, and ${rest} fen are still reserved`);
  }
}

