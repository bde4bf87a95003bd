/** The till: a cashier's acts at a virtual terminal, which speaks to the gateway as one on a counter does. */
import { Type } from 'typebox';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { addTillListRoutes } from './routes-till-lists.ts';
import { TillActSchema, type TillActView, TillShortSchema, TillTerminalSchema } from './schemas-till.ts';
import {
  TillActBody,
  TillActHeaders,
  TillForgoQuery,
  TillParams,
  TillShopQuery,
  TillWaitQuery,
} from './schemas-till-input.ts';
import { requireApproval } from './till-approval.ts';
import type { TillBegun } from './till-desk.ts';
import {
  deskOf,
  openEntries,
  orTrouble,
  paymentOfEntry,
  terminalsOf,
  tillTerminal,
  tookNothing,
  troubleProblem,
} from './till-lookup.ts';
import { orderOf } from './till-order.ts';
import { actView, entryView, tillView } from './till-view.ts';

export function addTillRoutes(app: Api, options: HttpApiOptions): void {
  const { limits } = options;

  app.get(
    '/v1/till/terminals',
    {
      schema: docs(
        'listTills',
        'till',
        'Virtual terminals of the shop at this server',
        {},
        { 200: listOf(TillShortSchema, 'TillList') },
      ),
    },
    async (request) => {
      const all = await terminalsOf(options, callerOf(request));
      const items = all.map(({ terminalId, merchantId, merchantName }) => ({
        ...{ id: terminalId, merchant: merchantId, merchantName },
      }));
      return { items, next: null };
    },
  );

  app.get(
    '/v1/till/terminals/:terminal',
    {
      schema: docs(
        'getTill',
        'till',
        'One terminal: batch, what is under way, and what it does not know the end of',
        { params: TillParams, querystring: TillShopQuery },
        { 200: TillTerminalSchema },
      ),
    },
    async (request) => {
      const desk = deskOf(options);
      const terminal = await tillTerminal(options, request, request.params.terminal, request.query.merchant);
      const journal = await orTrouble(desk.journal(terminal));
      const open = await openEntries(options, callerOf(request), terminal, journal);
      const unknown = open
        .filter(({ payment }) => payment === null || !tookNothing(payment))
        .map(({ entry, payment }) =>
          entryView(entry, journal, payment === null ? null : { id: payment.id, state: payment.state }),
        );
      return tillView(desk, terminal, journal, unknown);
    },
  );

  app.post(
    '/v1/till/terminals/:terminal/acts',
    {
      schema: docs(
        'beginTillAct',
        'till',
        'Begin an act at the terminal; it goes on by itself, and its answer is read at its address',
        { params: TillParams, querystring: TillShopQuery, headers: TillActHeaders, body: TillActBody },
        { 202: TillActSchema, 200: TillActSchema },
        {
          description:
            '202: begun. 200: this key began it before, here it is. 409 till-busy: another act is under way, in ' +
            '`act`, or another program works with the terminal. 403 till-approval-needed: a cashier’s way back wants ' +
            '`approval`. 409 till-maybe-paid: the card was charged this ' +
            'amount a moment ago, or it is unknown whether it was; `doubts` tells, and `confirm` goes past.',
        },
      ),
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const terminal = await tillTerminal(options, request, request.params.terminal, request.query.merchant);
      const desk = deskOf(options);
      const order = orderOf(desk, request.body);
      await requireApproval(options, request, request.body, terminal.terminalId);
      const begun = await desk.begin(terminal, request.headers['idempotency-key'], order, {
        confirmed: request.body.confirm ?? [],
        isUndone: async (entry) => {
          const payment = await paymentOfEntry(options, caller, terminal, entry);
          return payment !== null && tookNothing(payment);
        },
      });
      if (begun.state === 'doubted') {
        const journal = await orTrouble(desk.journal(terminal));
        throw new Problem('till-maybe-paid', {
          members: {
            doubts: begun.doubts.map(({ why, entry }) => ({ why, entry: entryView(entry, journal) })),
          },
        });
      }
      reply.code(begun.state === 'begun' ? 202 : 200);
      return actOf(begun);
    },
  );

  app.get(
    '/v1/till/terminals/:terminal/acts',
    {
      schema: docs(
        'readTillAct',
        'till',
        'The act of a key: how far it came, or what came of it, also after the server began anew',
        { params: TillParams, querystring: TillWaitQuery },
        { 200: FOUND },
        {
          description:
            '`act` is null where nothing of this key left the terminal. Without `key`: what is under way now. With ' +
            '`wait` the answer comes with the first step after `steps`, or at the end.',
        },
      ),
    },
    async (request) => {
      const desk = deskOf(options);
      const { key, steps = 0, wait = 0, merchant } = request.query;
      const terminal = await tillTerminal(options, request, request.params.terminal, merchant);
      const found = key === undefined ? desk.underWay(terminal) : await orTrouble(desk.actOf(terminal, key));
      if (found === null) return { act: null };
      const waitMs = Math.min(wait * 1000, limits.httpWaitMaxMs);
      const act = found.endedMs === null ? await desk.watch(found, steps, waitMs) : found;
      const journal = act.entry === null ? null : await orTrouble(desk.journal(terminal));
      return { act: actView(act, journal) };
    },
  );

  app.delete(
    '/v1/till/terminals/:terminal/acts',
    {
      schema: docs(
        'forgoTillAct',
        'till',
        'Give a key up: what began under it, or null, and then it begins nothing any more',
        { params: TillParams, querystring: TillForgoQuery },
        { 200: FOUND },
        { description: 'For a page that got no answer to its order and is told that nothing arrived.' },
      ),
    },
    async (request) => {
      const desk = deskOf(options);
      const { key, merchant } = request.query;
      const terminal = await tillTerminal(options, request, request.params.terminal, merchant);
      const act = await orTrouble(desk.forgo(terminal, key));
      if (act === null) return { act: null };
      return { act: actView(act, act.entry === null ? null : await orTrouble(desk.journal(terminal))) };
    },
  );

  addTillListRoutes(app, options);
}

const FOUND = Type.Object({ act: Type.Union([TillActSchema, Type.Null()]) }, { title: 'TillActFound' });

/** What the desk says, as the act or as a problem. */
function actOf(begun: Exclude<TillBegun, { state: 'doubted' }>): TillActView {
  switch (begun.state) {
    case 'begun':
    case 'repeated':
      return actView(begun.act);
    case 'busy':
      throw new Problem('till-busy', {
        headers: { 'retry-after': '2' },
        members: { act: begun.act === null ? null : actView(begun.act) },
      });
    case 'forgone':
      throw new Problem('till-forgone');
    case 'other-content':
      throw new Problem('duplicate-other-content');
    case 'not-valid':
      throw inputProblem('body', begun.pointer, begun.detail);
    case 'trouble':
      throw troubleProblem(begun.trouble);
  }
}
