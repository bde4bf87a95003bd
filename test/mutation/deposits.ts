/** Deposits at a terminal: held, raised, lifted, completed, with the habits of a terminal in the field. */
import { isHold, type PaymentKind, type SealedCard } from '#domain/payment';
import type { CancellationAct } from '#engine';
import type { Asked, AtTerminal } from '../shop.ts';
import { complete, completeByNotice, preauth, raise, voidOf } from '../shop-holds.ts';
import type { Belief } from './belief.ts';
import { type Doing, HAND_MS, isApproved, NOTHING_STANDS, type Till } from './till.ts';
import { formatYuan } from './words.ts';
import type { World } from './world.ts';

/** A notice is kept in the terminal and sent again until it is answered. */
const NOTICES_MAX = 12;
const KEPT_MS = 15_000;

/** What the people at the till were told of one hold. */
export interface HeldBelief {
  readonly stan: string;
  readonly terminalId: string;
  readonly amountFen: bigint;
  readonly card: SealedCard;
  /** `doubt`: its reversal was refused for a reason that leaves open what became of it. */
  state: 'open' | 'held' | 'none' | 'doubt';
  raisedFen: bigint;
  void: 'none' | 'done' | 'doubt';
  /** What took it, one after the other. */
  readonly completions: Belief[];
}

/** Tried once more by hand: what stands in the way may be something whose reversal is not through yet. */
const AGAIN = ['outcome-unknown', 'void-undone', 'already-voided', 'void-in-progress', 'preauth-completed'];

/** What came of a message that wants something held, or taken of it. */
type Came = 'yes' | 'no' | 'again' | 'doubt';

export class Deposits {
  readonly #world: World;
  readonly told: HeldBelief[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Asks once; what gets no answer is reversed, and whether anything came of it is then known. */
  async #asks(
    till: Till,
    kind: PaymentKind,
    stan: string,
    at: AtTerminal,
    send: () => Asked,
    doing: Doing,
  ): Promise<Came> {
    const words = `${kind} ${stan} of ${formatYuan(at.amountFen!)}`;
    const reply = await till.ask(words, send);
    if (isApproved(reply) && doing.reverses !== true) return 'yes';
    if (reply !== null && !isApproved(reply)) return AGAIN.includes(reply.outcome) ? 'again' : 'no';
    const ended = await till.reverse(kind, stan, at);
    if (!NOTHING_STANDS.includes(ended ?? '')) return 'doubt';
    return doing.reverses === true ? 'no' : 'again';
  }

  #missed(came: Came, words: string, doing: Doing): void {
    if (came !== 'yes' && doing.reverses !== true) this.#world.missed.push(`${words}: ${came}`);
  }

  async hold(till: Till, amountFen: bigint, card: SealedCard, doing: Doing = {}): Promise<HeldBelief> {
    const stan = till.next();
    const told: HeldBelief = {
      ...{ stan, terminalId: till.id, amountFen, card },
      ...{ state: 'open', raisedFen: 0n, void: 'none', completions: [] },
    };
    this.told.push(told);
    const at = { ...till.at(amountFen), card };
    const send = (): Asked => preauth(this.#world.shop, stan, at);
    const came = await this.#asks(till, 'preauthorisation', stan, at, send, doing);
    told.state = came === 'yes' ? 'held' : came === 'doubt' ? 'doubt' : 'none';
    if (came !== 'again' || doing.once === true) {
      this.#missed(came, `hold ${stan}`, doing);
      return told;
    }
    await this.#world.pause(HAND_MS);
    return this.hold(till, amountFen, card, { once: true });
  }

  async raise(till: Till, told: HeldBelief, amountFen: bigint, doing: Doing = {}): Promise<void> {
    if (told.state !== 'held') return;
    const stan = till.next();
    const at = { ...till.at(amountFen), card: told.card };
    const send = (): Asked => raise(this.#world.shop, stan, told.stan, at);
    const came = await this.#asks(till, 'increment', stan, at, send, doing);
    if (came === 'yes') told.raisedFen += amountFen;
    if (came === 'doubt') told.state = 'doubt';
    if (came !== 'again' || doing.once === true) {
      this.#missed(came, `increment ${stan}`, doing);
      return;
    }
    await this.#world.pause(HAND_MS);
    await this.raise(till, told, amountFen, { once: true });
  }

  #taking(till: Till, told: HeldBelief, stan: string, amountFen: bigint): Belief {
    const { batchNo = '' } = till.at(amountFen);
    const made = this.#world.believe({
      ...{ stan, terminalId: till.id, batchNo, amountFen, card: told.card.index },
    });
    told.completions.push(made);
    return made;
  }

  async complete(
    till: Till,
    told: HeldBelief,
    amountFen: bigint,
    doing: Doing = {},
  ): Promise<Belief | undefined> {
    if (told.state !== 'held') return undefined;
    const stan = till.next();
    const taking = this.#taking(till, told, stan, amountFen);
    const at = { ...till.at(amountFen), card: told.card };
    const send = (): Asked => complete(this.#world.shop, stan, told.stan, at);
    const came = await this.#asks(till, 'completion', stan, at, send, doing);
    taking.sale = came === 'yes' ? 'paid' : came === 'doubt' ? 'refused' : 'unpaid';
    if (came === 'yes') till.counts('debit', amountFen);
    if (came !== 'again' || doing.once === true) {
      this.#missed(came, `completion ${stan}`, doing);
      return taking;
    }
    await this.#world.pause(HAND_MS);
    return this.complete(till, told, amountFen, { once: true });
  }

  /** Never reversed: the terminal keeps the notice until the host has said what came of it. */
  async notify(till: Till, told: HeldBelief, amountFen: bigint): Promise<Belief | undefined> {
    if (told.state !== 'held') return undefined;
    const stan = till.next();
    const taking = this.#taking(till, told, stan, amountFen);
    const at = { ...till.at(amountFen), card: told.card };
    const words = `completion notice ${stan} of ${formatYuan(amountFen)}`;
    for (let tries = 0; tries < NOTICES_MAX; tries += 1) {
      const reply = await till.ask(words, () => completeByNotice(this.#world.shop, stan, told.stan, at));
      if (isApproved(reply)) {
        taking.sale = 'paid';
        till.counts('debit', amountFen);
        return taking;
      }
      if (reply !== null && reply.outcome !== 'outcome-unknown') {
        taking.sale = 'unpaid';
        this.#world.missed.push(`${words}: ${reply.outcome}`);
        return taking;
      }
      await this.#world.pause(KEPT_MS);
    }
    this.#world.missed.push(`${words}: never answered`);
    return taking;
  }

  /** A void of the hold, whole; reversed when nobody answers, and tried once more by hand. */
  async lift(till: Till, told: HeldBelief, doing: Doing = {}): Promise<void> {
    if (told.state !== 'held' || told.void === 'done') return;
    const amountFen = told.amountFen + told.raisedFen;
    const came = await this.#voids(till, 'preauthorisation', told.stan, amountFen, told.card, doing);
    if (came === 'yes') told.void = 'done';
    if (came === 'doubt') told.void = 'doubt';
    if (came !== 'again' || doing.once === true) {
      this.#missed(came, `void of hold ${told.stan}`, doing);
      return;
    }
    await this.#world.pause(HAND_MS);
    await this.lift(till, told, { once: true });
  }

  /** A void of a completion: the hold lives on. */
  async giveBack(till: Till, told: HeldBelief, taken: Belief | undefined, doing: Doing = {}): Promise<void> {
    if (taken?.sale !== 'paid' || taken.void === 'done') return;
    const came = await this.#voids(till, 'completion', taken.stan, taken.amountFen, told.card, doing);
    if (came === 'yes') {
      taken.void = 'done';
      till.counts('credit', taken.amountFen);
    }
    if (came === 'doubt') taken.void = 'refused';
    if (came !== 'again' || doing.once === true) {
      this.#missed(came, `void of completion ${taken.stan}`, doing);
      return;
    }
    await this.#world.pause(HAND_MS);
    await this.giveBack(till, told, taken, { once: true });
  }

  async #voids(
    till: Till,
    kind: 'preauthorisation' | 'completion',
    of: string,
    amountFen: bigint,
    card: SealedCard,
    doing: Doing,
  ): Promise<Came> {
    const stan = till.next();
    const at = { ...till.at(amountFen), card };
    const send = (): Asked => voidOf(this.#world.shop, kind, stan, of, at);
    const reply = await till.ask(`void ${stan} of ${kind} ${of}`, send);
    if (isApproved(reply) && doing.reverses !== true) return 'yes';
    if (reply !== null && !isApproved(reply)) {
      if (reply.outcome === 'outcome-unknown') return 'doubt';
      return AGAIN.includes(reply.outcome) ? 'again' : 'no';
    }
    const ended = await till.reverse('void', stan, at);
    if (!NOTHING_STANDS.includes(ended ?? '')) return 'doubt';
    return doing.reverses === true ? 'no' : 'again';
  }

  /** No file speaks of holds: one operator has the bank’s word on what was handed over, another one agrees. */
  async aPersonAsksTheBank(): Promise<void> {
    const { shop } = this.#world;
    for (const { id: cancellationId, book, paymentId, state } of shop.store.cancellations()) {
      const payment = shop.store.payments().find(({ id }) => id === paymentId);
      if (state !== 'handed' || payment === undefined || !isHold(payment)) continue;
      const verdict = shop.network.holds.stands(payment.network) ? 'not-carried-out' : 'carried-out';
      const acts: readonly CancellationAct[] = [
        { type: 'propose-end', verdict, evidence: 'the bank’s desk, by telephone', by: 'ann' },
        { type: 'approve-end', by: 'bob' },
      ];
      for (const act of acts) {
        shop.submit({ type: 'act', book, paymentId, cancellationId, act });
        await shop.time.settle();
      }
    }
  }
}
