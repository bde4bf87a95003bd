/** What payers, shops, operators and the bank say and do, told before the program hears it. */
import type { Outcome } from '#domain/outcome';
import type { AuditMemory } from './memory.ts';
import type { AskedOrder } from './orders.ts';
import { type AuditedPayment, isHeldOnly } from './records.ts';
import { checkRequestTold, type Said } from './requests.ts';
import { Violation } from './violation.ts';

export class People {
  readonly #memory: AuditMemory;

  constructor(memory: AuditMemory) {
    this.#memory = memory;
  }

  /** A payer was told what can go back; it may not be more than is there. */
  answered(index: number, paymentId: string, verdict: string, route: string | null, amountFen: bigint): void {
    const payment = this.#memory.payments.get(paymentId);
    if (payment === undefined || verdict !== 'YES') return;
    const restFen = payment.amountFen - payment.returnedFen - payment.claimedFen;
    const open = payment.state === 'approved' || payment.state === 'unknown';
    if (open && payment.whole === null && amountFen > 0n && amountFen <= restFen) return;
    throw new Violation(
      'told-stays-true',
      index,
      `${paymentId}: a payer was told YES, ${route}, ${amountFen} fen; ` +
        `${restFen} are left of a payment ${payment.state}`,
    );
  }

  /** Somebody says something of a request. */
  said(requestId: string, said: Said): void {
    this.#memory.requests.get(requestId)?.said.push(said);
  }

  handedIn(requestId: string, item: string): void {
    this.#memory.requests.get(requestId)?.papers.add(item);
  }

  requestTold(requestId: string, move: string, outcome: Outcome): void {
    const request = this.#memory.requests.get(requestId);
    if (request !== undefined) checkRequestTold(request, move, outcome);
  }

  /** An operator says something of a way back. */
  acted(cancellationId: string, type: string, by: string): void {
    const acts = this.#memory.acts.get(cancellationId) ?? [];
    acts.push({ type, by });
    this.#memory.acts.set(cancellationId, acts);
  }

  /** What the network tells an operator on the telephone: was this way back carried out? */
  wasCarriedOut(paymentId: string, route: string, wireKey: string): boolean {
    const { truth, payments } = this.#memory;
    if (route === 'REFUND') return truth.gaveBack(wireKey);
    const payment = payments.get(paymentId);
    if (payment !== undefined && isHeldOnly(payment)) return this.#wasLifted(payment, route);
    const charge = truth.charge(payments.get(paymentId)?.wireKey ?? '');
    if (route === 'VOID') return charge?.undoneBy === 'void';
    return charge === undefined || charge.undoneBy !== null;
  }

  #wasLifted({ wireKey, kind }: AuditedPayment, route: string): boolean {
    const hold = this.#memory.truth.holds.find(wireKey);
    if (route === 'VOID') return hold?.state === 'voided';
    return kind === 'increment'
      ? hold?.raises.has(wireKey) !== true
      : hold === undefined || hold.state === 'reversed';
  }

  /** The clearing day that the network names for a payment; null when no card was charged. */
  clearedOn(paymentId: string): string | null {
    const { truth, payments } = this.#memory;
    return truth.charge(payments.get(paymentId)?.wireKey ?? '')?.clearingDay ?? null;
  }

  /** A shop is about to open an order: its price, and who bears which part of it. */
  opensOrder(index: number, orderNo: string, price: Pick<AskedOrder, 'priceFen' | 'parts'>): void {
    const journey = this.#memory.journey(index);
    journey.orderNos.push(orderNo);
    this.#memory.orderNos.set(orderNo, { journey, ...price });
  }

  /** A payer paid with the merchant's code: the network charged a card under this wire key. */
  scanned(index: number, wireKey: string): void {
    this.#memory.journey(index).scans.push(wireKey);
  }

  /** The acquirer told the network that it has this payment. */
  noticeTaken(key: string, index: number): void {
    if (!this.#memory.upstream.has(key))
      throw new Violation(
        'told-stays-true',
        index,
        `the network was told that ${key} is taken; it is not on disk`,
      );
  }

  journeyOfOrder(orderId: string): number {
    return this.#memory.orders.get(orderId)?.journey.index ?? -1;
  }

  /** The bank paid so much of a payment's refund to another account, and kept so much for its service. */
  bankDid(paymentId: string, outFen: bigint, feeFen: bigint, paid: boolean): void {
    const payment = this.#memory.payments.get(paymentId);
    if (payment === undefined) return;
    payment.bankOutFen += outFen;
    payment.bankFeesFen += feeFen;
    if (paid) payment.bankRounds += 1;
    if (payment.bankOutFen <= (this.#memory.truth.charge(payment.wireKey)?.returnedFen ?? 0n)) return;
    throw new Violation(
      'never-beyond-amount',
      payment.journey.index,
      `${paymentId}: the bank paid ${payment.bankOutFen} fen out, more than came back`,
    );
  }
}
