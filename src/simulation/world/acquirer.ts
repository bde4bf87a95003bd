/** The acquirer's program: the engine of production over the memory store, dying at named points. */
import type { RuleBook } from '#domain/policy';
import {
  type ChangeSet,
  type Command,
  Engine,
  LIMITS,
  type NetworkAnswer,
  type NetworkPort,
  type NetworkRequest,
  type OrderRequest,
  type Reply,
  type Store,
  StoreUnavailable,
  type Telemetry,
} from '#engine';
import { createOnUsNetwork, type OnUsNetwork } from '#engine/on-us';
import { aroundMs, type Ground } from './ground.ts';
import { modelOnUsChip } from './phone-chip.ts';
import { REQUEST_LIMITS } from './request-desk.ts';
import { type Dice, diceOf } from './seed.ts';

const CRASH_POINTS = ['before-apply', 'after-apply', 'before-send', 'after-send'] as const;
/** Thrown often, and nobody reads where they were made. */
const NOT_WRITTEN = new StoreUnavailable('the store did not answer; nothing was written');
const WRITTEN = new StoreUnavailable('the store did not answer; all of it was written');
const never = <T>(): Promise<T> => new Promise<T>(() => {});

export interface AcquirerParts {
  readonly ground: Ground;
  readonly store: Store;
  readonly rules: RuleBook;
  readonly clockOffsetMs: number;
  readonly send: (request: NetworkRequest) => 'sent' | 'not-sent';
  readonly sendOrder: (request: OrderRequest) => 'sent' | 'not-sent';
  /** A batch is on disk: people see it at their consoles. */
  readonly written: (changes: ChangeSet) => void;
  /** The program is up (again): the link signs on. */
  readonly started: () => void;
  /** What the engine hears and says can be altered by a planted fault; nothing else may use this. */
  readonly tamper: {
    readonly store: (store: Store) => Store;
    readonly network: (network: NetworkPort) => NetworkPort;
    readonly answer: (answer: NetworkAnswer) => NetworkAnswer | null;
  };
}

interface Program {
  alive: boolean;
  engine: Engine | null;
  onUs: OnUsNetwork | null;
  /** Number of the start, from 1. */
  readonly number: number;
  /** Answers of the network that it has taken and not yet worked off. */
  answers: number;
}

export const INSTITUTION = { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' } as const;

export class Acquirer {
  readonly #parts: AcquirerParts;
  readonly #dice: Dice;
  readonly #store: Store;
  #program: Program = { alive: false, engine: null, onUs: null, number: 0, answers: 0 };
  #crash: { readonly point: string; left: number } | null = null;
  crashes = 0;

  constructor(parts: AcquirerParts) {
    this.#parts = parts;
    this.#dice = diceOf(parts.ground.seed, 'acquirer');
    this.#store = parts.tamper.store(this.#trueStore());
    if (parts.ground.profile.crashEveryMs > 0) this.#planCrash();
  }

  get alive(): boolean {
    return this.#program.alive && this.#program.engine !== null;
  }

  /** Milliseconds since 1970 by the acquirer's own clock. */
  nowMs(): number {
    return this.#parts.ground.agenda.nowMs + this.#parts.clockOffsetMs;
  }

  #planCrash(): void {
    const { agenda, profile } = this.#parts.ground;
    agenda.after(aroundMs(this.#dice, profile.crashEveryMs), () => {
      if (!this.#parts.ground.faults) return;
      this.#crash = { point: this.#dice.pick(CRASH_POINTS), left: this.#dice.between(1, 6) };
      this.#planCrash();
    });
  }

  /** The store itself, with the auditor at its side: it reads what is really written. */
  #trueStore(): Store {
    const { store, ground, written } = this.#parts;
    const apply = async (lane: number, changes: ChangeSet): Promise<void> => {
      await store.apply(lane, changes);
      ground.audit((auditor) => auditor.applied(changes));
      written(changes);
    };
    return { ...store, apply };
  }

  #storeFor(program: Program): Store {
    const { ground } = this.#parts;
    const store = this.#store;
    const dice = this.#dice;
    const guard = <T>(act: () => Promise<T>): Promise<T> => (program.alive ? act() : never<T>());
    const apply = async (lane: number, changes: ChangeSet): Promise<void> => {
      const { storeFails, storeSlow } = ground.profile;
      const fails = ground.faults && dice.perMille(storeFails);
      const first = dice.perMille(500);
      if (fails && first) throw NOT_WRITTEN;
      const slow = ground.faults && dice.perMille(storeSlow);
      if (slow && first) await this.#wait(dice.between(5, 2_000));
      if (!program.alive) return never();
      await store.apply(lane, changes);
      if (slow && !first) await this.#wait(dice.between(5, 2_000));
      if (!program.alive) return never();
      if (fails) throw WRITTEN;
    };
    return {
      claim: () => guard(() => store.claim()),
      // What every batch and every look at the deadlines calls stands without a wrapper of its own.
      load: (lane, keys) => (program.alive ? store.load(lane, keys) : never()),
      apply: (lane, changes) => (program.alive ? apply(lane, changes) : never()),
      anyDue: (nowMs) => store.anyDue?.(nowMs) ?? true,
      due: (nowMs, limit) => (program.alive ? store.due(nowMs, limit) : never()),
      dueOrders: (nowMs, limit) => (program.alive ? store.dueOrders(nowMs, limit) : never()),
      dueClosures: (nowMs, limit) => (program.alive ? store.dueClosures(nowMs, limit) : never()),
      dueWallets: (nowMs, limit) => (program.alive ? store.dueWallets(nowMs, limit) : never()),
      dueLosses: (nowMs, limit) => (program.alive ? store.dueLosses(nowMs, limit) : never()),
      walletSurroundings: (id) => guard(() => store.walletSurroundings(id)),
      order: (id) => guard(() => store.order(id)),
      wallet: (id) => guard(() => store.wallet(id)),
      movement: (id) => guard(() => store.movement(id)),
      movementByKey: (key) => guard(() => store.movementByKey(key)),
      topUpByRefund: (key) => guard(() => store.topUpByRefund(key)),
      walletToken: (index) => guard(() => store.walletToken(index)),
      locate: (key) => guard(() => store.locate(key)),
      merchant: (id) => guard(() => store.merchant(id)),
      terminal: (merchant, id) => guard(() => store.terminal(merchant, id)),
      payment: (id) => guard(() => store.payment(id)),
      cutOverNotice: () => guard(() => store.cutOverNotice()),
      saveCutOverNotice: (notice) => guard(() => store.saveCutOverNotice(notice)),
      unresolvedBefore: (day, limit) => guard(() => store.unresolvedBefore(day, limit)),
      close: () => guard(() => store.close()),
    };
  }

  #wait(delayMs: number): Promise<void> {
    const { ground } = this.#parts;
    return new Promise((resolve) => {
      ground.agenda.after(delayMs, () => {
        ground.touched = true;
        resolve();
      });
    });
  }

  async start(): Promise<void> {
    const { ground, rules, send, sendOrder, started, tamper } = this.#parts;
    const number = this.#program.number + 1;
    const program: Program = { alive: true, engine: null, onUs: null, number, answers: 0 };
    this.#program = program;
    ground.touched = true;
    const line: NetworkPort = {
      send: async (request) => (program.alive ? send(request) : never<'sent'>()),
      sendOrder: async (request) => (program.alive ? sendOrder(request) : never<'sent'>()),
      // Nobody in this world asks for a balance: it moves no money.
      sendInquiry: async () => 'not-sent',
    };
    const store = this.#storeFor(program);
    const trouble: Telemetry['trouble'] = (event) =>
      void (program.alive && this.#trouble(event.where, event.message));
    const onUs = createOnUsNetwork({
      ...{ next: tamper.network(line), store, chip: modelOnUsChip, telemetry: { trouble } },
      engine: () => (program.alive ? program.engine : null),
    });
    program.onUs = onUs;
    program.engine = await Engine.start({
      store,
      network: onUs,
      clock: { nowMs: () => this.nowMs() },
      timers: {
        after: (delayMs, act) =>
          ground.agenda.after(delayMs, () => {
            if (!program.alive) return;
            ground.touched = true;
            act();
          }),
      },
      random: { below: (bound) => this.#dice.below(bound) },
      telemetry: {
        paymentEnded: () => {},
        cancellationMoved: () => {},
        batchApplied: () => {},
        trouble,
      },
      limits: { ...LIMITS, ...REQUEST_LIMITS, duePollMs: 1_000 },
      rules,
      institution: INSTITUTION,
      onLeaseLost: (error) => ground.audit((auditor) => auditor.trouble('lease', error.message)),
      crashPoint: (name) => this.#passing(program, name),
    });
    if (!program.alive) return;
    ground.story.tell(-1, `the acquirer is up, start ${program.number}`);
    started();
  }

  /** Stores that fail and answers to nobody are part of the world; anything else is a fault of the program. */
  #trouble(where: string, message: string): void {
    this.#parts.ground.story.tell(-1, `trouble: ${where}: ${message}`);
    if (where === 'store' || where === 'network answer') return;
    this.#parts.ground.audit((auditor) => auditor.trouble(where, message));
  }

  #passing(program: Program, point: string): void {
    if (!program.alive || this.#crash?.point !== point) return;
    this.#crash.left -= 1;
    if (this.#crash.left > 0) return;
    this.#crash = null;
    program.alive = false;
    this.crashes += 1;
    const { ground } = this.#parts;
    const downMs = this.#dice.between(200, 6_000);
    ground.story.tell(-1, `the acquirer dies at ${point}, for ${downMs} ms`);
    ground.agenda.after(downMs, () => void this.start());
  }

  /** A program that is down hears nothing; one that dies meanwhile says nothing. */
  submit(command: Command, then: (reply: Reply) => void): void {
    const program = this.#program;
    if (!program.alive || program.engine === null) return;
    this.#parts.ground.touched = true;
    void program.engine.submit(command).then((reply) => program.alive && then(reply));
  }

  answered(key: string, given: NetworkAnswer): void {
    const program = this.#program;
    if (!program.alive || program.engine === null || program.onUs === null) return;
    const answer = this.#parts.tamper.answer(given);
    if (answer === null) return;
    this.#parts.ground.touched = true;
    this.#parts.ground.audit((auditor) => auditor.answerGiven(given));
    program.answers += 1;
    void program.onUs.answered(key, answer).then(() => {
      program.answers -= 1;
      if (program.alive) this.#parts.ground.audit((auditor) => auditor.answerTaken(given));
    });
  }

  /** The engine for questions and notices; null while the program is down. */
  use(act: (engine: Engine) => Promise<void>): void {
    const { alive, engine } = this.#program;
    if (!alive || engine === null) return;
    this.#parts.ground.touched = true;
    void act(engine);
  }

  get workingOff(): number {
    return this.#program.alive ? this.#program.answers : 0;
  }

  get number(): number {
    return this.#program.number;
  }
}
