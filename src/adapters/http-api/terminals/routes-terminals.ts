/** Terminals: what they are, what they accept, and how their batches compared. */
import type { ApiKey } from '#adapters/postgres';
import type { Batch, Terminal } from '#domain/terminal';
import type { Merchant, Reply, TerminalNote } from '#engine';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { JournalsQuery } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { addRegistering, requireDialects } from './register-terminal.ts';
import {
  AcceptancesSchema,
  BatchesQuery,
  BatchesSchema,
  BatchParams,
  BatchSchema,
  DifferenceParams,
  EndDifferenceBody,
  ManageBody,
  OfMerchantQuery,
  SwitchBody,
  SwitchedSchema,
  TerminalParams,
  TerminalSchema,
} from './schemas-terminals.ts';
import { acceptanceAnswerView, acceptancesView, batchView, terminalView } from './terminals-view.ts';

/** The one terminal of this number that the caller may see. */
async function terminalFor(
  { reader }: HttpApiOptions,
  caller: ApiKey,
  id: string,
  merchant: string | undefined,
): Promise<Terminal> {
  const all = await reader.terminalsNamed(id, bookFor(caller, undefined));
  const found = merchant === undefined ? all : all.filter(({ merchantId }) => merchantId === merchant);
  if (found.length === 0) throw new Problem('not-found', { detail: 'There is no such terminal.' });
  if (found.length > 1)
    throw inputProblem('query', '/merchant', 'must name the shop: several have a terminal of this number');
  return found[0]!;
}

async function merchantOf({ engine }: HttpApiOptions, terminal: Terminal): Promise<Merchant> {
  const merchant = await engine.merchant(terminal.merchantId);
  if (merchant === null) throw new Problem('merchant-not-valid');
  return merchant;
}

const terminalOf = (reply: Reply, before: Terminal): Terminal => reply.terminal ?? before;

export function addTerminalRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, engine } = options;

  app.get(
    '/v1/terminals',
    {
      schema: docs(
        'listTerminals',
        'terminals',
        'Terminals, by shop and number',
        { querystring: JournalsQuery },
        { 200: listOf(TerminalSchema, 'TerminalList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book: asked } = request.query;
      const book = bookFor(callerOf(request), asked);
      const list = JSON.stringify(['terminals', book]);
      const [merchantId, terminalId] = positionOf(list, cursor)?.split('/') ?? [];
      const after = merchantId === undefined || terminalId === undefined ? null : { merchantId, terminalId };
      const found = await reader.terminals({ book, after, limit: limit + 1 });
      const items = found.slice(0, limit);
      const last = found.length > limit ? items.at(-1) : undefined;
      const next = last === undefined ? null : `${last.merchantId}/${last.terminalId}`;
      return { items: items.map((each) => terminalView(each)), next: cursorFor(list, next) };
    },
  );

  app.get(
    '/v1/terminals/:id',
    {
      schema: docs(
        'getTerminal',
        'terminals',
        'One terminal: sign-in, open batch, switches, what it fetched and what it is told to do',
        { params: TerminalParams, querystring: OfMerchantQuery },
        { 200: TerminalSchema },
      ),
    },
    async (request) =>
      terminalView(await terminalFor(options, callerOf(request), request.params.id, request.query.merchant)),
  );

  app.post(
    '/v1/terminals/:id',
    {
      config: { access: 'operator' },
      schema: docs(
        'manageTerminal',
        'terminals',
        'Block or unblock it, tell it to sign in again or to report, say which dialects and language it may speak',
        { params: TerminalParams, querystring: OfMerchantQuery, body: ManageBody },
        { 200: TerminalSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const terminal = await terminalFor(options, caller, request.params.id, request.query.merchant);
      const { status, wants, dialects, language } = request.body;
      requireDialects(options, dialects);
      const who = { by: caller.id, reason: lineOf(request.body.reason, '/reason') };
      const what = wants === 'sign-in' ? 'signIn' : 'status';
      const notes: TerminalNote[] = [
        ...(status === undefined
          ? []
          : [{ kind: 'blocked' as const, blocked: status === 'blocked', ...who }]),
        ...(wants === undefined ? [] : [{ kind: 'wanted' as const, what, wanted: true, ...who } as const]),
        ...(language === undefined ? [] : [{ kind: 'language' as const, language, ...who }]),
        ...(dialects === undefined ? [] : [{ kind: 'profiles' as const, profiles: dialects, ...who }]),
      ];
      if (notes.length === 0) throw inputProblem('body', '', 'must name what changes');
      const merchant = await merchantOf(options, terminal);
      let now = terminal;
      for (const note of notes) {
        const reply = await engine.submit({
          ...{ type: 'note-terminal', merchant, terminalId: terminal.terminalId, note },
        });
        if (reply.outcome !== 'accepted') throw new Problem(reply.outcome);
        now = terminalOf(reply, now);
      }
      return terminalView(now);
    },
  );

  app.get(
    '/v1/terminals/:id/acceptances',
    {
      schema: docs(
        'listAcceptances',
        'terminals',
        'What the terminal accepts, and every version of its switches: who, when and why',
        { params: TerminalParams, querystring: OfMerchantQuery },
        { 200: AcceptancesSchema },
      ),
    },
    async (request) => {
      const { params, query } = request;
      const terminal = await terminalFor(options, callerOf(request), params.id, query.merchant);
      return acceptancesView(terminal, await reader.acceptanceHistory(terminal));
    },
  );

  app.post(
    '/v1/terminals/:id/acceptances',
    {
      schema: docs(
        'switchAcceptance',
        'terminals',
        'Can this be switched off, or on again? And do it',
        { params: TerminalParams, querystring: OfMerchantQuery, body: SwitchBody },
        { 200: SwitchedSchema },
        {
          description:
            'In force at the host at once: payments accepted before the instant stand, later ones are declined ' +
            '(40 switched off, 58 barred). No way back is closed by it. The terminal fetches its parameters ' +
            'after its next answer. With `only: "ask"` the answer alone is given, also where it is no.',
        },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { params, query, body } = request;
      const terminal = await terminalFor(options, caller, params.id, query.merchant);
      const reply = await engine.submit({
        ...{ type: 'switch-acceptance', merchant: await merchantOf(options, terminal) },
        ...{ terminalId: terminal.terminalId, batchNo: terminal.batchNo },
        ...{ product: body.product, wanted: body.state, reason: lineOf(body.reason, '/reason') },
        ...{ asker: caller.role, by: caller.id },
        ...(body.only === undefined ? {} : { only: body.only }),
      });
      const { acceptance } = reply;
      if (acceptance === null || (reply.outcome !== 'accepted' && body.only === undefined))
        throw new Problem(reply.outcome);
      return {
        terminal: terminalView(terminalOf(reply, terminal)),
        answer: acceptanceAnswerView(acceptance, body.product),
      };
    },
  );

  addRegistering(app, options);
  addBatchRoutes(app, options);
}

function addBatchRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, engine } = options;

  const batchFor = async (terminal: Terminal, batchNo: string): Promise<Batch> => {
    const found = await reader.batch(terminal.merchantId, terminal.terminalId, batchNo);
    if (found === null) throw new Problem('batch-not-found');
    return found;
  };

  app.get(
    '/v1/terminals/:id/batches',
    {
      schema: docs(
        'listBatches',
        'terminals',
        'Settled batches, newest first: how the totals compared and what differs item by item',
        { params: TerminalParams, querystring: BatchesQuery },
        { 200: BatchesSchema },
      ),
    },
    async (request) => {
      const { params, query } = request;
      const { merchantId, terminalId } = await terminalFor(
        options,
        callerOf(request),
        params.id,
        query.merchant,
      );
      const found = await reader.batches({ merchantId, terminalId, open: query.open === 'true' });
      return { items: found.map(batchView) };
    },
  );

  app.get(
    '/v1/terminals/:id/batches/:batch',
    {
      schema: docs(
        'getBatch',
        'terminals',
        'One settled batch',
        { params: BatchParams, querystring: OfMerchantQuery },
        { 200: BatchSchema },
      ),
    },
    async (request) => {
      const { params, query } = request;
      const terminal = await terminalFor(options, callerOf(request), params.id, query.merchant);
      return batchView(await batchFor(terminal, params.batch));
    },
  );

  app.post(
    '/v1/terminals/:id/batches/:batch/differences/:no',
    {
      config: { access: 'operator' },
      schema: docs(
        'endDifference',
        'terminals',
        'Say how a difference between the two lists ended; money moves by a cancellation, not by this',
        { params: DifferenceParams, querystring: OfMerchantQuery, body: EndDifferenceBody },
        { 200: BatchSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { params, query, body } = request;
      const terminal = await terminalFor(options, caller, params.id, query.merchant);
      const reply = await engine.submit({
        ...{ type: 'end-difference', merchant: await merchantOf(options, terminal) },
        ...{ terminalId: terminal.terminalId, batchNo: params.batch, no: Number(params.no) },
        ...{ how: body.how, by: caller.id, reason: lineOf(body.reason, '/reason') },
      });
      if (reply.outcome !== 'accepted' || reply.batch === null) throw new Problem(reply.outcome);
      return batchView(reply.batch);
    },
  );
}
