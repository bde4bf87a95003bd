/** Shapes of refunds that came after their wallet was closed. */
import { type Static, Type } from 'typebox';
import { LATE_STATES } from '#domain/wallet';
import { LIMITS } from '#engine';
import { Fen, Instant, nullable } from '../schemas-basic.ts';
import { Identity } from './schemas-losses.ts';

const closed = { additionalProperties: false } as const;

export const LateRefundSchema = Type.Object(
  {
    id: Type.String(),
    wallet: Type.String(),
    state: Type.Enum([...LATE_STATES]),
    amount: Fen,
    currency: Type.String(),
    bank: Type.String(),
    account: Type.String({ description: 'First six and last four digits; the order itself has all.' }),
    holder: Type.String({ description: 'First character alone; the order itself has all.' }),
    namedBy: Type.String(),
    namedAt: Instant,
    identity: Type.String({ description: 'What document was seen, and the note of whoever saw it.' }),
    order: nullable(
      Type.Object({
        no: Type.String({ description: 'The same however often the order is handed over.' }),
        at: Instant,
        approvedBy: Type.String(),
        withBankSince: nullable(Instant),
        bankReference: nullable(Type.String()),
        bankFee: Fen,
      }),
    ),
    overdue: Type.Boolean({ description: 'True: the second person or the bank has not answered in time.' }),
  },
  {
    title: 'LateRefund',
    description: 'What came after the wallet was closed, on its way to another account of its holder.',
  },
);
export type LateRefundView = Static<typeof LateRefundSchema>;

const document = {
  name: Type.String({
    minLength: 1,
    maxLength: LIMITS.holderNameMax,
    description: 'As the document has it.',
  }),
  idNumber: Type.String({ minLength: 5, maxLength: LIMITS.idNumberMax }),
  identity: Identity,
};
export const LateLookupBody = Type.Object(document, { ...closed, title: 'LateRefundLookup' });
export const LateWaiting = Type.Object(
  {
    wallets: Type.Array(
      Type.Object({
        wallet: Type.String(),
        closedAt: Instant,
        waiting: Type.Object({ amount: Fen, currency: Type.String() }),
        refunds: Type.Array(LateRefundSchema),
      }),
    ),
  },
  { title: 'LateRefundsWaiting' },
);
export type LateWaitingView = Static<typeof LateWaiting>;

export const LateNameBody = Type.Object(
  {
    wallet: Type.String({ minLength: 5, maxLength: 40 }),
    ...document,
    bank: Type.String({ minLength: 1, maxLength: LIMITS.bankNameMax }),
    number: Type.String({
      pattern: '^[0-9]{12,19}$',
      description: 'Kept sealed; shown as first six and last four digits.',
    }),
  },
  { ...closed, title: 'NameLateAccount' },
);
export const LateDecisionBody = Type.Object(
  { approve: Type.Boolean() },
  { ...closed, title: 'LateDecision' },
);
export const LateQuery = Type.Object({ open: Type.Optional(Type.Enum(['true', 'false'])) }, closed);
