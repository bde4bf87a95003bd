/** What still moves: of one journey, and in the whole world. */
import type { AuditMemory } from './memory.ts';
import { isOrderMoving } from './orders.ts';
import { type AuditedJourney, bouncedFen, isAtTheDesk, isHanded, isMoving } from './records.ts';
import { isRequestMoving } from './requests.ts';
import { isMoneyMoving, isTopUpComingBack, isWalletMoving } from './wallet-records.ts';

export class Motion {
  readonly #memory: AuditMemory;

  constructor(memory: AuditMemory) {
    this.#memory = memory;
  }

  /** One that was found moving stays so until something of it changes. */
  isMoving(index: number): boolean {
    const journey = this.#memory.journeys.get(index);
    if (journey === undefined) return false;
    journey.moving ??=
      journey.orders.some(isOrderMoving) ||
      journey.wallets.some(isWalletMoving) ||
      journey.payments.some((each) => isMoving(each) || each.requests.some(isRequestMoving)) ||
      this.#hasComingBack(journey);
    return journey.moving;
  }

  /** Journeys that were found moving, and of which something changed since then and since the last call. */
  takeStirred(): readonly number[] {
    const { stirred } = this.#memory;
    this.#memory.stirred = [];
    return stirred;
  }

  isComingBack(index: number): boolean {
    const journey = this.#memory.journeys.get(index);
    return journey !== undefined && this.#hasComingBack(journey);
  }

  /** A refund that no account took is on its way back, or people are at it. */
  #hasComingBack({ payments, wallets }: AuditedJourney): boolean {
    const { truth } = this.#memory;
    if (isTopUpComingBack(wallets, truth)) return true;
    const unpostedFen = (key: string): bigint => truth.charge(key)?.unpostedFen ?? 0n;
    return payments.some((each) => unpostedFen(each.wireKey) !== bouncedFen(each) || isAtTheDesk(each));
  }

  /** With a person, and the clearing file may still decide it. */
  isHanded(index: number): boolean {
    return this.#memory.journeys.get(index)?.payments.some((payment) => isHanded(payment)) ?? false;
  }

  /** A closing account is not among them: it may wait for a refund that somebody sends when nothing moves. */
  get inAll(): number {
    const { moving, movingRequests, movingOrders, wallets } = this.#memory;
    const movingWallets = [...wallets.values()].filter(isMoneyMoving).length;
    return moving.size + movingRequests.size + movingOrders.size + movingWallets;
  }
}
