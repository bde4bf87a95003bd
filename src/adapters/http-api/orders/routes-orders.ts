/** Orders: open one, let a payer's code pay it, look at it, close it. */
import type { OrderId } from '#domain/order';
import { answerView } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { askerOf, PAGE_DEFAULT, paymentFor, questionOf } from '../payments/routes-payments.ts';
import { paymentView, underWayOf } from '../payments/views.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { AskQuery, CancelQuery, IdParams } from '../schemas-input.ts';
import { closeOrder, openOrder, orderFor, payOrder } from './order-acts.ts';
import { orderJourneyView, orderView } from './orders-view.ts';
import {
  OrderAskedSchema,
  OrderBody,
  OrderHeaders,
  OrderJourneySchema,
  OrderPaymentSchema,
  type OrderPaymentView,
  OrderQuery,
  OrderSchema,
  OrdersQuery,
  type OrderView,
  PayBody,
} from './schemas-orders.ts';

function addReading(app: Api, options: HttpApiOptions): void {
  const { reader, engine, limits } = options;

  app.get(
    '/v1/orders',
    {
      schema: docs(
        'listOrders',
        'orders',
        'Orders, newest first',
        { querystring: OrdersQuery },
        { 200: listOf(OrderSchema, 'OrderList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book: asked, state, orderNo } = request.query;
      const book = bookFor(callerOf(request), asked);
      const list = JSON.stringify(['orders', book, state, orderNo]);
      const after = positionOf(list, cursor) as OrderId | null;
      const { items, next } = await reader.orders({ book, cursor: after, limit, state, orderNo });
      return { items: items.map(orderView), next: cursorFor(list, next) };
    },
  );

  app.get(
    '/v1/orders/:id',
    {
      schema: docs(
        'getOrder',
        'orders',
        'One order, on request after asking the network',
        { params: IdParams, querystring: OrderQuery },
        { 200: OrderSchema },
      ),
    },
    async (request): Promise<OrderView> => {
      const order = await orderFor(options, callerOf(request), request.params.id);
      const { refresh } = request.query;
      if (refresh === undefined || refresh === 'false' || order.state === 'paid' || order.state === 'closed')
        return orderView(order);
      await engine.orders.refresh(order, limits.httpWaitMs);
      return orderView((await reader.order(order.id)) ?? order);
    },
  );

  app.get(
    '/v1/orders/:id/journey',
    {
      schema: docs(
        'getOrderJourney',
        'orders',
        'Everything that happened to one order and its payments',
        { params: IdParams },
        { 200: OrderJourneySchema },
      ),
    },
    async (request) => {
      const order = await orderFor(options, callerOf(request), request.params.id);
      return orderJourneyView(order, await reader.orderEvents(order.id), callerOf(request).role);
    },
  );

  app.get(
    '/v1/orders/:id/cancellability',
    {
      schema: docs(
        'askOrderCancellability',
        'orders',
        'Can this order be cancelled? Unpaid: by a close; paid: as its payment',
        { params: IdParams, querystring: AskQuery },
        { 200: OrderAskedSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const order = await orderFor(options, caller, request.params.id);
      const { route = null, amount, terminal = null } = request.query;
      const amountFen = amount === undefined ? null : BigInt(amount);
      const parts = { asker: askerOf(caller), route, amountFen, terminalId: terminal };
      const paid = order.state === 'paid' ? order.paymentId : null;
      if (paid === null) {
        const asked = { subject: { kind: 'order', id: order.id }, ...parts } as const;
        return { ...answerView(engine.askOrder(order, asked)), underWay: null };
      }
      const { payment, cancellations } = await paymentFor(options, caller, paid);
      const answer = await engine.ask(payment, questionOf(payment, parts));
      return { ...answerView(answer), underWay: underWayOf(cancellations) };
    },
  );
}

function addActs(app: Api, options: HttpApiOptions): void {
  const { limits } = options;

  app.post(
    '/v1/orders',
    {
      schema: docs(
        'createOrder',
        'orders',
        'Open an order; the same again is the same order',
        { body: OrderBody, headers: OrderHeaders },
        { 201: OrderSchema, 200: OrderSchema },
        {
          description:
            '201: opened, 200: opened before by the same request. Another content under the same orderNo is refused ' +
            'with order-number-taken. `code` is the text for the code that the payer’s app scans.',
        },
      ),
    },
    async (request, reply): Promise<OrderView> => {
      const key = request.headers['idempotency-key'];
      const told = await openOrder(options, callerOf(request), request.body, key);
      if (told.order === null || told.outcome !== 'approved') throw new Problem(told.outcome);
      reply.code(told.repeated ? 200 : 201).header('location', `/v1/orders/${told.order.id}`);
      return orderView(told.order);
    },
  );

  app.post(
    '/v1/orders/:id/payments',
    {
      schema: docs(
        'payOrder',
        'orders',
        'The till scanned the payer’s code: charge it',
        { params: IdParams, body: PayBody, headers: OrderHeaders, querystring: CancelQuery },
        { 201: OrderPaymentSchema, 200: OrderPaymentSchema },
        {
          description:
            'Says nothing of the outcome: `payment.state` does. `approved`: the order is paid. `declined`: it may be ' +
            'paid with another code. `sent` or `unknown`: read it again; what is unknown is undone by itself.',
        },
      ),
    },
    async (request, reply): Promise<OrderPaymentView> => {
      const { wait } = request.query;
      const { order, payment, repeated } = await payOrder(options, callerOf(request), {
        id: request.params.id,
        payCode: request.body.payCode,
        key: request.headers['idempotency-key'],
        waitMs: wait === undefined ? limits.httpWaitMs : wait * 1000,
      });
      reply.code(repeated ? 200 : 201);
      return { order: orderView(order), payment: payment === null ? null : paymentView(payment) };
    },
  );

  app.post(
    '/v1/orders/:id/close',
    {
      schema: docs(
        'closeOrder',
        'orders',
        'Close an order that nobody paid; asked again it tells how it stands',
        { params: IdParams, querystring: CancelQuery },
        { 200: OrderSchema, 202: OrderSchema },
        {
          description:
            '200: closed. 202: under way: the network is being told, or a payment has to end first. A payment that ' +
            'arrives after the close goes back in full by itself.',
        },
      ),
    },
    async (request, reply): Promise<OrderView> => {
      const order = await orderFor(options, callerOf(request), request.params.id);
      const { wait } = request.query;
      const closed = await closeOrder(options, order, wait === undefined ? limits.httpWaitMs : wait * 1000);
      if (closed.state === 'paid') throw new Problem('order-already-paid');
      reply.code(closed.state === 'closed' ? 200 : 202);
      return orderView(closed);
    },
  );
}

export function addOrderRoutes(app: Api, options: HttpApiOptions): void {
  addReading(app, options);
  addActs(app, options);
}
