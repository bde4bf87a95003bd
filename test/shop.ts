/**
 * One small shop for the tests of the engine: two terminals, a back office, a card network that misbehaves on
 * request, and time that moves only when told. A test is a story: one line per step, its result last.
 */
import { expect } from 'vitest';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import type { Cancellation, Route } from '#domain/cancellation';
import { formatFen } from '#domain/money';
import {
  type AdviceKind,
  type Contract,
  type DiscountPart,
  heldFen,
  type OfflineApproval,
  type Payment,
  type PaymentKind,
  type SealedCard,
  type TerminalKey,
  type Variety,
  type VarietyName,
} from '#domain/payment';
import type { ParameterValue, RuleBook } from '#domain/policy';
import type {
  AcceptanceState,
  DifferenceEnd,
  Product,
  Settlement,
  Terminal,
  UploadedItem,
} from '#domain/terminal';
import {
  type CancellationAct,
  type Command,
  type EndAdvice,
  Engine,
  LIMITS,
  type Limits,
  type Merchant,
  type NetworkAnswer,
  type NetworkPort,
  type PayoutPort,
  type Reply,
  type Store,
} from '#engine';
import { createOnUsNetwork, type OnUsChip, type OnUsNetwork } from '#engine/on-us';
import { createMemoryStore, createVirtualTime, type MemoryStore, type VirtualTime } from '#simulation';
import { balancesOf, bookedFen, brokenLaws, pendingFen } from './books-check.ts';
import { ModelNetwork } from './model-network.ts';
import {
  CARD,
  CONTRACT,
  FIRST_BATCH,
  MERCHANT_ID,
  MORNING_MS,
  publishedRules,
  shopMerchant,
  signedInTerminal,
  T1,
  T2,
} from './shop-fixtures.ts';

export * from './shop-fixtures.ts';

/** What was asked and has no reply yet is a result too: `waits`. */
export class Asked {
  reply: Reply | null = null;
  /** Never comes from a program that died: it tells nobody anything. */
  readonly told: Promise<Reply>;
  constructor(promise: Promise<Reply>, alive: () => boolean) {
    this.told = new Promise((resolve) => {
      void promise.then((reply) => {
        if (!alive()) return;
        this.reply = reply;
        resolve(reply);
      });
    });
  }
  get result(): string {
    if (this.reply === null) return 'waits';
    return this.reply.repeated ? `${this.reply.outcome}, again` : this.reply.outcome;
  }
}

/** A running program that can be killed: what it still had in hand never happens. */
interface Program {
  readonly engine: Engine;
  readonly onUs?: OnUsNetwork;
  alive: boolean;
}

export interface ShopOptions {
  readonly startMs?: number;
  readonly limits?: Partial<Limits>;
  readonly rules?: Readonly<Record<string, ParameterValue>>;
  readonly contract?: Partial<Contract>;
  /** What carries messages to the network instead of a call; its answers come in by `networkAnswers`. */
  readonly link?: NetworkPort;
  /** What both terminals have beside the usual. */
  readonly terminal?: Partial<Terminal>;
  /** Wallets stand in front of the network, with this for the security module. */
  readonly onUs?: OnUsChip;
  /** The bank's channel for payouts; without one, orders wait in the books. */
  readonly payouts?: PayoutPort;
}

export interface AtTerminal {
  readonly terminal?: string;
  readonly amountFen?: bigint;
  readonly print?: string;
  readonly batchNo?: string;
  readonly card?: SealedCard;
  /** F22; a chip with a PIN unless said otherwise. */
  readonly entryMode?: string;
  /** F25; absent: a plain sale. */
  readonly conditionCode?: string;
  readonly variety?: Variety;
  /** Made without the host. */
  readonly offline?: OfflineApproval;
  /** F13 and F12. */
  readonly toldMs?: number;
  /** Which variety a void or refund says that it undoes. */
  readonly named?: VarietyName | 'plain';
  /** F37 and the day of F61 of a way back, where they are not those of its sale. */
  readonly names?: { readonly rrn?: string | null; readonly day?: string };
  /** The refund says that it gives back what was made without the host. */
  readonly ofOffline?: boolean;
  /** F38 of a void or refund. */
  readonly authCode?: string | null;
  /** F55. */
  readonly chipData?: Uint8Array;
  /** A PIN block travels along. */
  readonly pin?: boolean;
  /** Parts of the price that others pay. */
  readonly discounts?: readonly DiscountPart[];
}

const never = <T>(): Promise<T> => new Promise<T>(() => {});
export type CrashPoint = 'before-apply' | 'after-apply' | 'before-send' | 'after-send';

export class Shop {
  readonly time: VirtualTime;
  readonly store: MemoryStore;
  readonly network: ModelNetwork;
  readonly merchant: Merchant;
  readonly troubles: string[] = [];
  readonly #limits: Limits;
  readonly #rules: RuleBook;
  readonly #batches = new Map<string, string>();
  readonly #asked = new Map<string, Asked>();
  #program!: Program;
  #crash: { point: CrashPoint; times: number } | null = null;
  /** Told of every passing of a crash point by the running program; `true` kills it there. */
  crashWhen: (point: CrashPoint) => boolean = () => false;
  readonly #link: NetworkPort;
  readonly #payouts: PayoutPort | undefined;
  readonly #onUsChip: OnUsChip | undefined;
  #starts = 0;

  private constructor(options: ShopOptions) {
    this.time = createVirtualTime(options.startMs ?? MORNING_MS);
    this.merchant = shopMerchant({ contract: { ...CONTRACT, ...options.contract } });
    const { clock } = this.time;
    this.store = createMemoryStore({
      merchants: [this.merchant],
      terminals: [T1, T2].map((id) => signedInTerminal(id, options.terminal)),
      clock,
    });
    this.network = new ModelNetwork(clock);
    this.network.deliver = (key, answer) => {
      const { alive, onUs } = this.#program;
      if (onUs === undefined) this.networkAnswers(key, answer);
      else if (alive) void onUs.answered(key, answer);
    };
    this.#onUsChip = options.onUs;
    this.network.deliverInquiry = (key, answer) => {
      const { alive, engine } = this.#program;
      if (alive) engine.inquiries.answered(key, answer);
    };
    this.network.orders.deliver = (finding) => {
      const { alive, engine } = this.#program;
      if (alive) void engine.orders.found(finding);
    };
    this.network.orders.notify = async (orderId, paid) => {
      const { alive, engine } = this.#program;
      return alive ? engine.orders.paid(orderId, paid) : never();
    };
    this.#link = options.link ?? this.network;
    this.#payouts = options.payouts;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#rules = publishedRules(options.rules);
  }

  static async open(options: ShopOptions = {}): Promise<Shop> {
    const shop = new Shop(options);
    await shop.restart();
    return shop;
  }

  get engine(): Engine {
    return this.#program.engine;
  }

  /** Kills the program where it stands and starts it anew on what the store holds. */
  async restart(): Promise<void> {
    if (this.#starts > 0) this.#program.alive = false;
    this.#starts += 1;
    const state = { alive: true };
    const guarded = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => (state.alive ? Reflect.apply(value, target, given) : never());
        },
      });
    const { clock, timers } = this.time;
    const chip = this.#onUsChip;
    const onUs =
      chip === undefined
        ? undefined
        : createOnUsNetwork({
            ...{ next: guarded<NetworkPort>(this.#link), store: guarded<Store>(this.store), chip },
            engine: () => (state.alive ? this.#program.engine : null),
            telemetry: { trouble: ({ where, message }) => void this.troubles.push(`${where}: ${message}`) },
          });
    const engine = await Engine.start({
      store: guarded<Store>(this.store),
      network: guarded<NetworkPort>(onUs ?? this.#link),
      ...(this.#payouts === undefined ? {} : { payouts: guarded<PayoutPort>(this.#payouts) }),
      clock,
      timers: { after: (delayMs, act) => timers.after(delayMs, () => state.alive && act()) },
      random: { below: () => this.#starts * 1_000 },
      telemetry: {
        paymentEnded: () => {},
        cancellationMoved: () => {},
        batchApplied: () => {},
        trouble: ({ where, message }) => void (state.alive && this.troubles.push(`${where}: ${message}`)),
      },
      limits: this.#limits,
      rules: this.#rules,
      institution: { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' },
      onLeaseLost: (error) => this.troubles.push(error.message),
      crashPoint: (name) => {
        if (state.alive && this.crashWhen(name as CrashPoint)) state.alive = false;
        if (this.#crash === null || this.#crash.point !== name) return;
        this.#crash.times -= 1;
        if (this.#crash.times > 0) return;
        this.#crash = null;
        state.alive = false;
      },
    });
    this.#program = Object.assign(state, { engine, ...(onUs === undefined ? {} : { onUs }) });
  }

  /** An answer of the network reaches the running program; a dead one hears nothing. */
  networkAnswers(key: string, answer: NetworkAnswer): void {
    const { alive, engine } = this.#program;
    if (alive) void engine.networkAnswered(key, answer);
  }

  /** The program dies the `times`-th time it comes to this point. */
  crashAt(point: CrashPoint, times = 1): void {
    this.#crash = { point, times };
  }

  get died(): boolean {
    return !this.#program.alive;
  }

  submit(command: Command): Asked {
    const program = this.#program;
    return new Asked(program.engine.submit(command), () => program.alive);
  }

  /** How a terminal calls a message of its open batch. */
  keyOf(stan: string, at: AtTerminal = {}): TerminalKey {
    const terminalId = at.terminal ?? T1;
    return {
      merchantId: MERCHANT_ID,
      terminalId,
      batchNo: at.batchNo ?? this.#batches.get(terminalId) ?? FIRST_BATCH,
      stan,
    };
  }

  /** Submits what a terminal asks under a trace number, and remembers what it was told first. */
  ask(stan: string, command: Command): Asked {
    const asked = this.submit(command);
    if (!this.#asked.has(stan)) this.#asked.set(stan, asked);
    return asked;
  }

  /** ¥100.00 at terminal 1 unless said otherwise. */
  sale(stan: string, at: AtTerminal = {}): Asked {
    const amountFen = at.amountFen ?? 10_000n;
    const card = at.card ?? CARD;
    const asked = this.submit({
      type: 'pay',
      merchant: this.merchant,
      terminal: this.keyOf(stan, at),
      amountFen,
      currency: 'CNY',
      card,
      entryMode: at.entryMode ?? '051',
      conditionCode: at.conditionCode ?? '00',
      ...(at.variety === undefined ? {} : { variety: at.variety }),
      ...(at.offline === undefined ? {} : { offline: at.offline }),
      ...(at.toldMs === undefined ? {} : { toldMs: at.toldMs }),
      print: at.print ?? `${amountFen}/${card.index}`,
      ...(at.discounts === undefined ? {} : { discounts: at.discounts }),
      carried: {
        track2: null,
        pinBlock: at.pin === true ? new Uint8Array(8) : null,
        chipData: at.chipData ?? null,
      },
    });
    if (!this.#asked.has(stan)) this.#asked.set(stan, asked);
    return asked;
  }

  /** A void message under its own trace number; the original is one of the open batch. */
  void(stan: string, of: string, at: AtTerminal & { readonly originalBatch?: string } = {}): Asked {
    return this.#cancel('VOID', stan, of, at);
  }

  refund(stan: string, of: string, at: AtTerminal & { readonly originalBatch?: string } = {}): Asked {
    return this.#cancel('REFUND', stan, of, { originalBatch: FIRST_BATCH, ...at });
  }

  #cancel(
    route: 'VOID' | 'REFUND',
    stan: string,
    of: string,
    at: AtTerminal & { readonly originalBatch?: string },
  ): Asked {
    const terminal = this.keyOf(stan, at);
    const original = this.find(of);
    const amountFen = at.amountFen ?? original?.amountFen ?? 10_000n;
    const asked = this.submit({
      type: 'terminal-cancel',
      route,
      merchant: this.merchant,
      terminal,
      original: {
        batchNo: at.originalBatch ?? original?.terminal.batchNo ?? terminal.batchNo,
        stan: of,
        day: at.names?.day ?? (original === undefined ? null : calendarDayOf(original.startedMs, SHANGHAI)),
      },
      rrn: at.names?.rrn === undefined ? (original?.rrn ?? null) : at.names.rrn,
      amountFen,
      cardIndex: at.card?.index ?? null,
      ...(at.named === undefined ? {} : { variety: at.named }),
      ...(at.ofOffline === true ? { offline: true as const } : {}),
      ...(at.authCode === undefined ? {} : { authCode: at.authCode }),
      print: at.print ?? `${route}/${of}/${amountFen}`,
    });
    if (!this.#asked.has(stan)) this.#asked.set(stan, asked);
    return asked;
  }

  /** A tip or a corrected amount of a sale of this terminal's open batch; `toFen` is the whole amount then. */
  advise(
    stan: string,
    of: string,
    toFen: bigint,
    at: AtTerminal & { readonly advice?: AdviceKind; readonly tipFen?: bigint } = {},
  ): Asked {
    const advice = at.advice ?? 'tip';
    const original = this.find(of);
    const terminal = this.keyOf(stan, at);
    const script = advice === 'script-result';
    return this.ask(stan, {
      ...{ type: 'advise-payment', advice, merchant: this.merchant, terminal },
      original: { batchNo: original?.terminal.batchNo ?? terminal.batchNo, stan: of, day: null },
      rrn: original?.rrn ?? null,
      amountFen: script ? null : toFen,
      tipFen: advice === 'tip' ? (at.tipFen ?? toFen - (original?.amountFen ?? 0n)) : null,
      cardIndex: at.card?.index ?? null,
      sealedChip: script ? 'c2VhbGVk' : null,
      print: at.print ?? `${advice}/${of}/${toFen}`,
    });
  }

  /** An operator's act on the newest advice of a payment. */
  endAdvice(of: string, by: string, act: EndAdvice['act']): Asked {
    const { book, id: paymentId, advices = [] } = this.find(of)!;
    const advice = advices.at(-1);
    if (advice === undefined) throw new Error(`${of} has no advice`);
    return this.submit({ type: 'end-advice', book, paymentId, adviceId: advice.id, by, act });
  }

  /** A reversal repeats the trace number of the message it undoes. */
  reverse(stan: string, of: PaymentKind | 'void' = 'sale', at: AtTerminal = {}): Asked {
    const terminal = this.keyOf(stan, at);
    const amountFen = at.amountFen ?? 10_000n;
    const cardIndex = at.card?.index ?? null;
    return this.submit({
      type: 'terminal-reverse',
      merchant: this.merchant,
      terminal,
      of,
      rrn: at.names?.rrn ?? null,
      amountFen,
      cardIndex,
      reason: '98',
    });
  }

  /** The back office; without route and amount the best open way is taken. */
  hostCancel(
    key: string,
    of: string,
    wish: { readonly route?: Route; readonly amountFen?: bigint } = {},
  ): Asked {
    return this.submit({
      type: 'host-cancel',
      merchant: this.merchant,
      paymentId: this.find(of)!.id,
      route: wish.route ?? null,
      amountFen: wish.amountFen ?? null,
      key,
      print: `${of}/${wish.route}/${wish.amountFen}`,
      door: 'api',
      requestedBy: 'shop-key',
      reason: 'customer changed her mind',
    });
  }

  /** Somebody acts on the newest way back of a payment after the network's word. */
  act(of: string, act: CancellationAct): Asked {
    const found = this.backOf(of).at(-1);
    if (found === undefined) throw new Error(`${of} has no way back`);
    const { book, paymentId, id: cancellationId } = found;
    return this.submit({ type: 'act', book, paymentId, cancellationId, act });
  }

  async settle(
    stan: string,
    totals: Settlement['terminal'],
    terminal: string = T1,
    batchNo?: string,
  ): Promise<string> {
    const key = this.keyOf(stan, { terminal, ...(batchNo === undefined ? {} : { batchNo }) });
    const asked = this.submit({ type: 'settle', merchant: this.merchant, terminal: key, totals });
    await this.time.settle();
    if (asked.reply?.terminal) this.#batches.set(terminal, asked.reply.terminal.batchNo);
    const { reply } = asked;
    if (reply === null || reply.settlement === null) return asked.result;
    return `${reply.settlement.result}${reply.repeated ? ', again' : ''}`;
  }

  /** Settles with the very totals that the host has: opens the door to refunds. */
  async settleAll(terminal: string = T1): Promise<string> {
    const found = await this.store.terminal(MERCHANT_ID, terminal);
    return this.settle('999999', found!.totals, terminal);
  }

  /** Somebody switches a product at terminal 1; the shop itself unless said otherwise. */
  switch(
    product: Product,
    wanted: AcceptanceState,
    how: { readonly asker?: 'merchant' | 'operator'; readonly only?: 'ask' } = {},
  ): Asked {
    return this.submit({
      type: 'switch-acceptance',
      ...{ merchant: this.merchant, terminalId: T1, product, wanted },
      ...{ asker: how.asker ?? 'merchant', by: how.asker ?? 'shop-key', reason: 'as the shop asked' },
      batchNo: this.#batches.get(T1) ?? FIRST_BATCH,
      ...(how.only === undefined ? {} : { only: how.only }),
    });
  }

  /** What terminal 1 uploads of a settled batch, and the end of it. */
  upload(items: readonly UploadedItem[], batchNo = FIRST_BATCH): Asked {
    return this.submit({ type: 'upload-batch', merchant: this.merchant, terminalId: T1, batchNo, items });
  }

  endBatch(code: '202' | '207', count: number, batchNo = FIRST_BATCH, authentic = true): Asked {
    return this.submit({
      ...{ type: 'end-batch', merchant: this.merchant, terminalId: T1, batchNo, code, count, authentic },
    });
  }

  endDifference(no: number, how: DifferenceEnd): Asked {
    return this.submit({
      ...{ type: 'end-difference', merchant: this.merchant, terminalId: T1, batchNo: FIRST_BATCH },
      ...{ no, how, by: 'op-1', reason: 'looked at the slips' },
    });
  }

  /** What the terminal's open batch holds by the host's count. */
  async totals(terminal: string = T1): Promise<string> {
    const { totals } = (await this.store.terminal(MERCHANT_ID, terminal))!;
    const host =
      totals.hostVoidCount === 0 ? '' : ` host-void ${totals.hostVoidCount}×${formatFen(totals.hostVoidFen)}`;
    const debit = `debit ${totals.debitCount}×${formatFen(totals.debitFen)}`;
    return `${debit} credit ${totals.creditCount}×${formatFen(totals.creditFen)}${host}`;
  }

  /** The clearing file of the payment's day arrives, as the network wrote it. */
  clearingFile(
    of: string,
    says: { readonly paymentIn?: boolean; readonly voidIn?: boolean; readonly reversalIn?: boolean } = {},
  ): Asked {
    const payment = this.find(of)!;
    const { book, id: paymentId } = payment;
    return this.submit({
      type: 'cleared',
      book,
      paymentId,
      ...this.network.clears(payment.network),
      ...says,
    });
  }

  async wait(ms: number): Promise<void> {
    await this.time.advance(ms);
  }

  /** What the one who first asked under this trace number was told. */
  told(stan: string): string {
    return this.#asked.get(stan)?.result ?? 'never asked';
  }

  find(stan: string, terminal?: string): Payment | undefined {
    return this.store
      .payments()
      .find(
        (each) =>
          each.terminal.stan === stan && (terminal === undefined || each.terminal.terminalId === terminal),
      );
  }

  state(stan: string): string {
    const payment = this.find(stan);
    if (payment === undefined) return 'none';
    return payment.state === 'declined' ? `declined: ${payment.outcome}` : payment.state;
  }

  backOf(stan: string): Cancellation[] {
    const payment = this.find(stan);
    return this.store.cancellations().filter((each) => each.paymentId === payment?.id);
  }

  /** Every way back of a payment, oldest first: `VOID undone, REFUND done`. */
  back(stan: string): string {
    const all = this.backOf(stan);
    return all.length === 0 ? 'none' : all.map(({ route, state }) => `${route} ${state}`).join(', ');
  }

  /** Posted balances, as people read them. */
  books(): string {
    const balances = Object.entries(balancesOf(this.store));
    return balances.length === 0
      ? 'empty'
      : balances.map(([kind, fen]) => `${kind} ${formatFen(fen)}`).join(', ');
  }

  journey(stan: string): string {
    const payment = this.find(stan);
    return this.store
      .events()
      .filter((event) => event.paymentId === payment?.id)
      .map((event) => event.kind)
      .join(' ');
  }

  /**
   * The laws that hold after every scenario: each journal balanced, every chain whole, and the books agree with
   * the network about every payment that has ended. Unless `open`, all has ended and nothing is pending.
   */
  async check({
    open = false,
    troubles = [],
  }: {
    readonly open?: boolean;
    readonly troubles?: readonly string[];
  } = {}): Promise<void> {
    await this.time.settle();
    expect(brokenLaws(this.store)).toEqual([]);
    expect(this.troubles).toEqual(troubles);
    const waiting = this.store
      .cancellations()
      .filter(({ state }) => ['sending', 'undoing', 'awaiting-file', 'handed'].includes(state));
    const journals = this.store.journals();
    for (const payment of this.store.payments()) {
      const ended =
        !['sent', 'unknown'].includes(payment.state) &&
        !waiting.some((each) => each.paymentId === payment.id);
      if (!ended) {
        expect(open, `${payment.terminal.stan} has not ended: ${payment.state}`).toBe(true);
        continue;
      }
      const paid = formatFen(this.network.paidFen(payment.network));
      expect(formatFen(bookedFen(journals, payment)), `${payment.terminal.stan} in the books`).toBe(paid);
      // Time ends a hold here; the model's bank lifts none by itself.
      if (payment.kind !== 'preauthorisation' || payment.state === 'expired') continue;
      const held = payment.state === 'approved' ? heldFen(payment) : 0n;
      expect(formatFen(held), `${payment.terminal.stan} held`).toBe(
        formatFen(this.network.holds.heldFen(payment.network)),
      );
    }
    if (!open) {
      expect(pendingFen(this.store)).toBe(0n);
      expect(this.engine.stats.waiting).toBe(0);
    }
  }
}

/** What happens, who does it, and what comes of it. */
export type Step = readonly [words: string, act: (shop: Shop) => unknown, result?: string];

/** Plays a story step by step; a step that hangs has the result `waits`. */
export async function play(shop: Shop, steps: readonly Step[]): Promise<void> {
  for (const [index, [words, act, expected]] of steps.entries()) {
    const made: unknown = await act(shop);
    if (made instanceof Asked) await shop.time.settle();
    const result = made instanceof Asked ? made.result : made;
    expect(result, `step ${index + 1}: ${words}`).toBe(expected);
  }
}
