/** What requests may hold. Everything is bounded, and what is not named is refused. */

import { Type } from 'typebox';
import { CANCELLATION_STATES, ROUTES } from '#domain/cancellation';
import { AMOUNT_FEN_MAX } from '#domain/money';
import { PAYMENT_STATES } from '#domain/payment';
import { LIMITS } from '#engine';
import { CURSOR_MAX } from './paging.ts';
import { SENT_ROUTES } from './schemas.ts';

export const closed = { additionalProperties: false } as const;

export const Amount = Type.Integer({
  minimum: 1,
  maximum: Number(AMOUNT_FEN_MAX),
  description: 'Whole fen, 1 to 999999999999.',
});
export const Id = Type.String({ minLength: 1, maxLength: 64 });
const WHEN = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,3})?(Z|[+-]\\d{2}:\\d{2})$';
export const When = Type.String({
  pattern: WHEN,
  maxLength: 35,
  description: 'ISO 8601 with an offset, for example 2026-11-24T00:00:00+08:00.',
});
export const Book = Type.Optional(
  Type.String({ minLength: 1, maxLength: 64, description: 'For operators: one book instead of all.' }),
);
export const paging = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_MAX, pattern: '^[A-Za-z0-9_-]+$' })),
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: LIMITS.httpPageMax,
      description: 'Rows per page, 50 when left out.',
    }),
  ),
};

export const IdParams = Type.Object({ id: Id });
export const BookQuery = Type.Object({ book: Book }, closed);
export const PaymentsQuery = Type.Object(
  {
    ...paging,
    book: Book,
    state: Type.Optional(Type.Enum([...PAYMENT_STATES])),
    rrn: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z]{12}$' })),
    terminal: Type.Optional(Type.String({ minLength: 1, maxLength: 8 })),
    from: Type.Optional(When),
    to: Type.Optional(When),
  },
  closed,
);
export const CancellationsQuery = Type.Object(
  {
    ...paging,
    book: Book,
    state: Type.Optional(Type.Enum([...CANCELLATION_STATES])),
    route: Type.Optional(Type.Enum([...SENT_ROUTES])),
    payment: Type.Optional(Id),
  },
  closed,
);
export const JournalsQuery = Type.Object({ ...paging, book: Book }, closed);
export const AskQuery = Type.Object(
  {
    route: Type.Optional(Type.Enum([...ROUTES])),
    amount: Type.Optional(Amount),
    terminal: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 8,
        description: 'At this terminal; left out: in the back office.',
      }),
    ),
  },
  closed,
);
export const CancelBody = Type.Object(
  {
    subject: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'What is to be cancelled: a payment, pay_…, or an order, ord_….',
    }),
    amount: Type.Optional(Amount),
    route: Type.Optional(Type.Enum([...ROUTES])),
    reason: Type.String({ minLength: 1, maxLength: LIMITS.reasonCharactersMax }),
    requestedBy: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: LIMITS.shopPersonCharactersMax,
        description: 'Who in the shop asked; stored beside the id of the key.',
      }),
    ),
    whenOpen: Type.Optional(
      Type.Boolean({ description: 'Wait for a route that opens later: told as a request (202).' }),
    ),
    evidence: Type.Optional(
      Type.Array(
        Type.Object(
          {
            item: Type.String({ minLength: 1, maxLength: 60, pattern: '^[a-z0-9-]+$' }),
            content: Type.String({ description: 'The file in base64.' }),
          },
          closed,
        ),
        {
          maxItems: LIMITS.papersPerRequestMax,
          description:
            'Small papers along with it, kept where a request is opened; larger ones go to its evidence address.',
        },
      ),
    ),
  },
  { ...closed, title: 'CancellationRequest' },
);
export const CancelHeaders = Type.Object({
  'idempotency-key': Type.String({
    minLength: 1,
    maxLength: LIMITS.idempotencyKeyMax,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'The same for every repetition of this request, new for every other one.',
  }),
  prefer: Type.Optional(
    Type.String({ maxLength: 100, description: '`wait=10`: as the query parameter `wait`.' }),
  ),
});
export const CancelQuery = Type.Object(
  {
    wait: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: LIMITS.httpWaitMaxMs / 1000,
        description: 'Seconds to wait for the end; 3 when left out.',
      }),
    ),
  },
  closed,
);
