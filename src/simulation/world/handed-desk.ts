/**
 * Operators who end what no message could: one of them asks the network on the telephone and says what became of it,
 * another one approves. Some look only once the clearing file should have decided, some never.
 */

import type { ClearingDay } from '#domain/calendar';
import type { Cancellation } from '#domain/cancellation';
import type { EndVerdict } from '#domain/payment';
import type { CancellationAct, Store } from '#engine';
import { wireKeyOf } from '#simulation/network';
import type { Acquirer } from './acquirer.ts';
import type { Ground } from './ground.ts';
import { type Dice, diceOf } from './seed.ts';

/** Nothing of it is under way any more when they look: late messages and slow issuers are over by then. */
const FIRST_LOOK_MS = [20 * 60_000, 90 * 60_000] as const;
const LOOK_AGAIN_MS = 5 * 60_000;
/** An act that is refused again and again is given up: the person keeps it. */
const LOOKS_MAX = 40;
const OPERATORS = ['operator-a', 'operator-b'] as const;

export class HandedDesk {
  readonly #ground: Ground;
  readonly #store: Store;
  readonly #acquirer: Acquirer;
  readonly #busy = new Set<string>();

  constructor(ground: Ground, store: Store, acquirer: Acquirer) {
    this.#ground = ground;
    this.#store = store;
    this.#acquirer = acquirer;
  }

  see(row: Cancellation): void {
    if (row.state !== 'handed' || this.#busy.has(row.id)) return;
    const dice = diceOf(this.#ground.seed, 'handed', row.id);
    if (dice.perMille(150)) return;
    this.#busy.add(row.id);
    let index = -1;
    this.#ground.audit((auditor) => {
      index = auditor.journeyOfPayment(row.paymentId);
    });
    this.#atWork(index, 1);
    const look = (left: number): void => void this.#look(row, index, dice, left, look);
    this.#ground.agenda.after(dice.between(...FIRST_LOOK_MS), () => look(LOOKS_MAX));
  }

  #atWork(index: number, change: 1 | -1): void {
    const { underWay } = this.#ground;
    underWay.set(index, (underWay.get(index) ?? 0) + change);
  }

  async #look(
    { id, paymentId, book }: Cancellation,
    index: number,
    dice: Dice,
    left: number,
    again: (left: number) => void,
  ): Promise<void> {
    this.#ground.touched = true;
    const row = await this.#store.payment(paymentId);
    const now = row?.cancellations.find((each) => each.id === id);
    if (now?.state !== 'handed' || left === 0) {
      this.#busy.delete(id);
      this.#atWork(index, -1);
      return;
    }
    const act = this.#next(now, dice);
    this.#ground.audit(({ people }) => people.acted(id, act.type, 'by' in act ? String(act.by) : ''));
    const words = 'verdict' in act ? `${act.type} ${act.verdict}` : act.type;
    this.#ground.story.tell(index, `an operator: ${words} of the ${now.route}`);
    this.#acquirer.submit({ type: 'act', book, paymentId, cancellationId: id, act }, () => {});
    this.#ground.agenda.after(dice.between(1_000, LOOK_AGAIN_MS), () => again(left - 1));
  }

  #next(now: Extract<Cancellation, { state: 'handed' }>, dice: Dice): CancellationAct {
    const truth = this.#truth(now);
    if (now.proposal === undefined) {
      const asks = now.why !== 'void-not-possible' && dice.perMille(200);
      const verdict = asks ? 'ask-again' : truth;
      const told = { type: 'propose-end', verdict, evidence: 'telephone', by: 'operator-a' } as const;
      return { ...told, clearingDay: this.#dayOf(now) };
    }
    const { verdict } = now.proposal;
    // Whoever approves asks the network too; one eye twice is refused.
    if (verdict !== 'ask-again' && verdict !== truth) return { type: 'reject-end', by: 'operator-b' };
    if (verdict === 'ask-again' && dice.perMille(300)) return { type: 'reject-end', by: 'operator-b' };
    return { type: 'approve-end', by: OPERATORS[dice.perMille(800) ? 1 : 0] };
  }

  #dayOf({ paymentId }: Cancellation): ClearingDay | null {
    let day: string | null = null;
    this.#ground.audit(({ people }) => {
      day = people.clearedOn(paymentId);
    });
    return day as ClearingDay | null;
  }

  #truth(now: Cancellation): EndVerdict {
    if (now.state === 'handed' && now.why === 'void-not-possible') return 'not-carried-out';
    let carried = false;
    this.#ground.audit(({ people }) => {
      carried = people.wasCarriedOut(now.paymentId, now.route, wireKeyOf(now.network));
    });
    return carried ? 'carried-out' : 'not-carried-out';
  }
}
