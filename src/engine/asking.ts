/** What a running engine answers, and the rules that it answers by now. */
import type { Answer, Question } from '#domain/answer';
import { type ClearingDay, calendarDayOf, SHANGHAI } from '#domain/calendar';
import { answerForPayment, type Route } from '#domain/cancellation';
import { answerForOrder, type Order } from '#domain/order';
import { channelOf, type Payment } from '#domain/payment';
import { effective, type RuleBook } from '#domain/policy';
import type { EngineOptions } from './engine.ts';
import { scopeOf } from './handlers/index.ts';
import { preauthOf } from './late-answer.ts';

type Parts = Pick<EngineOptions, 'store' | 'clock' | 'institution' | 'rules'>;

export class Asking {
  readonly #parts: Parts;
  readonly #clearingDayAt: (atMs: number) => ClearingDay;
  #rules: RuleBook;
  /** The network's cut-over stands in the rules, and is read once: a line has one day at a time. */
  readonly cutOver: string;

  constructor(parts: Parts, clearingDayAt: (atMs: number) => ClearingDay) {
    this.#parts = parts;
    this.#clearingDayAt = clearingDayAt;
    this.#rules = parts.rules;
    const scope = scopeOf({ institution: parts.institution.id }, '');
    const today = calendarDayOf(parts.clock.nowMs(), SHANGHAI);
    this.cutOver = String(effective(parts.rules, 'unionpay.cutOver', scope, today).value);
  }

  get rules(): RuleBook {
    return this.#rules;
  }

  /** From now on these count: for the next batch of each lane, and for every question. */
  useRules(book: RuleBook): void {
    this.#rules = book;
  }

  /** The answer, without acting. */
  async ask(payment: Payment, question: Question<Route>): Promise<Answer<Route>> {
    return (await this.askUnder([this.#rules], payment, question))[0]!;
  }

  /** The answer under each of these books of rules, all at one instant: now, unless another is named. */
  async askUnder(
    books: readonly RuleBook[],
    payment: Payment,
    question: Question<Route>,
    atMs: number | null = null,
  ): Promise<Answer<Route>[]> {
    const { store, clock, institution } = this.#parts;
    const { merchantId, terminalId } = payment.terminal;
    const [terminal, preauth] = [
      await store.terminal(merchantId, terminalId),
      await preauthOf(store, payment),
    ];
    const nowMs = atMs ?? clock.nowMs();
    const setting = {
      scope: scopeOf({ institution: institution.id }, merchantId, channelOf(payment)),
      ...{ terminal, preauth, nowMs, clearingDayNow: this.#clearingDayAt(nowMs) },
    };
    return books.map((book) => answerForPayment(payment, question, { book, ...setting }));
  }

  /** The answer about an order that nobody paid. */
  askOrder(order: Order, question: Question<Route>): Answer<Route> {
    const { institution, clock } = this.#parts;
    const nowMs = clock.nowMs();
    return answerForOrder(order, question, {
      book: this.#rules,
      scope: scopeOf({ institution: institution.id }, order.merchantId, 'unionpay.qr'),
      ...{ clearingDayNow: this.#clearingDayAt(nowMs), nowMs },
    });
  }
}
