/** The engine: commands in, replies out, deadlines worked off, messages sent after their commit. */
import { type ClearingDay, type CutOverNotice, clearingDayNow, SHANGHAI } from '#domain/calendar';
import type { Cancellation, Pace } from '#domain/cancellation';
import type { Order, OrderPace } from '#domain/order';
import type { Payment } from '#domain/payment';
import type { RuleBook } from '#domain/policy';
import type { RequestPace } from '#domain/request';
import type { Terminal } from '#domain/terminal';
import type { WalletPayment } from '#domain/wallet';
import { Asking } from './asking.ts';
import { BindingDesk } from './binding-desk.ts';
import { bookOf, type Command, type Reply, replyWith } from './commands.ts';
import { Deadlines } from './deadlines.ts';
import * as handlers from './handlers/index.ts';
import { closurePaceOf, orderPaceOf, paceOf, requestPaceOf } from './handlers/pace.ts';
import {
  bucketOfBook,
  createIdMaker,
  createNetworkKeyMaker,
  type IdMaker,
  type NetworkKeyMaker,
} from './ids.ts';
import { InquiryDesk } from './inquiry-desk.ts';
import { Lane } from './lane.ts';
import type { Limits } from './limits.ts';
import { MerchantCache } from './merchants.ts';
import { type Ended, NetworkDesk } from './network-desk.ts';
import { OrderDesk } from './order-desk.ts';
import { handOver, latePayoutOf, type PayoutOptions, payoutOf } from './payouts.ts';
import type {
  Clock,
  Lease,
  LeaseLost,
  Merchant,
  NetworkAnswer,
  NetworkPort,
  Random,
  Store,
  Telemetry,
  Timers,
} from './ports/index.ts';
import { TerminalCache } from './terminals.ts';
import { Waiting } from './waiting.ts';
import { WalletDesk } from './wallet-desk.ts';

export interface EngineOptions extends PayoutOptions {
  readonly store: Store;
  readonly network: NetworkPort;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly limits: Limits;
  readonly rules: RuleBook;
  readonly institution: { readonly id: string; readonly acquirerId: string; readonly forwarderId: string };
  /** Called once when the buckets were lost: the program must stop. */
  readonly onLeaseLost: (error: LeaseLost) => void;
  readonly crashPoint?: (name: string) => void;
}

export class Engine {
  readonly #options: EngineOptions;
  readonly #lanes: Lane[];
  readonly #ids: IdMaker;
  readonly #networkKeys: NetworkKeyMaker;
  #pace: Pace;
  readonly #asking: Asking;
  readonly ask: Asking['ask'];
  readonly askUnder: Asking['askUnder'];
  readonly askOrder: Asking['askOrder'];
  readonly #requestPace: RequestPace;
  readonly #waiting: Waiting<Ended>;
  readonly #orderPace: OrderPace;
  readonly #line: NetworkDesk;
  /** What the network says of orders, and who waits to hear it. */
  readonly orders: OrderDesk;
  /** Names of new wallets, and what of them must be looked at again. */
  readonly wallets: WalletDesk;
  /** Cards that are about to be bound. */
  readonly bindings: BindingDesk;
  /** Questions about the money on a card. */
  readonly inquiries: InquiryDesk;
  /** What part of a sale its tips may be, in percent (ACC-10), by merchant. */
  readonly tipMaxPercent: (merchantId: string) => number;
  readonly #terminals: TerminalCache;
  readonly #merchants: MerchantCache;
  readonly #buckets: ReadonlySet<number>;
  #notice: CutOverNotice | null = null;
  #stopped = false;
  #cancelPoll: () => void = () => {};
  #polling: Promise<void> = Promise.resolve();
  readonly #deadlines: Deadlines;

  private constructor(options: EngineOptions, lease: Lease) {
    this.#options = options;
    const { limits } = options;
    this.#buckets = new Set(lease.buckets);
    this.#ids = createIdMaker(lease.node);
    this.#merchants = new MerchantCache(options.store, options.clock, limits);
    this.#networkKeys = createNetworkKeyMaker(options.institution, options.random.below(1_000_000));
    const asking = new Asking(options, (atMs) => this.#clearingDayAt(atMs));
    this.#asking = asking;
    this.ask = asking.ask.bind(asking);
    this.askUnder = asking.askUnder.bind(asking);
    this.askOrder = asking.askOrder.bind(asking);
    this.#pace = paceOf(limits, asking.cutOver, options.rules.holidays);
    this.#requestPace = requestPaceOf(limits);
    this.#orderPace = orderPaceOf(limits);
    this.tipMaxPercent = handlers.tipBound({ ...options, rules: () => asking.rules });
    this.#waiting = new Waiting(options);
    this.#line = new NetworkDesk({
      ...{ ...options, waiting: this.#waiting, submit: (command) => this.submit(command) },
      merchants: this.#merchants,
      isStopped: () => this.#stopped,
    });
    this.#terminals = new TerminalCache(options.store);
    const submit = (command: Command) => this.submit(command);
    this.orders = new OrderDesk({ ...options, submit, merchant: (merchantId) => this.merchant(merchantId) });
    this.#deadlines = new Deadlines({ ...options, submit });
    this.wallets = new WalletDesk({ ...options, submit, ids: this.#ids });
    const networkKeys = this.#networkKeys;
    this.inquiries = new InquiryDesk({ ...options, submit, networkKeys });
    const member = options.institution;
    this.bindings = new BindingDesk({
      ...{ ...options, inquiries: this.inquiries, ids: this.#ids, networkKeys, member, submit },
    });
    this.#lanes = Array.from({ length: limits.laneCount }, (_, index) => this.#makeLane(index));
  }

  /** Claims buckets, reads the network's day, and begins working off deadlines. */
  static async start(options: EngineOptions): Promise<Engine> {
    const lease = await options.store.claim();
    const engine = new Engine(options, lease);
    engine.#notice = await options.store.cutOverNotice();
    engine.#schedulePoll();
    return engine;
  }

  #makeLane(index: number): Lane {
    const { store, limits, clock, timers, telemetry } = this.#options;
    const closurePace = closurePaceOf(limits);
    return new Lane(index, store, limits, {
      nowMs: () => clock.nowMs(),
      context: (work, sends, orderSends) => ({
        work,
        sends,
        orderSends,
        nowMs: clock.nowMs(),
        clearingDayNow: this.clearingDayNow(),
        ids: this.#ids,
        networkKeys: this.#networkKeys,
        rules: this.#asking.rules,
        institution: this.#options.institution.id,
        member: this.#options.institution,
        pace: this.#pace,
        requestPace: this.#requestPace,
        orderPace: this.#orderPace,
        closurePace,
        replyDueMs: limits.replyDueMs,
      }),
      committed: (changed, sends, orderSends) => {
        for (const terminal of changed.terminals) this.#terminals.remember(terminal);
        for (const payment of changed.payments) {
          const { order } = payment;
          const paid = order === undefined ? undefined : changed.orders.find(({ id }) => id === order.id);
          this.#tellPayment(payment, paid ?? null);
        }
        for (const cancellation of changed.cancellations)
          this.#tellCancellation(cancellation, changed.payments);
        if (changed.orders.length > 0) this.orders.changed(changed.orders);
        for (const movement of changed.movements) this.#tellMovement(movement);
        for (const request of sends) void this.#line.send(request);
        for (const request of orderSends) void this.orders.send(request);
      },
      pause: (delayMs) => new Promise((resolve) => timers.after(delayMs, () => resolve())),
      leaseLost: (error) => this.#options.onLeaseLost(error),
      trouble: (where, error) =>
        telemetry.trouble({
          where,
          message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        }),
      applied: (commands, tookMs) => telemetry.batchApplied({ lane: index, commands, tookMs }),
      crashPoint: (name) => this.#options.crashPoint?.(name),
    });
  }

  /** `order`: the one that it pays, as the same commit left it. */
  #tellPayment(payment: Payment, order: Order | null): void {
    const nowMs = this.#options.clock.nowMs();
    for (const { id, reply } of handlers.endedAdvices(payment, nowMs)) this.#waiting.end(id, reply);
    const reply = handlers.replyOfPayment(payment, nowMs, order);
    if (reply === null) return;
    const outcome = handlers.outcomeOfPayment(payment);
    if (this.#waiting.end(payment.id, reply) > 0 && outcome !== null) {
      this.#options.telemetry.paymentEnded({
        outcome,
        book: payment.book,
        tookMs: nowMs - payment.startedMs,
      });
    }
  }

  #tellMovement(movement: WalletPayment): void {
    void handOver(latePayoutOf(movement), this.#options, (command) => this.submit(command));
    const reply = handlers.replyOfMovement(movement, this.#options.clock.nowMs());
    if (reply !== null) this.#waiting.end(movement.id, reply);
  }

  #tellCancellation(cancellation: Cancellation, payments: readonly Payment[]): void {
    const { route, state, book } = cancellation;
    this.#options.telemetry.cancellationMoved({ route, state, book });
    void handOver(payoutOf(cancellation), this.#options, (command) => this.submit(command));
    const payment = payments.find((each) => each.id === cancellation.paymentId) ?? null;
    const reply = handlers.replyOfCancellation(cancellation, payment, this.#options.clock.nowMs());
    if (reply === null) {
      // A void that is tried again is under way once more: its earlier end is no end.
      this.#waiting.forget(cancellation.id);
      return;
    }
    this.#waiting.end(cancellation.id, reply);
  }

  #trouble(where: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.telemetry.trouble({ where, message });
  }

  /** Runs one command; a payment or cancellation that has no outcome yet is waited for, at most `waitMs`. */
  async submit(command: Command, waitMs: number = this.#options.limits.terminalWaitMs): Promise<Reply> {
    const bucket = bucketOfBook(bookOf(command));
    // In a lane what another process owns would look like a lost lease.
    if (this.#stopped || !this.#buckets.has(bucket)) return replyWith('busy', this.#options.clock.nowMs());
    const lane = this.#lanes[bucket % this.#lanes.length]!;
    const settled = await lane.submit(command);
    if ('reply' in settled) return settled.reply;
    const reply = await this.waitFor(settled.waitFor, waitMs);
    return settled.repeated ? { ...reply, repeated: true } : reply;
  }

  /** The end of a payment or cancellation as the one who waits is told; `outcome-unknown` when it takes too long. */
  async waitFor(id: Ended, waitMs: number): Promise<Reply> {
    return this.#waiting.for(id, waitMs);
  }

  /** An answer of the network, in time, late or after a restart: it finds its payment by its key. */
  async networkAnswered(key: string, answer: NetworkAnswer): Promise<void> {
    await this.#line.answered(key, answer);
  }

  /** The network changed its day. */
  async cutOver(notice: CutOverNotice): Promise<void> {
    if (this.#notice !== null && notice.clearingDay <= this.#notice.clearingDay) return;
    await this.#options.store.saveCutOverNotice(notice);
    this.#notice = notice;
  }

  clearingDayNow(): ClearingDay {
    return this.#clearingDayAt(this.#options.clock.nowMs());
  }

  #clearingDayAt(atMs: number): ClearingDay {
    return clearingDayNow(atMs, this.#asking.cutOver, SHANGHAI, this.#notice);
  }

  /** From now on these rules count; the network's cut-over alone stays that of the start. */
  useRules(book: RuleBook): void {
    this.#asking.useRules(book);
    this.#pace = paceOf(this.#options.limits, this.#asking.cutOver, book.holidays);
  }

  async merchant(merchantId: string): Promise<Merchant | null> {
    return this.#merchants.find(merchantId);
  }

  /** Forgets what is remembered of merchants, after one was added or changed. */
  forgetMerchants(): void {
    this.#merchants.forget();
  }

  /** A terminal with its keys; `fresh` asks the store, for a MAC that fails under the remembered keys. */
  async terminal(merchantId: string, terminalId: string, fresh = false): Promise<Terminal | null> {
    return this.#terminals.find(merchantId, terminalId, fresh);
  }

  #schedulePoll(): void {
    if (this.#stopped) return;
    const { timers, limits, store, clock } = this.#options;
    this.#cancelPoll = timers.after(limits.duePollMs, () => {
      if (store.anyDue?.(clock.nowMs()) === false) this.#schedulePoll();
      else this.#polling = this.#workOffDue().finally(() => this.#schedulePoll());
    });
  }

  async #workOffDue(): Promise<void> {
    try {
      await this.#deadlines.workOff();
      await this.orders.workOffDue();
      await this.wallets.workOffDue();
    } catch (error) {
      this.#trouble('deadlines', error);
    }
  }

  get stats(): { readonly queued: number; readonly waiting: number; readonly clearingDay: string } {
    return {
      queued: this.#lanes.reduce((sum, lane) => sum + lane.queued, 0),
      waiting: this.#waiting.size,
      clearingDay: this.clearingDayNow(),
    };
  }

  /** Takes no more commands and ends the batches under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelPoll();
    await this.#polling;
    await Promise.all(this.#lanes.map((lane) => lane.drained()));
  }
}
