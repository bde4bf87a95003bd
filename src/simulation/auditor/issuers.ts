/** What really happened to the payer's money, told by the issuers' own records. By wire key of the message. */
import { holdsUnposted, type TransactionRecord } from '#simulation/network';
import { IssuerHolds } from './issuer-holds.ts';
import type { Law } from './violation.ts';

/** One sale at its issuer. */
export interface Charge {
  readonly wireKey: string;
  /** With all that adjusted it. */
  amountFen: bigint;
  /** Null: a wallet of the institution's own paid it, and no network cleared it. */
  readonly clearingDay: string | null;
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

interface OnUs {
  readonly state: string;
  readonly amountFen: bigint;
  readonly returnedFen: bigint;
}

const onUsCharge = (wireKey: string, amountFen: bigint): Charge => ({
  ...{ wireKey, amountFen, clearingDay: null, authCode: null, undoneBy: null },
  ...{ refundedFen: 0n, refunds: 0, unpostedFen: 0n, returnedFen: 0n, keys: [wireKey] },
});

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
  /** Money that was brought to cards out of wallets. */
  readonly #payouts = new Map<string, bigint>();
  readonly days = new Map<string, DaySums>();
  readonly holds = new IssuerHolds();

  charge(wireKey: string): Charge | undefined {
    return this.#charges.get(wireKey);
  }

  /** A payment out of a wallet of the institution's own: nothing of it is in a file. */
  onUs(wireKey: string, { state, amountFen, returnedFen }: OnUs): void {
    const known = this.#charges.get(wireKey);
    if (state === 'paid' || state === 'reversed') {
      const charge = known ?? onUsCharge(wireKey, amountFen);
      this.#charges.set(wireKey, charge);
      charge.undoneBy = state === 'paid' ? null : 'reversal';
      if (returnedFen > charge.refundedFen) charge.refunds += 1;
      charge.refundedFen = returnedFen;
    }
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
    if (kind === 'adjustment') return this.#adjust(day, record, wireKey);
    day.rows += 1;
    if (kind === 'sale' || kind === 'completion') {
      day.chargedFen += amountFen;
      const { clearingDay, authCode } = record;
      this.#charges.set(wireKey, {
        wireKey,
        amountFen,
        clearingDay,
        authCode,
        undoneBy: null,
        refundedFen: 0n,
        refunds: 0,
        unpostedFen: 0n,
        returnedFen: 0n,
        keys: [wireKey],
      });
      return null;
    }
    if (kind === 'payout') {
      day.returnedFen += amountFen;
      if (this.#payouts.has(wireKey)) return 'the issuer took one payout twice';
      this.#payouts.set(wireKey, amountFen);
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

  /** The row of a sale shows it with all that adjusted it: none of its own. */
  #adjust(day: DaySums, record: TransactionRecord, wireKey: string): string | null {
    const charge = this.#charges.get(record.original ?? '');
    if (charge === undefined) return 'the issuer adjusted a payment that it never charged';
    const byFen = record.processingCode.startsWith('02') ? record.amountFen : -record.amountFen;
    charge.keys.push(wireKey);
    charge.amountFen += byFen;
    day.chargedFen += byFen;
    if (charge.undoneBy !== null) return `the issuer adjusted a payment after a ${charge.undoneBy}`;
    return charge.refundedFen > charge.amountFen ? 'the issuer adjusted below what was refunded' : null;
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
    return this.#charges.size + this.#voids.size + this.#refunds.size + this.#payouts.size + this.holds.size;
  }

  paidOutFen(wireKey: string): bigint {
    return this.#payouts.get(wireKey) ?? 0n;
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
    this.#payouts.delete(wireKey);
    this.holds.forget(wireKey);
  }
}
