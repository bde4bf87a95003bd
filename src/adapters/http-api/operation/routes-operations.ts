/** The network line and the terminals as they are now, and faults of a demonstration's network at a call. */

import { instant, instantOrNull } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { JournalsQuery } from '../schemas-input.ts';
import { terminalView } from '../terminals/terminals-view.ts';
import type { Simulated } from './operations-desk.ts';
import {
  FaultBody,
  IssuerBooksSchema,
  LineBody,
  NetworkSchema,
  type NetworkView,
  SeenTerminalSchema,
  SimulatorSchema,
  type SimulatorView,
} from './schemas-operations.ts';

const OPERATOR = { access: 'operator' } as const;

async function networkView({ operations }: HttpApiOptions): Promise<NetworkView> {
  const { state, sinceMs, lastEchoMs, ...link } = operations.link();
  const { connections, underWay, connectionsTotal } = operations.gateway();
  const keys = await operations.zoneKeys();
  return {
    ...{ state, since: instant(sinceMs), lastDownReason: link.lastDownReason, inFlight: link.inFlight },
    ...{ reconnects: link.reconnects, lastEchoAt: instantOrNull(lastEchoMs) },
    ...{ macFailures: link.macFailures, rejected: link.rejected },
    ...operations.day(),
    keys: keys.map(({ kind, sinceMs: keySinceMs, checkValue }) => ({
      ...{ kind, since: instantOrNull(keySinceMs), checkValue },
    })),
    terminals: { connections, underWay, connectionsTotal },
    events: operations.events().map(({ atMs, ...event }) => ({ ...event, at: instant(atMs) })),
    simulated: operations.simulator !== null,
  };
}

export function addOperationsRoutes(app: Api, options: HttpApiOptions): void {
  const { operations, reader } = options;
  app.get(
    '/v1/operator/network',
    {
      config: OPERATOR,
      schema: docs(
        'getNetworkLine',
        'operation',
        'The line to the network: its state, keys, day and counters, and what happened at both lines',
        {},
        { 200: NetworkSchema },
      ),
    },
    async () => networkView(options),
  );

  app.get(
    '/v1/operator/terminals',
    {
      config: OPERATOR,
      schema: docs(
        'listTerminalsSeen',
        'terminals',
        'Terminals with when they were last served, by shop and number',
        { querystring: JournalsQuery },
        { 200: listOf(SeenTerminalSchema, 'TerminalSeenList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book = null } = request.query;
      const list = JSON.stringify(['terminals-seen', book]);
      const [merchantId, terminalId] = positionOf(list, cursor)?.split('/') ?? [];
      const after = merchantId === undefined || terminalId === undefined ? null : { merchantId, terminalId };
      const found = await reader.terminals({ book, after, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const next = last === undefined ? null : `${last.merchantId}/${last.terminalId}`;
      return {
        items: items.map((terminal) => {
          const seen = operations.seen(terminal.merchantId, terminal.terminalId);
          return {
            terminal: terminalView(terminal),
            seen:
              seen === null
                ? null
                : {
                    ...{ request: seen.request, outcome: seen.outcome, tookMs: seen.tookMs },
                    at: instant(seen.atMs),
                  },
          };
        }),
        next: cursorFor(list, next),
      };
    },
  );
}

interface Health {
  readonly state: 'up' | 'down';
  readonly clearingDay: string;
  readonly transactions: number;
}
interface Faults {
  readonly orders: readonly {
    readonly kind: SimulatorView['waiting'][number]['fault'];
    readonly count: number;
    readonly mti: string | null;
    readonly lateMs: number;
  }[];
  readonly done: Readonly<Record<string, number>>;
}
interface Books {
  readonly clearingDay: string;
  readonly balanced: boolean;
  readonly issuers: readonly {
    readonly id: string;
    readonly zh: string;
    readonly en: string;
    readonly kind: 'debit' | 'credit';
    readonly balanced: boolean;
    readonly accounts: readonly Readonly<Record<string, string>>[];
  }[];
}

/** What the simulator answered, or why there is nothing. */
function told<T>(answered: Simulated | null): T {
  if (answered === null) throw new Problem('simulator-away');
  if (answered.status === 409) throw new Problem('too-many-open');
  if (answered.status >= 400) throw new Problem('simulator-away');
  return answered.body as T;
}

export function addSimulatorRoutes(app: Api, { operations }: HttpApiOptions): void {
  const call = async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<T> => {
    const { simulator } = operations;
    if (simulator === null) throw new Problem('demonstration-only');
    return told<T>(await simulator(method, path, body));
  };
  const view = async (): Promise<SimulatorView> => {
    const { state, clearingDay, transactions } = await call<Health>('GET', '/health');
    const { orders, done } = await call<Faults>('GET', '/faults');
    const waiting = orders.map(({ kind, count, mti, lateMs }) => ({
      ...{ fault: kind, count, message: mti, waitMs: lateMs },
    }));
    return { state, clearingDay, transactions, waiting, done: { ...done } };
  };
  const responses = { 200: SimulatorSchema };
  app.get(
    '/v1/operator/simulator',
    {
      config: OPERATOR,
      schema: docs(
        'getSimulator',
        'operation',
        'The network of a demonstration, and its faults',
        {},
        responses,
      ),
    },
    view,
  );
  app.post(
    '/v1/operator/simulator/faults',
    {
      config: OPERATOR,
      schema: docs(
        'orderFault',
        'operation',
        'In a demonstration: let the next messages be lost, late, doubled or wrong',
        { body: FaultBody },
        responses,
      ),
    },
    async ({ body: { fault, count, message, waitMs } }) => {
      await call('POST', '/faults', {
        next: fault,
        ...(count === undefined ? {} : { count }),
        ...(message === undefined ? {} : { mti: message }),
        ...(waitMs === undefined ? {} : { ms: waitMs }),
      });
      return view();
    },
  );
  app.delete(
    '/v1/operator/simulator/faults',
    {
      config: OPERATOR,
      schema: docs('clearFaults', 'operation', 'In a demonstration: no more faults', {}, responses),
    },
    async () => {
      await call('DELETE', '/faults');
      return view();
    },
  );
  app.post(
    '/v1/operator/simulator/line',
    {
      config: OPERATOR,
      schema: docs(
        'cutLine',
        'operation',
        'In a demonstration: take the network down, for a while or until it is brought up again',
        { body: LineBody },
        responses,
      ),
    },
    async ({ body: { down, forMs } }) => {
      if (down) await call('POST', '/down', forMs === undefined ? {} : { forMs });
      else await call('POST', '/up', {});
      return view();
    },
  );
  app.get(
    '/v1/operator/simulator/books',
    {
      config: OPERATOR,
      schema: docs(
        'getSimulatedBooks',
        'operation',
        'In a demonstration: the books of the simulated issuers, an independent witness of what moved',
        {},
        { 200: IssuerBooksSchema },
      ),
    },
    async () => {
      const { clearingDay, balanced, issuers } = await call<Books>('GET', '/books');
      return {
        ...{ clearingDay, balanced },
        issuers: issuers.map(({ id, zh, en, kind, balanced: even, accounts }) => ({
          ...{ id, zh, en, kind, balanced: even },
          accounts: accounts.map((account) => ({
            account: String(account.account),
            debit: String(account.debitPostedFen),
            credit: String(account.creditPostedFen),
            debitPending: String(account.debitPendingFen),
            creditPending: String(account.creditPendingFen),
          })),
        })),
      };
    },
  );
}
