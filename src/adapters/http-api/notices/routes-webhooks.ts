/** Endpoints of merchants, the log of what was sent to them, and sending it again. */
import type { FastifyRequest } from 'fastify';
import type { Endpoint } from '#adapters/postgres';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf, maySee } from '../auth.ts';
import { instantMs } from '../input.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { BookQuery, IdParams } from '../schemas-input.ts';
import { deliveryView, endpointView } from './notices-view.ts';
import {
  DeliveriesQuery,
  DeliverySchema,
  EndpointBody,
  EndpointSchema,
  NewEndpointSchema,
  ResendBody,
  ResentSchema,
  RotatedSchema,
} from './schemas-notices.ts';

const TAG = 'webhooks';

/** An endpoint that the caller may see. One of another merchant is the same as none. */
async function endpointFor(options: HttpApiOptions, request: FastifyRequest): Promise<Endpoint> {
  const { id } = request.params as { id: string };
  const endpoint = await options.notices.webhooks.get(id);
  if (endpoint === null || !maySee(callerOf(request), endpoint.book)) {
    throw new Problem('not-found', {
      detail: 'There is no webhook endpoint with this id.',
      detailZh: '没有此编号的推送地址。',
    });
  }
  return endpoint;
}

function addRegistering(app: Api, options: HttpApiOptions): void {
  const { webhooks } = options.notices;

  app.post(
    '/v1/webhooks',
    {
      schema: docs(
        'createWebhook',
        TAG,
        'Have changes sent to an address; the reply holds the secret that signs them, once',
        { body: EndpointBody },
        { 201: NewEndpointSchema },
        { description: 'Signed as in Standard Webhooks. How to check a signature: docs/webhooks.md.' },
      ),
    },
    async (request, reply) => {
      const { url, events = ['*'], book: asked } = request.body;
      const book = bookFor(callerOf(request), asked);
      if (book === null) throw inputProblem('body', '/book', 'is missing: an operator names the book');
      const trouble = webhooks.urlTrouble(url);
      if (trouble !== null) throw inputProblem('body', '/url', trouble);
      const made = await webhooks.add(book, url, [...new Set(events)]);
      if (made === null) throw new Problem('webhook-limit');
      reply.code(201).header('location', `/v1/webhooks/${made.endpoint.id}`);
      return { ...endpointView(made.endpoint), secret: made.secret };
    },
  );

  app.get(
    '/v1/webhooks',
    {
      schema: docs(
        'listWebhooks',
        TAG,
        'Endpoints, oldest first',
        { querystring: BookQuery },
        { 200: listOf(EndpointSchema, 'WebhookEndpointList') },
      ),
    },
    async (request) => {
      const book = bookFor(callerOf(request), request.query.book);
      return { items: (await webhooks.list(book)).map(endpointView), next: null };
    },
  );

  app.get(
    '/v1/webhooks/:id',
    { schema: docs('getWebhook', TAG, 'One endpoint', { params: IdParams }, { 200: EndpointSchema }) },
    async (request) => endpointView(await endpointFor(options, request)),
  );

  app.delete(
    '/v1/webhooks/:id',
    {
      schema: docs(
        'removeWebhook',
        TAG,
        'Remove an endpoint: nothing more is sent there',
        { params: IdParams },
        { 200: EndpointSchema },
      ),
    },
    async (request) => {
      const endpoint = await endpointFor(options, request);
      await webhooks.remove(endpoint);
      return endpointView({ ...endpoint, state: 'removed', why: null, previous: null });
    },
  );
}

function addChanging(app: Api, options: HttpApiOptions): void {
  const { webhooks } = options.notices;

  app.post(
    '/v1/webhooks/:id/rotate',
    {
      schema: docs(
        'rotateWebhookSecret',
        TAG,
        'A new secret; the one before signs beside it for a day',
        { params: IdParams },
        { 200: RotatedSchema },
      ),
    },
    async (request) => {
      const { secret, previousUntilMs } = await webhooks.rotate(await endpointFor(options, request));
      return { secret, previousSecretUntil: instant(previousUntilMs) };
    },
  );

  for (const act of ['enable', 'disable'] as const) {
    app.post(
      `/v1/webhooks/:id/${act}`,
      {
        schema: docs(
          `${act}Webhook`,
          TAG,
          act === 'enable'
            ? 'Send again; what was held meanwhile is sent by resend'
            : 'Send nothing until it is enabled; what happens meanwhile is held',
          { params: IdParams },
          { 200: EndpointSchema },
        ),
      },
      async (request) => {
        await webhooks[act](await endpointFor(options, request));
        return endpointView(await endpointFor(options, request));
      },
    );
  }
}

function addLog(app: Api, options: HttpApiOptions): void {
  const { webhooks } = options.notices;

  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      schema: docs(
        'listDeliveries',
        TAG,
        'What was sent and what came of it, newest first',
        { params: IdParams, querystring: DeliveriesQuery },
        { 200: listOf(DeliverySchema, 'WebhookDeliveryList') },
      ),
    },
    async (request) => {
      const endpoint = await endpointFor(options, request);
      const { cursor, limit = PAGE_DEFAULT, state } = request.query;
      const list = JSON.stringify(['deliveries', endpoint.id, state]);
      const position = positionOf(list, cursor);
      const { items, next } = await webhooks.deliveries(endpoint, { cursor: position, limit, state });
      return { items: items.map(deliveryView), next: cursorFor(list, next) };
    },
  );

  app.post(
    '/v1/webhooks/:id/resend',
    {
      schema: docs(
        'resendWebhook',
        TAG,
        'Send one message again, or all since a time, each under its first id',
        { params: IdParams, body: ResendBody },
        { 200: ResentSchema },
      ),
    },
    async (request) => {
      const endpoint = await endpointFor(options, request);
      if (endpoint.state !== 'active') throw new Problem('webhook-disabled');
      const { body } = request;
      if ('message' in body) {
        const resent = await webhooks.resend(endpoint, { messageId: body.message });
        if (resent === 0)
          throw new Problem('not-found', { detail: 'This endpoint was never sent such a message.' });
        return { resent };
      }
      const sinceMs = instantMs(body.since);
      if (sinceMs === undefined) throw inputProblem('body', '/since', 'is no date and time');
      return { resent: await webhooks.resend(endpoint, { sinceMs }) };
    },
  );
}

export function addWebhookRoutes(app: Api, options: HttpApiOptions): void {
  addRegistering(app, options);
  addChanging(app, options);
  addLog(app, options);
}
