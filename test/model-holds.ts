/** What the model network knows of holds on cards: who raised one, who used it up, and whether it stands. */
import type { ClearingDay } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import { type NetworkKey, networkKeyText } from '#domain/payment';
import type { NetworkRequest } from '#engine';

interface Hold {
  readonly amountFen: bigint;
  readonly day: ClearingDay;
  readonly card: string;
  readonly authCode: string;
  /** Increments that stand, by key. */
  readonly raises: Map<string, { readonly amountFen: bigint; readonly day: ClearingDay }>;
  state: 'held' | 'voided' | 'reversed' | 'completed';
  /** Key of the void or the completion that ended it. */
  endedBy: string | null;
}

const sumOf = (hold: Hold): bigint =>
  [...hold.raises.values()].reduce((sum, { amountFen }) => sum + amountFen, hold.amountFen);

export class ModelHolds {
  readonly #day: () => ClearingDay;
  readonly #holds = new Map<string, Hold>();
  /** Void key → key of the hold, and the day of the void. */
  readonly #voids = new Map<string, { readonly of: string; readonly day: ClearingDay }>();
  /** Reversed before they came. */
  readonly #dead = new Set<string>();

  constructor(day: () => ClearingDay) {
    this.#day = day;
  }

  /** What is held in the end under a pre-authorisation. */
  heldFen(key: NetworkKey): bigint {
    const hold = this.#holds.get(networkKeyText(key));
    return hold?.state === 'held' ? sumOf(hold) : 0n;
  }

  /** Does the hold or the increment under this key hold anything? */
  stands(network: NetworkKey): boolean {
    const key = networkKeyText(network);
    const raised = [...this.#holds.values()].some(({ state, raises }) => state === 'held' && raises.has(key));
    return raised || this.heldFen(network) > 0n;
  }

  /** Takes a hold, or more of it. */
  hold(request: NetworkRequest, key: string): Outcome {
    if (this.#dead.has(key)) return 'related-transaction-error';
    const { amountFen } = request;
    const card = request.card.index;
    if (request.paymentKind === 'preauthorisation') {
      const raises = new Map();
      const base = { amountFen, day: this.#day(), card, authCode: codeOf(request), raises };
      this.#holds.set(key, { ...base, state: 'held', endedBy: null });
      return 'approved';
    }
    const hold = [...this.#holds.values()].find(
      (each) => each.card === card && each.authCode === request.authCode,
    );
    if (hold === undefined) return 'original-not-found';
    if (hold.state !== 'held') return 'related-transaction-error';
    hold.raises.set(key, { amountFen, day: this.#day() });
    return 'approved';
  }

  /** A completion uses a hold up; `taken` says what becomes of the money. */
  complete(originalKey: string, key: string, amountFen: bigint): Outcome {
    if (this.#dead.has(key)) return 'related-transaction-error';
    const hold = this.#holds.get(originalKey);
    if (hold === undefined) return 'original-not-found';
    if (hold.state !== 'held') return 'related-transaction-error';
    if (amountFen > (sumOf(hold) * 1150n) / 1000n) return 'original-amount-differs';
    hold.state = 'completed';
    hold.endedBy = key;
    return 'approved';
  }

  /** The completion under this key was undone: the hold is there again. */
  free(completionKey: string): void {
    for (const hold of this.#holds.values()) {
      if (hold.state === 'completed' && hold.endedBy === completionKey) {
        hold.state = 'held';
        // It is remembered whose it was: that completion may live again while nobody else used the hold.
      }
    }
  }

  /** The completion lives again: its hold must be free. */
  takeAgain(completionKey: string): boolean {
    const hold = [...this.#holds.values()].find((each) => each.endedBy === completionKey);
    if (hold === undefined || hold.state !== 'held') return false;
    hold.state = 'completed';
    return true;
  }

  void(originalKey: string, key: string, amountFen: bigint): Outcome {
    if (this.#dead.has(key)) return 'related-transaction-error';
    const hold = this.#holds.get(originalKey);
    if (hold === undefined) return 'original-not-found';
    if (hold.state !== 'held') return 'related-transaction-error';
    if (amountFen !== sumOf(hold)) return 'original-amount-differs';
    hold.state = 'voided';
    hold.endedBy = key;
    this.#voids.set(key, { of: originalKey, day: this.#day() });
    return 'approved';
  }

  undoVoid(voidKey: string): Outcome {
    const made = this.#voids.get(voidKey);
    if (made === undefined) {
      this.#dead.add(voidKey);
      return 'original-not-found';
    }
    if (made.day < this.#day()) return 'related-transaction-not-valid';
    const hold = this.#holds.get(made.of)!;
    if (hold.endedBy !== voidKey || hold.state !== 'voided') return 'related-transaction-error';
    hold.state = 'held';
    hold.endedBy = null;
    return 'approved';
  }

  /** A hold or an increment is undone. */
  reverse(originalKey: string): Outcome {
    const hold = this.#holds.get(originalKey);
    if (hold !== undefined) {
      if (hold.day < this.#day()) return 'related-transaction-not-valid';
      if (hold.state !== 'held') return hold.state === 'reversed' ? 'approved' : 'related-transaction-error';
      hold.state = 'reversed';
      return 'approved';
    }
    const raised = [...this.#holds.values()].find((each) => each.raises.has(originalKey));
    if (raised === undefined) {
      this.#dead.add(originalKey);
      return 'original-not-found';
    }
    if (raised.raises.get(originalKey)!.day < this.#day()) return 'related-transaction-not-valid';
    if (raised.state !== 'held') return 'related-transaction-error';
    raised.raises.delete(originalKey);
    return 'approved';
  }
}

/** The bank's code of a hold: another one for each. */
export const codeOf = (request: NetworkRequest): string => request.network.stan;
