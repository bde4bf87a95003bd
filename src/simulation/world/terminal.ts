/**
 * A terminal: one act at a time, a journal of its own, a reversal made ready before each sale and void, and the
 * settlement of its batch. It believes a valid answer and nothing else. The same rules as the virtual terminal's.
 */
import { isoCodeOf, kindOf } from '#domain/outcome';
import { type SealedCard, type TerminalKey, terminalKeyText } from '#domain/payment';
import type { Command, Merchant, Reply } from '#engine';
import { askedAs, type Entry, entrySure, type Pending, sidesOf, sixDigits, totalsOf } from './entries.ts';
import type { Ground } from './ground.ts';
import type { Host } from './host.ts';
import { type Dice, diceOf } from './seed.ts';
import { authCodeOf, isFinal, reversalCommand, reversalEnd } from './terminal-messages.ts';
import { WorkingKey } from './working-keys.ts';

export type Ended = 'approved' | 'declined' | 'unknown' | 'silence';
type Act = (done: () => void) => void;

/** A message that a cashier sends about a card. */
export interface CardAct extends Pick<Entry, 'journey' | 'kind' | 'amountFen'> {
  readonly card: SealedCard;
  readonly back: Pending['of'] | null;
  readonly words: (entry: Entry) => string;
  readonly command: (entry: Entry) => Command;
  /** It reports what happened at the till already: never undone, and repeated until it has an outcome. */
  readonly stored?: true;
  /** The power fails while its answer comes: nobody reads it. */
  readonly deaf?: boolean;
  readonly notNow?: () => 'declined' | 'unknown' | null;
}

/** How long a terminal waits for an answer, and how often it sends a reversal before it prints and gives up. */
const WAIT_MS = 40_000;
const SENDS_MAX = 3;
const RESEND_MS = 1_000;
const STORED_RESEND_MS = [2_000, 20_000] as const;
/** A host that answers so often without an outcome has it on disk: from then on it is the host's business. */
const STORED_ANSWERS_MAX = 20;
/** Answers to a reversal after which no money is out: done, other day or not approved, never arrived. */
const ACKNOWLEDGED: readonly string[] = ['00', '12', '25'];

export class TerminalActor {
  readonly id: string;
  readonly merchant: Merchant;
  readonly #ground: Ground;
  readonly #host: Host;
  readonly #dice: Dice;
  readonly #key: WorkingKey;
  #batchNo = 1;
  #stan = 0;
  #entries: Entry[] = [];
  #pending: Pending | null = null;
  readonly #acts: Act[] = [];
  #busy = false;
  /** Journeys that wait for the settlement of this batch. */
  #afterSettlement: (() => void)[] = [];

  constructor(ground: Ground, host: Host, merchant: Merchant, id: string) {
    this.#ground = ground;
    this.#host = host;
    this.merchant = merchant;
    this.id = id;
    this.#dice = diceOf(ground.seed, 'terminal', id);
    this.#key = new WorkingKey(merchant, id, (words, command, end) => this.#send(-1, words, command, end));
  }

  get batchNo(): string {
    return sixDigits(this.#batchNo);
  }

  /** Whose reversal is open here; -1 for none. */
  get reversing(): number {
    return this.#pending?.entry.journey ?? -1;
  }

  get hasEntries(): boolean {
    return this.#entries.length > 0 || this.#afterSettlement.length > 0;
  }

  onceSettled(act: () => void): void {
    this.#afterSettlement.push(act);
  }

  #queue(act: Act): void {
    this.#acts.push(act);
    this.#next();
  }

  /** An open reversal goes first, always. */
  #next(): void {
    if (this.#busy) return;
    const act = this.#acts.shift();
    if (act === undefined) return;
    this.#busy = true;
    this.#flush(() =>
      act(() => {
        this.#busy = false;
        this.#ground.agenda.after(this.#dice.between(200, 2_000), () => this.#next());
      }),
    );
  }

  /** Sends what is open although no act wants to begin. */
  flush(): void {
    if (!this.#busy && this.#acts.length === 0 && this.#pending !== null) this.#queue((done) => done());
  }

  #named(stan: string): TerminalKey {
    return { merchantId: this.merchant.merchantId, terminalId: this.id, batchNo: this.batchNo, stan };
  }

  #begin(journey: number, kind: Entry['kind'], amountFen: bigint): Entry {
    this.#stan = this.#stan >= 999_999 ? 1 : this.#stan + 1;
    const key = this.#named(sixDigits(this.#stan));
    const entry: Entry = { kind, journey, key, amountFen, state: 'unknown', code: null, answer: null };
    this.#entries.push(entry);
    this.#ground.audit((auditor) => auditor.pressed(journey, askedAs(kind), terminalKeyText(key), amountFen));
    return entry;
  }

  /** One message and its one answer. `null`: silence, a cut line, a wrong code, or a cashier who gave up. */
  #exchange(journey: number, words: string, command: Command, end: (reply: Reply | null) => void): void {
    this.#key.fresh(() => this.#send(journey, words, command, end));
  }

  #send(journey: number, words: string, command: Command, end: (reply: Reply | null) => void): void {
    const { agenda, story, profile } = this.#ground;
    const dice = journey < 0 ? this.#dice : this.#ground.journeyDice(journey);
    const restless = dice.perMille(this.#ground.faults ? profile.restless : 0);
    const gaveUpMs = dice.perMille(400) ? dice.between(500, 15_000) : 0;
    let over = false;
    const finish = (reply: Reply | null): void => {
      if (over) return;
      over = true;
      stop();
      end(reply);
    };
    const silence = (): void => {
      if (!over) story.tell(journey, `${this.id} has no answer to its ${words}`);
      finish(null);
    };
    const stop = agenda.after(restless && gaveUpMs > 0 ? gaveUpMs : WAIT_MS, silence);
    const key = (): string => this.#key.value;
    const send = (): void =>
      this.#host.askUnder(key, this.id, journey, dice, words, command, (reply) => {
        if (reply !== 'corrupt' && reply.outcome !== 'mac-wrong') return finish(reply);
        if (reply !== 'corrupt' && !over) this.#key.refused();
        silence();
      });
    send();
    // The same message once more, because the cashier pressed twice.
    if (restless && gaveUpMs === 0) agenda.after(dice.between(100, 3_000), () => over || send());
  }

  /**
   * One message of a card. What `back` names can be reversed, and its reversal is made ready before it leaves.
   * `notNow`: the cashier sees that it cannot be, once it is this message's turn.
   */
  card(act: CardAct, then: (entry: Entry | null, ended: Ended) => void): void {
    const { journey, kind, amountFen, card } = act;
    this.#queue((done) => {
      const notNow = act.notNow?.() ?? null;
      if (notNow !== null) {
        done();
        return then(null, notNow);
      }
      const entry = this.#begin(journey, kind, amountFen);
      if (act.back !== null) this.#pending = { entry, card, of: act.back, sends: 0, reason: '06' };
      let answers = 0;
      const send = (): void =>
        this.#exchange(journey, act.words(entry), act.command(entry), (heard) => {
          const deaf = act.deaf === true && heard !== null;
          if (deaf)
            this.#ground.story.tell(journey, `the power fails at ${this.id} before it reads its answer`);
          const reply = deaf ? null : heard;
          answers += reply === null ? 0 : 1;
          if (act.stored === true && !isFinal(reply) && answers < STORED_ANSWERS_MAX) {
            this.#ground.agenda.after(this.#dice.between(...STORED_RESEND_MS), send);
            return;
          }
          const ended = this.#conclude(entry, reply);
          done();
          then(entry, ended);
        });
      send();
    });
  }

  /** Takes a valid answer into the journal; without one the reversal that was made ready stays. */
  #conclude(entry: Entry, reply: Reply | null): Ended {
    const pending = this.#pending?.entry === entry ? this.#pending : null;
    if (reply === null) {
      if (pending !== null) pending.reason = '98';
      return 'silence';
    }
    if (pending !== null) this.#pending = null;
    const { outcome, payment, cancellation } = reply;
    entry.code = isoCodeOf(outcome);
    const kind = kindOf(outcome);
    const ended = kind === 'success' ? 'approved' : kind === 'unknown' ? 'unknown' : 'declined';
    entry.state = ended;
    if (ended === 'approved' && payment !== null && cancellation === null)
      entry.answer = { rrn: payment.rrn, startedMs: payment.startedMs, authCode: authCodeOf(payment) };
    this.#ground.audit((auditor) =>
      auditor.told(askedAs(entry.kind), terminalKeyText(entry.key), outcome, cancellation?.id ?? null),
    );
    return ended;
  }

  #flush(then: () => void): void {
    const pending = this.#pending;
    if (pending === null) {
      then();
      return;
    }
    const { entry, of } = pending;
    const { agenda, story } = this.#ground;
    const key = terminalKeyText(entry.key);
    if (pending.sends >= SENDS_MAX) {
      story.tell(entry.journey, `${this.id} gives its reversal of ${of} ${entry.key.stan} to a person`);
      this.#pending = null;
      entry.state = 'reversal-failed';
      this.#ground.audit((auditor) => auditor.reversalTold(askedAs(entry.kind), key, 'failed'));
      then();
      return;
    }
    pending.sends += 1;
    const words = `reversal of ${of} ${entry.key.batchNo}/${entry.key.stan}, send ${pending.sends}`;
    const command = reversalCommand(this.merchant, entry, of, pending.card, pending.reason);
    this.#exchange(entry.journey, words, command, (reply) => {
      const code = reply === null ? null : isoCodeOf(reply.outcome);
      if (reply === null || !ACKNOWLEDGED.includes(code!)) {
        agenda.after(RESEND_MS, () => this.#flush(then));
        return;
      }
      this.#pending = null;
      entry.state = 'reversed';
      entry.code = code;
      const end = reversalEnd(reply.outcome);
      entry.sureReversed = end !== 'refused';
      this.#ground.audit((auditor) => auditor.reversalTold(askedAs(entry.kind), key, end));
      then();
    });
  }

  /** Settles the open batch; the same settlement is repeated until it is answered. */
  settle(): void {
    this.#queue((done) => {
      this.#stan = this.#stan >= 999_999 ? 1 : this.#stan + 1;
      const key = this.#named(sixDigits(this.#stan));
      this.#settleWith(key, done);
    });
  }

  #settleWith(terminal: TerminalKey, done: () => void): void {
    const totals = totalsOf(this.#entries);
    const words = `settlement of batch ${terminal.batchNo}, debit ${totals.debitFen}, credit ${totals.creditFen}`;
    this.#exchange(-1, words, { type: 'settle', merchant: this.merchant, terminal, totals }, (reply) => {
      if (reply === null || reply.settlement === null) {
        this.#ground.agenda.after(RESEND_MS, () => this.#settleWith(terminal, done));
        return;
      }
      const { result, host } = reply.settlement;
      const sure = this.#entries.every(entrySure);
      const text = `the terminal has ${sidesOf(totals)}, the host ${sidesOf(host)}`;
      this.#ground.audit((auditor) => auditor.settled(this.id, terminal.batchNo, result, sure, text));
      this.#batchNo = (this.#batchNo % 999_999) + 1;
      this.#entries = [];
      const waiting = this.#afterSettlement;
      this.#afterSettlement = [];
      for (const act of waiting) act();
      // The day's work begins anew with new keys now and then.
      if (this.#dice.perMille(200)) this.#key.signIn(done);
      else done();
    });
  }
}
