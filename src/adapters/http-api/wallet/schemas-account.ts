/** Closing the account: the ten steps, giving up gifts, taking back, the own copy, and what is locked. */
import { type Static, Type } from 'typebox';
import { STEPS } from '#domain/closure';
import { LIMITS } from '#engine';
import { Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';
import { ClosureAnswerSchema, ClosureSchema } from './schemas-closures.ts';
import { LossSchema } from './schemas-losses.ts';
import { MovementSchema } from './schemas-wallet.ts';

const closed = { additionalProperties: false } as const;

const Resolve = Type.Object(
  { method: Type.Enum(['GET', 'POST']), path: Type.String() },
  { title: 'Resolve', description: 'What puts it right, or shows where it stands.' },
);
const StepBlocker = Type.Object({
  reason: OutcomeSchema,
  words: Words,
  rule: Type.String(),
  usually: Type.Boolean(),
  at: Type.String(),
  opensAt: nullable(Instant),
  items: Type.Array(
    Type.Object({
      what: Type.String(),
      id: nullable(Type.String()),
      name: nullable(Words),
      amount: nullable(Fen),
      at: nullable(Instant),
      resolve: nullable(Resolve),
    }),
  ),
});
const Watch = Type.Object({
  what: Type.Enum(['credit-bill', 'deduction', 'transit', 'hold', 'refund']),
  id: Type.String(),
  words: Words,
});

export const AccountClosingSchema = Type.Object(
  {
    wallet: Type.String(),
    state: Type.Enum(['open', 'stopped', 'closing', 'closed']),
    closesAt: nullable(Instant),
    delayedBy: nullable(OutcomeSchema),
    steps: Type.Array(
      Type.Object({
        step: Type.Enum([...STEPS]),
        number: Type.Integer(),
        state: Type.Enum(['done', 'open', 'next', 'ahead', 'waits']),
        until: nullable(Instant),
        blockers: Type.Array(StepBlocker),
      }),
    ),
    payout: nullable(MovementSchema),
    answer: nullable(ClosureAnswerSchema),
    watch: Type.Array(Watch, { description: 'Bills and late charges to look out for afterwards.' }),
  },
  { title: 'AccountClosing' },
);
export type AccountClosingView = Static<typeof AccountClosingSchema>;

export const GiveUpBody = Type.Object(
  {
    redPacket: Type.Integer({ minimum: 0, description: 'Fen, as it was read.' }),
    points: Type.Integer({ minimum: 0 }),
    consent: Type.Literal(true),
  },
  { ...closed, title: 'GiveUp' },
);
export const AccountStateSchema = Type.Object(
  { wallet: Type.String(), state: Type.String() },
  { title: 'AccountState' },
);
export const ExportQuery = Type.Object({ format: Type.Optional(Type.Enum(['json', 'csv'])) }, closed);

export const ArchiveBody = Type.Object(
  {
    wallet: Type.String({ minLength: 1, maxLength: 64 }),
    reason: Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax }),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  },
  { ...closed, title: 'ReadArchive' },
);
export const ArchiveSchema = Type.Object(
  {
    wallet: Type.String(),
    closedAt: Instant,
    keptUntil: Instant,
    openedAt: Instant,
    holder: Type.Object({ name: Type.String(), phone: Type.String(), idNumber: Type.String() }),
    movements: Type.Array(MovementSchema),
    next: nullable(Type.String()),
    losses: Type.Array(LossSchema),
    closures: Type.Array(ClosureSchema),
    rules: Type.Array(Type.String()),
  },
  { title: 'WalletArchive' },
);
