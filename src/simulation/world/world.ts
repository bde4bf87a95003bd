/** A whole world from one number, played until every journey has ended. */
import { Auditor, Violation } from '#simulation/auditor';
import { createMemoryStore, type MemoryStore } from '#simulation/memory-store';
import { Acquirer, INSTITUTION } from './acquirer.ts';
import { Agenda } from './agenda.ts';
import { createGround, type Ground, HARMS } from './ground.ts';
import { HandedDesk } from './handed-desk.ts';
import { withShortHolds } from './hold-days.ts';
import { Host } from './host.ts';
import { ClearingInbox } from './inbox.ts';
import { type JourneyParts, journeyOf } from './journeys.ts';
import { NetworkLink } from './link.ts';
import { Living } from './living.ts';
import { NetworkSide } from './network-side.ts';
import { Office } from './office.ts';
import { OrderLink } from './order-link.ts';
import { play } from './play.ts';
import { PROFILES, type Profile } from './profiles.ts';
import { RequestDesk } from './request-desk.ts';
import { diceOf } from './seed.ts';
import { MERCHANT_LIST, merchantOfTerminal, TERMINAL_LIST, TERMINALS, terminalIdOf } from './shops.ts';
import { Story } from './story.ts';
import { TerminalActor } from './terminal.ts';
import { beginsMs, firstMs } from './traffic.ts';
import { UNTAMPERED, type WorldOptions, type WorldResult } from './world-options.ts';

const HOUSEKEEPING_MS = 60_000;
const SETTLE_EVERY_MS = 20 * 60_000;
/** After the last journey began, faults go on for this long. */
const AFTERMATH_MS = 10 * 60_000;
/** Once faults have stopped everything ends within this: a clearing file and what waits for it. */
export const ENDS_WITHIN_MS = 26 * 3_600_000;
/** Nobody asks for a batch that was settled so long ago. */
const BATCHES_KEPT_MS = 3_600_000;

class World {
  readonly #options: WorldOptions;
  readonly #ground: Ground;
  readonly #auditor: Auditor;
  readonly #store: MemoryStore;
  readonly #acquirer: Acquirer;
  readonly #network: NetworkSide;
  readonly #link: NetworkLink;
  readonly #orders: OrderLink;
  readonly #host: Host;
  readonly #office: Office;
  readonly #terminals: readonly TerminalActor[];
  readonly #parts: JourneyParts;
  readonly #live: Living;
  readonly #startMs: number;
  readonly #order: readonly number[] | null;
  #begun = 0;
  #lastBegun = false;
  #faultsEndMs = Number.POSITIVE_INFINITY;
  #over = false;
  #openMost = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    const profile = profileFor(options);
    this.#startMs = firstMs(profile, options.payments);
    const agenda = new Agenda(this.#startMs);
    const story = new Story(() => agenda.nowMs, keptLines(options));
    this.#auditor = new Auditor(() => agenda.nowMs);
    const { seed } = options;
    const harms = options.harms ?? new Set(HARMS);
    this.#ground = createGround({ seed, profile, agenda, story, auditor: this.#auditor, harms });
    const ground = this.#ground;
    this.#live = new Living(ground, this.#auditor.motion);
    const dice = diceOf(seed, 'clocks');
    const drift = (): number => dice.between(-profile.driftMs, profile.driftMs);
    this.#order = options.only === undefined ? null : [...options.only].sort((a, b) => a - b);
    this.#host = new Host(ground);
    this.#link = new NetworkLink(ground);
    this.#orders = new OrderLink(ground, this.#link.wire);
    const clockOffsetMs = drift();
    this.#store = createMemoryStore({
      merchants: MERCHANT_LIST,
      terminals: TERMINAL_LIST,
      clock: { nowMs: () => agenda.nowMs },
      rows: 'shared',
      history: false,
    });
    const tamper = options.tamper?.({ dice: diceOf(seed, 'planted'), starts: () => this.#acquirer.number });
    this.#acquirer = new Acquirer({
      ground,
      store: this.#store,
      rules: withShortHolds(options.rules),
      clockOffsetMs,
      send: (request) => this.#link.send(request),
      sendOrder: (request) => this.#orders.send(request),
      written: (changes) => {
        for (const { request } of changes.requests) requests.see(request);
        for (const { cancellation } of changes.cancellations) handed.see(cancellation);
      },
      started: () => this.#link.signOn(),
      tamper: tamper ?? UNTAMPERED,
    });
    const requests = new RequestDesk(ground, this.#host, this.#store);
    const handed = new HandedDesk(ground, this.#store, this.#acquirer);
    const inbox = new ClearingInbox(ground, this.#store, this.#acquirer);
    this.#network = new NetworkSide({
      ground,
      clockOffsetMs: drift(),
      member: INSTITUTION.forwarderId,
      notify: (day) => this.#link.notify(day),
      line: (day, line) => inbox.takeLine(day, line),
      file: (file) => inbox.take(file),
    });
    this.#link.acquirer = this.#acquirer;
    this.#link.network = this.#network;
    this.#orders.acquirer = this.#acquirer;
    this.#orders.network = this.#network;
    this.#host.acquirer = this.#acquirer;
    this.#host.keysOf = (book, id) => this.#store.keysOf(book, id);
    const merchants = new Map(MERCHANT_LIST.map((merchant) => [merchant.merchantId, merchant]));
    this.#office = new Office(ground, this.#host, this.#acquirer, this.#store, merchants);
    this.#terminals = Array.from(
      { length: TERMINALS },
      (_, number) => new TerminalActor(ground, this.#host, merchantOfTerminal(number), terminalIdOf(number)),
    );
    const lines = { ground, host: this.#host, network: this.#network, link: this.#orders };
    this.#parts = { ...lines, office: this.#office, terminals: this.#terminals };
  }

  async run(): Promise<WorldResult> {
    const { breathe, untilMs } = this.#options;
    await this.#acquirer.start();
    await new Promise<void>(breathe);
    this.#planNext(0);
    this.#planSettlements();
    this.#ground.agenda.after(HOUSEKEEPING_MS, () => this.#keepHouse());
    const endMs = this.#startMs + (untilMs ?? Number.MAX_SAFE_INTEGER / 4);
    await play(this.#ground, endMs, () => this.#over, breathe);
    return this.#result();
  }

  #result(): WorldResult {
    const { violation, agenda, story } = this.#ground;
    return {
      violation: violation === null ? null : toldOf(violation),
      atMs: agenda.nowMs,
      virtualMs: agenda.nowMs - this.#startMs,
      digest: story.digest,
      lines: story.lines,
      lineCount: story.count,
      begun: this.#begun,
      crashes: this.#acquirer.crashes,
      figures: this.#auditor.figures,
      openMost: this.#openMost,
      kept: {
        ...{ ...this.#store.sizes(), ...this.#auditor.sizes },
        ...{ ...this.#network.sizes(), ...this.#ground.sizes() },
      },
    };
  }

  #planNext(place: number): void {
    const index = this.#order === null ? place : this.#order[place];
    const { agenda, profile, seed } = this.#ground;
    if (index === undefined || index >= this.#options.payments) {
      this.#lastBegun = true;
      agenda.after(AFTERMATH_MS, () => this.#endFaults());
      return;
    }
    agenda.at(beginsMs(profile, seed, this.#startMs, index), () => {
      this.#begin(index);
      this.#planNext(place + 1);
    });
  }

  #begin(index: number): void {
    const journey = journeyOf(this.#parts, index);
    this.#live.add(journey);
    this.#begun += 1;
    this.#openMost = Math.max(this.#openMost, this.#live.size);
    journey.start();
  }

  #planSettlements(): void {
    const { agenda, seed } = this.#ground;
    for (const terminal of this.#terminals) {
      const dice = diceOf(seed, 'settlement', terminal.id);
      const next = (): void => {
        agenda.after(dice.between(SETTLE_EVERY_MS / 2, SETTLE_EVERY_MS), () => {
          if (terminal.hasEntries) terminal.settle();
          next();
        });
      };
      next();
    }
  }

  #endFaults(): void {
    const { agenda, story } = this.#ground;
    story.tell(-1, 'faults stop');
    this.#ground.faults = false;
    this.#faultsEndMs = agenda.nowMs;
    this.#host.heal();
    this.#link.wire.heal();
  }

  /** Once a virtual minute: bounds are looked at, ended journeys are closed and forgotten. */
  #keepHouse(): void {
    const { agenda, auditor } = { agenda: this.#ground.agenda, auditor: this.#auditor };
    agenda.after(HOUSEKEEPING_MS, () => this.#keepHouse());
    this.#ground.audit(() => auditor.sweep());
    const reversing = new Set(this.#terminals.map((terminal) => terminal.reversing));
    for (const terminal of this.#terminals) terminal.flush();
    this.#store.retireBatches(agenda.nowMs - BATCHES_KEPT_MS);
    if (this.#acquirer.workingOff === 0)
      for (const index of this.#live.ended(reversing, () => this.#atRest())) this.#close(index);
    if (this.#atRest() && this.#live.indices().some((index) => auditor.motion.isComingBack(index)))
      this.#network.hurry();
    this.#options.progress?.({
      begun: this.#begun,
      ended: auditor.figures.journeys,
      payments: auditor.figures.payments,
      waysBack: auditor.figures.waysBack,
      virtualMs: agenda.nowMs - this.#startMs,
      open: this.#live.size,
    });
    this.#lookForEnd();
  }

  /** Only what a person has is left. */
  #atRest(): boolean {
    return this.#lastBegun && !this.#ground.faults && this.#auditor.motion.inAll === 0;
  }

  #close(index: number): void {
    this.#ground.audit((auditor) => {
      const { digest, paymentIds, wireKeys, onceKeys, orderIds, walletIds } = auditor.closeJourney(index);
      this.#ground.story.tell(index, `ended: ${digest}`);
      const { book } = merchantOfTerminal(index % TERMINALS);
      const once = onceKeys.map((key) => ({ book, key }));
      this.#store.retire({ payments: paymentIds, once, orders: orderIds, wallets: walletIds });
      this.#network.forget(wireKeys, orderIds);
    });
    this.#live.forget(index);
    this.#ground.forgetJourney(index);
  }

  #lookForEnd(): void {
    const { agenda } = this.#ground;
    if (!this.#lastBegun || this.#ground.faults) return;
    if (this.#live.size === 0) {
      this.#ground.audit((auditor) => auditor.closeWorld(auditor.figures.handed > 0));
      this.#over = true;
      return;
    }
    if (agenda.nowMs - this.#faultsEndMs <= ENDS_WITHIN_MS) return;
    const [index] = this.#live.indices();
    this.#ground.audit(() => {
      throw new Violation(
        'unknown-ends',
        index ?? -1,
        `${this.#live.size} journeys have not ended ${ENDS_WITHIN_MS / 3_600_000} hours after the last fault`,
      );
    });
  }
}

const toldOf = ({ law, journey, terminal, message }: Violation): NonNullable<WorldResult['violation']> => ({
  law,
  journey,
  terminal,
  text: message,
});

function keptLines({ keepLines = false }: WorldOptions): (journey: number) => boolean {
  if (typeof keepLines === 'boolean') return () => keepLines;
  return (journey) => journey < 0 || journey === keepLines.journey;
}

function profileFor(options: WorldOptions): Profile {
  const profile: Profile = PROFILES[options.profile];
  return options.crashes === false ? { ...profile, crashEveryMs: 0 } : profile;
}

/** Plays one world to its end, or to the first broken law. Two runs of the same options are the same to the byte. */
export const runWorld = (options: WorldOptions): Promise<WorldResult> => new World(options).run();
