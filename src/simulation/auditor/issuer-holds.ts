/** Holds as their issuers have them: what is held, what raised it, and the one completion that used it up. */
import type { TransactionRecord } from '#simulation/network';

export interface HeldAtIssuer {
  readonly wireKey: string;
  readonly amountFen: bigint;
  /** Increments that stand, by their wire keys. */
  readonly raises: Map<string, bigint>;
  /** Wire keys of every message of it, its own first. */
  readonly keys: string[];
  state: 'held' | 'completed' | 'voided' | 'reversed' | 'lapsed';
}

/** At most this much of what is held may be completed. */
const MOST_PERCENT = 115n;

export const heldSumFen = ({ amountFen, raises }: Pick<HeldAtIssuer, 'amountFen' | 'raises'>): bigint =>
  [...raises.values()].reduce((sum, raised) => sum + raised, amountFen);

/** `money`: money of the payer moves with it. `hold`: only what is held. A sentence: what must never be. */
type Taken = 'money' | 'hold' | { readonly wrong: string };

export class IssuerHolds {
  /** By every key of a message that is about a hold. */
  readonly #byKey = new Map<string, HeldAtIssuer>();
  readonly #kinds = new Map<
    string,
    'hold' | 'raise' | 'completion' | 'void-of-hold' | 'void-of-completion'
  >();

  /** The hold that a message is about. */
  find(wireKey: string): HeldAtIssuer | undefined {
    return this.#byKey.get(wireKey);
  }

  /** Its time is over: its issuer lifts it by itself. */
  lapse(wireKey: string): void {
    const hold = this.#byKey.get(wireKey);
    if (hold !== undefined) hold.state = 'lapsed';
  }

  take(record: TransactionRecord, wireKey: string): Taken {
    const { kind, amountFen, original } = record;
    if (kind === 'preauth' && original === null) {
      const fresh: HeldAtIssuer = { wireKey, amountFen, raises: new Map(), keys: [], state: 'held' };
      this.#note(wireKey, fresh, 'hold');
      return 'hold';
    }
    const hold = this.#byKey.get(original ?? '');
    if (hold === undefined)
      return kind === 'preauth' || kind === 'completion'
        ? { wrong: `the issuer took in a ${kind} of a hold that it does not have` }
        : 'money';
    if (kind === 'preauth') return this.#raise(hold, wireKey, amountFen);
    if (kind === 'completion') return this.#complete(hold, wireKey, amountFen);
    const of = this.#kinds.get(original ?? '');
    if (kind === 'void') return this.#void(hold, wireKey, of, amountFen);
    if (kind === 'reversal') return this.#reverse(hold, wireKey, of, original ?? '');
    return 'money';
  }

  #note(
    wireKey: string,
    hold: HeldAtIssuer,
    kind: 'hold' | 'raise' | 'completion' | 'void-of-hold' | 'void-of-completion',
  ): void {
    hold.keys.push(wireKey);
    this.#byKey.set(wireKey, hold);
    this.#kinds.set(wireKey, kind);
  }

  #raise(hold: HeldAtIssuer, wireKey: string, amountFen: bigint): Taken {
    if (hold.state !== 'held') return { wrong: `the issuer raised a hold that is ${hold.state}` };
    hold.raises.set(wireKey, amountFen);
    this.#note(wireKey, hold, 'raise');
    return 'hold';
  }

  #complete(hold: HeldAtIssuer, wireKey: string, amountFen: bigint): Taken {
    if (hold.state !== 'held') return { wrong: `the issuer completed a hold that is ${hold.state}` };
    const heldFen = heldSumFen(hold);
    if (amountFen * 100n > heldFen * MOST_PERCENT)
      return { wrong: `${amountFen} fen were completed of ${heldFen} held` };
    hold.state = 'completed';
    this.#note(wireKey, hold, 'completion');
    return 'money';
  }

  #void(hold: HeldAtIssuer, wireKey: string, of: string | undefined, amountFen: bigint): Taken {
    if (of === 'completion') {
      hold.state = 'held';
      this.#note(wireKey, hold, 'void-of-completion');
      return 'money';
    }
    if (hold.state !== 'held') return { wrong: `the issuer lifted a hold that is ${hold.state}` };
    if (amountFen !== heldSumFen(hold))
      return { wrong: `the issuer lifted ${amountFen} fen of ${heldSumFen(hold)} held` };
    hold.state = 'voided';
    this.#note(wireKey, hold, 'void-of-hold');
    return 'hold';
  }

  #reverse(hold: HeldAtIssuer, wireKey: string, of: string | undefined, original: string): Taken {
    hold.keys.push(wireKey);
    if (of === 'completion' || of === 'void-of-completion') {
      hold.state = of === 'completion' ? 'held' : 'completed';
      return 'money';
    }
    if (of === 'raise') hold.raises.delete(original);
    else hold.state = of === 'hold' ? 'reversed' : 'held';
    return 'hold';
  }

  get size(): number {
    return this.#byKey.size + this.#kinds.size;
  }

  forget(wireKey: string): void {
    for (const key of this.#byKey.get(wireKey)?.keys ?? []) {
      this.#byKey.delete(key);
      this.#kinds.delete(key);
    }
  }
}
