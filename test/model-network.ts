/**
 * A card network for the tests of the engine: it keeps its own truth about every payment, and misbehaves on
 * request. Whether the books agree with it is asked after every scenario.
 */
import { addDays, type ClearingDay, predictedClearingDay, SHANGHAI } from '#domain/calendar';
import type { Outcome } from '#domain/outcome';
import { type InstalmentTerms, type NetworkKey, networkKeyText } from '#domain/payment';
import type {
  Clock,
  InquiryAnswer,
  InquiryRequest,
  NetworkAnswer,
  NetworkPort,
  NetworkRequest,
  OrderRequest,
} from '#engine';
import { codeOf, ModelHolds } from './model-holds.ts';
import { ModelOrders } from './model-orders.ts';

/**
 * What becomes of one message:
 * - `well`: carried out and answered · `answer-lost`: carried out, its answer gets lost
 * - `answer-late`: carried out, its answer is kept until `releaseAnswers` · `lost`: never arrives
 * - `held`: on its way until `deliverHeld` · `link-down`: not a byte leaves
 * - an outcome: refused with that code, not carried out; with `copy` a copy of it is carried out right after, whose
 *   answer is kept until `releaseAnswers`
 */
export type Fate =
  | 'well'
  | 'answer-lost'
  | 'answer-late'
  | 'lost'
  | 'held'
  | 'link-down'
  | { readonly says: Outcome; readonly copy?: true };
type Kind = NetworkRequest['message'];
const ANSWER_MTI: Record<Kind, string> = {
  ...{ sale: '0210', preauth: '0110', completion: '0210', 'completion-notice': '0230' },
  ...{ void: '0210', refund: '0230', reversal: '0430' },
  ...{ 'offline-sale': '0230', 'debit-adjustment': '0230', 'credit-adjustment': '0230' },
  'script-result': '0630',
  payout: '0210',
  'payout-confirmation': '0230',
};
const isHold = ({ paymentKind }: NetworkRequest): boolean =>
  paymentKind === 'preauthorisation' || paymentKind === 'increment';

/** What the network knows of one sale. Amounts in fen. */
interface Sale {
  amountFen: bigint;
  readonly day: ClearingDay;
  /** Index of the card that paid. */
  readonly card: string;
  state: 'taken' | 'voided' | 'reversed';
  /** Key of the void that stands. */
  voidedBy: string | null;
  refundedFen: bigint;
}

/** What the clearing file of a day says of one sale. */
export interface ClearedSale {
  readonly paymentIn: boolean;
  readonly voidIn: boolean;
  readonly reversalIn: boolean;
  readonly clearingDay: ClearingDay;
}

export class ModelNetwork implements NetworkPort {
  readonly #clock: Clock;
  readonly #sales = new Map<string, Sale>();
  /** Void key → key of the sale it undid. */
  readonly #voids = new Map<string, string>();
  readonly #dead = new Set<string>();
  /** Keys of completions. */
  readonly #ofHold = new Set<string>();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #fates = new Map<Kind, Fate[]>();
  readonly #standing = new Map<Kind, Fate>();
  readonly #lateAnswers: NetworkAnswer[] = [];
  readonly #held: NetworkRequest[] = [];
  /** Cards whose bank refuses every sale, by index. */
  readonly refuses = new Map<string, Outcome>();
  /** What issuers make of the next plans of instalments. */
  instalments: InstalmentTerms | null = null;
  #dayShift = 0;
  /** What this network knows of orders, and how payers pay them with the merchant's code. */
  readonly orders: ModelOrders;
  readonly holds = new ModelHolds(() => this.day);
  deliver: (key: string, answer: NetworkAnswer) => void = () => {};
  /** Every message that left, with the network key it carried. */
  readonly received: {
    readonly message: Kind;
    readonly of: string | null;
    readonly key: string;
    readonly request: NetworkRequest;
  }[] = [];

  /** Questions about balances, and what becomes of the next ones; without an order they are answered with ¥88.00. */
  readonly inquiries: InquiryRequest[] = [];
  readonly inquiryFates: (InquiryAnswer | 'lost' | 'link-down')[] = [];
  deliverInquiry: (key: string, answer: InquiryAnswer) => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
    this.orders = new ModelOrders({
      nowMs: () => clock.nowMs(),
      day: () => this.day,
      take: (key, amountFen, card) =>
        void this.#sales.set(key, {
          amountFen,
          day: this.day,
          card,
          state: 'taken',
          voidedBy: null,
          refundedFen: 0n,
        }),
    });
  }

  sendOrder(request: OrderRequest): Promise<'sent' | 'not-sent'> {
    return this.orders.receive(request);
  }

  async sendInquiry(request: InquiryRequest): Promise<'sent' | 'not-sent'> {
    const told = { outcome: 'approved', balances: [{ kind: 'available', amountFen: 8_800n }] } as const;
    const fate = this.inquiryFates.shift() ?? told;
    if (fate === 'link-down') return 'not-sent';
    this.inquiries.push(request);
    if (fate !== 'lost') this.deliverInquiry(networkKeyText(request.network), fate);
    return 'sent';
  }

  /** The fates of the next messages of a kind, one each; then things go well again. */
  next(kind: Kind, ...fates: Fate[]): void {
    this.#fates.set(kind, [...(this.#fates.get(kind) ?? []), ...fates]);
  }

  /** The fate of all messages of a kind from now on. */
  always(kind: Kind, fate: Fate): void {
    this.#standing.set(kind, fate);
  }

  /** How many messages of a kind left, and under how many different keys. */
  count(kind: Kind): string {
    const keys = this.received.filter((each) => each.message === kind).map((each) => each.key);
    return `${keys.length} under ${new Set(keys).size} keys`;
  }

  /** The network changes its day before or after the clock says so. */
  shiftDay(days: number): void {
    this.#dayShift = days;
  }

  get day(): ClearingDay {
    return addDays(predictedClearingDay(this.#clock.nowMs(), '23:00:00', SHANGHAI), this.#dayShift);
  }

  /** What the payer has paid for a sale in the end. */
  paidFen(key: NetworkKey): bigint {
    const sale = this.#sales.get(networkKeyText(key));
    return sale === undefined || sale.state !== 'taken' ? 0n : sale.amountFen - sale.refundedFen;
  }

  /** What each card has paid in the end, by index. */
  paidByCard(): Map<string, bigint> {
    const paid = new Map<string, bigint>();
    for (const sale of this.#sales.values()) {
      const fen = sale.state === 'taken' ? sale.amountFen - sale.refundedFen : 0n;
      paid.set(sale.card, (paid.get(sale.card) ?? 0n) + fen);
    }
    return paid;
  }

  /** The clearing file of a day, as the network writes it now: by network key. */
  fileOf(day: ClearingDay): Map<string, ClearedSale> {
    return new Map(
      [...this.#sales]
        .filter(([, sale]) => sale.day === day)
        .map(([key, { state }]) => [
          key,
          {
            paymentIn: true,
            voidIn: state === 'voided',
            reversalIn: state === 'reversed',
            clearingDay: day,
          },
        ]),
    );
  }

  /** What the clearing file says of a sale. */
  clears(key: NetworkKey): ClearedSale {
    const sale = this.#sales.get(networkKeyText(key));
    return {
      paymentIn: sale !== undefined,
      voidIn: sale?.state === 'voided',
      reversalIn: sale?.state === 'reversed',
      clearingDay: sale?.day ?? this.day,
    };
  }

  /** The network loses what it knew of the sale under this key. */
  forget(of: NetworkKey): void {
    this.#sales.delete(networkKeyText(of));
  }

  /** Delivers the kept answers, `times` times each; `known`: the link still knows whose they are. */
  releaseAnswers(times = 1, known = false): void {
    const answers = this.#lateAnswers.splice(0);
    for (const answer of answers) {
      for (let time = 0; time < times; time += 1)
        this.deliver(networkKeyText(answer.network), known ? answer : { ...answer, subject: null });
    }
  }

  /** The held messages arrive now, and are answered. */
  deliverHeld(): void {
    for (const request of this.#held.splice(0)) this.#answer(request, this.#carryOut(request));
  }

  async send(request: NetworkRequest): Promise<'sent' | 'not-sent'> {
    const kind = request.message;
    const fate = this.#fates.get(kind)?.shift() ?? this.#standing.get(kind) ?? 'well';
    if (fate === 'link-down') return 'not-sent';
    this.received.push({
      message: kind,
      of: request.originalKind,
      key: networkKeyText(request.network),
      request,
    });
    if (typeof fate === 'object') {
      this.#answer(request, fate.says);
      if (fate.copy === true) this.#lateAnswers.push(this.#answerTo(request, this.#carryOut(request)));
    } else if (fate === 'held') this.#held.push(request);
    else if (fate !== 'lost') {
      const outcome = this.#carryOut(request);
      if (fate === 'well') this.#answer(request, outcome);
      if (fate === 'answer-late') this.#lateAnswers.push(this.#answerTo(request, outcome));
    }
    return 'sent';
  }

  #answerTo(request: NetworkRequest, outcome: Outcome): NetworkAnswer {
    const { network, subject, amountFen, message } = request;
    const coded = ['sale', 'completion', 'completion-notice'].includes(message) ? '654321' : null;
    const code = message === 'preauth' ? codeOf(request) : coded;
    const authCode = outcome === 'approved' ? code : null;
    const mti = message === 'void' && isHold(request) ? '0110' : ANSWER_MTI[message];
    const { instalments } = this;
    return { network, subject, mti, amountFen, outcome, authCode, clearingDay: this.day, instalments };
  }

  #answer(request: NetworkRequest, outcome: Outcome): void {
    this.deliver(networkKeyText(request.network), this.#answerTo(request, outcome));
  }

  /** A message that was carried out before is answered as then. */
  #carryOut(request: NetworkRequest): Outcome {
    const key = networkKeyText(request.network);
    const before = this.#outcomes.get(key);
    if (before !== undefined) return before;
    const outcome = this.#decide(request, key);
    this.#outcomes.set(key, outcome);
    return outcome;
  }

  #decide(request: NetworkRequest, key: string): Outcome {
    const { message, amountFen } = request;
    if (this.#dead.has(key)) return 'related-transaction-error';
    if (message === 'sale' || message === 'offline-sale') {
      const card = request.card.index;
      const refusal = this.refuses.get(card);
      if (refusal !== undefined) return refusal;
      this.#take(request, key);
      return 'approved';
    }
    if (message === 'preauth') {
      const refusal = this.refuses.get(request.card.index);
      return refusal ?? this.holds.hold(request, key);
    }
    // Money to a card: a confirmation never left before its payout did.
    if (message === 'payout' || message === 'payout-confirmation')
      return this.refuses.get(request.card.index) ?? 'approved';
    const originalKey = networkKeyText(request.original!.network);
    if (message === 'completion' || message === 'completion-notice') {
      const outcome = this.holds.complete(originalKey, key, amountFen);
      if (outcome === 'approved') {
        this.#take(request, key);
        this.#ofHold.add(key);
      }
      return outcome;
    }
    if (isHold(request)) return this.#aboutHold(request, originalKey, key);
    if (message === 'reversal')
      return request.originalKind === 'void' ? this.#undoVoid(originalKey) : this.#reverse(originalKey);
    const sale = this.#sales.get(originalKey);
    if (sale === undefined) return 'original-not-found';
    if (message === 'script-result') return 'approved';
    if (sale.state !== 'taken') return 'related-transaction-error';
    if (message === 'debit-adjustment' || message === 'credit-adjustment') {
      if (sale.refundedFen > 0n) return 'related-transaction-error';
      sale.amountFen += message === 'debit-adjustment' ? amountFen : -amountFen;
      return 'approved';
    }
    if (message === 'void') {
      if (sale.day < this.day) return 'related-transaction-not-valid';
      if (amountFen !== sale.amountFen || sale.refundedFen > 0n) return 'original-amount-differs';
      sale.state = 'voided';
      sale.voidedBy = key;
      this.holds.free(originalKey);
      this.#voids.set(key, originalKey);
      return 'approved';
    }
    if (sale.refundedFen + amountFen > sale.amountFen) return 'original-amount-differs';
    sale.refundedFen += amountFen;
    return 'approved';
  }

  #take({ amountFen, card }: NetworkRequest, key: string): void {
    const base = { amountFen, day: this.day, card: card.index, refundedFen: 0n };
    this.#sales.set(key, { ...base, state: 'taken', voidedBy: null });
  }

  #aboutHold(request: NetworkRequest, originalKey: string, key: string): Outcome {
    if (request.message === 'void') return this.holds.void(originalKey, key, request.amountFen);
    return request.originalKind === 'void'
      ? this.holds.undoVoid(originalKey)
      : this.holds.reverse(originalKey);
  }

  #reverse(originalKey: string): Outcome {
    const sale = this.#sales.get(originalKey);
    // A reversal that came before its sale: the sale must not be carried out later.
    if (sale === undefined) {
      this.#dead.add(originalKey);
      return 'original-not-found';
    }
    if (sale.day < this.day) return 'related-transaction-not-valid';
    if (sale.state === 'voided' || sale.refundedFen > 0n) return 'related-transaction-error';
    sale.state = 'reversed';
    this.holds.free(originalKey);
    return 'approved';
  }

  #undoVoid(voidKey: string): Outcome {
    const saleKey = this.#voids.get(voidKey);
    if (saleKey === undefined) {
      this.#dead.add(voidKey);
      return 'original-not-found';
    }
    const sale = this.#sales.get(saleKey)!;
    if (sale.day < this.day) return 'related-transaction-not-valid';
    // Another void may stand by now: undoing this one once more must not touch it.
    if (sale.voidedBy !== voidKey) return 'related-transaction-error';
    if (this.#ofHold.has(saleKey) && !this.holds.takeAgain(saleKey)) return 'related-transaction-error';
    sale.state = 'taken';
    sale.voidedBy = null;
    return 'approved';
  }
}
