/** Orders against their payments: a paid one has its payment over its amount, and every other one goes back. */
import type pg from 'pg';
import { dueMsOfOrder, type Order } from '#domain/order';
import type { Payment } from '#domain/payment';
import { bucketOfBook, fromJson } from '#engine';
import { pagesOf } from './cursor.ts';
import type { Fault } from './fault.ts';
import type { Scope } from './scope.ts';

interface PaymentPart {
  readonly id: string;
  readonly state: Payment['state'];
  readonly fen: string;
  readonly book: string;
  /** A way back of the whole amount by refund stands, done or under way. */
  readonly back: boolean;
}

interface OrderTableRow {
  readonly bucket: number;
  readonly book: string;
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly order_no: string;
  readonly payable_fen: string;
  readonly created_ms: string;
  readonly due_ms: string | null;
  readonly body: string;
  readonly payments: readonly PaymentPart[] | null;
  /** The key of the merchant's number leads here. */
  readonly known: boolean;
}

const orders = (
  of: Scope,
): string => `SELECT o.bucket, o.book, o.id, o.version, o.state, o.order_no, o.payable_fen, o.created_ms, o.due_ms,
    o.body::text AS body, p.payments, n.key IS NOT NULL AS known
  FROM ${of.orders} o
  LEFT JOIN (SELECT p.bucket, p.body->'order'->>'id' AS order_id,
      json_agg(json_build_object('id', p.id, 'state', p.state, 'fen', p.amount_fen::text, 'book', p.book,
        'back', EXISTS (SELECT FROM cancellation c WHERE c.bucket = p.bucket AND c.payment_id = p.id
          AND c.route = 'REFUND' AND c.amount_fen = p.amount_fen AND c.state <> 'refused'))) AS payments
    FROM ${of.payments} p WHERE p.body->'order' IS NOT NULL GROUP BY 1, 2) p
    ON p.bucket = o.bucket AND p.order_id = o.id
  LEFT JOIN once n ON n.bucket = o.bucket AND n.book = o.book AND n.key = 'order/' || o.order_no
    AND n.subject_id = o.id`;

/** Columns that the program searches by, against the body that it reads. */
function wrongColumns(row: OrderTableRow, order: Order): string | null {
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['bucket', row.bucket, bucketOfBook(order.book)],
    ['book', row.book, order.book],
    ['id', row.id, order.id],
    ['version', row.version, order.version],
    ['state', row.state, order.state],
    ['order_no', row.order_no, order.orderNo],
    ['payable_fen', row.payable_fen, order.payableFen],
    ['created_ms', row.created_ms, order.createdMs],
    ['due_ms', row.due_ms, dueMsOfOrder(order)],
  ];
  const names = pairs.filter(([, a, b]) => String(a) !== String(b)).map(([name]) => name);
  return names.length === 0 ? null : `the columns of the row and its body differ: ${names.join(', ')}`;
}

/** What the order says of its payments, and what they say of themselves. */
export function wrongPayments(order: Order, payments: readonly PaymentPart[]): string[] {
  const found = new Map(payments.map((each) => [each.id, each]));
  const wrong: string[] = [];
  const stood = (each: PaymentPart): boolean => each.state === 'approved' || each.state === 'voided';
  if (order.state === 'paid') {
    const paid = found.get(order.paymentId);
    if (paid === undefined) wrong.push(`it is paid by ${order.paymentId}, which does not pay it`);
    else if (!stood(paid)) wrong.push(`it is paid by ${paid.id}, which is ${paid.state}`);
    else if (BigInt(paid.fen) !== order.payableFen)
      wrong.push(`it asks for ${order.payableFen} fen, its payment ${paid.id} is over ${paid.fen}`);
  }
  const paidBy = order.state === 'paid' ? order.paymentId : null;
  const returned = new Set<string>(order.returned);
  for (const each of payments) {
    if (each.book !== order.book) wrong.push(`its payment ${each.id} is in the book ${each.book}`);
    if (each.state === 'approved' && each.id !== paidBy && !returned.has(each.id))
      wrong.push(`its payment ${each.id} is approved, pays nothing and does not go back`);
  }
  for (const id of returned) {
    const back = found.get(id);
    if (back === undefined) wrong.push(`it sends ${id} back, which is none of its payments`);
    else if (!back.back) wrong.push(`it sends ${id} back, and no refund of the whole amount stands`);
    if (id === paidBy) wrong.push(`its payment ${id} pays it and goes back`);
  }
  if ('by' in order && order.by === 'payer-code' && !found.has(order.paymentId))
    wrong.push(`it waits for ${order.paymentId}, which is none of its payments`);
  return wrong;
}

function orderFaults(row: OrderTableRow): Fault[] {
  const order = fromJson<Order>(row.body);
  const columns = wrongColumns(row, order);
  const payments = wrongPayments(order, row.payments ?? []);
  const keys = row.known ? [] : [`its number ${row.order_no} is no key: it could be opened again`];
  return [
    ...(columns === null ? [] : [{ law: 'row-columns', subject: row.id, text: columns } as const]),
    ...payments.map((text) => ({ law: 'order-payments', subject: row.id, text }) as const),
    ...keys.map((text) => ({ law: 'once-keys', subject: row.id, text }) as const),
  ];
}

function orderFaultsSafely(row: OrderTableRow): Fault[] {
  try {
    return orderFaults(row);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ law: 'row-columns', subject: row.id, text: `its body cannot be read: ${why}` }];
  }
}

/** Faults of all orders, page by page. */
export async function* judgedOrders(client: pg.Client, of: Scope): AsyncGenerator<readonly Fault[]> {
  for await (const rows of pagesOf<OrderTableRow>(client, 'orders', orders(of)))
    yield rows.flatMap(orderFaultsSafely);
}
