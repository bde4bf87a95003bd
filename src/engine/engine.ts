/** The engine: commands in, replies out, deadlines worked off, messages sent after their commit. */
import type { Answer, Question } from '#domain/answer';
import {
  type ClearingDay,
  type CutOverNotice,
  calendarDayOf,
  clearingDayNow,
  SHANGHAI,
} from '#domain/calendar';
import { answerForPayment, type Cancellation, type Pace, type Route } from '#domain/cancellation';
import { answerForOrder, type Order, type OrderPace } from '#domain/order';
import { type AdviceId, type CancellationId, channelOf, type Payment, type PaymentId } from '#domain/payment';
import { effective, type RuleBook } from '#domain/policy';
import type { RequestPace } from '#domain/request';
import type { Terminal } from '#domain/terminal';
import { bookOf, type Command, type Reply, replyWith } from './commands.ts';
import * as handlers from './handlers/index.ts';
import { orderPaceOf, paceOf, requestPaceOf } from './handlers/pace.ts';
import {
  bucketOfBook,
  createIdMaker,
  createNetworkKeyMaker,
  type IdMaker,
  type NetworkKeyMaker,
} from './ids.ts';
import { InquiryDesk } from './inquiry-desk.ts';
import { Lane } from './lane.ts';
import { placeAnswer, preauthOf } from './late-answer.ts';
import type { Limits } from './limits.ts';
import { MerchantCache } from './merchants.ts';
import { OrderDesk } from './order-desk.ts';
import { handOver, type PayoutOptions } from './payouts.ts';
import type {
  Clock,
  DueSubject,
  Lease,
  LeaseLost,
  Merchant,
  NetworkAnswer,
  NetworkPort,
  NetworkRequest,
  Random,
  Store,
  Telemetry,
  Timers,
} from './ports/index.ts';
import { TerminalCache } from './terminals.ts';
import { Waiting } from './waiting.ts';

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
  readonly #pace: Pace;
  readonly #requestPace: RequestPace;
  readonly #waiting: Waiting<PaymentId | CancellationId | AdviceId>;
  readonly #orderPace: OrderPace;
  /** What the network says of orders, and who waits to hear it. */
  readonly orders: OrderDesk;
  /** Questions about the money on a card. */
  readonly inquiries: InquiryDesk;
  /** What part of a sale its tips may be, in percent (ACC-10), by merchant. */
  readonly tipMaxPercent: (merchantId: string) => number;
  readonly #terminals: TerminalCache;
  readonly #merchants: MerchantCache;
  readonly #buckets: ReadonlySet<number>;
  readonly #cutOver: string;
  #notice: CutOverNotice | null = null;
  #stopped = false;
  #cancelPoll: () => void = () => {};
  #polling: Promise<void> = Promise.resolve();
  readonly #dueUnderWay = new Set<string>();

  private constructor(options: EngineOptions, lease: Lease) {
    this.#options = options;
    const { limits } = options;
    this.#buckets = new Set(lease.buckets);
    this.#ids = createIdMaker(lease.node);
    this.#merchants = new MerchantCache(options.store, options.clock, limits);
    this.#networkKeys = createNetworkKeyMaker(options.institution, options.random.below(1_000_000));
    const scope = handlers.scopeOf({ institution: options.institution.id }, '');
    const today = calendarDayOf(options.clock.nowMs(), SHANGHAI);
    this.#cutOver = String(effective(options.rules, 'unionpay.cutOver', scope, today).value);
    this.#pace = paceOf(limits, this.#cutOver, options.rules.holidays);
    this.#requestPace = requestPaceOf(limits);
    this.#orderPace = orderPaceOf(limits);
    this.tipMaxPercent = handlers.tipBound(options);
    this.#waiting = new Waiting(options);
    this.#terminals = new TerminalCache(options.store);
    const submit = (command: Command) => this.submit(command);
    this.orders = new OrderDesk({ ...options, submit, merchant: (merchantId) => this.merchant(merchantId) });
    this.inquiries = new InquiryDesk({ ...options, submit, networkKeys: this.#networkKeys });
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
        rules: this.#options.rules,
        institution: this.#options.institution.id,
        member: this.#options.institution,
        pace: this.#pace,
        requestPace: this.#requestPace,
        orderPace: this.#orderPace,
        replyDueMs: limits.replyDueMs,
      }),
      committed: (changed, sends, orderSends) => {
        for (const terminal of changed.terminals) this.#terminals.remember(terminal);
        for (const payment of changed.payments) this.#tellPayment(payment);
        for (const cancellation of changed.cancellations)
          this.#tellCancellation(cancellation, changed.payments);
        this.orders.changed(changed.orders);
        for (const request of sends) void this.#send(request);
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

  #tellPayment(payment: Payment): void {
    const nowMs = this.#options.clock.nowMs();
    for (const { id, reply } of handlers.endedAdvices(payment, nowMs)) this.#waiting.end(id, reply);
    const reply = handlers.replyOfPayment(payment, nowMs);
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

  #tellCancellation(cancellation: Cancellation, payments: readonly Payment[]): void {
    const { route, state, book } = cancellation;
    this.#options.telemetry.cancellationMoved({ route, state, book });
    void handOver(cancellation, this.#options, (command) => this.submit(command));
    const payment = payments.find((each) => each.id === cancellation.paymentId) ?? null;
    const reply = handlers.replyOfCancellation(cancellation, payment, this.#options.clock.nowMs());
    if (reply === null) {
      // A void that is tried again is under way once more: its earlier end is no end.
      this.#waiting.forget(cancellation.id);
      return;
    }
    this.#waiting.end(cancellation.id, reply);
  }

  async #send(request: NetworkRequest): Promise<void> {
    this.#options.crashPoint?.('before-send');
    try {
      const named =
        request.merchantName === ''
          ? { ...request, merchantName: await this.#merchantName(request.merchantId) }
          : request;
      if (named.sendBeforeMs !== null && this.#options.clock.nowMs() >= named.sendBeforeMs) return;
      const sent = await this.#options.network.send(named);
      this.#options.crashPoint?.('after-send');
      if (sent === 'not-sent' && !this.#stopped)
        await this.submit({ type: 'not-sent', subject: request.subject });
    } catch (error) {
      // A link that throws leaves it open whether bytes left: the deadline of the message decides.
      this.#trouble('network send', error);
    }
  }

  #trouble(where: string, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.telemetry.trouble({ where, message });
  }

  /** F43 of messages of the way back: the name as it is now. A store that is away must not keep a reversal waiting. */
  async #merchantName(merchantId: string): Promise<string> {
    const found = await this.merchant(merchantId).catch(() => this.#merchants.lastKnown(merchantId));
    return found?.nameEn ?? '';
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
  async waitFor(id: PaymentId | CancellationId | AdviceId, waitMs: number): Promise<Reply> {
    return this.#waiting.for(id, waitMs);
  }

  /** An answer of the network, in time, late or after a restart: it finds its payment by its key. */
  async networkAnswered(key: string, answer: NetworkAnswer): Promise<void> {
    const placed = await placeAnswer(this.#options.store, key, answer);
    const { outcome, authCode, clearingDay, instalments = null, chipAnswer = null } = answer;
    const said = { outcome, authCode, clearingDay, instalments };
    if ('subject' in placed) {
      const { subject } = placed;
      await this.#waiting.with(subject.paymentId, chipAnswer, () =>
        this.submit({ type: 'answered', subject, key, ...said }),
      );
    } else this.#options.telemetry.trouble({ where: 'network answer', message: placed.dropped });
  }

  /** The network changed its day. */
  async cutOver(notice: CutOverNotice): Promise<void> {
    if (this.#notice !== null && notice.clearingDay <= this.#notice.clearingDay) return;
    await this.#options.store.saveCutOverNotice(notice);
    this.#notice = notice;
  }

  clearingDayNow(): ClearingDay {
    return clearingDayNow(this.#options.clock.nowMs(), this.#cutOver, SHANGHAI, this.#notice);
  }

  /** The answer, without acting. */
  async ask(payment: Payment, question: Question<Route>): Promise<Answer<Route>> {
    return (await this.askUnder([this.#options.rules], payment, question))[0]!;
  }

  /** The answer under each of these books of rules, all at one instant. */
  async askUnder(books: readonly RuleBook[], payment: Payment, question: Question<Route>) {
    const { merchantId, terminalId } = payment.terminal;
    const setting = {
      scope: handlers.scopeOf({ institution: this.#options.institution.id }, merchantId, channelOf(payment)),
      terminal: await this.#options.store.terminal(merchantId, terminalId),
      preauth: await preauthOf(this.#options.store, payment),
      clearingDayNow: this.clearingDayNow(),
      nowMs: this.#options.clock.nowMs(),
    };
    return books.map((book) => answerForPayment(payment, question, { book, ...setting }));
  }

  /** The answer about an order that nobody paid. */
  askOrder(order: Order, question: Question<Route>): Answer<Route> {
    const { rules, institution, clock } = this.#options;
    return answerForOrder(order, question, {
      book: rules,
      scope: handlers.scopeOf({ institution: institution.id }, order.merchantId, 'unionpay.qr'),
      clearingDayNow: this.clearingDayNow(),
      nowMs: clock.nowMs(),
    });
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
    this.#cancelPoll = this.#options.timers.after(this.#options.limits.duePollMs, () => {
      this.#polling = this.#workOffDue().finally(() => this.#schedulePoll());
    });
  }

  async #workOffDue(): Promise<void> {
    const { store, clock, limits } = this.#options;
    try {
      const due = await store.due(clock.nowMs(), limits.dueBatchMax);
      if (due.length > 0) await Promise.all(due.map((subject) => this.#workOff(subject)));
      await this.orders.workOffDue();
    } catch (error) {
      this.#trouble('deadlines', error);
    }
  }

  async #workOff(subject: DueSubject): Promise<void> {
    const key = subject.requestId ?? subject.cancellationId ?? subject.paymentId;
    if (this.#dueUnderWay.has(key)) return;
    this.#dueUnderWay.add(key);
    try {
      await this.submit({ type: 'due', ...subject });
    } finally {
      this.#dueUnderWay.delete(key);
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
