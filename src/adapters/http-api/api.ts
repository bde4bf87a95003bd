/** Builds the API: a Fastify server with every route, ready to be listened on or injected into. */
import swagger from '@fastify/swagger';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { drawBytes } from '#adapters/security-module';
import type { Pages } from '#adapters/web-pages';
import { addExplainRoutes } from './answers/routes-explain.ts';
import type { Api } from './api-type.ts';
import { authenticate } from './auth.ts';
import { callLogging } from './call-log.ts';
import { addBounceRoutes } from './cancellations/routes-bounces.ts';
import { addCancellationRoutes } from './cancellations/routes-cancellations.ts';
import { addDeskRoutes } from './desk/index.ts';
import { handleError } from './errors.ts';
import { boundHandlers } from './handler-bound.ts';
import { parseBody, validatorCompiler } from './input.ts';
import { addNoticeRoutes } from './notices/routes-notices.ts';
import { addWebhookRoutes } from './notices/routes-webhooks.ts';
import { OPENAPI } from './openapi.ts';
import { addKeyRoutes } from './operation/routes-keys.ts';
import { addLiveRoutes } from './operation/routes-live.ts';
import { addLiveFigureRoutes } from './operation/routes-live-figures.ts';
import { addOperationRoutes } from './operation/routes-operation.ts';
import { addOperationsRoutes, addSimulatorRoutes } from './operation/routes-operations.ts';
import type { HttpApiOptions, ListedRoute } from './options.ts';
import { addOrderRoutes } from './orders/routes-orders.ts';
import { addAdviceRoutes } from './payments/routes-advices.ts';
import { addCircumstancesRoutes } from './payments/routes-circumstances.ts';
import { addLedgerRoutes, addPaymentRoutes } from './payments/routes-payments.ts';
import { addSimulatedSaleRoutes } from './payments/routes-simulated-sale.ts';
import { sendProblem } from './problems.ts';
import { addPublicRoutes } from './public/routes-public.ts';
import { addTrackingRoutes } from './public/routes-tracking.ts';
import { addRequestRoutes } from './requests/routes-requests.ts';
import { addPageRoutes, sendDocument } from './routes-pages.ts';
import { addRuleChangeRoutes } from './rules/routes-rule-changes.ts';
import { addRuleEditionRoutes } from './rules/routes-rule-editions.ts';
import { addRulesRoutes } from './rules/routes-rules.ts';
import { makeServer, refuseClient } from './server.ts';
import { addOwnSecurityRoutes } from './staff/routes-own-security.ts';
import { addPasskeyRoutes } from './staff/routes-passkeys.ts';
import { addSecondProofRoutes } from './staff/routes-second-proof.ts';
import { addSessionRoutes } from './staff/routes-session.ts';
import { addStaffRoutes } from './staff/routes-staff.ts';
import { recordActs } from './staff/staff-acts.ts';
import { addTerminalRoutes } from './terminals/routes-terminals.ts';
import { addTillRoutes } from './till/routes-till.ts';
import { addCheckRoutes } from './wallet/routes-checks.ts';
import { addClosureRoutes } from './wallet/routes-closures.ts';
import { addKeptTextRoutes } from './wallet/routes-kept-texts.ts';
import { addLateRefundRoutes } from './wallet/routes-late-refunds.ts';
import { addLossRoutes } from './wallet/routes-losses.ts';
import { addMoneyRoutes } from './wallet/routes-money.ts';
import { addHolderNoticeRoutes } from './wallet/routes-notices.ts';
import { addHolderPasskeyRoutes } from './wallet/routes-passkeys.ts';
import { addProofRoutes } from './wallet/routes-proofs.ts';
import { addServiceRoutes } from './wallet/routes-services.ts';
import { addWalletSessionRoutes } from './wallet/routes-session.ts';
import { addSignUpRoutes } from './wallet/routes-sign-up.ts';
import { addStaffClosureRoutes } from './wallet/routes-staff-closures.ts';
import { addWalletRoutes } from './wallet/routes-wallet.ts';
import { addWalletCaseRoutes } from './wallet/routes-wallet-cases.ts';
import { addWalletRuleRoutes } from './wallet/routes-wallet-rules.ts';

const ID_LETTERS = 16;
const FIRST_LETTER = 97;

/** Letters alone: no log line masks them for looking like a card number. */
function requestId(): string {
  const dice = drawBytes(ID_LETTERS / 2);
  let id = 'call_';
  for (let at = 0; at < ID_LETTERS; at += 1) {
    const byte = dice[at >> 1]!;
    id += String.fromCharCode(FIRST_LETTER + (at % 2 === 0 ? byte >> 4 : byte & 15));
  }
  return id;
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

function notFound(
  known: KnownRoutes,
  pages: Pages | null,
): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (request, reply) => {
    const methods = known.methodsOf(request.url.split('?')[0] ?? '');
    const page = methods.length === 0 ? sendDocument(pages, request, reply) : null;
    if (page !== null) return page;
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
  app.decorateRequest('caller', null);
  app.decorateRequest('holder', null);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-request-id': request.id,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(options.tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
    await authenticate(request, reply, options);
  });
  recordActs(app, options);
  app.addHook('onResponse', async (request, reply) => {
    const event = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    };
    options.metrics.httpRequest(event);
    const id = request.caller?.id ?? request.holder?.person.id;
    const by = id === undefined ? {} : { key: id };
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
    ...callLogging,
    bodyLimit: limits.httpBodyBytesMax,
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
  const listed: ListedRoute[] = [];
  app.addHook('onRoute', ({ url, method, config }) => {
    known.add(url, method);
    for (const each of [method].flat()) listed.push({ method: each, url, access: config?.access ?? 'key' });
  });
  app.decorate('listedRoutes', listed);
  app.setNotFoundHandler(notFound(known, options.pages ?? null));
  await app.register(swagger, OPENAPI);
  boundHandlers(app, limits.httpHandlerMs);
  addHooks(app, options);
  boundClose(app, limits.httpStopMs);
  addOperationRoutes(app, options);
  addSessionRoutes(app, options);
  addPasskeyRoutes(app, options);
  addOwnSecurityRoutes(app, options);
  addSecondProofRoutes(app, options);
  addStaffRoutes(app, options);
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
  addLiveRoutes(app, options);
  addRulesRoutes(app, options);
  addRuleChangeRoutes(app, options);
  addRuleEditionRoutes(app, options);
  addOperationsRoutes(app, options);
  addSimulatorRoutes(app, options);
  addSimulatedSaleRoutes(app, options);
  addLiveFigureRoutes(app, options);
  addWebhookRoutes(app, options);
  addKeyRoutes(app, options);
  addNoticeRoutes(app, options);
  addTerminalRoutes(app, options);
  addTillRoutes(app, options);
  addDeskRoutes(app, options);
  addWalletSessionRoutes(app, options);
  addSignUpRoutes(app, options);
  addLossRoutes(app, options);
  addWalletCaseRoutes(app, options);
  addWalletRoutes(app, options);
  addWalletRuleRoutes(app, options);
  addServiceRoutes(app, options);
  addClosureRoutes(app, options);
  addStaffClosureRoutes(app, options);
  addLateRefundRoutes(app, options);
  addKeptTextRoutes(app, options);
  addHolderNoticeRoutes(app, options);
  addProofRoutes(app, options);
  addCheckRoutes(app, options);
  addHolderPasskeyRoutes(app, options);
  addMoneyRoutes(app, options);
  addPageRoutes(app, options.pages ?? null);
  await app.ready();
  return app;
}
