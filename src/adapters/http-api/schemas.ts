/**
 * The shapes of the API, once: requests are checked by them, replies are typed by them, the OpenAPI
 * document is made of them. A shape with a `title` becomes a named component there. Amounts are whole fen
 * as JSON integers, instants ISO 8601 with +08:00.
 */

import { type Static, type TSchema, Type } from 'typebox';
import { CANCELLATION_STATES } from '#domain/cancellation';
import {
  CARD_STATES,
  DISPUTES,
  DUPLICATES,
  PAYMENT_CHANNELS,
  PAYMENT_KINDS,
  PAYMENT_STATES,
  VARIETIES,
} from '#domain/payment';
import { AnswerSchema, answerMembers } from './answers/schemas-answer.ts';
import { Coded, Fen, Instant, nullable, OutcomeSchema, Words } from './schemas-basic.ts';

export * from './answers/schemas-answer.ts';
export * from './schemas-basic.ts';

import { ArrivalStateSchema, BounceSchema, ProposalSchema } from './cancellations/schemas-bounces.ts';

export const SENT_ROUTES = ['REVERSAL', 'VOID', 'REFUND'] as const;
const DOORS = ['terminal', 'api', 'console', 'payer', 'deadline', 'network'] as const;

const HoldSchema = Type.Object(
  {
    held: Fen,
    until: nullable(Instant),
    raises: Type.Array(
      Type.Object({ payment: Type.String(), amount: Fen, state: Type.Enum(['open', 'held']) }),
    ),
    completion: nullable(
      Type.Object({
        payment: Type.String(),
        amount: Fen,
        state: Type.Enum(['open', 'approved', 'voided']),
      }),
    ),
  },
  { title: 'Hold', description: 'Of a pre-authorisation: what is held, until when, and what belongs to it.' },
);

export const PaymentSchema = Type.Object(
  {
    id: Type.String({ examples: ['pay_01H4S9X2M8K3P7QR'] }),
    book: Type.String(),
    kind: Type.Enum([...PAYMENT_KINDS]),
    kindWords: Words,
    state: Type.Enum([...PAYMENT_STATES]),
    stateWords: Words,
    outcome: nullable(OutcomeSchema),
    amount: Fen,
    currency: Type.String(),
    card: Type.String({ description: 'First six and last four digits.' }),
    channel: Type.Enum([...PAYMENT_CHANNELS]),
    order: nullable(
      Type.Object(
        { id: Type.String(), orderNo: Type.String() },
        { description: 'The order that it pays; null for a payment at a till.' },
      ),
    ),
    hold: nullable(HoldSchema),
    preauth: nullable(
      Type.String({
        description: 'Of an increment or a completion: the pre-authorisation that it raises or takes.',
      }),
    ),
    notice: Type.Boolean({
      description: 'A completion or an offline sale: repeated until it is acknowledged, and never reversed.',
    }),
    variety: nullable(
      Type.Enum([...VARIETIES], {
        description:
          'Of a sale by telephone or post, in instalments, with points or reserved; null for any other.',
      }),
    ),
    instalments: nullable(
      Type.Integer({ minimum: 1, description: 'Of a sale in instalments: the number of periods.' }),
    ),
    offline: Type.Boolean({
      description: 'The chip approved it alone, or a voice did; the terminal told the host afterwards.',
    }),
    circumstances: Type.Object(
      {
        frozen: Type.Boolean(),
        dispute: Type.Enum([...DISPUTES]),
        slipAskedAt: nullable(Instant),
        suspicious: Type.Optional(Type.Boolean({ description: 'For operators alone.' })),
        crossBorder: Type.Boolean(),
        cardState: Type.Enum([...CARD_STATES]),
        duplicate: Type.Enum([...DUPLICATES]),
        duplicateOf: nullable(Type.String({ description: 'The other payment of the two.' })),
      },
      { title: 'Circumstances', description: 'What an operator recorded around it; answers read it.' },
    ),
    releases: Type.Array(
      Type.Object({
        what: Type.String({ description: 'frozen, suspicious or dispute.' }),
        value: Type.String({ description: 'What it is to become.' }),
        by: Type.String({ description: 'Id of the key.' }),
        reason: Type.String(),
        at: Instant,
      }),
      { description: 'Holds that one operator wants taken off; for operators alone.' },
    ),
    merchantId: Type.String(),
    terminalId: Type.String(),
    batchNo: Type.String(),
    traceNo: Type.String(),
    rrn: Type.String(),
    authCode: nullable(Type.String()),
    clearingDay: Type.String({ format: 'date' }),
    startedAt: Instant,
    endedAt: nullable(Instant),
    nextCheckAt: nullable(Instant),
    wayBack: Type.Object(
      {
        returned: Fen,
        claimed: Fen,
        remaining: Fen,
        underWay: nullable(Type.Enum([...SENT_ROUTES])),
      },
      {
        title: 'WayBack',
        description: 'What went back, what is under way back, and what can still go back.',
      },
    ),
    links: Type.Object({
      self: Type.String(),
      journey: Type.String(),
      cancellability: Type.String(),
      cancellations: Type.String(),
    }),
  },
  { title: 'Payment' },
);
export type PaymentView = Static<typeof PaymentSchema>;

const cancellationMembers = {
  id: Type.String({ examples: ['can_01H4S9X2M8K3P7QR'] }),
  book: Type.String(),
  payment: Type.String(),
  route: Type.Enum([...SENT_ROUTES]),
  routeWords: Words,
  state: Type.Enum([...CANCELLATION_STATES]),
  stateWords: Words,
  outcome: OutcomeSchema,
  amount: Fen,
  currency: Type.String(),
  door: Type.Enum([...DOORS]),
  doorWords: Words,
  requestedBy: Type.String({
    description: 'The terminal or the id of the key; payer: a request of a payer.',
  }),
  person: nullable(Type.String({ description: "Who in the shop asked, in the shop's words." })),
  request: nullable(Type.String({ description: 'The request that led to it.' })),
  reason: Type.String(),
  rrn: Type.String(),
  openedAt: Instant,
  endedAt: nullable(Instant),
  attempts: nullable(Type.Integer()),
  tries: Type.Integer(),
  nextCheckAt: nullable(Instant),
  handed: nullable(Coded),
  arrived: nullable(ArrivalStateSchema),
  bounce: nullable(BounceSchema),
  proposal: nullable(ProposalSchema),
  askedAgain: Type.Integer(),
  retryWith: nullable(
    Type.Enum(['new-key'], {
      description:
        'new-key: it ended without money going back, and asking once more under a new Idempotency-Key may help. ' +
        'The same key tells of this cancellation for ever. null: it is done, under way, or a repetition is no help.',
    }),
  ),
  links: Type.Object({ self: Type.String(), payment: Type.String(), explanation: Type.String() }),
};

/** The answer to somebody who asks now, with the way back that is under way already. */
export const AskedSchema = Type.Object(
  {
    ...answerMembers,
    underWay: nullable(
      Type.Object(
        {
          cancellation: Type.String(),
          route: Type.Enum([...SENT_ROUTES]),
          state: Type.Enum([...CANCELLATION_STATES]),
          attempts: nullable(Type.Integer({ description: 'How often its message was sent.' })),
          nextCheckAt: nullable(Instant),
        },
        { description: 'The newest way back that has no end yet; null: none.' },
      ),
    ),
  },
  { title: 'Asked' },
);
export type AskedView = Static<typeof AskedSchema>;

export const CancellationSchema = Type.Object(cancellationMembers, { title: 'Cancellation' });
export type CancellationView = Static<typeof CancellationSchema>;
export const CancellationWithAnswerSchema = Type.Object(
  { ...cancellationMembers, answer: AnswerSchema },
  { title: 'CancellationWithAnswer' },
);
export type CancellationWithAnswerView = Static<typeof CancellationWithAnswerSchema>;

/** What may be otherwise between an answer that was given and the one of today. */
export const DIFFERENCES = ['verdict', 'route', 'reason', 'amount', 'deadline', 'fee'] as const;

export const ExplanationSchema = Type.Object(
  {
    cancellation: CancellationSchema,
    stored: AnswerSchema,
    today: AnswerSchema,
    differs: Type.Boolean({ description: 'Would the same question be answered otherwise today?' }),
    differences: Type.Array(Type.Enum([...DIFFERENCES])),
  },
  { title: 'Explanation' },
);
export type ExplanationView = Static<typeof ExplanationSchema>;

export const ReadinessSchema = Type.Object(
  {
    ready: Type.Boolean(),
    parts: Type.Record(
      Type.String(),
      Type.Object({ ok: Type.Boolean(), zh: Type.String(), en: Type.String() }),
    ),
  },
  { title: 'Readiness' },
);

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    titleZh: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable name from GET /v1/outcomes.' }),
    detail: Type.Optional(Type.String()),
    detailZh: Type.Optional(Type.String({ description: '`detail` in Chinese, where there is one.' })),
    retry: Type.String(),
    instance: Type.String(),
    requestId: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          in: Type.Enum(['body', 'query', 'path', 'header']),
          pointer: Type.String(),
          detail: Type.String(),
        }),
      ),
    ),
    answer: Type.Optional(AnswerSchema),
  },
  { title: 'Problem' },
);

export const listOf = <T extends TSchema>(item: T, title: string) =>
  Type.Object(
    {
      items: Type.Array(item),
      next: nullable(
        Type.String({ description: 'Give it as `cursor` for the next page; null: this was the last.' }),
      ),
    },
    { title },
  );
