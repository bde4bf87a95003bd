/** Search over payments by what a slip, a statement or a caller has. */
import { type Static, Type } from 'typebox';
import type { FoundPayment } from '#adapters/postgres';
import { PAYMENT_STATES, type PaymentId } from '#domain/payment';
import { KIND_WORDS, STATE_WORDS } from '#domain/wording';
import { amount, instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { bookFor, type Caller, callerOf } from '../auth.ts';
import { instantMs } from '../input.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { paymentView } from '../payments/views.ts';
import { inputProblem } from '../problems.ts';
import { Fen, Instant, nullable, Words } from '../schemas-basic.ts';
import { Amount, Book, closed, paging, When } from '../schemas-input.ts';

const DAY_MS = 86_400_000;
/** Amount, terminal, trace number, code and state have no index: without another mark they go so many days back. */
const WIDE_DAYS = 31;

const MARKS = {
  ...paging,
  book: Book,
  reference: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'An id of a payment, a way back, a request or an order; a reference number (F37) of either; ' +
        'with `book` the merchant’s order number.',
    }),
  ),
  last4: Type.Optional(Type.String({ pattern: '^[0-9]{4}$' })),
  authCode: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z]{1,6}$', description: 'F38.' })),
  trace: Type.Optional(Type.String({ pattern: '^[0-9]{6}$', description: 'F11 of the terminal.' })),
  terminal: Type.Optional(Type.String({ minLength: 1, maxLength: 8 })),
  state: Type.Optional(Type.Enum([...PAYMENT_STATES])),
  amountFrom: Type.Optional(Amount),
  amountTo: Type.Optional(Amount),
  from: Type.Optional(When),
  to: Type.Optional(When),
};
const SearchQuery = Type.Object(MARKS, closed);
const CardBody = Type.Object(
  {
    ...MARKS,
    card: Type.String({
      pattern: '^[0-9]{12,19}$',
      description: 'A full card number. It is turned into its keyed index and neither stored nor logged.',
    }),
  },
  closed,
);
type Marks = Static<typeof SearchQuery>;

const FoundSchema = Type.Object(
  {
    id: Type.String(),
    book: Type.String(),
    merchant: nullable(Words),
    kind: Type.String(),
    kindWords: Words,
    state: Type.Enum([...PAYMENT_STATES]),
    stateWords: Words,
    amount: Fen,
    returned: Fen,
    card: Type.String({ description: 'First six and last four digits.' }),
    terminalId: Type.String(),
    traceNo: Type.String(),
    rrn: Type.String(),
    authCode: nullable(Type.String()),
    startedAt: Instant,
  },
  { title: 'FoundPayment' },
);
const FoundListSchema = Type.Object(
  {
    items: Type.Array(FoundSchema),
    next: nullable(Type.String()),
    from: nullable({
      ...Instant,
      description: 'Where the question had no mark of its own the search began here; null: it had one.',
    }),
  },
  { title: 'FoundPaymentList' },
);
export type FoundView = Static<typeof FoundSchema>;
type FoundListView = Static<typeof FoundListSchema>;

function foundView({ merchant, ...entry }: FoundPayment): FoundView {
  const { id, book, kind, state, amountFen, card, terminal, rrn, startedMs } = entry.payment;
  const { authCode, wayBack } = paymentView(entry, 'operator');
  return {
    ...{ id, book, merchant: merchant === null ? null : { ...merchant }, kind, state, rrn, authCode },
    kindWords: { ...KIND_WORDS[kind] },
    stateWords: { ...STATE_WORDS[state] },
    amount: amount(amountFen),
    returned: wayBack.returned,
    card: card.masked,
    terminalId: terminal.terminalId,
    traceNo: terminal.stan,
    startedAt: instant(startedMs),
  };
}

function timeOf(name: 'from' | 'to', text: string | undefined): number | undefined {
  const ms = instantMs(text);
  if (text !== undefined && ms === undefined) throw inputProblem('query', `/${name}`, 'is no date and time');
  return ms;
}

export function addSearchRoutes(app: Api, options: HttpApiOptions): void {
  const { desk, security, clock } = options;

  async function found(caller: Caller, marks: Marks, cardIndex?: string): Promise<FoundListView> {
    const { cursor, limit = PAGE_DEFAULT, book: asked, from, to, ...rest } = marks;
    const { reference, last4, authCode, trace, terminal, state, amountFrom, amountTo } = rest;
    const book = bookFor(caller, asked);
    // The cursor is bound to the question; of a card number only its index takes part.
    const list = JSON.stringify(['search', book, cardIndex, from, to, rest]);
    const marked = [reference, cardIndex, last4, book ?? undefined].some((each) => each !== undefined);
    const plain = [authCode, trace, terminal, state, amountFrom, amountTo].every(
      (each) => each === undefined,
    );
    const [fromMs, toMs] = [timeOf('from', from), timeOf('to', to)];
    const beginMs = fromMs ?? (marked || plain ? undefined : (toMs ?? clock.nowMs()) - WIDE_DAYS * DAY_MS);
    const { items, next } = await desk.search({
      ...{ book, cardIndex, reference, last4, authCode, state, toMs, fromMs: beginMs, limit },
      ...{ traceNo: trace, terminalId: terminal },
      fromFen: amountFrom === undefined ? undefined : BigInt(amountFrom),
      toFen: amountTo === undefined ? undefined : BigInt(amountTo),
      cursor: positionOf(list, cursor) as PaymentId | null,
    });
    return {
      items: items.map(foundView),
      next: cursorFor(list, next),
      from: fromMs === undefined && beginMs !== undefined ? instant(beginMs) : null,
    };
  }

  app.get(
    '/v1/operator/payments',
    {
      config: { access: 'operator' },
      schema: docs(
        'searchPayments',
        'operator',
        'Find payments by what a slip or a statement shows, newest first',
        { querystring: SearchQuery },
        { 200: FoundListSchema },
        {
          description:
            'By reference, last four digits or book the search goes over all time; by anything ' +
            `else over ${WIDE_DAYS} days back from \`to\` or now, unless \`from\` says otherwise.`,
        },
      ),
    },
    async (request) => found(callerOf(request), request.query),
  );

  app.post(
    '/v1/operator/payments/search',
    {
      config: { access: 'operator' },
      schema: docs(
        'searchByCard',
        'operator',
        'The same by a full card number, which comes as a body: no address shows it. Recorded as an act',
        { body: CardBody },
        { 200: FoundListSchema },
      ),
    },
    async (request) => {
      const { card, ...marks } = request.body;
      // The last four digits lead the index.
      const narrowed = { last4: card.slice(-4), ...marks };
      return found(callerOf(request), narrowed, (await security.sealPan(card)).index);
    },
  );
}
