/** Reading payments, asking whether one can be cancelled, and the books. */

import type { ApiKey, PaymentRecord } from '#adapters/postgres';
import type { Question } from '#domain/answer';
import type { Route } from '#domain/cancellation';
import type { Payment, PaymentId } from '#domain/payment';
import { isPaymentId } from '#engine';
import { answerView } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf, maySee } from '../auth.ts';
import { instantMs } from '../input.ts';
import { docs } from '../openapi.ts';
import { accountsView, journalView } from '../operation/books-view.ts';
import { AccountSchema, JournalSchema, JourneySchema, UnresolvedSchema } from '../operation/schemas-books.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { inputProblem, Problem } from '../problems.ts';
import { AskedSchema, listOf, PaymentSchema } from '../schemas.ts';
import { AskQuery, BookQuery, IdParams, JournalsQuery, PaymentsQuery } from '../schemas-input.ts';
import { journeyView } from './journey-view.ts';
import { paymentView, underWayOf, unresolvedView } from './views.ts';

export const PAGE_DEFAULT = 50;

/** A payment that the caller may see. One of another merchant is the same as none. */
export async function paymentFor(
  options: HttpApiOptions,
  caller: ApiKey,
  id: string,
): Promise<PaymentRecord> {
  const record = isPaymentId(id) ? await options.reader.payment(id) : null;
  if (record === null || !maySee(caller, record.payment.book)) {
    throw new Problem('not-found', {
      detail: 'There is no payment with this id.',
      detailZh: '没有此编号的交易。',
    });
  }
  return record;
}

export const askerOf = (caller: ApiKey): 'merchant' | 'operator' => caller.role;

export const questionOf = (payment: Payment, parts: Omit<Question<Route>, 'subject'>): Question<Route> => ({
  subject: { kind: 'payment', id: payment.id },
  ...parts,
});

function time(name: 'from' | 'to', text: string | undefined): number | undefined {
  const ms = instantMs(text);
  if (text !== undefined && ms === undefined) throw inputProblem('query', `/${name}`, 'is no date and time');
  return ms;
}

export function addPaymentRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, engine } = options;

  app.get(
    '/v1/payments',
    {
      schema: docs(
        'listPayments',
        'payments',
        'Payments, newest first',
        { querystring: PaymentsQuery },
        { 200: listOf(PaymentSchema, 'PaymentList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book: asked, state, rrn, terminal, from, to } = request.query;
      const caller = callerOf(request);
      const book = bookFor(caller, asked);
      const list = JSON.stringify(['payments', book, state, rrn, terminal, from, to]);
      const after = positionOf(list, cursor) as PaymentId | null;
      const filter = { state, rrn, terminalId: terminal, fromMs: time('from', from), toMs: time('to', to) };
      const { items, next } = await reader.payments({ book, cursor: after, limit, ...filter });
      return { items: items.map((each) => paymentView(each, caller.role)), next: cursorFor(list, next) };
    },
  );

  app.get(
    '/v1/payments/:id',
    { schema: docs('getPayment', 'payments', 'One payment', { params: IdParams }, { 200: PaymentSchema }) },
    async (request) => {
      const caller = callerOf(request);
      return paymentView(await paymentFor(options, caller, request.params.id), caller.role);
    },
  );

  app.get(
    '/v1/payments/:id/journey',
    {
      schema: docs(
        'getJourney',
        'payments',
        'Everything that happened to one payment, out and back, with its bookings',
        { params: IdParams },
        { 200: JourneySchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const record = await paymentFor(options, caller, request.params.id);
      return journeyView(record, await reader.journey(record.payment.id), caller.role);
    },
  );

  app.get(
    '/v1/payments/:id/cancellability',
    {
      schema: docs(
        'askCancellability',
        'payments',
        'Can this be cancelled? The answer, without acting',
        { params: IdParams, querystring: AskQuery },
        { 200: AskedSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { payment, cancellations } = await paymentFor(options, caller, request.params.id);
      const { route = null, amount, terminal = null } = request.query;
      const amountFen = amount === undefined ? null : BigInt(amount);
      const asked = questionOf(payment, { asker: askerOf(caller), route, amountFen, terminalId: terminal });
      const answer = await engine.ask(payment, asked);
      return { ...answerView(answer), underWay: underWayOf(cancellations) };
    },
  );
}

export function addLedgerRoutes(app: Api, options: HttpApiOptions): void {
  const { reader } = options;

  app.get(
    '/v1/ledger/accounts',
    {
      schema: docs(
        'listAccounts',
        'ledger',
        'Balances of a book, for a merchant its own accounts; for operators the sums over all books',
        { querystring: BookQuery },
        { 200: listOf(AccountSchema, 'AccountList') },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const entries = await reader.balances(bookFor(caller, request.query.book));
      return { items: accountsView(entries, caller.role), next: null };
    },
  );

  app.get(
    '/v1/ledger/journals',
    {
      schema: docs(
        'listJournals',
        'ledger',
        'Journals with their entries, those of the newest payment first',
        { querystring: JournalsQuery },
        { 200: listOf(JournalSchema, 'JournalList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book: asked } = request.query;
      const caller = callerOf(request);
      const book = bookFor(caller, asked);
      const list = JSON.stringify(['journals', book]);
      const position = positionOf(list, cursor)?.split('/') ?? null;
      const after =
        position === null ? null : { paymentId: position[0] as PaymentId, no: Number(position[1]) };
      const { items, next } = await reader.journals({ book, cursor: after, limit });
      return {
        items: items.map((journal) => journalView(journal, caller.role)),
        next: cursorFor(list, next === null ? null : `${next.paymentId}/${next.no}`),
      };
    },
  );

  app.get(
    '/v1/unresolved',
    {
      config: { access: 'operator' },
      schema: docs(
        'listUnresolved',
        'operation',
        'What still has no end: unknown payments, cancellations under way, mismatches',
        {},
        { 200: UnresolvedSchema },
      ),
    },
    async () => unresolvedView(await reader.unresolved()),
  );
}
