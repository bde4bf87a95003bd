/** Builds the API: a Fastify server with every route, ready to be listened on or injected into. */
import { randomBytes } from 'node:crypto';
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { fastify, LogController } from 'fastify';
import type { Api } from './api-type.ts';
import { authenticate } from './auth.ts';
import { handleError } from './errors.ts';
import { parseBody, validatorCompiler } from './input.ts';
import { OPENAPI } from './openapi.ts';
import type { HttpApiOptions } from './options.ts';
import { sendProblem } from './problems.ts';
import { addAdviceRoutes } from './routes-advices.ts';
import { addBounceRoutes } from './routes-bounces.ts';
import { addCancellationRoutes } from './routes-cancellations.ts';
import { addCircumstancesRoutes } from './routes-circumstances.ts';
import { addExplainRoutes } from './routes-explain.ts';
import { addKeyRoutes } from './routes-keys.ts';
import { addNoticeRoutes } from './routes-notices.ts';
import { addOperationRoutes } from './routes-operation.ts';
import { addOrderRoutes } from './routes-orders.ts';
import { addLedgerRoutes, addPaymentRoutes } from './routes-payments.ts';
import { addPublicRoutes } from './routes-public.ts';
import { addRequestRoutes } from './routes-requests.ts';
import { addRulesRoutes } from './routes-rules.ts';
import { addTerminalRoutes } from './routes-terminals.ts';
import { addTrackingRoutes } from './routes-tracking.ts';
import { addWebhookRoutes } from './routes-webhooks.ts';
import { makeServer, refuseClient } from './server.ts';

/** Letters alone: no log line masks them for looking like a card number. */
function requestId(): string {
  const digits = [...randomBytes(8).toString('hex')];
  return `call_${digits.map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('')}`;
}

/** The methods that an address would take, by the routes' patterns. */
class KnownRoutes {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  add(url: string, method: string | readonly string[]): void {
    const pattern = new RegExp(
      `^${url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:[a-z]+/g, '[^/]+')}$`,
    );
    this.#routes.push({ pattern, methods: typeof method === 'string' ? [method] : method });
  }

  methodsOf(path: string): string[] {
    return [
      ...new Set(this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
    ].sort();
  }
}

function notFound(known: KnownRoutes): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const methods = known.methodsOf(request.url.split('?')[0] ?? '');
    if (methods.length === 0)
      return sendProblem(request, reply, 'not-found', { detail: 'There is no such address.' });
    const allow = methods.join(', ');
    return sendProblem(request, reply, 'method-not-allowed', {
      detail: `This address takes ${allow}.`,
      headers: { allow },
    });
  };
}

function addHooks(app: Api, options: HttpApiOptions): void {
  app.decorateRequest('apiKey', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(options.tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
    await authenticate(request, options.reader);
  });
  app.addHook('onResponse', async (request, reply) => {
    const event = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    };
    options.metrics.httpRequest(event);
    const by = request.apiKey === null ? {} : { key: request.apiKey.id };
    options.log.info({ event: 'http-request', requestId: request.id, ...event, ...by }, 'request');
  });
}

/**
 * A close waits for every connection, also for one that was opened and has asked nothing yet: whoever waits to take
 * over waits for as long. Callers who are cut off ask again under their key.
 */
function boundClose(app: Api, stopMs: number): void {
  let late: NodeJS.Timeout | undefined;
  app.addHook('preClose', async () => {
    late = setTimeout(() => app.server.closeAllConnections(), stopMs);
  });
  app.addHook('onClose', async () => clearTimeout(late));
}

/** @throws Error when the routes contradict each other; never because of a request. */
export async function createHttpApi(options: HttpApiOptions): Promise<Api> {
  const { limits } = options;
  const app: Api = fastify({
    serverFactory: (handler) => makeServer(handler, limits, options.tls ?? null),
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.httpBodyBytesMax,
    handlerTimeout: limits.httpHandlerMs,
    routerOptions: { maxParamLength: 128 },
    requestIdHeader: false,
    genReqId: requestId,
    trustProxy: options.trustProxy === undefined ? false : [...options.trustProxy],
    clientErrorHandler: refuseClient,
    frameworkErrors: (error: FastifyError, request, reply) => {
      handleError(error, request, reply as unknown as FastifyReply);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
  app.setErrorHandler(handleError);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseBody(String(body), limits.httpJsonDepthMax));
    } catch (error) {
      done(error as Error);
    }
  });

  const known = new KnownRoutes();
  app.addHook('onRoute', ({ url, method }) => known.add(url, method));
  app.setNotFoundHandler(notFound(known));
  await app.register(swagger, OPENAPI);
  addHooks(app, options);
  boundClose(app, limits.httpStopMs);
  addOperationRoutes(app, options);
  addPaymentRoutes(app, options);
  addCircumstancesRoutes(app, options);
  addExplainRoutes(app, options);
  addCancellationRoutes(app, options);
  addOrderRoutes(app, options);
  addRequestRoutes(app, options);
  addPublicRoutes(app, options);
  addLedgerRoutes(app, options);
  addAdviceRoutes(app, options);
  addBounceRoutes(app, options);
  addTrackingRoutes(app, options);
  addRulesRoutes(app, options);
  addWebhookRoutes(app, options);
  addKeyRoutes(app, options);
  addNoticeRoutes(app, options);
  addTerminalRoutes(app, options);
  await app.ready();
  return app;
}
