/** What the door without login takes, and what it tells a payer. */
import { type Static, Type } from 'typebox';
import { APPROVALS, PURPOSES } from '#domain/answer';
import { AMOUNT_FEN_MAX } from '#domain/money';
import { PAYMENT_STATES } from '#domain/payment';
import { CERTAINTIES } from '#domain/policy';
import { MOVEMENTS } from '#domain/tracking';
import { LIMITS } from '#engine';
import { answerMembers } from '../answers/schemas-answer.ts';
import { Paper, Reason, requestMembers, Wanted } from '../requests/schemas-requests.ts';
import { Coded, Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';

const closed = { additionalProperties: false } as const;

const named = {
  code: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: LIMITS.receiptCodeCharactersMax,
      description: 'The code on the receipt.',
    }),
  ),
  reference: Type.Optional(
    Type.String({ minLength: 1, maxLength: 32, description: 'Typed: the reference number.' }),
  ),
  date: Type.Optional(Type.String({ minLength: 1, maxLength: 32, description: 'Typed: 2026-11-24.' })),
  amount: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number(AMOUNT_FEN_MAX),
      description: 'Typed: the amount paid, in fen.',
    }),
  ),
  last4: Type.Optional(
    Type.String({ minLength: 1, maxLength: 8, description: "Typed: the card's last four digits." }),
  ),
};
const purpose = Type.Optional(
  Type.Enum([...PURPOSES], {
    description: 'Why the money is wanted back: it may open a right, or ask for papers.',
  }),
);
export const LookupBody = Type.Object({ ...named, purpose }, { ...closed, title: 'Lookup' });
export const AskBody = Type.Object(
  {
    ...named,
    part: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number(AMOUNT_FEN_MAX),
        description: 'Ask for a part, in fen; left out: all.',
      }),
    ),
    purpose,
    reason: Reason,
    language: Type.Optional(
      Type.Enum(['zh', 'en'], {
        description: 'In which language the payer is told; left out: by the number.',
      }),
    ),
    whenOpen: Type.Optional(Type.Boolean({ description: 'Wait for a route that opens later.' })),
    phone: Type.Optional(Type.String({ minLength: 5, maxLength: LIMITS.phoneCharactersMax })),
    email: Type.Optional(Type.String({ minLength: 3, maxLength: LIMITS.emailCharactersMax })),
  },
  { ...closed, title: 'PublicRequestBody' },
);

export const AskHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      minLength: 16,
      maxLength: LIMITS.idempotencyKeyMax,
      pattern: '^[\\x21-\\x7e]+$',
      description:
        'Random, the same for every repetition: whoever repeats the request under it is given the token again, ' +
        'should the first answer be lost.',
    }),
  ),
});

const { verdict, sentence, route, effect, amount, payerAmount, currency, destination, arrival } =
  answerMembers;
const { evidence, deadline, opensAt, reason, next, entitlement, advice, aftercare, at } = answerMembers;
/** A rule for a payer: what it says, where it was read and how sure that is; no facts, no parameters. */
const PublicRule = Type.Object(
  {
    id: Type.String({ examples: ['UP-02'] }),
    zh: Type.String(),
    en: Type.String(),
    source: Words,
    certainty: Type.Enum([...CERTAINTIES]),
    usually: Type.Boolean({ description: 'True: usual, not promised.' }),
    held: Type.Boolean({ description: 'False: this rule stands against it.' }),
  },
  { title: 'PublicRule' },
);
/** The answer without what is between the shop and the institution: fees, facts, parameters. */
export const PublicAnswerSchema = Type.Object(
  {
    ...{ verdict, sentence, route, effect, amount, payerAmount, currency, destination, arrival },
    ...{ evidence, deadline, opensAt, reason, next, entitlement, advice, aftercare, at },
    payerFee: nullable(
      Type.Integer({ description: 'What the payer is charged for it, in fen; null: not open.' }),
    ),
    rules: Type.Array(PublicRule),
  },
  { title: 'PublicAnswer' },
);
export type PublicAnswerView = Static<typeof PublicAnswerSchema>;

export const LookedUpSchema = Type.Object(
  {
    merchant: Words,
    amount: Fen,
    currency: Type.String(),
    at: Instant,
    card: Type.String({ description: 'The last four digits, the others masked.' }),
    payment: Type.Object({
      state: Type.Enum([...PAYMENT_STATES]),
      stateWords: Words,
      nextCheckAt: nullable(
        Type.String({
          format: 'date-time',
          description: 'Its outcome is open: when this is looked at again.',
        }),
      ),
    }),
    answer: PublicAnswerSchema,
    requested: Type.Boolean({ description: 'A request of a payer is open already.' }),
    request: nullable(
      Type.Object(
        { state: requestMembers.state, stateWords: Words, dueAt: requestMembers.dueAt },
        { description: 'The latest request of a payer: where it stands, and no more.' },
      ),
    ),
    wayBack: nullable(
      Type.Object(
        {
          movement: Type.Enum([...MOVEMENTS]),
          sentence: Words,
          tracking: Type.String({ description: 'Where its money is: a link.' }),
        },
        { description: 'The latest way back of this payment, whoever asked for it.' },
      ),
    ),
  },
  { title: 'LookedUp' },
);
export type LookedUpView = Static<typeof LookedUpSchema>;

const publicMembers = {
  id: requestMembers.id,
  merchant: Words,
  state: requestMembers.state,
  stateWords: Words,
  amount: requestMembers.amount,
  currency: Type.String(),
  reason: Type.String(),
  purpose: requestMembers.purpose,
  contact: requestMembers.contact,
  papersWanted: Type.Array(Wanted),
  papers: Type.Array(
    Type.Object({ kind: Paper.properties.kind, size: Paper.properties.size, item: Coded, at: Instant }),
    { description: 'What was handed in, by whomever.' },
  ),
  canWithdraw: Type.Boolean({ description: 'Nothing was sent yet: the payer may take it back.' }),
  approval: Type.Enum([...APPROVALS].filter((each) => each !== 'merchant')),
  why: Type.Array(PublicRule, { description: 'Rules that want papers or a review.' }),
  refusal: nullable(Type.Object({ stageWords: Words, why: Type.String() })),
  outcome: nullable(OutcomeSchema),
  dueAt: requestMembers.dueAt,
  arrival: requestMembers.arrival,
  askedAt: Instant,
  endedAt: nullable(Instant),
  tracking: nullable(Type.String({ description: 'Where the money is: a link for the payer.' })),
};
export const PublicRequestSchema = Type.Object(publicMembers, { title: 'PublicRequest' });
export type PublicRequestView = Static<typeof PublicRequestSchema>;
export const PublicAskedSchema = Type.Object(
  {
    request: PublicRequestSchema,
    token: nullable(
      Type.String({
        description:
          'Opens this request again: Authorization: Bearer. Shown once, to the first who asked; null afterwards.',
      }),
    ),
  },
  { title: 'PublicAsked' },
);
export type PublicAskedView = Static<typeof PublicAskedSchema>;
