/** What really happened to the payer's money, told by the issuers' own records. By wire key of the message. */
import { holdsUnposted, type TransactionRecord } from '#simulation/network';
import { IssuerHolds } from './issuer-holds.ts';
import type { Law } from './violation.ts';

/** One sale at its issuer. */
export interface Charge {
  readonly wireKey: string;
  readonly amountFen: bigint;
  readonly clearingDay: string;
  readonly authCode: string | null;
  undoneBy: 'void' | 'reversal' | null;
  refundedFen: bigint;
  refunds: number;
  /** Refunds that no account took, and those of them that the issuer sent back. */
  unpostedFen: bigint;
  returnedFen: bigint;
  /** Keys of the messages that belong to it, its own first. */
  readonly keys: string[];
}

export const paidFen = (charge: Charge | undefined): bigint =>
  charge === undefined || charge.undoneBy !== null ? 0n : charge.amountFen - charge.refundedFen;

/** Sums of one clearing day: what its clearing file must say. */
export interface DaySums {
  rows: number;
  chargedFen: bigint;
  returnedFen: bigint;
}

export class IssuerTruth {
  readonly #charges = new Map<string, Charge>();
  /** Void key → key of its sale. */
  readonly #voids = new Map<string, string>();
  /** Refund key → the charge that it gave back. */
  readonly #refunds = new Map<string, Charge>();
  readonly days = new Map<string, DaySums>();
  readonly holds = new IssuerHolds();

  charge(wireKey: string): Charge | undefined {
    return this.#charges.get(wireKey);
  }

  /** Takes in one decided message; a law and a sentence when the issuer did what must never be. */
  add(record: TransactionRecord, wireKey: string): { readonly law: Law; readonly text: string } | null {
    if (record.journal === null) return null;
    const held = this.holds.take(record, wireKey);
    if (typeof held === 'object') return { law: 'completed-once', text: held.wrong };
    // No clearing file speaks of what is only held.
    if (held === 'hold') return null;
    const text = this.#move(record, wireKey);
    return text === null ? null : { law: 'never-beyond-amount', text };
  }

  /** Money of a payer moves. */
  #move(record: TransactionRecord, wireKey: string): string | null {
    const { kind, amountFen, original } = record;
    const day = this.#day(record.clearingDay);
    day.rows += 1;
    if (kind === 'sale' || kind === 'completion') {
      day.chargedFen += amountFen;
      const { clearingDay, authCode } = record;
      const charge = { wireKey, amountFen, clearingDay, authCode, undoneBy: null };
      const nothing = { refundedFen: 0n, refunds: 0, unpostedFen: 0n, returnedFen: 0n };
      this.#charges.set(wireKey, { ...charge, ...nothing, keys: [wireKey] });
      return null;
    }
    if (kind === 'return') return this.#sentBack(day, original ?? '', amountFen);
    const voided = original === null ? undefined : this.#voids.get(original);
    const charge = this.#charges.get(voided ?? original ?? '');
    if (charge === undefined) return `the issuer moved money for a ${kind} of a payment it never charged`;
    charge.keys.push(wireKey);
    if (voided !== undefined) {
      if (charge.undoneBy !== 'void') return 'the issuer undid a void that was not there';
      day.chargedFen += amountFen;
      charge.undoneBy = null;
      return null;
    }
    day.returnedFen += amountFen;
    if (charge.undoneBy !== null) return `the issuer gave money back by ${kind} after a ${charge.undoneBy}`;
    if (kind === 'refund') {
      this.#refunds.set(wireKey, charge);
      if (record.journal !== null && holdsUnposted(record.journal)) charge.unpostedFen += amountFen;
      charge.refundedFen += amountFen;
      charge.refunds += 1;
      return charge.refundedFen > charge.amountFen
        ? `the issuer refunded ${charge.refundedFen} fen of ${charge.amountFen}`
        : null;
    }
    if (charge.refundedFen > 0n) return `the issuer gave all back by ${kind} after a refund`;
    charge.undoneBy = kind === 'void' ? 'void' : 'reversal';
    if (kind === 'void') this.#voids.set(wireKey, charge.wireKey);
    return null;
  }

  /** A refund leaves the issuer again. The payer still has been refunded: the acquirer owes it to the payer now. */
  #sentBack(day: DaySums, refund: string, amountFen: bigint): string | null {
    const charge = this.#refunds.get(refund);
    if (charge === undefined) return 'the issuer sent back a refund that it never got';
    day.chargedFen += amountFen;
    charge.returnedFen += amountFen;
    return charge.returnedFen > charge.unpostedFen
      ? `the issuer sent ${charge.returnedFen} fen back, ${charge.unpostedFen} were not posted`
      : null;
  }

  get size(): number {
    return this.#charges.size + this.#voids.size + this.#refunds.size + this.holds.size;
  }

  /** Did an issuer take this refund in? */
  gaveBack(wireKey: string): boolean {
    return this.#refunds.has(wireKey);
  }

  #day(day: string): DaySums {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const fresh = { rows: 0, chargedFen: 0n, returnedFen: 0n };
    this.days.set(day, fresh);
    return fresh;
  }

  forget(wireKey: string): void {
    for (const key of this.#charges.get(wireKey)?.keys ?? []) {
      this.#voids.delete(key);
      this.#refunds.delete(key);
    }
    this.#charges.delete(wireKey);
    this.holds.forget(wireKey);
  }
}
