/** What really happened to the payer's money, told by the issuers' own records. By wire key of the message. */
import type { TransactionRecord } from '#simulation/network';

/** One sale at its issuer. */
export interface Charge {
  readonly wireKey: string;
  readonly amountFen: bigint;
  readonly clearingDay: string;
  readonly authCode: string | null;
  undoneBy: 'void' | 'reversal' | null;
  refundedFen: bigint;
  refunds: number;
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
  readonly days = new Map<string, DaySums>();

  charge(wireKey: string): Charge | undefined {
    return this.#charges.get(wireKey);
  }

  /** Takes in one decided message; a sentence when the issuer did what must never be. */
  add(record: TransactionRecord, wireKey: string): string | null {
    if (record.journal === null) return null;
    const { kind, amountFen, original } = record;
    const day = this.#day(record.clearingDay);
    day.rows += 1;
    if (kind === 'sale') {
      day.chargedFen += amountFen;
      const { clearingDay, authCode } = record;
      const charge = { wireKey, amountFen, clearingDay, authCode, undoneBy: null };
      this.#charges.set(wireKey, { ...charge, refundedFen: 0n, refunds: 0, keys: [wireKey] });
      return null;
    }
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

  #day(day: string): DaySums {
    const known = this.days.get(day);
    if (known !== undefined) return known;
    const fresh = { rows: 0, chargedFen: 0n, returnedFen: 0n };
    this.days.set(day, fresh);
    return fresh;
  }

  forget(wireKey: string): void {
    for (const key of this.#charges.get(wireKey)?.keys ?? []) this.#voids.delete(key);
    this.#charges.delete(wireKey);
  }
}
