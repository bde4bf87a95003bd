/** Asking for a cancellation, and reading cancellations with the answer that allowed them. */

import type { FastifyReply } from 'fastify';
import { type Static, Type } from 'typebox';
import type { ApiKey } from '#adapters/postgres';
import type { Asker } from '#domain/answer';
import type { Cancellation, Door } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { CancellationId } from '#domain/payment';
import { type CancelRequest, isUnsent } from '#domain/request';
import type { Reply } from '#engine';
import { answerView } from '../answers/answer-view.ts';
import { differencesOf } from '../answers/differences.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { orderToCancel } from '../orders/order-acts.ts';
import { orderView } from '../orders/orders-view.ts';
import { OrderSchema } from '../orders/schemas-orders.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { askerOf, PAGE_DEFAULT, paymentFor, questionOf } from '../payments/routes-payments.ts';
import { cancellationView } from '../payments/views.ts';
import { Problem } from '../problems.ts';
import { CancellationDetailSchema, type CancellationDetailView } from '../public/schemas-tracking.ts';
import { takePaper } from '../requests/papers.ts';
import { requestDetail } from '../requests/requests-view.ts';
import { RequestDetailSchema, type RequestDetailView } from '../requests/schemas-requests.ts';
import { CancellationSchema, ExplanationSchema, listOf } from '../schemas.ts';
import { CancelBody, CancelHeaders, CancellationsQuery, CancelQuery, IdParams } from '../schemas-input.ts';
import { commandOf, type PaperAlong, papersAlong, subjectOf } from './cancel-command.ts';
import { cancellationDetail } from './cancellation-detail.ts';
import { cancellationFor } from './routes-bounces.ts';

/** Nothing was looked at: another question would only add to the load. */
const OVERLOADED: ReadonlySet<Outcome> = new Set(['busy', 'storage-trouble']);

type Body = Static<typeof CancelBody>;

/** Seconds asked for by the query, else by `Prefer: wait=…`; `null` when neither says anything. */
function preferredWaitS(
  query: { readonly wait?: number | undefined },
  prefer: string | undefined,
  maxMs: number,
): number | null {
  if (query.wait !== undefined) return query.wait;
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,4})"?/i.exec(prefer ?? '')?.[1];
  return asked === undefined ? null : Math.min(Number(asked), maxMs / 1000);
}

/** A way back, and its payment as the same commit left it; `null`: that commit did not touch it. */
type Told = Pick<Reply, 'payment'> & { readonly cancellation: Cancellation };

/** Callers that wait, bounded: past the bound a caller gets the state as it is and asks again. */
class Waiting {
  readonly #options: HttpApiOptions;
  #count = 0;
  constructor(options: HttpApiOptions) {
    this.#options = options;
  }

  /**
   * The cancellation when it ended, or as it stands after the wait. An end that came since the commit which told of
   * it is remembered by the engine: nobody has to look for it.
   */
  async end(told: Told, waitMs: number): Promise<Told> {
    const { engine, reader, limits } = this.#options;
    const { cancellation } = told;
    if (cancellation.state !== 'sending' || waitMs === 0 || this.#count >= limits.httpWaitersMax) return told;
    this.#count += 1;
    try {
      const { cancellation: ended, payment } = await engine.waitFor(cancellation.id, waitMs);
      if (ended !== null) return { cancellation: ended, payment };
      return { cancellation: (await reader.cancellation(cancellation.id)) ?? cancellation, payment: null };
    } finally {
      this.#count -= 1;
    }
  }
}

/**
 * What the engine refused, as a problem that carries the whole answer: the rule, and what is possible
 * instead.
 */
function refusal(reply: Reply): Problem {
  const { outcome, answer } = reply;
  if (answer === null) return new Problem(outcome);
  const view = answerView(answer);
  return new Problem(outcome, {
    detail: view.sentence.en,
    detailZh: view.sentence.zh,
    members: { answer: view },
  });
}

/** Who asked the question that opened a cancellation. */
const ASKERS: Readonly<Record<Door, Asker>> = {
  terminal: 'terminal',
  api: 'merchant',
  console: 'operator',
  // The shop accepted it: the way back was opened as the shop's act.
  payer: 'merchant',
  deadline: 'deadline',
  network: 'deadline',
};

export function addCancellationRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, engine, limits } = options;
  const waiting = new Waiting(options);

  /** A repetition hands in what the first try did not; what is there already changes nothing. */
  async function withPapers(
    opened: CancelRequest,
    papers: readonly PaperAlong[],
    by: string,
  ): Promise<CancelRequest> {
    let request = opened;
    for (const { item, bytes: body } of papers)
      if (isUnsent(request)) request = await takePaper(options, request, { body, item, by });
    return request;
  }

  async function cancel(
    caller: ApiKey,
    body: Body,
    key: string,
    waitMs: number,
    reply: FastifyReply,
  ): Promise<CancellationDetailView | RequestDetailView> {
    const papers = papersAlong(options, body);
    const told = await engine.submit(await commandOf(options, caller, body, key), waitMs);
    if (told.outcome === 'request-opened' && told.request !== null) {
      const request = await withPapers(told.request, papers, caller.id);
      reply.code(202).header('location', `/v1/requests/${request.id}`);
      return requestDetail(request);
    }
    if (told.cancellation === null) {
      // That there is no such payment is told before anything else that is wrong with what was asked.
      if (!OVERLOADED.has(told.outcome)) await subjectOf(options, caller, body.subject);
      throw refusal(told);
    }
    // A repetition tells where the cancellation stands now, not where it stood when first asked for.
    const { payment, cancellation } = await waiting.end({ ...told, cancellation: told.cancellation }, waitMs);
    reply.code(told.repeated ? 200 : 201).header('location', `/v1/cancellations/${cancellation.id}`);
    if (cancellation.state === 'sending') reply.header('retry-after', '2');
    return cancellationDetail(options, cancellation, payment);
  }

  app.post(
    '/v1/cancellations',
    {
      schema: docs(
        'createCancellation',
        'cancellations',
        'Cancel a payment, by the best open route when none is named; a refusal carries the whole answer',
        { body: CancelBody, headers: CancelHeaders, querystring: CancelQuery },
        {
          201: CancellationDetailSchema,
          200: CancellationDetailSchema,
          202: Type.Union([RequestDetailSchema, OrderSchema]),
        },
        {
          description:
            '201: the cancellation was recorded, 200: it was recorded before under this Idempotency-Key. Both say ' +
            'nothing of its end: `state` does. `done`: the money is on its way. `refused` or `undone`: the network ' +
            'said no or could not be reached, nothing went back and the payment stands; the key keeps telling ' +
            'that end, and where `retryWith` is `new-key` another try under a new key may help. Everything else ' +
            'is under way: read it again. 202: nothing was sent; a request was opened, because the answer wants ' +
            'papers, an approval or a review, or because the route opens later. It tells what is missing. ' +
            'Where an order is named (`ord_…`): what paid it goes back; one that nobody paid is closed, and 202 ' +
            'tells it.',
        },
      ),
    },
    async (request, reply) => {
      const { 'idempotency-key': key, prefer } = request.headers;
      const waitS = preferredWaitS(request.query, prefer, limits.httpWaitMaxMs);
      if (request.query.wait === undefined && waitS !== null)
        reply.header('preference-applied', `wait=${waitS}`);
      const waitMs = waitS === null ? limits.httpWaitMs : waitS * 1000;
      const caller = callerOf(request);
      const order = await orderToCancel(options, caller, request.body, waitMs);
      if (order === null) return cancel(caller, request.body, key, waitMs, reply);
      if (order.state !== 'paid') return reply.code(202).send(orderView(order));
      return cancel(caller, { ...request.body, subject: order.paymentId }, key, waitMs, reply);
    },
  );

  app.get(
    '/v1/cancellations',
    {
      schema: docs(
        'listCancellations',
        'cancellations',
        'Cancellations, newest first',
        { querystring: CancellationsQuery },
        { 200: listOf(CancellationSchema, 'CancellationList') },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { cursor, limit = PAGE_DEFAULT, book: asked, state, route, payment } = request.query;
      const book = bookFor(caller, asked);
      const paymentId =
        payment === undefined ? undefined : (await paymentFor(options, caller, payment)).payment.id;
      const list = JSON.stringify(['cancellations', book, state, route, payment]);
      const after = positionOf(list, cursor) as CancellationId | null;
      const { items, next } = await reader.cancellations({
        book,
        cursor: after,
        limit,
        state,
        route,
        paymentId,
      });
      return { items: items.map(cancellationView), next: cursorFor(list, next) };
    },
  );

  app.get(
    '/v1/cancellations/:id',
    {
      schema: docs(
        'getCancellation',
        'cancellations',
        'One cancellation with the answer that allowed it, and where the money is now',
        { params: IdParams },
        { 200: CancellationDetailSchema },
      ),
    },
    async (request) =>
      cancellationDetail(options, await cancellationFor(options, callerOf(request), request.params.id)),
  );

  app.get(
    '/v1/cancellations/:id/explanation',
    {
      schema: docs(
        'explainCancellation',
        'cancellations',
        'The answer as it was given and stored, and as it would be given now',
        { params: IdParams },
        { 200: ExplanationSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const cancellation = await cancellationFor(options, caller, request.params.id);
      const { payment } = await paymentFor(options, caller, cancellation.paymentId);
      const { route, amountFen, door, terminal } = cancellation;
      const asker = ASKERS[door] ?? askerOf(caller);
      const today = await engine.ask(
        payment,
        questionOf(payment, { asker, route, amountFen, terminalId: terminal?.terminalId ?? null }),
      );
      const stored = cancellation.answer;
      const differences = differencesOf(stored, today);
      return {
        cancellation: cancellationView(cancellation),
        stored: answerView(stored),
        today: answerView(today),
        differs: differences.length > 0,
        differences,
      };
    },
  );
}
