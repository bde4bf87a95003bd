/** The shapes of the till: terminals, acts, what came of them, and the lists of the day. */
import { type Static, Type } from 'typebox';
import { Fen, Instant, nullable, Words } from '../schemas-basic.ts';
import { TILL_ACTS } from './till-desk.ts';

const Totals = Type.Object(
  { debit: Fen, debitCount: Type.Integer(), credit: Fen, creditCount: Type.Integer() },
  { title: 'TillTotals' },
);

const Original = Type.Object(
  {
    batch: Type.String(),
    stan: Type.String(),
    reference: Type.String(),
    date: nullable(Type.String({ description: 'MMDD.' })),
  },
  { title: 'TillOriginal' },
);

const Reversal = Type.Object(
  {
    state: Type.Enum(['acknowledged', 'pending', 'failed']),
    batch: Type.String(),
    stan: Type.String(),
    amount: Fen,
    card: Type.String(),
    sends: Type.Integer(),
    code: nullable(Type.String()),
  },
  { title: 'TillReversal' },
);

const Settlement = Type.Object(
  {
    batch: Type.String(),
    stan: nullable(Type.String()),
    outcome: Type.Enum(['balanced', 'differs']),
    terminal: Totals,
    host: Totals,
    at: Instant,
  },
  { title: 'TillSettlement' },
);

const Result = Type.Object(
  {
    result: Type.Enum(['approved', 'declined', 'unknown', 'refused', 'undone'], {
      description:
        '`unknown`: sent, and nothing valid came back. `refused`: the terminal said no, nothing left it. ' +
        '`undone`: reversed, no money was taken.',
    }),
    code: nullable(Type.String({ description: 'F39.' })),
    reason: nullable(Type.String({ description: 'What the terminal itself found.' })),
    words: Words,
    detail: nullable(Type.String({ description: 'For a technician.' })),
    batch: Type.String(),
    stan: nullable(Type.String()),
    amount: nullable(Fen),
    tip: nullable(Fen),
    balance: nullable(Fen),
    card: nullable(Type.String({ description: 'First six and last four digits.' })),
    entry: nullable(Type.String()),
    variety: nullable(Type.String()),
    pinEntered: Type.Boolean(),
    reference: nullable(Type.String()),
    authCode: nullable(Type.String()),
    original: nullable(Original),
    reversal: nullable(Type.Enum(['pending', 'acknowledged', 'failed'])),
    flushed: nullable(Reversal),
    needsSignIn: Type.Boolean(),
    settlement: nullable(Settlement),
    codeText: nullable(Type.String({ description: 'A code to show to the payer.' })),
    hasSlip: Type.Boolean(),
  },
  { title: 'TillResult' },
);

export const TillActSchema = Type.Object(
  {
    id: Type.String(),
    terminal: Type.String(),
    act: Type.Enum([...TILL_ACTS]),
    amount: nullable(Fen),
    state: Type.Enum(['under-way', 'ended']),
    startedAt: Instant,
    endedAt: nullable(Instant),
    steps: Type.Array(
      Type.Object(
        {
          step: Type.Enum(['connecting', 'sent', 'answered', 'unanswered']),
          at: Instant,
          mti: nullable(Type.String()),
          stan: nullable(Type.String()),
          code: nullable(Type.String()),
        },
        { title: 'TillStep' },
      ),
    ),
    result: nullable(Result),
    trouble: nullable(Words),
    recovered: Type.Boolean({
      description: 'The program that began it is gone; this is what the journal of the terminal says.',
    }),
  },
  { title: 'TillAct' },
);

export const TillEntrySchema = Type.Object(
  {
    batch: Type.String(),
    stan: Type.String(),
    kind: Type.String(),
    state: Type.Enum(['approved', 'declined', 'unknown', 'reversed', 'reversal-failed', 'voided']),
    code: nullable(Type.String()),
    words: Words,
    amount: Fen,
    tip: nullable(Fen),
    card: Type.String(),
    entry: Type.String(),
    variety: nullable(Type.String()),
    reference: nullable(Type.String()),
    authCode: nullable(Type.String()),
    at: Instant,
    voidedBy: nullable(Type.String()),
    original: nullable(Original),
    inOpenBatch: Type.Boolean(),
    payment: nullable(Type.Object({ id: Type.String(), state: Type.String() }, { title: 'TillHostKnows' })),
  },
  { title: 'TillEntry' },
);

export const TillCodeSchema = Type.Object(
  {
    batch: Type.String(),
    stan: Type.String(),
    amount: Fen,
    text: nullable(Type.String()),
    state: Type.Enum(['unknown', 'waiting', 'paid', 'closed', 'refused', 'undone']),
    at: Instant,
  },
  { title: 'TillCode' },
);

export const TillTerminalSchema = Type.Object(
  {
    id: Type.String(),
    merchant: Type.String(),
    merchantName: nullable(Type.String()),
    demo: Type.Boolean({ description: 'Virtual cards and codes are at hand.' }),
    operator: Type.String(),
    signInDue: nullable(Type.String()),
    batch: Type.String(),
    totals: Totals,
    entries: Type.Integer(),
    underWay: nullable(TillActSchema),
    pending: nullable(Reversal),
    unknown: Type.Array(TillEntrySchema, { description: 'Sent, and nothing final is known here.' }),
    codes: Type.Array(TillCodeSchema, { description: 'Codes that are shown and not ended.' }),
    settlementOpen: Type.Boolean({ description: 'A settlement got no answer: it is repeated unchanged.' }),
    settlements: Type.Array(Settlement, { description: 'Newest first.' }),
  },
  { title: 'TillTerminal' },
);
export const TillShortSchema = Type.Object(
  { id: Type.String(), merchant: Type.String(), merchantName: nullable(Type.String()) },
  { title: 'TillShort' },
);

export const TillCardSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    note: nullable(Type.String()),
    issuer: nullable(Type.String()),
    masked: Type.String(),
    pin: nullable(Type.String({ description: 'Of the test card; only in a demonstration.' })),
    chip: Type.Boolean(),
  },
  { title: 'TillCard' },
);
export const TillPayerCodeSchema = Type.Object(
  { card: Type.String(), name: Type.String(), note: Type.String(), code: Type.String() },
  { title: 'TillPayerCode' },
);
export const TillScanSchema = Type.Object(
  { result: Type.Enum(['paid', 'scanned', 'refused']), code: Type.String() },
  { title: 'TillScan' },
);

const Line = Type.Object(
  {
    is: Type.Enum(['title', 'mark', 'rule', 'row', 'amount', 'note', 'signature', 'code']),
    text: Type.Optional(Type.String()),
    label: Type.Optional(Type.String()),
    value: Type.Optional(Type.String()),
    content: Type.Optional(Type.String({ description: 'Of a code to scan.' })),
  },
  { title: 'TillSlipLine' },
);
export const TillSlipSchema = Type.Object({ lines: Type.Array(Line) }, { title: 'TillSlip' });

export type TillResultView = Static<typeof Result>;
export type TillActView = Static<typeof TillActSchema>;
export type TillEntryView = Static<typeof TillEntrySchema>;
export type TillTerminalView = Static<typeof TillTerminalSchema>;
export type TillSettlementView = Static<typeof Settlement>;
