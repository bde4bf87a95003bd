/** What the auditor keeps: journeys under way, under every name by which somebody may speak of them. */
import { AuditedBooks } from './books.ts';
import { IssuerTruth } from './issuers.ts';
import type { AskedOrder, AuditedOrder } from './orders.ts';
import { type Asked, type AuditedJourney, type AuditedPayment, isUnheard, wasMade } from './records.ts';
import type { AuditedRequest } from './requests.ts';
import { Settlements } from './settlements.ts';
import type { AuditedMovement, AuditedWallet, Tap } from './wallet-records.ts';

export interface AuditFigures {
  journeys: number;
  /** Payments that the acquirer wrote, and ways back of them, whatever became of either. */
  payments: number;
  waysBack: number;
  approved: number;
  reversals: number;
  voids: number;
  refunds: number;
  /** Refunds that the bank sent back. */
  bounced: number;
  orders: number;
  /** Payments of orders that went back by themselves. */
  givenBack: number;
  requests: number;
  /** Journeys of the way back that two persons ended. */
  endedByPersons: number;
  handed: number;
  overruled: number;
  unknowns: number;
  /** Approved by the network after it had declined them. */
  afterDecline: number;
  /** The same, where its second word never arrived. */
  unheard: number;
  /** Wallets, what was paid with them, and of that what went back. */
  wallets: number;
  walletPayments: number;
  walletReturns: number;
  /** How often holders came to owe something, or more, and how often nothing was left of it. */
  arrears: number;
  arrearsFilled: number;
  /** Payments that were declined because something was closed. */
  closedDeclines: number;
  /** Tips and corrected amounts. */
  changed: number;
  settlements: number;
  settlementsDiffering: number;
}

const NO_FIGURES: AuditFigures = {
  journeys: 0,
  payments: 0,
  waysBack: 0,
  approved: 0,
  reversals: 0,
  voids: 0,
  refunds: 0,
  bounced: 0,
  orders: 0,
  givenBack: 0,
  requests: 0,
  endedByPersons: 0,
  handed: 0,
  overruled: 0,
  unknowns: 0,
  afterDecline: 0,
  unheard: 0,
  wallets: 0,
  walletPayments: 0,
  walletReturns: 0,
  arrears: 0,
  arrearsFilled: 0,
  closedDeclines: 0,
  changed: 0,
  settlements: 0,
  settlementsDiffering: 0,
};

export class AuditMemory {
  readonly figures: AuditFigures = { ...NO_FIGURES };
  /** True time, in milliseconds since 1970. */
  readonly now: () => number;
  readonly journeys = new Map<number, AuditedJourney>();
  /** Journeys that were found moving, and of which something changed since. */
  stirred: number[] = [];
  /** By kind and terminal key of the message. */
  readonly asked = new Map<string, { readonly asked: Asked; readonly journey: AuditedJourney }>();
  readonly payments = new Map<string, AuditedPayment>();
  readonly byKey = new Map<string, AuditedPayment>();
  readonly byWireKey = new Map<string, AuditedPayment>();
  /** By the network key of every message of it. */
  readonly upstream = new Map<string, AuditedPayment>();
  readonly moving = new Set<AuditedPayment>();
  readonly orders = new Map<string, AuditedOrder>();
  /** What shops asked for, by their numbers. */
  readonly orderNos = new Map<string, AskedOrder>();
  readonly movingOrders = new Set<AuditedOrder>();
  readonly requests = new Map<string, AuditedRequest>();
  readonly movingRequests = new Set<AuditedRequest>();
  /** What operators said of ways back, by cancellation: the act and who. */
  readonly acts = new Map<string, { readonly type: string; readonly by: string }[]>();
  readonly settlements = new Settlements();
  /** Wallets and their movements, and payments that begin with them: by their name at the till, or by their code. */
  readonly wallets = new Map<string, AuditedWallet>();
  readonly movements = new Map<string, AuditedMovement>();
  /** Top-ups and payouts by the network key of every message of them. */
  readonly transfers = new Map<string, AuditedMovement>();
  readonly taps = new Map<string, Tap>();
  readonly books = new AuditedBooks();
  readonly truth = new IssuerTruth();

  constructor(now: () => number) {
    this.now = now;
  }

  journey(index: number): AuditedJourney {
    const known = this.journeys.get(index);
    if (known !== undefined) return known;
    const lists = { asked: [], payments: [], wishes: [], orders: [], orderNos: [], scans: [], wallets: [] };
    const fresh: AuditedJourney = { index, ...lists, moving: null };
    this.journeys.set(index, fresh);
    return fresh;
  }

  /** Something of it changed: whether it still moves is found anew, by whoever looks. */
  stir(journey: AuditedJourney): void {
    if (journey.moving === true) this.stirred.push(journey.index);
    journey.moving = null;
  }

  count(payment: AuditedPayment): void {
    const { figures, truth } = this;
    const there = truth.charge(payment.wireKey) ?? truth.holds.find(payment.wireKey);
    if (isUnheard(payment) && there !== undefined) figures.unheard += 1;
    if (payment.state === 'approved' || payment.state === 'voided') figures.approved += 1;
    for (const { route, state } of payment.backs.values()) {
      if (state === 'handed') figures.handed += 1;
      if (state === 'overruled') figures.overruled += 1;
      if (!wasMade(state)) continue;
      if (state !== 'done') figures.bounced += 1;
      if (route === 'REVERSAL') figures.reversals += 1;
      else if (route === 'VOID') figures.voids += 1;
      else figures.refunds += 1;
    }
  }

  /** What is remembered of journeys, by kind. */
  sizes(): Readonly<Record<string, number>> {
    const { journeys, asked, payments, byKey, byWireKey, upstream, orders, orderNos, requests, acts } = this;
    const { wallets, movements, transfers, taps } = this;
    const of = { journeys, asked, payments, byKey, byWireKey, upstream, orders, orderNos, requests, acts };
    const maps = { ...of, wallets, movements, transfers, taps };
    return Object.fromEntries([
      ...Object.entries(maps).map(([name, { size }]) => [`auditor ${name}`, size] as const),
      ['auditor charges and holds', this.truth.size],
    ]);
  }

  #forgetWallet({ id, movements, taps }: AuditedWallet): void {
    for (const movement of movements) {
      this.movements.delete(movement.id);
      for (const key of movement.upstream) this.transfers.delete(key);
      for (const key of movement.wireKeys) this.truth.forget(key);
    }
    for (const { name } of taps) this.taps.delete(name);
    this.books.forget(id);
    this.wallets.delete(id);
  }

  forget(journey: AuditedJourney): void {
    this.figures.journeys += 1;
    for (const { name } of journey.asked) this.asked.delete(name);
    for (const payment of journey.payments) {
      this.moving.delete(payment);
      this.payments.delete(payment.id);
      this.byKey.delete(payment.key);
      this.byWireKey.delete(payment.wireKey);
      for (const key of payment.upstream) this.upstream.delete(key);
      this.truth.forget(payment.wireKey);
      for (const request of payment.requests) {
        this.requests.delete(request.id);
        this.movingRequests.delete(request);
      }
      for (const id of payment.backs.keys()) this.acts.delete(id);
    }
    for (const order of journey.orders) {
      this.orders.delete(order.id);
      this.movingOrders.delete(order);
    }
    for (const wallet of journey.wallets) this.#forgetWallet(wallet);
    for (const orderNo of journey.orderNos) this.orderNos.delete(orderNo);
    for (const wireKey of journey.scans) this.truth.forget(wireKey);
    this.journeys.delete(journey.index);
  }
}
