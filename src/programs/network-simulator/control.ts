/** The control API, on the loopback address only: look at the books, ask for faults, end the day. */
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { clearingDay } from '#domain/calendar';
import { LIMITS, toJson } from '#engine';
import type { ZoneKeyKind } from '#engine/translate';
import {
  type FaultKind,
  type FaultOdds,
  type FaultPlan,
  findTransaction,
  type NetworkConfig,
  viewCards,
  viewIssuers,
  viewTransaction,
} from '#simulation/network';
import { addCards } from './control-cards.ts';
import { addOrders } from './control-orders.ts';
import * as shapes from './control-shapes.ts';
import type { CutOverClock } from './cut-over.ts';
import type { KeyResets } from './key-resets.ts';
import type { Link } from './link.ts';
import type { NetworkNode } from './node.ts';
import type { Notices } from './notices.ts';
import { codeOf, StartError, textOfError } from './start-error.ts';

export interface ControlOptions {
  readonly port: number;
  readonly config: NetworkConfig;
  readonly node: NetworkNode;
  readonly link: Link;
  readonly faults: FaultPlan;
  readonly clock: CutOverClock;
  readonly notices: Notices;
  readonly keyResets: KeyResets;
}

export interface Control {
  readonly port: number;
  close(): Promise<void>;
}

/** A page in a browser must not reach the simulator by a name of its own that leads to this machine. */
function guard(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const host = request.headers.host?.replace(/:\d+$/, '');
    const foreign = host !== '127.0.0.1' && host !== 'localhost';
    if (foreign || request.headers.origin !== undefined) {
      await reply.code(403).send({ error: 'not-allowed', message: 'Only programs on this machine may ask.' });
    }
  });
}

function addBooks(app: FastifyInstance, { node, config, link, faults }: ControlOptions): void {
  const { state } = node;
  app.get('/health', () => ({
    state: link.isDown() ? 'down' : 'up',
    port: link.port,
    connections: link.connections(),
    members: [...state.signedOn],
    clearingDay: state.day,
    nextDay: state.nextDay,
    transactions: state.transactions.length,
    transactionsMax: config.transactionsMax,
    records: node.log.count(),
    faultsDone: faults.view().done,
  }));
  app.get('/cards', () => ({ cards: viewCards(state, config) }));
  app.get('/books', async () => {
    await node.log.append([]);
    const issuers = viewIssuers(state, config);
    const balanced = issuers.every((issuer) => issuer.balanced);
    return { clearingDay: state.day, balanced, issuers, cards: viewCards(state, config) };
  });
  app.get<{ Querystring: { since: number; limit: number } }>(
    '/transactions',
    { schema: shapes.page },
    async ({ query }) => {
      await node.log.append([]);
      const { since, limit } = query;
      // Sequence numbers count from 1 without gaps, so they are places in the list.
      const found = state.transactions.slice(since, since + limit);
      const next = since + found.length < state.transactions.length ? since + found.length : null;
      return { transactions: found.map((transaction) => viewTransaction(transaction, state)), next };
    },
  );
  app.get<{ Querystring: { key: string[] } }>(
    '/transactions/by-key',
    { schema: shapes.byKey },
    async ({ query }) => {
      await node.log.append([]);
      const found = query.key.map((key) => ({ key, transaction: findTransaction(key, state) }));
      return {
        transactions: found.flatMap(({ transaction }) =>
          transaction === undefined ? [] : [viewTransaction(transaction, state)],
        ),
        missing: found.filter(({ transaction }) => transaction === undefined).map(({ key }) => key),
      };
    },
  );
}

type FaultsBody =
  | { readonly next: FaultKind; readonly count?: number; readonly mti?: string; readonly ms?: number }
  | { readonly probability: FaultOdds; readonly seed?: number; readonly ms?: number };

/** Longer than any acquirer waits. */
const lateMsUsually = 30_000;

function addActs(app: FastifyInstance, { node, link, faults, clock, keyResets }: ControlOptions): void {
  app.get('/faults', () => faults.view());
  app.post<{ Body: FaultsBody }>('/faults', { schema: shapes.faults }, ({ body }) => {
    if ('next' in body) {
      const { next: kind, count = 1, mti = null, ms: lateMs = lateMsUsually } = body;
      faults.order({ kind, count, mti, lateMs });
    } else {
      faults.setOdds(body.probability, body.seed ?? 1, body.ms ?? lateMsUsually);
    }
    return faults.view();
  });
  app.delete('/faults', () => {
    faults.clear();
    return faults.view();
  });
  app.post<{ Body: { forMs?: number } | null }>('/down', { schema: shapes.down }, async ({ body }) => {
    await link.down(body?.forMs ?? null);
    return { state: 'down', forMs: body?.forMs ?? null };
  });
  app.post<{ Body: { reset: ZoneKeyKind; member?: string } }>(
    '/keys',
    { schema: shapes.keys },
    async ({ body }, reply) => {
      const { reset: kind, member = [...node.state.signedOn][0] ?? '' } = body;
      if (!keyResets.possible)
        throw new RangeError('Cannot send new keys: the file of the zone keys has no zoneMasterKey');
      const sent = link.resetKey(kind, member);
      if (sent === null) throw new RangeError('Cannot send new keys: no member signed on');
      const { result, code } = await sent;
      return reply.code(result === 'confirmed' ? 200 : 409).send({ reset: kind, member, result, code });
    },
  );
  app.post('/up', async () => {
    await link.up();
    return { state: 'up' };
  });
  app.post<{ Body: { day?: string } | null }>('/cut-over', { schema: shapes.cutOver }, async ({ body }) =>
    clock.cutOver(body?.day === undefined ? undefined : clearingDay(body.day)),
  );
}

/** @throws StartError */
export async function openControl(options: ControlOptions): Promise<Control> {
  const app = Fastify({
    bodyLimit: LIMITS.httpBodyBytesMax,
    requestTimeout: 10_000,
    forceCloseConnections: true,
    ajv: { customOptions: { removeAdditional: false } },
  });
  app.setReplySerializer(toJson);
  app.setErrorHandler((error: Error & { statusCode?: number; validation?: unknown }, _request, reply) => {
    const status = error instanceof RangeError ? 409 : (error.statusCode ?? 500);
    const code = status === 409 ? 'not-now' : status < 500 ? 'input-not-valid' : 'internal';
    return reply.code(status).send({ error: code, message: error.message });
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'not-found', message: 'There is nothing at this address.' }),
  );
  guard(app);
  addBooks(app, options);
  addActs(app, options);
  addCards(app, options);
  addOrders(app, options);
  try {
    await app.listen({ host: '127.0.0.1', port: options.port });
  } catch (error) {
    const busy = codeOf(error) === 'EADDRINUSE' ? 'another program uses this port' : textOfError(error);
    throw new StartError(
      `Opening the control API on 127.0.0.1:${options.port} failed: ${busy}. Stop it, or choose ` +
        'another port with --control-port (0 takes any free one).',
    );
  }
  return { port: (app.server.address() as AddressInfo).port, close: () => app.close() };
}
