/** Holds what a shop and its payers were told against what the platform says at the end. */
import type { OrderView, PaymentView, RequestDetailView } from '#adapters/http-api';
import type { Fleet } from './fleet.ts';
import type { Verdict } from './judge.ts';
import type { Shop, ToldOrder, ToldRequest } from './shop.ts';

const ENDS: readonly string[] = ['finished', 'refused', 'withdrawn', 'expired', 'overtaken', 'failed'];
/** Ends of a request after which money went back. */
const RETURNED: readonly string[] = ['arriving', 'finished'];

const backOf = ({ state, amount, wayBack }: PaymentView): bigint =>
  BigInt(state === 'voided' || state === 'reversed' ? amount : wayBack.returned);

function brokenOrder(told: ToldOrder, order: OrderView, payment: PaymentView | null): string | null {
  const name = `order ${told.id}`;
  if (BigInt(order.amount) !== told.amountFen)
    return `${name}: ${told.amountFen} fen asked, ${order.amount} kept`;
  if (order.state !== 'paid' && order.state !== 'closed') return `${name}: still ${order.state}`;
  if (told.closed && order.state !== 'closed') return `${name}: told closed, and it is ${order.state}`;
  // Of the payers who saw «paid» one paid it; everybody else has the whole amount back.
  const scanned = order.returned.length + (order.state === 'paid' ? 1 : 0);
  if (scanned < told.paidByScan)
    return `${name}: ${told.paidByScan} payers saw that they paid, ${scanned} payments are known`;
  if (payment === null) return null;
  if (told.charged === 'declined' && payment.state === 'approved')
    return `${name}: told declined, and ${payment.id} is approved`;
  if (told.charged === 'approved') {
    if (payment.state !== 'approved' && !(payment.state === 'voided' && told.asked))
      return `${name}: told approved, and ${payment.id} is ${payment.state}`;
    if (order.payment !== payment.id)
      return `${name}: told paid by ${payment.id}, and it is paid by ${order.payment}`;
    if (backOf(payment) < told.backFen)
      return `${name}: told that ${told.backFen} fen went back, ${backOf(payment)} did`;
  }
  if (payment.wayBack.returned > payment.amount) return `${name}: more went back than was paid`;
  return null;
}

function brokenRequest(told: ToldRequest, request: RequestDetailView, payment: PaymentView): string | null {
  const name = `request ${told.id}`;
  if (ENDS.includes(told.state) && request.state !== told.state)
    return `${name}: told ${told.state}, and it is ${request.state}`;
  if (request.state === 'carrying') return `${name}: still being carried out`;
  const lost = told.papers.filter((sha256) => !request.papers.some((paper) => paper.sha256 === sha256));
  if (lost.length > 0) return `${name}: ${lost.length} papers were taken and are gone`;
  if (RETURNED.includes(request.state) && backOf(payment) < BigInt(request.amount ?? payment.amount))
    return `${name}: ${request.state}, and ${backOf(payment)} of ${request.amount} fen went back`;
  if (request.state === 'refused' && request.cancellation !== null)
    return `${name}: refused, and it was carried out`;
  return null;
}

export async function judgeShops(fleet: Fleet, shops: readonly Shop[]): Promise<Verdict> {
  const get = async <T>(path: string): Promise<T> => {
    const { status, body } = await fleet.api<T>(path);
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
  const broken: string[] = [];
  let checked = 0;
  const note = (text: string | null): void => {
    checked += 1;
    if (text !== null) broken.push(text);
  };
  for (const told of shops.flatMap(({ orders }) => orders)) {
    const order = await get<OrderView>(`/v1/orders/${told.id}`);
    const payment = told.payment === null ? null : await get<PaymentView>(`/v1/payments/${told.payment}`);
    note(brokenOrder(told, order, payment));
  }
  for (const told of shops.flatMap(({ requests }) => requests)) {
    const request = await get<RequestDetailView>(`/v1/requests/${told.id}`);
    note(brokenRequest(told, request, await get<PaymentView>(`/v1/payments/${told.payment}`)));
  }
  return { checked, broken };
}
