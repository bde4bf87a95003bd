/** One journey: a sale, and what people then do about it. Everything that is chance in it comes from its own stream. */
import type { SealedCard } from '#domain/payment';
import { changeAct, offlineAct, refundAct, saleAct, voidAct } from './card-acts.ts';
import { CLOSED_CARD, GOOD_CARDS, sealedOf, WORLD_CARDS } from './cards.ts';
import type { Entry } from './entries.ts';
import type { Ground } from './ground.ts';
import type { Office } from './office.ts';
import { type Dice, diceOf } from './seed.ts';
import type { CardAct, Ended, TerminalActor } from './terminal.ts';

const AFTERS = [
  ...Array<'none'>(7).fill('none'),
  ...Array<'void'>(4).fill('void'),
  ...Array<'refund'>(3).fill('refund'),
  ...Array<'parts'>(3).fill('parts'),
  ...Array<'office'>(3).fill('office'),
  'office-part',
  'race-void',
  'race-refund',
  'ask',
  'other-terminal',
] as const;
type After = (typeof AFTERS)[number];

/** Payers who ask the shop: for all, for a part that waits until it opens, for more than one person may decide. */
type Asks = 'all' | 'part' | 'much' | 'office-much' | null;
const asksOf = (dice: Dice): Asks => {
  const drawn = dice.below(1_000);
  if (drawn < 24) return 'all';
  if (drawn < 30) return 'part';
  if (drawn < 38) return 'much';
  return drawn < 46 ? 'office-much' : null;
};
const isMuch = (asks: Asks): boolean => asks === 'much' || asks === 'office-much';
/** From this amount on two people and an invoice are asked for (RSK-08). */
const MUCH_FEN = 5_000_000;

/** Sales that are made without the host, in parts per thousand. */
const OFFLINE = 30;
/** Of these, with a card whose account is closed. */
const OFFLINE_CLOSED = 60;
/** Sales whose amount changes, in parts per thousand. */
const CHANGES = 60;

export class Journey {
  readonly index: number;
  readonly #ground: Ground;
  readonly #terminal: TerminalActor;
  readonly #sibling: TerminalActor;
  readonly #office: Office;
  readonly #dice: Dice;
  readonly #amountFen: bigint;
  readonly #card: SealedCard;
  readonly #after: After;
  readonly #asks: Asks;
  readonly #offline: boolean;
  /** Steps that people still want to take. */
  #open = 0;
  #triedAgain = false;
  lastActMs = 0;

  constructor(
    ground: Ground,
    index: number,
    terminal: TerminalActor,
    sibling: TerminalActor,
    office: Office,
  ) {
    this.index = index;
    this.#ground = ground;
    this.#terminal = terminal;
    this.#sibling = sibling;
    this.#office = office;
    const dice = diceOf(ground.seed, 'plan', index);
    this.#dice = dice;
    this.#asks = asksOf(diceOf(ground.seed, 'asks', index));
    this.#offline = diceOf(ground.seed, 'offline', index).perMille(OFFLINE);
    const usualFen = dice.perMille(100) ? dice.between(1, 99) : dice.between(100, 500_000);
    this.#amountFen = BigInt(isMuch(this.#asks) ? MUCH_FEN + usualFen : usualFen);
    const number = dice.perMille(970) ? dice.below(GOOD_CARDS) : dice.below(WORLD_CARDS.length);
    const closed = this.#offline && diceOf(ground.seed, 'offline-card', index).perMille(OFFLINE_CLOSED);
    this.#card = sealedOf(closed ? CLOSED_CARD : number);
    this.#after = dice.pick(AFTERS);
  }

  get over(): boolean {
    return this.#open === 0;
  }

  /** People do one thing at a time in a journey, or several at once; it is over when all have done theirs. */
  #step(act: (done: () => void) => void): void {
    this.#open += 1;
    act(() => {
      this.#open -= 1;
      this.lastActMs = this.#ground.agenda.nowMs;
    });
  }

  #later(leastMs: number, mostMs: number, act: (done: () => void) => void): void {
    this.#step((done) => {
      this.#ground.agenda.after(this.#dice.between(leastMs, mostMs), () => act(done));
    });
  }

  #onceSettled(act: (done: () => void) => void): void {
    this.#step((done) =>
      this.#terminal.onceSettled(() => {
        this.#ground.agenda.after(this.#dice.between(1_000, 200_000), () => act(done));
      }),
    );
  }

  #saleAct(): CardAct {
    const act = this.#offline ? offlineAct : saleAct;
    return act(this.#terminal.merchant, this.index, this.#amountFen, this.#card);
  }

  start(): void {
    this.#step((done) =>
      this.#terminal.card(this.#saleAct(), (entry, ended) => {
        if (entry !== null) this.#saleEnded(entry, ended);
        done();
      }),
    );
  }

  #saleEnded(entry: Entry, ended: Ended): void {
    if (ended === 'approved') {
      this.#change(entry, () => this.#goBack(entry));
      return;
    }
    if (ended === 'declined') return;
    // Nobody knows. Some try the sale again as a new one, some let the back office look.
    if (!this.#triedAgain && this.#dice.perMille(400)) {
      this.#triedAgain = true;
      this.#later(1_000, 8_000, (done) =>
        this.#terminal.card(this.#saleAct(), (again, how) => {
          if (again !== null && how === 'approved') this.#goBack(again);
          done();
        }),
      );
    } else if (this.#dice.perMille(300)) {
      this.#later(500, 60_000, (done) => this.#office.cancel(this.index, entry, null, null, done));
    }
  }

  /** Some guests leave a tip, some amounts were mistyped; what people do then is about the changed amount. */
  #change(sale: Entry, then: () => void): void {
    const dice = diceOf(this.#ground.seed, 'change', this.index);
    const percent = dice.perMille(CHANGES) ? dice.pick([105, 110, 118, 90, 60]) : 100;
    const toFen = (sale.amountFen * BigInt(percent)) / 100n;
    if (toFen === sale.amountFen || toFen < 1n) {
      then();
      return;
    }
    this.#later(1_000, 60_000, (done) =>
      this.#terminal.card(changeAct(this.#terminal, this.index, sale, this.#card, toFen), (entry, ended) => {
        if (entry !== null && ended === 'approved') sale.amountFen = toFen;
        then();
        done();
      }),
    );
  }

  /** Most ask soon, some hours later, and some of them go to the till as well. */
  #asksFor(sale: Entry, asks: Exclude<Asks, null>): void {
    const much = isMuch(asks);
    const late = this.#dice.perMille(150);
    const act = (done: () => void): void => {
      if (asks === 'office-much') {
        this.#office.cancel(this.index, sale, null, null, done);
        return;
      }
      const amountFen = asks === 'part' ? this.#share(sale.amountFen) : null;
      const whenOpen = asks === 'part' || this.#dice.perMille(300);
      this.#office.request(this.index, sale, { amountFen, whenOpen }, done);
    };
    if (asks === 'part' || (!much && this.#dice.perMille(300))) this.#later(1_000, 300_000, act);
    else if (late) this.#later(600_000, 7_200_000, act);
    else this.#onceSettled(act);
    if (this.#dice.perMille(120))
      this.#onceSettled((done) => this.#refund(this.#terminal, sale, sale.amountFen, done));
  }

  #goBack(sale: Entry): void {
    if (this.#asks !== null) {
      this.#asksFor(sale, this.#asks);
      return;
    }
    switch (this.#after) {
      case 'none':
        return;
      case 'void':
        this.#later(2_000, 120_000, (done) => this.#void(sale, done));
        return;
      case 'refund':
        this.#onceSettled((done) => this.#refund(this.#terminal, sale, sale.amountFen, done));
        return;
      case 'other-terminal':
        this.#onceSettled((done) => this.#refund(this.#sibling, sale, sale.amountFen, done));
        return;
      case 'parts':
        this.#parts(sale);
        return;
      case 'office':
        this.#later(1_000, 300_000, (done) => this.#office.cancel(this.index, sale, null, null, done));
        return;
      case 'office-part':
        this.#onceSettled((done) =>
          this.#office.cancel(this.index, sale, 'REFUND', this.#share(sale.amountFen), done),
        );
        return;
      case 'race-void':
        this.#raceVoid(sale);
        return;
      case 'race-refund':
        this.#onceSettled((done) => {
          this.#refund(this.#terminal, sale, sale.amountFen, done);
          this.#step((both) => this.#office.cancel(this.index, sale, 'REFUND', null, both));
        });
        return;
      case 'ask':
        this.#later(1_000, 60_000, (done) => this.#office.ask(this.index, sale, done));
        return;
    }
  }

  #raceVoid(sale: Entry): void {
    this.#later(2_000, 60_000, (done) => {
      this.#void(sale, done);
      this.#later(0, 200, (both) => this.#office.cancel(this.index, sale, 'VOID', null, both));
    });
  }

  #share(amountFen: bigint): bigint {
    if (amountFen < 4n) return 1n;
    return 1n + (amountFen * BigInt(this.#dice.between(100, 600))) / 1_000n;
  }

  /** Two or three parts of different size; the last one takes the rest. */
  #parts(sale: Entry): void {
    const first = this.#share(sale.amountFen);
    const rest = sale.amountFen - first;
    const second = rest > 3n ? this.#share(rest) : rest;
    const parts = [first, second, rest - second].filter(
      (part, at, all) => part > 0n && all.indexOf(part) === at,
    );
    for (const part of parts) this.#onceSettled((done) => this.#refund(this.#terminal, sale, part, done));
  }

  #void(sale: Entry, done: () => void): void {
    const act = voidAct(this.#terminal, this.index, sale, this.#card);
    this.#terminal.card(act, (entry, ended) => {
      // The void came to nothing: some cashiers press again, others give the money back another day.
      if (entry !== null && ended !== 'approved' && this.#dice.perMille(300))
        this.#later(1_000, 60_000, (again) => this.#terminal.card(act, () => again()));
      else if (ended !== 'approved' && this.#dice.perMille(300))
        this.#onceSettled((later) => this.#refund(this.#terminal, sale, sale.amountFen, later));
      done();
    });
  }

  #refund(at: TerminalActor, sale: Entry, amountFen: bigint, done: () => void): void {
    this.#ground.audit((auditor) => auditor.refundWished(this.index, amountFen));
    const tries = this.#dice.between(1, 3);
    const go = (left: number, wishedIn: { batchNo: string } | null): void =>
      at.card(refundAct(at, this.index, sale, this.#card, amountFen, wishedIn), (entry, ended) => {
        const again = ended === 'silence' && left > 1 && entry !== null;
        if (!again) return done();
        this.#ground.agenda.after(this.#dice.between(1_000, 30_000), () =>
          go(left - 1, { batchNo: entry.key.batchNo }),
        );
      });
    go(tries, null);
  }
}
