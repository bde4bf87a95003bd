/** The shapes of terminals, what they accept, and their batches. */
import { type Static, Type } from 'typebox';
import { ACCEPTANCE_ROUTES } from '#domain/acceptance';
import { VERDICTS } from '#domain/answer';
import {
  ACCEPTANCE_STATES,
  DIFFERENCE_ENDS,
  DIFFERENCE_KINDS,
  PRODUCTS,
  REQUIREMENTS,
} from '#domain/terminal';
import { LIMITS } from '#engine';
import { answerMembers } from '../answers/schemas-answer.ts';
import { Coded, Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';
import { closed } from '../schemas-input.ts';

const Product = Type.Enum(Object.keys(PRODUCTS) as (keyof typeof PRODUCTS)[]);
const State = Type.Enum([...ACCEPTANCE_STATES], {
  description:
    '`off`: switched off, by shop or institution. `barred`: by the institution, which alone lifts it.',
});

const Totals = Type.Object(
  { debit: Fen, debitCount: Type.Integer(), credit: Fen, creditCount: Type.Integer() },
  { title: 'BatchTotals' },
);

export const TerminalSchema = Type.Object(
  {
    id: Type.String(),
    merchant: Type.String(),
    status: Type.Enum(['active', 'blocked']),
    signedIn: nullable(Type.Object({ operator: Type.String(), at: Instant })),
    dialect: Type.String({ description: 'The dialect that it signed in with last.' }),
    language: Type.Enum(['zh', 'en'], { description: 'Of the words in its answers.' }),
    dialects: Type.Array(Type.String(), {
      description: 'What it may sign in with; empty: the standard ones.',
    }),
    batch: Type.String(),
    totals: Totals,
    hostVoids: Type.Object({ amount: Fen, count: Type.Integer() }),
    acceptances: Type.Array(
      Type.Object(
        { product: Product, state: State, version: Type.Integer(), since: nullable(Instant), words: Words },
        { title: 'Acceptance' },
      ),
    ),
    holds: Type.Array(Type.Object({ set: Type.String(), version: Type.String() }), {
      description: 'Lists that it fetched to their end.',
    }),
    wants: Type.Array(Type.Enum([...REQUIREMENTS]), {
      description: 'What it is told to do with the next answer.',
    }),
    statusReport: nullable(Type.Object({ at: Instant, text: Type.String() })),
    lastSettlement: nullable(
      Type.Object({
        batch: Type.String(),
        result: Type.Enum(['balanced', 'differs']),
        at: Instant,
        host: Totals,
        terminal: Totals,
      }),
    ),
  },
  { title: 'Terminal' },
);
export type TerminalView = Static<typeof TerminalSchema>;

export const AcceptanceAnswerSchema = Type.Object(
  {
    product: Product,
    verdict: Type.Enum([...VERDICTS]),
    route: Type.Enum([...ACCEPTANCE_ROUTES]),
    sentence: Words,
    reason: nullable(OutcomeSchema),
    aftercare: Type.Array(Coded, { description: 'What it breaks, and what goes on.' }),
    advice: Type.Array(Coded),
    rules: answerMembers.rules,
    at: Instant,
  },
  { title: 'AcceptanceAnswer' },
);
export type AcceptanceAnswerView = Static<typeof AcceptanceAnswerSchema>;

export const SwitchedSchema = Type.Object(
  { terminal: TerminalSchema, answer: AcceptanceAnswerSchema },
  { title: 'AcceptanceSwitched' },
);
export type SwitchedView = Static<typeof SwitchedSchema>;

export const AcceptancesSchema = Type.Object(
  {
    terminal: Type.String(),
    merchant: Type.String(),
    acceptances: TerminalSchema.properties.acceptances,
    history: Type.Array(
      Type.Object({
        product: Product,
        state: State,
        version: Type.Integer(),
        at: Instant,
        by: Type.String(),
        reason: Type.String(),
      }),
    ),
  },
  { title: 'Acceptances' },
);
export type AcceptancesView = Static<typeof AcceptancesSchema>;

const Reason = Type.String({ minLength: 1, maxLength: LIMITS.reasonCharactersMax });

export const SwitchBody = Type.Object(
  {
    product: Product,
    state: State,
    reason: Reason,
    only: Type.Optional(Type.Literal('ask', { description: 'Say what would come of it; switch nothing.' })),
  },
  closed,
);

const Difference = Type.Object(
  {
    no: Type.Integer(),
    kind: Type.Enum([...DIFFERENCE_KINDS]),
    words: Words,
    trace: nullable(Type.String()),
    terminal: nullable(
      Type.Object(
        { by: Type.String(), amount: Fen, card: nullable(Type.String()) },
        { title: 'TerminalSide' },
      ),
    ),
    host: nullable(
      Type.Object(
        {
          what: Type.String(),
          amount: Fen,
          card: Type.String(),
          state: Type.String(),
          payment: Type.String(),
          cancellation: nullable(Type.String()),
        },
        { title: 'HostSide' },
      ),
    ),
    resolution: Type.Object(
      {
        state: Type.Enum(['open', 'by-rule', 'ended']),
        how: nullable(Type.String()),
        cancellation: nullable(Type.String()),
        why: nullable(Words),
        by: nullable(Type.String()),
        at: nullable(Instant),
      },
      { title: 'Resolution' },
    ),
  },
  { title: 'BatchDifference' },
);

export const BatchSchema = Type.Object(
  {
    batch: Type.String(),
    terminal: Type.String(),
    merchant: Type.String(),
    state: Type.Enum(['balanced', 'awaiting-upload', 'ended', 'compared']),
    settled: Instant,
    host: Totals,
    counted: Totals,
    uploaded: Type.Integer({ description: 'Transactions that the terminal uploaded.' }),
    end: nullable(Type.Object({ code: Type.String(), count: Type.Integer(), at: Instant })),
    needsPerson: Type.Boolean(),
    differences: Type.Array(Difference),
  },
  { title: 'Batch' },
);
export type BatchView = Static<typeof BatchSchema>;

export const BatchesSchema = Type.Object({ items: Type.Array(BatchSchema) }, { title: 'BatchList' });

export const EndDifferenceBody = Type.Object(
  { how: Type.Enum([...DIFFERENCE_ENDS]), reason: Reason },
  closed,
);

const Language = Type.Optional(Type.Enum(['zh', 'en'], { description: 'Of the words in its answers.' }));
const Dialects = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 20 }),
);

export const RegisterBody = Type.Object(
  {
    merchant: Type.String({ minLength: 1, maxLength: 15 }),
    id: Type.String({ pattern: '^[0-9A-Za-z]{8}$', description: 'F41: eight letters or digits.' }),
    language: Language,
    dialects: Dialects,
    reason: Reason,
  },
  closed,
);

export const ManageBody = Type.Object(
  {
    status: Type.Optional(Type.Enum(['active', 'blocked'])),
    wants: Type.Optional(
      Type.Enum(['sign-in', 'status'], { description: 'What it is told to do with the next answer.' }),
    ),
    language: Language,
    dialects: Dialects,
    reason: Reason,
  },
  closed,
);

const MERCHANT = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 15,
    description: 'Where several shops have a terminal of this number. For operators.',
  }),
);
const TerminalNo = Type.String({ pattern: '^[!-.0-~]{1,8}$' });
export const TerminalParams = Type.Object({ id: TerminalNo }, closed);
export const BatchParams = Type.Object(
  { id: TerminalNo, batch: Type.String({ pattern: '^\\d{6}$' }) },
  closed,
);
export const DifferenceParams = Type.Object(
  {
    id: TerminalNo,
    batch: Type.String({ pattern: '^\\d{6}$' }),
    no: Type.String({ pattern: '^[1-9]\\d{0,4}$' }),
  },
  closed,
);
export const OfMerchantQuery = Type.Object({ merchant: MERCHANT }, closed);
export const BatchesQuery = Type.Object(
  { merchant: MERCHANT, open: Type.Optional(Type.Enum(['true', 'false'])) },
  closed,
);
