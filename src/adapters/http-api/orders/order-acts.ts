/** What the routes of orders do: find one, open one, seal a payer's code, close one. */
import type { Static } from 'typebox';
import type { ApiKey, PaymentEntry } from '#adapters/postgres';
import type { Route } from '#domain/cancellation';
import type { Order } from '#domain/order';
import { dueOfPayment, type SealedCard } from '#domain/payment';
import { holdsCardNumber } from '#domain/wording';
import { isOrderId, isPaymentId, LIMITS, type Merchant, type Reply } from '#engine';
import { payCodeChannel } from '#wire/qr';
import { answerView } from '../answers/answer-view.ts';
import { maySee } from '../auth.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { paymentOfOrder } from './orders-view.ts';
import type { OrderBody } from './schemas-orders.ts';

type Body = Static<typeof OrderBody>;

/** An order that the caller may see. One of another merchant is the same as none. */
export async function orderFor(options: HttpApiOptions, caller: ApiKey, id: string): Promise<Order> {
  const order = await options.reader.order(id);
  if (order === null || !maySee(caller, order.book)) throw new Problem('order-not-found');
  return order;
}

export async function merchantOf(options: HttpApiOptions, book: string): Promise<Merchant> {
  const id = await options.reader.merchantOf(book);
  const merchant = id === null ? null : await options.engine.merchant(id);
  if (merchant === null) throw new Error(`Cannot find the merchant of the book ${book}`);
  return merchant;
}

/** Orders are the merchant's own act: an operator opens and charges none. */
export function ownBook(caller: ApiKey): string {
  if (caller.book !== null && caller.role === 'merchant') return caller.book;
  throw new Problem('not-allowed', {
    detail: 'An order is opened and paid with the key of its merchant.',
    detailZh: '订单须用商户自己的密钥创建和收款。',
  });
}

function subjectOf({ subject }: Body): string {
  const text = subject.trim();
  if (text === '' || !text.isWellFormed() || /\p{Cc}/u.test(text))
    throw inputProblem('body', '/subject', 'must be one line of readable text');
  if (holdsCardNumber(text))
    throw inputProblem('body', '/subject', 'must not hold what looks like a card number');
  return text;
}

export async function openOrder(options: HttpApiOptions, caller: ApiKey, body: Body, key: string) {
  const merchant = await merchantOf(options, ownBook(caller));
  const { orderNo, amount, expiresIn = LIMITS.orderExpiryS, discounts = [] } = body;
  const subject = subjectOf(body);
  const said = JSON.stringify(['order', orderNo, amount, subject, expiresIn, discounts]);
  return options.engine.submit({
    ...{ type: 'open-order', merchant, orderNo, subject, amountFen: BigInt(amount) },
    discounts: discounts.map((part) => ({ funder: part.funder, amountFen: BigInt(part.amount) })),
    expiryMs: expiresIn * 1000,
    key,
    print: await options.security.fingerprint(said),
  });
}

/** The payer's code as it may be stored. It is good for a minute and one payment, and is sealed all the same. */
export async function sealedCode(options: HttpApiOptions, payCode: string): Promise<SealedCard> {
  const channel = payCodeChannel(payCode);
  if (channel === null) throw new Problem('pay-code-not-valid');
  if (channel !== 'unionpay') throw new Problem('pay-code-other-channel');
  return { ...(await options.security.sealPan(payCode)), expiry: null, sequence: null };
}

/** An order after its charge, and the payment that was made for it. */
export interface Charged {
  readonly order: Order;
  readonly payment: PaymentEntry | null;
  readonly repeated: boolean;
}

/** As the commit told it that ended the payment; `null` where more may wait for something than the two themselves. */
function endTold({ order, payment }: Reply): Pick<Charged, 'order' | 'payment'> | null {
  if (order === null || payment === null) return null;
  const stands =
    payment.state === 'approved' &&
    payment.back.whole === null &&
    payment.back.claimedFen === 0n &&
    payment.back.returnedFen === 0n;
  if (!stands && payment.state !== 'declined') return null;
  return { order, payment: { payment, nextCheckMs: dueOfPayment(payment) } };
}

async function charge(options: HttpApiOptions, caller: ApiKey, asked: Charge): Promise<Charged> {
  const { id, payCode, key, waitMs } = asked;
  const { engine, reader, security } = options;
  if (!isOrderId(id)) throw new Problem('order-not-found');
  const merchant = await merchantOf(options, ownBook(caller));
  const card = await sealedCode(options, payCode);
  const print = await security.fingerprint(JSON.stringify(['order-pay', id, payCode]));
  const told = await engine.submit({ type: 'pay-order', merchant, orderId: id, card, key, print }, waitMs);
  if (told.payment === null && told.outcome !== 'outcome-unknown') throw new Problem(told.outcome);
  const { repeated } = told;
  const end = endTold(told);
  if (end !== null) return { ...end, repeated };
  const order = await orderFor(options, caller, id);
  const paymentId = told.payment?.id ?? paymentOfOrder(order);
  const payment = paymentId === null || !isPaymentId(paymentId) ? null : await reader.payment(paymentId);
  return { order, payment, repeated };
}

export interface Charge {
  /** Of the order, as the address names it. */
  readonly id: string;
  readonly payCode: string;
  readonly key: string;
  readonly waitMs: number;
}

/** Charges a payer's code to an order. That there is no such order is told before anything else that is wrong. */
export async function payOrder(options: HttpApiOptions, caller: ApiKey, asked: Charge): Promise<Charged> {
  try {
    return await charge(options, caller, asked);
  } catch (error) {
    if (error instanceof Problem) await orderFor(options, caller, asked.id);
    throw error;
  }
}

/** The order when its close ended, or as it stands after the wait. */
export async function closeOrder(options: HttpApiOptions, order: Order, waitMs: number): Promise<Order> {
  const { engine, reader } = options;
  const merchant = await merchantOf(options, order.book);
  const told = await engine.submit({ type: 'close-order', merchant, orderId: order.id });
  if (told.order === null || told.outcome === 'order-already-paid') throw new Problem(told.outcome);
  if (told.order.state !== 'closing') return told.order;
  const heard = engine.orders.news(order.id, waitMs);
  // The network may have agreed before anybody waited: look once.
  const now = await reader.order(order.id);
  if (now !== null && now.state !== 'closing') return now;
  await heard;
  return (await reader.order(order.id)) ?? told.order;
}

/**
 * A cancellation that names an order: what paid it goes back as a payment, an unpaid one is closed here. `null`: no
 * order is named. A route other than CLOSE has no meaning for what nobody paid.
 */
export async function orderToCancel(
  options: HttpApiOptions,
  caller: ApiKey,
  body: {
    readonly subject: string;
    readonly route?: Route | undefined;
    readonly amount?: number | undefined;
  },
  waitMs: number,
): Promise<Order | null> {
  if (!body.subject.startsWith('ord_')) return null;
  const order = await orderFor(options, caller, body.subject);
  if (order.state === 'paid') return order;
  const amountFen = body.amount === undefined ? null : BigInt(body.amount);
  const asked = { asker: caller.role, route: body.route ?? null, amountFen, terminalId: null };
  const subject = { kind: 'order', id: order.id };
  const answer = options.engine.askOrder(order, { subject, ...asked });
  if (answer.verdict !== 'YES' || answer.route !== 'CLOSE') {
    const view = answerView(answer);
    const { en: detail, zh: detailZh } = view.sentence;
    throw new Problem(answer.reason ?? 'route-unknown', { detail, detailZh, members: { answer: view } });
  }
  return closeOrder(options, order, waitMs);
}
