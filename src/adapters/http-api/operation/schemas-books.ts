/** The shapes of the books, of a journey and of what is unresolved. */
import { type Static, Type } from 'typebox';
import { ACCOUNT_KINDS } from '#domain/ledger';
import { AdviceSchema } from '../payments/schemas-advices.ts';
import { CancellationSchema, Fen, Instant, nullable, PaymentSchema, Words } from '../schemas.ts';

const OWN_ACCOUNTS =
  'A merchant sees its own accounts alone: merchant_payable, merchant_reserve, suspense and fee_income (its ' +
  'merchant discount). What the acquirer pays to banks and network, and what they owe it, is for operators.';

const Columns = {
  debitPending: Fen,
  debitPosted: Fen,
  creditPending: Fen,
  creditPosted: Fen,
};
export const JournalSchema = Type.Object(
  {
    book: Type.String(),
    payment: Type.String(),
    no: Type.Integer(),
    kind: Type.Enum(['hold', 'post', 'release', 'mirror', 'transfer']),
    kindWords: Words,
    cancellation: nullable(Type.String()),
    mirrorsNo: nullable(Type.Integer()),
    at: Instant,
    entries: Type.Array(
      Type.Object(
        {
          account: Type.Enum([...ACCOUNT_KINDS]),
          zh: Type.String(),
          en: Type.String(),
          ...Columns,
          after: Type.Object({ ...Columns, version: Type.Integer() }),
        },
        { title: 'Entry' },
      ),
    ),
  },
  {
    title: 'Journal',
    description: `Balanced for operators. ${OWN_ACCOUNTS}`,
  },
);
export type JournalView = Static<typeof JournalSchema>;

export const AccountSchema = Type.Object(
  {
    book: nullable(Type.String({ description: 'null: all books together.' })),
    account: Type.Enum([...ACCOUNT_KINDS]),
    zh: Type.String(),
    en: Type.String(),
    normalSide: Type.Enum(['debit', 'credit']),
    balance: Type.Integer({ description: 'Posted fen on the normal side.' }),
    ...Columns,
    version: Type.Integer(),
  },
  { title: 'Account', description: OWN_ACCOUNTS },
);
export type AccountView = Static<typeof AccountSchema>;

const MessageOnTheWire = Type.Object(
  {
    type: Type.String({ description: 'Message type (MTI).', examples: ['0420'] }),
    transmission: nullable(Type.String({ description: 'F7, MMDDhhmmss.' })),
    trace: nullable(Type.String({ description: 'F11.' })),
    rrn: Type.String({ description: 'F37.' }),
    responseCode: nullable(
      Type.String({ description: 'F39 of an answer, by its meaning in the catalogue; null for a request.' }),
    ),
  },
  {
    title: 'NetworkMessage',
    description:
      'How the network names the message of this step. F7 and F11 of a void that was tried again ' +
      'are no longer at hand: null.',
  },
);

const Step = Type.Object(
  {
    at: Instant,
    kind: Type.String(),
    zh: Type.String(),
    en: Type.String(),
    cancellation: nullable(Type.String()),
    message: nullable(MessageOnTheWire),
    details: Type.Record(Type.String(), Type.Unknown()),
  },
  { title: 'Step' },
);
export const JourneySchema = Type.Object(
  {
    payment: PaymentSchema,
    cancellations: Type.Array(CancellationSchema),
    steps: Type.Array(Step),
    journals: Type.Array(JournalSchema),
    truncated: Type.Boolean(),
  },
  { title: 'Journey' },
);
export type JourneyView = Static<typeof JourneySchema>;

const Mismatch = Type.Object(
  {
    clearingDay: Type.String({ format: 'date' }),
    networkKey: Type.String(),
    kind: Type.String(),
    payment: nullable(Type.String()),
    amount: nullable(Fen),
    foundAt: Instant,
  },
  { title: 'Mismatch' },
);
export const UnresolvedSchema = Type.Object(
  {
    payments: Type.Array(PaymentSchema),
    cancellations: Type.Array(CancellationSchema),
    mismatches: Type.Array(Mismatch),
    advices: Type.Array(AdviceSchema, { description: 'Advices that nobody acknowledged.' }),
    counts: Type.Object({
      advices: Type.Integer(),
      payments: Type.Integer(),
      cancellations: Type.Integer(),
      handed: Type.Integer(),
      mismatches: Type.Integer(),
    }),
  },
  { title: 'Unresolved' },
);
export type UnresolvedView = Static<typeof UnresolvedSchema>;
