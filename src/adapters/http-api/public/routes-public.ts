/** The payer's door, without login: may it be cancelled, ask for it, hand in papers, take it back. */
import type { FastifyReply } from 'fastify';
import type { Static } from 'typebox';
import type { Actor, CancelRequest } from '#domain/request';
import { isRequestOpen } from '#domain/request';
import { lastFour } from '#domain/wording';
import { amount, instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { questionOf } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { takePaper, takesPapers } from '../requests/papers.ts';
import { moveRequest } from '../requests/routes-requests.ts';
import { PaperQuery } from '../requests/schemas-requests.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { contactFrom } from './contact.ts';
import { PublicDoor } from './public-door.ts';
import { publicMovements } from './public-movements.ts';
import { briefRequest, publicAnswerView, publicRequestView } from './public-view.ts';
import {
  AskBody,
  AskHeaders,
  LookedUpSchema,
  type LookedUpView,
  LookupBody,
  PublicAskedSchema,
  type PublicAskedView,
  PublicRequestSchema,
  type PublicRequestView,
} from './schemas-public.ts';

const PAYER: Actor = { id: 'payer', role: 'payer', supervisor: false };

const DESCRIPTION =
  'Every miss gets one and the same 404: wrong, unknown and several alike. Tries are counted for each address, each ' +
  'reference and in all; too many get 429 with Retry-After.';
const isPublic = { isPublic: true, description: DESCRIPTION } as const;
const BY_TOKEN = {
  isPublic: true,
  description: `Authorization: Bearer and the token that was given with the request. ${DESCRIPTION}`,
} as const;
const config = { access: 'public' } as const;

async function lookUp(
  options: HttpApiOptions,
  door: PublicDoor,
  { ip, body }: { readonly ip: string; readonly body: Static<typeof LookupBody> },
): Promise<LookedUpView> {
  const record = await door.payment(ip, body);
  const { payment } = record;
  const { purpose = null } = body;
  const question = questionOf(payment, {
    ...{ asker: 'payer', route: null, amountFen: null, terminalId: null, purpose },
  });
  const [answer, requests, merchant] = await Promise.all([
    options.engine.ask(payment, question),
    options.reader.requestsOf(payment.id),
    options.engine.merchant(payment.terminal.merchantId),
  ]);
  const asked = requests.filter((each) => each.asked.door === 'payer');
  return {
    merchant: { zh: merchant?.nameZh ?? '', en: merchant?.nameEn ?? '' },
    amount: amount(payment.amountFen),
    currency: payment.currency,
    at: instant(payment.startedMs),
    card: lastFour(payment.card.masked),
    answer: publicAnswerView(answer, options.rules.book),
    requested: asked.some(isRequestOpen),
    request: briefRequest(asked[0]),
    ...(await publicMovements(options, record)),
  };
}

interface Asking {
  readonly ip: string;
  readonly body: Static<typeof AskBody>;
  readonly headers: Static<typeof AskHeaders>;
}

async function ask(
  options: HttpApiOptions,
  door: PublicDoor,
  { ip, body, headers }: Asking,
  reply: FastifyReply,
): Promise<PublicAskedView> {
  const key = headers['idempotency-key'];
  const print = key === undefined ? undefined : await options.security.fingerprint(`payer ${key}`);
  const reason = lineOf(body.reason, '/reason');
  const { payment } = await door.payment(ip, body);
  const merchant = await options.engine.merchant(payment.terminal.merchantId);
  if (merchant === null) throw new Error(`Cannot find the merchant of payment ${payment.id}`);
  const told = await options.engine.submit({
    type: 'request-open',
    merchant,
    paymentId: payment.id,
    amountFen: body.part === undefined ? null : BigInt(body.part),
    whenOpen: body.whenOpen ?? false,
    reason,
    contact: await contactFrom(options.security, payment.id, body),
    told: {
      ...(body.purpose === undefined ? {} : { purpose: body.purpose }),
      ...(body.language === undefined ? {} : { language: body.language }),
      ...(print === undefined ? {} : { print }),
    },
  });
  if (told.request === null) {
    const answer =
      told.answer === null ? {} : { publicAnswer: publicAnswerView(told.answer, options.rules.book) };
    throw new Problem(told.outcome, { members: answer });
  }
  reply.code(told.repeated ? 200 : 201);
  const same = print !== undefined && told.request.asked.print === print;
  return {
    request: await publicRequestView(options, told.request),
    // Whoever finds the slip may ask again: what the first asker was given is theirs alone.
    token: told.repeated && !same ? null : await door.token(told.request.id),
  };
}

function addByToken(app: Api, options: HttpApiOptions, door: PublicDoor): void {
  const view = (request: CancelRequest): Promise<PublicRequestView> => publicRequestView(options, request);
  const onRequest = async (request: Parameters<PublicDoor['admit']>[0]): Promise<void> => door.admit(request);
  app.get(
    '/v1/public/requests/:id',
    {
      config,
      onRequest,
      schema: docs(
        'getPublicRequest',
        'requests',
        'Where a request stands, for the payer who made it',
        { params: IdParams },
        { 200: PublicRequestSchema },
        BY_TOKEN,
      ),
    },
    async (request) => view(await door.request(request, request.params.id)),
  );
  const moves = [
    ['withdraw', 'withdrawPublicRequest', 'The payer takes it back while nothing was sent'],
    ['confirm-arrival', 'confirmPublicArrival', 'The payer has the money'],
  ] as const;
  for (const [move, operationId, summary] of moves)
    app.post(
      `/v1/public/requests/:id/${move}`,
      {
        config,
        onRequest,
        schema: docs(
          operationId,
          'requests',
          summary,
          { params: IdParams },
          { 200: PublicRequestSchema },
          BY_TOKEN,
        ),
      },
      async (request) => {
        const found = await door.request(request, request.params.id);
        return view(await moveRequest(options, found, move, PAYER));
      },
    );
  takesPapers(app, options, (scope) =>
    scope.post(
      '/v1/public/requests/:id/evidence',
      {
        config,
        // A body of megabytes is taken from nobody who has no token.
        onRequest: async (request) => {
          door.admit(request);
          await door.request(request, (request.params as { readonly id: string }).id);
        },
        schema: docs(
          'addPublicEvidence',
          'requests',
          'The payer hands in a paper: the file itself as the body, PNG, JPEG or PDF',
          { params: IdParams, querystring: PaperQuery },
          { 200: PublicRequestSchema },
          BY_TOKEN,
        ),
      },
      async (request) => {
        const found = await door.request(request, request.params.id);
        const given = { body: request.body, item: request.query.item, by: PAYER.id };
        return view(await takePaper(options, found, given));
      },
    ),
  );
}

export function addPublicRoutes(app: Api, options: HttpApiOptions): void {
  const door = new PublicDoor(options);
  const onRequest = async (request: Parameters<PublicDoor['admit']>[0]): Promise<void> => door.admit(request);
  app.post(
    '/v1/public/requests/lookup',
    {
      config,
      onRequest,
      schema: docs(
        'lookUpPayment',
        'requests',
        'Can this be cancelled? By the code of a receipt, or reference, date, amount and last four digits',
        { body: LookupBody },
        { 200: LookedUpSchema },
        isPublic,
      ),
    },
    async (request) => lookUp(options, door, request),
  );
  app.post(
    '/v1/public/requests',
    {
      config,
      onRequest,
      schema: docs(
        'askForCancellation',
        'requests',
        'Ask the shop for a cancellation; asked again while one is open, that one is told (200)',
        { body: AskBody, headers: AskHeaders },
        { 201: PublicAskedSchema, 200: PublicAskedSchema },
        isPublic,
      ),
    },
    async (request, reply) => ask(options, door, request, reply),
  );
  addByToken(app, options, door);
}
