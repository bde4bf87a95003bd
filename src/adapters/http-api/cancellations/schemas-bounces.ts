/** Shapes of what happens to a way back after the network's word: arrival, bounce, payout, an end by two persons. */
import { type Static, Type } from 'typebox';
import { ARRIVAL_SOURCES, ID_KINDS, RETURN_REASONS } from '#domain/cancellation';
import { END_VERDICTS } from '#domain/payment';
import { LIMITS } from '#engine';
import { Coded, Fen, Instant, nullable, Words } from '../schemas-basic.ts';

const closed = { additionalProperties: false } as const;

export const ArrivalStateSchema = Type.Object(
  {
    state: Type.Enum(['expected', 'overdue', 'confirmed']),
    latestAt: nullable(Instant),
    confirmedBy: nullable(Type.Enum([...ARRIVAL_SOURCES])),
    confirmedAt: nullable(Instant),
  },
  {
    title: 'Arrival',
    description: 'Has the payer got a refund? `null` for what leaves no entry to look for.',
  },
);

export const BounceSchema = Type.Object(
  {
    clearingDay: Type.String({ format: 'date' }),
    why: Type.Object({ code: Type.Enum([...RETURN_REASONS]), zh: Type.String(), en: Type.String() }),
    at: Instant,
    rounds: Type.Integer({ description: 'Payouts that the bank sent back.' }),
    bankFees: Fen,
    account: nullable(
      Type.Object({
        bank: Type.String(),
        number: Type.String({ description: 'First six and last four digits.' }),
        holder: Type.String({ description: 'First character alone.' }),
        namedBy: nullable(Type.String()),
        checkedBy: nullable(Type.String()),
      }),
    ),
    order: nullable(
      Type.Object({
        no: Type.String({ description: 'The same however often the order is handed over.' }),
        at: Instant,
        approvedBy: Type.String(),
        withBankSince: nullable(Instant),
        bankReference: nullable(Type.String()),
      }),
    ),
    stranded: nullable(Coded),
  },
  { title: 'Bounce', description: 'A refund that the bank sent back, and what becomes of its money.' },
);

export const ProposalSchema = Type.Object(
  {
    verdict: Type.Enum([...END_VERDICTS]),
    words: Words,
    evidence: Type.String(),
    clearingDay: nullable(Type.String({ format: 'date' })),
    by: Type.String(),
    at: Instant,
  },
  { title: 'EndProposal', description: 'What one operator found out; another one has to approve it.' },
);

export const PayoutSchema = Type.Object(
  {
    order: Type.String(),
    cancellation: Type.String(),
    payment: Type.String(),
    book: Type.String(),
    amount: Fen,
    currency: Type.String(),
    bank: Type.String(),
    account: Type.String({ description: 'First six and last four digits; the order itself has all.' }),
    holder: Type.String({ description: 'First character alone; the order itself has all.' }),
    orderedAt: Instant,
    withBankSince: nullable(Instant),
    overdue: Type.Boolean({ description: 'True: the bank has not answered in time.' }),
  },
  { title: 'Payout' },
);
export type PayoutView = Static<typeof PayoutSchema>;

const person = {
  holder: Type.String({ minLength: 1, maxLength: LIMITS.holderNameMax, description: 'As the bank has it.' }),
  idKind: Type.Enum([...ID_KINDS]),
  idNumber: Type.String({
    minLength: 4,
    maxLength: LIMITS.idNumberMax,
    pattern: '^[0-9A-Za-z()-]+$',
    description: 'Kept as a keyed fingerprint alone, to be compared.',
  }),
};
export const AccountBody = Type.Object(
  {
    bank: Type.String({ minLength: 1, maxLength: LIMITS.bankNameMax }),
    number: Type.String({
      pattern: '^[0-9]{12,19}$',
      description: 'Kept sealed; shown as first six and last four digits.',
    }),
    ...person,
  },
  closed,
);
export const IssuerWordBody = Type.Object(
  {
    ...person,
    reference: Type.String({ minLength: 1, maxLength: LIMITS.bankReferenceMax }),
  },
  closed,
);
export const DecisionBody = Type.Object(
  {
    approve: Type.Boolean(),
    of: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'When that was named or proposed which was looked at, in milliseconds, as the queue says it: what was put ' +
          'in its place since is not approved unseen (409).',
      }),
    ),
  },
  closed,
);
export const PayoutResultBody = Type.Object(
  {
    order: Type.String({ minLength: 1, maxLength: 64 }),
    result: Type.Enum(['paid', 'returned', 'struck'], {
      description:
        'returned: the money came back, the bank keeps its fee. struck: the entry was undone with its fee.',
    }),
    bankReference: Type.String({ minLength: 1, maxLength: LIMITS.bankReferenceMax }),
    bankFee: Type.Optional(Type.Integer({ minimum: 0, maximum: LIMITS.bankFeeFenMax })),
  },
  closed,
);
export const ArrivalBody = Type.Object({ by: Type.Enum(['payer', 'merchant']) }, closed);
export const ResolveBody = Type.Object(
  {
    verdict: Type.Enum([...END_VERDICTS]),
    evidence: Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax }),
    clearingDay: Type.Optional(
      Type.String({
        format: 'date',
        description: 'The day for which the network has the payment, where it stands after all.',
      }),
    ),
  },
  closed,
);
