/** The shapes of orders: what is asked for, and what is told. */
import { type Static, Type } from 'typebox';
import { ORDER_STATES } from '#domain/order';
import { FUNDERS } from '#domain/payment';
import { LIMITS } from '#engine';
import { PAY_CODE_LENGTH_MAX } from '#wire/qr';
import { AskedSchema, PaymentSchema } from '../schemas.ts';
import { Fen, Instant, nullable, Words } from '../schemas-basic.ts';
import { Amount, Book, CancelHeaders, closed, paging } from '../schemas-input.ts';

export const OrderBody = Type.Object(
  {
    orderNo: Type.String({
      minLength: 1,
      maxLength: LIMITS.orderNoMax,
      pattern: '^[0-9A-Za-z_-]+$',
      description: 'Your own number for it: one order each.',
    }),
    amount: Amount,
    subject: Type.String({
      minLength: 1,
      maxLength: LIMITS.orderSubjectMax,
      description: 'What is paid for, as the payer reads it. One line.',
    }),
    expiresIn: Type.Optional(
      Type.Integer({
        minimum: LIMITS.orderExpiryMinS,
        maximum: LIMITS.orderExpiryMaxS,
        description: `Seconds until nobody may begin to pay; ${LIMITS.orderExpiryS} when left out.`,
      }),
    ),
    discounts: Type.Optional(
      Type.Array(
        Type.Object(
          { funder: Type.Enum([...FUNDERS]), amount: Amount },
          { ...closed, title: 'DiscountPart' },
        ),
        { maxItems: FUNDERS.length, description: 'Who bears which part of the price; each funder once.' },
      ),
    ),
  },
  { ...closed, title: 'OrderRequest' },
);

export const PayBody = Type.Object(
  {
    payCode: Type.String({
      minLength: 1,
      maxLength: PAY_CODE_LENGTH_MAX,
      description: 'The number behind the code that the payer shows: 19 digits beginning with 62.',
    }),
  },
  { ...closed, title: 'CodePaymentRequest' },
);

export const OrderHeaders = CancelHeaders;

export const OrdersQuery = Type.Object(
  {
    ...paging,
    book: Book,
    state: Type.Optional(Type.Enum([...ORDER_STATES])),
    orderNo: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.orderNoMax })),
  },
  closed,
);
export const OrderQuery = Type.Object(
  {
    refresh: Type.Optional(
      Type.String({
        pattern: '^(true|false|)$',
        maxLength: 5,
        description: 'Ask the network first, where the order has no end yet.',
      }),
    ),
  },
  closed,
);

export const OrderSchema = Type.Object(
  {
    id: Type.String({ examples: ['ord_01H4S9X2M8K3P7QR'] }),
    book: Type.String(),
    merchantId: Type.String(),
    orderNo: Type.String(),
    subject: Type.String(),
    state: Type.Enum([...ORDER_STATES]),
    stateWords: Words,
    amount: Fen,
    discounts: Type.Array(Type.Object({ funder: Type.Enum([...FUNDERS]), amount: Fen })),
    payable: Type.Integer({ description: 'What the payer pays, in fen.' }),
    currency: Type.String(),
    code: Type.String({
      description: 'The text of the code that the payer’s app scans (EMV, merchant-presented).',
    }),
    createdAt: Instant,
    expiresAt: Instant,
    payment: nullable(Type.String({ description: 'The payment that pays it, or is under way.' })),
    paidAt: nullable(Instant),
    close: nullable(
      Type.Object(
        {
          why: Type.Enum(['by-merchant', 'expired']),
          words: Words,
          confirmed: Type.Boolean({ description: 'False: the network has not acknowledged it.' }),
          at: nullable(Instant),
        },
        { title: 'OrderClose', description: 'Asked for, under way or done.' },
      ),
    ),
    returned: Type.Array(Type.String(), {
      description: 'Payments that went back whole: they were one too many.',
    }),
    nextCheckAt: nullable(Instant),
    links: Type.Object({
      self: Type.String(),
      journey: Type.String(),
      cancellability: Type.String(),
      payment: nullable(Type.String()),
    }),
  },
  { title: 'Order' },
);
export type OrderView = Static<typeof OrderSchema>;

export const OrderPaymentSchema = Type.Object(
  { order: OrderSchema, payment: nullable(PaymentSchema) },
  { title: 'OrderPayment' },
);
export type OrderPaymentView = Static<typeof OrderPaymentSchema>;

export const OrderJourneySchema = Type.Object(
  {
    order: OrderSchema,
    steps: Type.Array(
      Type.Object({
        at: Instant,
        kind: Type.String(),
        zh: Type.String(),
        en: Type.String(),
        payment: nullable(Type.String()),
        cancellation: nullable(Type.String()),
      }),
    ),
    truncated: Type.Boolean(),
  },
  { title: 'OrderJourney' },
);
export type OrderJourneyView = Static<typeof OrderJourneySchema>;

export const OrderAskedSchema = AskedSchema;
