/** One replay: shop, network, tills and back office on two wires, with a mutated message, a crash or both. */
import { addDays, type ClearingDay, clearingDayLastSecondMs, SHANGHAI } from '#domain/calendar';
import { isOpen } from '#domain/cancellation';
import { type Advice, advicesOf, networkKeyText } from '#domain/payment';
import {
  LIMITS,
  type NetworkAnswer,
  type NetworkRequest,
  type NetworkSubject,
  type OrderRequest,
  type Reply,
} from '#engine';
import type { ClearedSale } from '../model-network.ts';
import { type Asked, type CrashPoint, MORNING_MS, Shop, T1, T2 } from '../shop.ts';
import { Advices } from './advices.ts';
import type { Belief } from './belief.ts';
import { Counter } from './counter.ts';
import { Deposits } from './deposits.ts';
import { Office } from './office.ts';
import { People } from './people.ts';
import type { Fault, Scenario } from './scenario.ts';
import { Till } from './till.ts';
import { Wires } from './wires.ts';
import { countOf, formatYuan } from './words.ts';

/** A terminal and an API caller wait this long; the host waits for the network as its limits say. */
const PATIENCE_MS = 30_000;
const NOTICE_PATIENCE_MS = 60_000;
const FILE_AFTER_CUT_OVER_MS = 300_000;
const FILES_READ_EVERY_MS = 10_000;
const DOWN_MS = 1_000;
const STEP_MS = 5_000;
/** Everything ends within this time, or a person has it. */
export const BOUND_MS = 20 * 60_000;
/** As the clearing inbox has it: so long before the cut-over a payment may belong to the next file. */
const CROSSING_MS = 10 * 60_000;
const PACE = { duePollMs: 1_000, clearingFileDueMs: 8 * 60_000 } as const;

const isSending = ({ state }: Advice): boolean => state === 'sending';

interface File {
  readonly day: ClearingDay;
  readonly rows: ReadonlyMap<string, ClearedSale>;
}

export class World {
  readonly shop: Shop;
  readonly wires: Wires;
  readonly t1: Till;
  readonly t2: Till;
  readonly office: Office;
  readonly people: People;
  readonly counter: Counter;
  /** Payers' codes of which the counter was told that they paid. */
  readonly toldPaid: string[] = [];
  readonly beliefs: Belief[] = [];
  readonly deposits: Deposits;
  readonly advices: Advices;
  readonly history: string[] = [];
  /** What somebody wanted and did not get in the end. */
  readonly missed: string[] = [];
  /** Every passing of a crash point, in words. */
  readonly passings: string[] = [];
  /** The open batch of each terminal by the host's count, at the end. */
  readonly terminals = new Map<string, string>();
  /** Ways back that a person had to end. */
  handed = 0;
  endedInTime = false;
  readonly #fault: Fault;
  readonly #startMs: number;
  readonly #firstDay: ClearingDay;
  readonly scenario: Scenario;
  readonly #pending = new Map<string, Set<(reply: Reply) => void>>();
  #inFlight = new Map<string, NetworkSubject>();
  readonly #inbox: File[] = [];
  readonly #reversals: { readonly stan: string; readonly atMs: number }[] = [];
  #up = true;

  private constructor(shop: Shop, scenario: Scenario, fault: Fault, startMs: number) {
    this.shop = shop;
    this.scenario = scenario;
    this.#fault = fault;
    this.#startMs = startMs;
    this.#firstDay = shop.network.day;
    this.wires = new Wires(shop.time, fault.mutate, (line) => this.tell(line));
    this.t1 = new Till(this, T1, 100);
    this.t2 = new Till(this, T2, 200);
    this.deposits = new Deposits(this);
    this.advices = new Advices(this);
    this.office = new Office(this);
    this.people = new People(this);
    this.counter = new Counter(this);
  }

  /** Plays a scenario with a fault until everything has ended, then lets a person end what a person has. */
  static async play(scenario: Scenario, fault: Fault): Promise<World> {
    const startMs = scenario.startMs ?? MORNING_MS;
    let world: World | null = null;
    const link = {
      send: async (request: NetworkRequest) => world!.#toNetwork(request),
      sendOrder: async (request: OrderRequest) => world!.counter.toNetwork(request),
      sendInquiry: async () => 'not-sent' as const,
    };
    const limits = { ...PACE, ...scenario.limits };
    const shop = await Shop.open({ startMs, limits, link, rules: scenario.rules ?? {} });
    world = new World(shop, scenario, fault, startMs);
    await world.#run();
    return world;
  }

  tell(line: string): void {
    const ms = this.shop.time.clock.nowMs() + SHANGHAI.offsetMinutes * 60_000;
    const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
    const time = `${two((ms / 3_600_000) % 24)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}`;
    this.history.push(`${time}.${String(ms % 1_000).padStart(3, '0')}  ${line}`);
  }

  believe(parts: Pick<Belief, 'stan' | 'terminalId' | 'batchNo' | 'amountFen' | 'card' | 'variety'>): Belief {
    const belief: Belief = { ...parts, sale: 'open', void: 'none', refundedFen: 0n, unansweredFen: 0n };
    this.beliefs.push(belief);
    return belief;
  }

  /** Was a reversal of this sale answered with 00 before the instant? Milliseconds since 1970. */
  reversedBefore(atMs: number, stan: string): boolean {
    return this.#reversals.some((each) => each.stan === stan && each.atMs < atMs);
  }

  get up(): boolean {
    return this.#up;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.shop.time.timers.after(ms, resolve));
  }

  /** Asks the host over a wire; `null` when no answer came in time. Any answer to these words counts. */
  ask(from: string, words: string, send: () => Asked): Promise<Reply | null> {
    const key = `${from} ${words}`;
    const waiting = this.#pending.get(key) ?? new Set();
    this.#pending.set(key, waiting);
    return new Promise((resolve) => {
      const giveUp = this.shop.time.timers.after(PATIENCE_MS, () => finish(null));
      const finish = (reply: Reply | null): void => {
        waiting.delete(finish);
        giveUp();
        resolve(reply);
      };
      waiting.add(finish);
      const arrive = (): void => {
        if (!this.#up) {
          this.tell(`   nobody is there for: ${words}`);
          return;
        }
        void send().told.then((reply) => this.#answer(from, words, reply, waiting));
      };
      this.wires.post({ from, to: 'host', asker: from, words, patienceMs: PATIENCE_MS, arrive });
    });
  }

  #answer(to: string, words: string, reply: Reply, waiting: ReadonlySet<(reply: Reply) => void>): void {
    const [, stan] = /^reversal of [a-uw-z]\w+ (\d+)$/.exec(words) ?? [];
    if (stan !== undefined && reply.outcome === 'approved')
      this.#reversals.push({ stan, atMs: this.shop.time.clock.nowMs() });
    const said = `${reply.outcome}${reply.repeated ? ', again' : ''}`;
    this.wires.post({
      from: 'host',
      to,
      asker: to,
      words: `${said} — to ${words}`,
      patienceMs: PATIENCE_MS,
      arrive: () => {
        for (const finish of [...waiting]) finish(reply);
      },
    });
  }

  #toNetwork(request: NetworkRequest): 'sent' {
    this.#inFlight.set(networkKeyText(request.network), request.subject);
    const { message, originalKind, network, amountFen, attempt } = request;
    const of = message === 'reversal' && originalKind === 'void' ? ' of a void' : '';
    const send = attempt > 1 ? `, send ${attempt}` : '';
    const words = `${message}${of} ${network.stan} of ${formatYuan(amountFen)}${send}`;
    this.wires.post({
      from: 'host',
      to: 'network',
      asker: 'host',
      words,
      patienceMs: LIMITS.replyDueMs,
      arrive: () => {
        // The model answers as it is asked: what it says is an answer to these words.
        this.shop.network.deliver = (key, answer) => this.#fromNetwork(key, answer, words);
        void this.shop.network.send(request);
      },
    });
    return 'sent';
  }

  #fromNetwork(key: string, answer: NetworkAnswer, to: string): void {
    this.wires.post({
      from: 'network',
      to: 'host',
      asker: 'host',
      words: `${answer.outcome} — to ${to}`,
      patienceMs: LIMITS.replyDueMs,
      arrive: () => {
        if (!this.#up) {
          this.tell(`   nobody is there for: ${answer.outcome} — to ${to}`);
          return;
        }
        const subject = this.#inFlight.get(key) ?? null;
        this.#inFlight.delete(key);
        this.shop.networkAnswers(key, { ...answer, subject });
      },
    });
  }

  #watchCrashPoints(): void {
    this.shop.crashWhen = (point: CrashPoint) => {
      const last = this.wires.sent.at(-1);
      this.passings.push(
        `${point}, after message ${last?.no ?? 0}${last === undefined ? '' : ` (${last.words})`}`,
      );
      if (this.passings.length !== this.#fault.crashAt) return false;
      this.tell(`the program DIES ${point}`);
      this.#up = false;
      this.#inFlight = new Map();
      this.shop.time.timers.after(DOWN_MS, () => void this.#startAnew());
      return true;
    };
  }

  async #startAnew(): Promise<void> {
    await this.shop.restart();
    // The answer to the sign-on carries the network's day.
    if (this.scenario.cutOverMs !== undefined) await this.#cutOver(this.shop.network.day);
    this.#up = true;
    this.tell('the program starts anew');
  }

  async #cutOver(day: ClearingDay): Promise<void> {
    await this.shop.engine.cutOver({ clearingDay: day, atMs: this.shop.time.clock.nowMs() });
  }

  /** The network's own night: its notice of the new day, and the clearing file of the old one. */
  #planNight(cutOverMs: number): void {
    const { timers } = this.shop.time;
    const day = this.#firstDay;
    const post = (words: string, arrive: () => void): void =>
      this.wires.post({
        from: 'network',
        to: 'host',
        asker: 'host',
        words,
        patienceMs: NOTICE_PATIENCE_MS,
        arrive,
      });
    timers.after(cutOverMs - this.#startMs, () =>
      post('cut-over notice', () => {
        if (this.#up) void this.#cutOver(addDays(day, 1));
      }),
    );
    timers.after(cutOverMs - this.#startMs + FILE_AFTER_CUT_OVER_MS, () => {
      const rows = this.shop.network.fileOf(day);
      // A file lies in its folder until it is read: a program that is down finds it later.
      post(`clearing file of ${rows.size} sales`, () => void this.#inbox.push({ day, rows }));
    });
    const read = (): void => {
      if (this.#up) for (const file of this.#inbox) void this.#readFile(file);
      timers.after(FILES_READ_EVERY_MS, read);
    };
    timers.after(FILES_READ_EVERY_MS, read);
  }

  /** What the clearing inbox does with a file. */
  async #readFile({ day, rows }: File): Promise<void> {
    const { store, engine } = this.shop;
    const endMs = clearingDayLastSecondMs(day, '23:00:00', SHANGHAI);
    for (const { book, paymentId } of await store.unresolvedBefore(addDays(day, 1), 100)) {
      const found = await store.payment(paymentId);
      const row = rows.get(networkKeyText(found!.payment.network));
      if (row === undefined && found!.payment.startedMs > endMs - CROSSING_MS) continue;
      const nothing = { paymentIn: false, voidIn: false, reversalIn: false };
      await engine.submit({ type: 'cleared', book, paymentId, ...(row ?? nothing), clearingDay: day });
    }
  }

  async #run(): Promise<void> {
    const { shop } = this;
    if (this.scenario.cutOverMs !== undefined) await this.#cutOver(this.#firstDay);
    this.#watchCrashPoints();
    this.scenario.before?.(this);
    if (this.scenario.cutOverMs !== undefined) this.#planNight(this.scenario.cutOverMs);
    let done = false;
    const played = this.scenario.play(this).then(() => {
      done = true;
    });
    const untilMs = this.#startMs + BOUND_MS;
    await shop.time.settle();
    while (shop.time.clock.nowMs() < untilMs && !(done && this.#quiet())) await shop.time.advance(STEP_MS);
    this.endedInTime = done && this.#quiet();
    if (done) await played;
    await this.#aPersonLooks();
    for (const id of [T1, T2]) {
      const found = await shop.store.terminal(shop.merchant.merchantId, id);
      this.terminals.set(id, countOf(found!.batchNo, found!.totals));
    }
  }

  #quiet(): boolean {
    const { shop } = this;
    if (!this.#up || this.wires.inTheAir > 0 || shop.engine.stats.waiting + shop.engine.stats.queued > 0)
      return false;
    if (shop.store.payments().some((each) => each.state === 'sent' || advicesOf(each).some(isSending)))
      return false;
    const between = ['paying', 'unknown', 'closing'];
    if (shop.store.orders().some(({ state }) => between.includes(state))) return false;
    return !shop.store.cancellations().some((each) => isOpen(each) && each.state !== 'handed');
  }

  /** Ends what was handed over with the clearing files of this day and the next, asked for by hand. */
  async #aPersonLooks(): Promise<void> {
    const { shop } = this;
    const handed = shop.store.cancellations().filter(({ state }) => state === 'handed');
    this.handed = handed.length;
    if (handed.length === 0) return;
    for (const each of handed) this.tell(`a person has ${each.route} of ${formatYuan(each.amountFen)}`);
    for (const day of [this.#firstDay, addDays(this.#firstDay, 1)]) {
      await this.#readFile({ day, rows: shop.network.fileOf(day) });
      await shop.time.settle();
    }
    await this.deposits.aPersonAsksTheBank();
    await shop.time.advance(STEP_MS);
  }
}
