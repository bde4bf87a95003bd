/** Requests to cancel, for the shop and the institution; and the receipt that lets a payer ask. */
import type { FastifyRequest } from 'fastify';
import type { ApiKey } from '#adapters/postgres';
import { type Actor, type CancelRequest, isOfThePerson, type RequestId } from '#domain/request';
import { isRequestId, type RequestMove } from '#engine';
import { answerView } from '../answers/answer-view.ts';
import { differencesOf } from '../answers/differences.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf, maySee } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { receiptOf } from '../payments/receipt.ts';
import { PAGE_DEFAULT, paymentFor, questionOf } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { sendPaper, takePaper, takesPapers } from './papers.ts';
import { requestDetail, requestView } from './requests-view.ts';
import {
  PaperParams,
  PaperQuery,
  ReceiptSchema,
  RequestDetailSchema,
  type RequestDetailView,
  RequestExplanationSchema,
  RequestSchema,
  RequestsQuery,
  WhyBody,
} from './schemas-requests.ts';

const actorOf = ({ id, role, supervisor }: ApiKey): Actor => ({ id, role, supervisor });

async function requestFor(options: HttpApiOptions, caller: ApiKey, id: string): Promise<CancelRequest> {
  const request = isRequestId(id) ? await options.reader.request(id) : null;
  if (request === null || !maySee(caller, request.book))
    throw new Problem('not-found', {
      detail: 'There is no request with this id.',
      detailZh: '没有此编号的申请。',
    });
  return request;
}

/** Moves a request; a refusal carries the request as it stands. */
export async function moveRequest(
  options: HttpApiOptions,
  request: CancelRequest,
  move: RequestMove['move'],
  by: Actor,
  why: string | null = null,
): Promise<CancelRequest> {
  const { id: requestId, book, paymentId } = request;
  const told = await options.engine.submit({
    type: 'request-move',
    book,
    paymentId,
    requestId,
    move,
    by,
    why,
  });
  if (told.request === null || told.outcome !== 'accepted') {
    // A payer is told the outcome alone: who accepted is between the shop and the institution.
    const stands = told.request === null || by.role === 'payer' ? {} : { request: requestView(told.request) };
    throw new Problem(told.outcome, { members: stands });
  }
  return told.request;
}

const MOVES = [
  ['accept', 'acceptRequest', 'The shop accepts a payer’s request; an operator once it is escalated'],
  ['approve', 'approveRequest', 'A second pair of eyes approves; a review is an operator’s'],
  ['withdraw', 'withdrawRequest', 'Taken back by the key that asked, while nothing was sent'],
  ['confirm-arrival', 'confirmArrivalOfRequest', 'The payer has the money'],
] as const;
const NOS = [
  ['refuse', 'refuseRequest', 'The shop refuses, with a reason that the payer is told'],
  [
    'reject',
    'rejectRequest',
    'A supervisor or the institution says no, with a reason that the payer is told',
  ],
] as const;

function addMoves(app: Api, options: HttpApiOptions): void {
  const move = async (
    request: FastifyRequest,
    id: string,
    what: RequestMove['move'],
    why: string | null,
  ): Promise<RequestDetailView> => {
    const caller = callerOf(request);
    const found = await requestFor(options, caller, id);
    return requestDetail(await moveRequest(options, found, what, actorOf(caller), why));
  };
  for (const [what, operationId, summary] of MOVES)
    app.post(
      `/v1/requests/:id/${what}`,
      { schema: docs(operationId, 'requests', summary, { params: IdParams }, { 200: RequestDetailSchema }) },
      async (request) => move(request, request.params.id, what, null),
    );
  for (const [what, operationId, summary] of NOS)
    app.post(
      `/v1/requests/:id/${what}`,
      {
        schema: docs(
          operationId,
          'requests',
          summary,
          { params: IdParams, body: WhyBody },
          { 200: RequestDetailSchema },
        ),
      },
      async (request) => move(request, request.params.id, what, lineOf(request.body.reason, '/reason')),
    );
}

function addPapers(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/requests/:id/evidence',
    {
      schema: docs(
        'addEvidence',
        'requests',
        'Hand in a paper: the file itself as the body, PNG, JPEG or PDF',
        { params: IdParams, querystring: PaperQuery },
        { 200: RequestDetailSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const found = await requestFor(options, caller, request.params.id);
      const given = { body: request.body, item: request.query.item, by: caller.id };
      return requestDetail(await takePaper(options, found, given));
    },
  );
}

function addReading(app: Api, options: HttpApiOptions): void {
  const { reader, engine } = options;
  app.get(
    '/v1/requests',
    {
      schema: docs(
        'listRequests',
        'requests',
        'Requests, newest first',
        { querystring: RequestsQuery },
        { 200: listOf(RequestSchema, 'RequestList') },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { cursor, limit = PAGE_DEFAULT, book: asked, state, payment } = request.query;
      const book = bookFor(caller, asked);
      const paymentId =
        payment === undefined ? undefined : (await paymentFor(options, caller, payment)).payment.id;
      const list = JSON.stringify(['requests', book, state, payment]);
      const after = positionOf(list, cursor) as RequestId | null;
      const { items, next } = await reader.requests({ book, cursor: after, limit, state, paymentId });
      return { items: items.map(requestView), next: cursorFor(list, next) };
    },
  );
  app.get(
    '/v1/requests/:id',
    {
      schema: docs(
        'getRequest',
        'requests',
        'One request with the answer given when it was asked for',
        { params: IdParams },
        { 200: RequestDetailSchema },
      ),
    },
    async (request) => requestDetail(await requestFor(options, callerOf(request), request.params.id)),
  );
  app.get(
    '/v1/requests/:id/explanation',
    {
      schema: docs(
        'explainRequest',
        'requests',
        'The answer as it was given and stored, and as it would be given now',
        { params: IdParams },
        { 200: RequestExplanationSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const found = await requestFor(options, caller, request.params.id);
      const { payment } = await paymentFor(options, caller, found.paymentId);
      const { route, amountFen, door: asker } = found.asked;
      const question = questionOf(payment, { asker, route, amountFen, terminalId: null });
      const today = await engine.ask(payment, question);
      const differences = differencesOf(found.answer, today);
      return {
        request: requestView(found),
        stored: answerView(found.answer),
        today: answerView(today),
        differs: differences.length > 0,
        differences,
      };
    },
  );
  app.get(
    '/v1/requests/:id/evidence/:sha256',
    {
      schema: docs('getEvidence', 'requests', 'A paper as it was handed in', { params: PaperParams }, {}),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const found = await requestFor(options, caller, request.params.id);
      const { sha256 } = request.params;
      const ofThePerson = found.papers.some((paper) => paper.sha256 === sha256 && isOfThePerson(paper.item));
      if (ofThePerson && caller.role !== 'operator')
        throw new Problem('not-allowed', { detail: 'Papers of the person are for the institution alone.' });
      return sendPaper(options, found, sha256, reply);
    },
  );
  app.get(
    '/v1/payments/:id/receipt',
    {
      schema: docs(
        'getReceipt',
        'payments',
        'The receipt, with the code by which its holder asks for a cancellation',
        { params: IdParams },
        { 200: ReceiptSchema },
      ),
    },
    async (request) => {
      const { payment } = await paymentFor(options, callerOf(request), request.params.id);
      return receiptOf(options, payment);
    },
  );
}

export function addRequestRoutes(app: Api, options: HttpApiOptions): void {
  addReading(app, options);
  addMoves(app, options);
  takesPapers(app, options, (scope) => addPapers(scope, options));
}
