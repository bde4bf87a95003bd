/** What the routes of orders do: find one, open one, seal a payer's code, close one. */
import type { Static } from 'typebox';
import type { ApiKey } from '#adapters/postgres';
import type { Route } from '#domain/cancellation';
import type { Order } from '#domain/order';
import type { SealedCard } from '#domain/payment';
import { holdsCardNumber } from '#domain/wording';
import { LIMITS, type Merchant } from '#engine';
import { payCodeChannel } from '#wire/qr';
import { answerView } from '../answers/answer-view.ts';
import { maySee } from '../auth.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
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
