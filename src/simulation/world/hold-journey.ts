/**
 * One pre-authorisation: a till that holds money, raises it, takes it at the end for less or more, and what people then
 * do about it: voids of the hold and of its completion, two tills that complete at once, some who never come back.
 */
import { SHANGHAI } from '#domain/calendar';
import type { SealedCard } from '#domain/payment';
import { holdAct, holdVoidAct, noticeAct, refundAct, voidAct } from './card-acts.ts';
import { GOOD_CARDS, sealedOf } from './cards.ts';
import type { Entry } from './entries.ts';
import type { Ground } from './ground.ts';
import { type Dice, diceOf } from './seed.ts';
import type { Ended, TerminalActor } from './terminal.ts';

/** One journey in 25 is a pre-authorisation. */
export const isHoldJourney = (seed: number, index: number): boolean =>
  diceOf(seed, 'hold?', index).perMille(40);

const PLANS = [
  ...['complete', 'complete', 'complete', 'complete', 'raise', 'raise', 'void', 'void'],
  ...['complete-void', 'complete-void', 'refund', 'race', 'leave'],
] as const;

const DAY_MS = 86_400_000;
/** The first millisecond of the next day in Shanghai. */
const civilDayEndMs = (ms: number): number => {
  const zoneMs = SHANGHAI.offsetMinutes * 60_000;
  return (Math.floor((ms + zoneMs) / DAY_MS) + 1) * DAY_MS - zoneMs;
};
/** After its last day, whatever clock it is looked at by. */
const LEFT_MS = [15 * 60_000, 60 * 60_000] as const;

export interface HoldParts {
  readonly ground: Ground;
  readonly terminal: TerminalActor;
  /** Another till of the same shop. */
  readonly sibling: TerminalActor;
}

type Then = (entry: Entry) => void;

export class HoldJourney {
  readonly index: number;
  readonly #parts: HoldParts;
  readonly #dice: Dice;
  /** Which completions are told instead of asked for. */
  readonly #notices: Dice;
  readonly #card: SealedCard;
  readonly #amountFen: bigint;
  #heldFen: bigint;
  #open = 0;
  lastActMs = 0;

  constructor(parts: HoldParts, index: number) {
    this.index = index;
    this.#parts = parts;
    this.#dice = diceOf(parts.ground.seed, 'hold', index);
    this.#notices = diceOf(parts.ground.seed, 'notice', index);
    this.#card = sealedOf(this.#dice.below(GOOD_CARDS));
    this.#amountFen = BigInt(this.#dice.between(100, 800_000));
    this.#heldFen = this.#amountFen;
  }

  get over(): boolean {
    return this.#open === 0;
  }

  start(): void {
    this.#hold('preauthorisation', this.#amountFen, null, this.#parts.terminal, (preauth) =>
      this.#goOn(preauth),
    );
  }

  #done(): void {
    this.#open -= 1;
    this.lastActMs = this.#parts.ground.agenda.nowMs;
  }

  #later(mostMs: number, act: () => void): void {
    this.#open += 1;
    this.#parts.ground.agenda.after(this.#dice.between(1_000, mostMs), () => {
      this.#done();
      act();
    });
  }

  #sent(
    at: TerminalActor,
    act: Parameters<TerminalActor['card']>[0],
    then: Then,
    otherwise?: (ended: Ended) => void,
  ): void {
    this.#open += 1;
    at.card(act, (entry, ended) => {
      this.#done();
      if (ended === 'approved' && entry !== null) then(entry);
      else otherwise?.(ended);
    });
  }

  #hold(
    kind: 'preauthorisation' | 'increment' | 'completion',
    amountFen: bigint,
    preauth: Entry | null,
    at: TerminalActor,
    then: Then,
    otherwise?: (ended: Ended) => void,
  ): void {
    const told = kind === 'completion' && preauth !== null && this.#notices.perMille(250);
    const act = told
      ? noticeAct(at.merchant, this.index, amountFen, this.#card, preauth)
      : holdAct(at.merchant, this.index, kind, amountFen, this.#card, preauth);
    this.#sent(at, act, then, otherwise);
  }

  #goOn(preauth: Entry): void {
    const { terminal, sibling } = this.#parts;
    switch (this.#dice.pick(PLANS)) {
      case 'raise':
        this.#later(120_000, () => this.#raise(preauth));
        return;
      case 'void':
        this.#later(300_000, () => this.#lift(preauth));
        return;
      case 'complete-void':
        this.#later(200_000, () =>
          this.#complete(preauth, terminal, (done) => this.#takeBack(preauth, done)),
        );
        return;
      case 'refund':
        this.#later(200_000, () => this.#complete(preauth, terminal, (done) => this.#refund(done)));
        return;
      case 'race':
        this.#later(200_000, () => {
          this.#complete(preauth, terminal, () => {});
          this.#complete(preauth, sibling, () => {});
        });
        return;
      case 'leave':
        this.#leave(preauth);
        return;
      default:
        this.#later(400_000, () =>
          this.#complete(preauth, this.#dice.perMille(150) ? sibling : terminal, () => {}),
        );
    }
  }

  /** Nobody comes back in its time; some come when it is over, and nothing can be taken any more. */
  #leave(preauth: Entry): void {
    const { ground, terminal } = this.#parts;
    const nextDayMs = civilDayEndMs(ground.agenda.nowMs);
    this.#open += 1;
    ground.agenda.at(nextDayMs + this.#dice.between(...LEFT_MS), () => {
      this.#done();
      if (this.#dice.perMille(400)) this.#complete(preauth, terminal, () => {});
    });
  }

  #raise(preauth: Entry): void {
    const moreFen = 1n + (this.#amountFen * BigInt(this.#dice.between(50, 600))) / 1_000n;
    const { terminal } = this.#parts;
    const goOn = (): void => this.#later(300_000, () => this.#complete(preauth, terminal, () => {}));
    this.#hold(
      'increment',
      moreFen,
      preauth,
      terminal,
      () => {
        this.#heldFen += moreFen;
        goOn();
      },
      goOn,
    );
  }

  /** For less, for all, for up to 115 %, or for more than that: then the cashier takes what is held. */
  #complete(preauth: Entry, at: TerminalActor, then: Then): void {
    const permille = this.#dice.pick([
      this.#dice.between(200, 999),
      1_000,
      this.#dice.between(1_001, 1_150),
      1_200,
    ]);
    const amountFen = (this.#heldFen * BigInt(permille)) / 1_000n;
    this.#hold('completion', amountFen > 0n ? amountFen : 1n, preauth, at, then, (ended) => {
      if (ended === 'declined' && permille > 1_150)
        this.#later(30_000, () => this.#hold('completion', this.#heldFen, preauth, at, then));
      // Nobody knows: the hold is looked at again when its reversal is through.
      else if (ended === 'silence' && this.#dice.perMille(500))
        this.#later(90_000, () => this.#hold('completion', this.#heldFen, preauth, at, then));
    });
  }

  #lift(preauth: Entry): void {
    const { terminal } = this.#parts;
    const act = holdVoidAct(terminal.merchant, this.index, preauth, this.#heldFen, this.#card);
    this.#sent(
      terminal,
      act,
      () => {},
      (ended) => {
        if (ended === 'silence' && this.#dice.perMille(500)) this.#later(90_000, () => this.#lift(preauth));
      },
    );
  }

  /** The completion was wrong: all of it goes back and the hold lives on, to be lifted or completed anew. */
  #takeBack(preauth: Entry, completion: Entry): void {
    const { terminal } = this.#parts;
    this.#later(120_000, () =>
      this.#sent(terminal, voidAct(terminal, this.index, completion, this.#card), () => {
        if (this.#dice.perMille(400)) this.#later(120_000, () => this.#lift(preauth));
        else if (this.#dice.perMille(600))
          this.#later(120_000, () => this.#complete(preauth, terminal, () => {}));
      }),
    );
  }

  #refund(completion: Entry): void {
    const { terminal, ground } = this.#parts;
    const all = this.#dice.perMille(500);
    const amountFen = all || completion.amountFen < 4n ? completion.amountFen : completion.amountFen / 3n;
    this.#open += 1;
    terminal.onceSettled(() => {
      this.#done();
      this.#later(100_000, () => {
        ground.audit((auditor) => auditor.refundWished(this.index, amountFen));
        this.#sent(
          terminal,
          refundAct(terminal, this.index, completion, this.#card, amountFen, null),
          () => {},
        );
      });
    });
  }
}
