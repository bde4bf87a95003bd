/** Requests to cancel, and receipts. */
import { type Static, Type } from 'typebox';
import { PURPOSES } from '#domain/answer';
import { ROUTES } from '#domain/cancellation';
import { REQUEST_STATES } from '#domain/request';
import { LIMITS } from '#engine';
import { CURSOR_MAX } from '../paging.ts';
import { AnswerSchema, DIFFERENCES } from '../schemas.ts';
import { Coded, Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';

const closed = { additionalProperties: false } as const;
const Id = Type.String({ minLength: 1, maxLength: 64 });
const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const Wanted = Type.Object(
  { code: Type.String(), zh: Type.String(), en: Type.String(), received: Type.Boolean() },
  { title: 'WantedPaper' },
);
export const Paper = Type.Object(
  {
    sha256: Sha256,
    kind: Type.Enum(['png', 'jpeg', 'pdf']),
    size: Type.Integer({ description: 'Bytes.' }),
    item: Coded,
    by: Type.String(),
    at: Instant,
    link: Type.String(),
  },
  { title: 'Paper' },
);
const Refusal = Type.Object(
  {
    by: Type.String(),
    stage: Type.Enum(['decision', 'approval', 'review']),
    stageWords: Words,
    why: Type.String(),
  },
  { title: 'Refusal' },
);

export const requestMembers = {
  id: Type.String({ examples: ['req_01H4S9X2M8K3P7QR'] }),
  book: Type.String(),
  payment: Type.String(),
  state: Type.Enum([...REQUEST_STATES]),
  stateWords: Words,
  amount: nullable(
    Type.Integer({ description: 'Whole fen; null: all that can go back when it is carried out.' }),
  ),
  currency: Type.String(),
  route: nullable(Type.Enum([...ROUTES])),
  whenOpen: Type.Boolean({ description: 'A route that opens later is waited for.' }),
  door: Type.Enum(['payer', 'merchant', 'operator']),
  by: Type.String({ description: 'The key that asked; payer: whoever holds the receipt.' }),
  requestedBy: nullable(Type.String({ description: "Who in the shop asked, in the shop's words." })),
  reason: Type.String(),
  purpose: nullable(Type.Object({ ...Coded.properties, code: Type.Enum([...PURPOSES]) })),
  contact: Type.Object(
    { phone: nullable(Type.String()), email: nullable(Type.String()) },
    { description: 'Masked.' },
  ),
  papersWanted: Type.Array(Wanted),
  approval: Type.Enum(['none', 'supervisor', 'review'], { description: 'Whose word the answer asks for.' }),
  papers: Type.Array(Paper),
  acceptedBy: nullable(Type.String()),
  approvedBy: nullable(Type.String()),
  reviewedBy: nullable(Type.String()),
  refusal: nullable(Refusal),
  cancellation: nullable(Type.String({ description: 'The way back that it led to.' })),
  overtakenBy: nullable(Type.String({ description: 'The way back that came first.' })),
  outcome: nullable(OutcomeSchema),
  arrival: nullable(Type.Enum(['confirmed', 'not-confirmed'])),
  dueAt: nullable(Type.String({ format: 'date-time', description: 'When this state has its time limit.' })),
  askedAt: Instant,
  endedAt: nullable(Instant),
  links: Type.Object({ self: Type.String(), payment: Type.String(), explanation: Type.String() }),
};
export const RequestSchema = Type.Object(requestMembers, { title: 'Request' });
export type RequestView = Static<typeof RequestSchema>;
export const RequestDetailSchema = Type.Object(
  { ...requestMembers, answer: AnswerSchema },
  { title: 'RequestDetail' },
);
export type RequestDetailView = Static<typeof RequestDetailSchema>;

export const RequestExplanationSchema = Type.Object(
  {
    request: RequestSchema,
    stored: AnswerSchema,
    today: AnswerSchema,
    differs: Type.Boolean({ description: 'Would the same question be answered otherwise today?' }),
    differences: Type.Array(Type.Enum([...DIFFERENCES])),
  },
  { title: 'RequestExplanation' },
);

export const RequestsQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_MAX, pattern: '^[A-Za-z0-9_-]+$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.httpPageMax })),
    book: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    state: Type.Optional(Type.Enum([...REQUEST_STATES])),
    payment: Type.Optional(Id),
  },
  closed,
);
export const Reason = Type.String({ minLength: 1, maxLength: LIMITS.reasonCharactersMax });
export const WhyBody = Type.Object(
  { reason: Type.String({ ...Reason, description: 'Told to the payer.' }) },
  { ...closed, title: 'Why' },
);
export const PaperQuery = Type.Object(
  {
    item: Type.String({
      minLength: 1,
      maxLength: 60,
      pattern: '^[a-z0-9-]+$',
      description: 'Which wanted paper it is: a code of papersWanted.',
    }),
  },
  closed,
);
export const PaperParams = Type.Object({ id: Id, sha256: Type.String({ maxLength: 64 }) });

export const ReceiptSchema = Type.Object(
  {
    merchant: Type.Object({ id: Type.String(), zh: Type.String(), en: Type.String() }),
    terminalId: Type.String(),
    acquirer: Type.String({ description: 'F32 of the payment.' }),
    card: Type.String({ description: 'First six and last four digits.' }),
    type: Words,
    batchNo: Type.String(),
    traceNo: Type.String(),
    authCode: nullable(Type.String()),
    reference: Type.String(),
    at: Instant,
    clearingDay: Type.String({ format: 'date' }),
    amount: Fen,
    currency: Type.String(),
    state: Words,
    code: Type.String({
      description:
        'Whoever holds it may ask for a cancellation without login. Capital letters, digits and hyphens: a QR ' +
        'symbol takes it as it is.',
    }),
    link: Type.String({
      description:
        'The page that answers «can this be cancelled?» for this receipt: what its QR symbol holds. The code stands ' +
        'behind #, so that no server and no log sees it.',
    }),
  },
  { title: 'Receipt' },
);
export type ReceiptView = Static<typeof ReceiptSchema>;
