/** Reports of loss: what is told, what is claimed, how it is covered, and what was decided. */
import { type Static, Type } from 'typebox';
import { LOSS_DOORS, LOSS_PAPERS, LOSS_STATES, LOSS_WHATS, REFUSAL_WHYS } from '#domain/loss';
import { LIMITS } from '#engine';
import { CURSOR_MAX } from '../paging.ts';
import { Coded, Fen, Instant, nullable, Words } from '../schemas-basic.ts';

const closed = { additionalProperties: false } as const;
const Id = Type.String({ minLength: 1, maxLength: 64 });
const Line = Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax });

export const ReportLossBody = Type.Object(
  {
    what: Type.Enum([...LOSS_WHATS]),
    deviceCards: Type.Optional(
      Type.Array(Id, { maxItems: 20, description: 'Device cards on what is lost.' }),
    ),
    cards: Type.Optional(Type.Array(Id, { maxItems: 20, description: 'Bound cards that are lost.' })),
    payments: Type.Optional(
      Type.Array(Id, {
        maxItems: LIMITS.lossPaymentsMax,
        description: 'Payments that were not the holder’s.',
      }),
    ),
    stolen: Type.Optional(Type.Boolean()),
    happenedAt: Type.Optional(Type.String({ format: 'date-time' })),
    words: Line,
  },
  { ...closed, title: 'ReportLoss' },
);

const Disputed = Type.Object(
  {
    payment: Type.String(),
    kind: Type.String(),
    name: Words,
    card: nullable(Type.String({ description: 'Masked; null: the balance.' })),
    at: Instant,
    amount: Fen,
    returned: Fen,
    lacking: Fen,
    covered: Fen,
    class: Coded,
    rules: Type.Array(Type.String()),
  },
  { title: 'DisputedPayment' },
);

const Cover = Type.Object(
  {
    payments: Type.Array(Disputed),
    claimed: Fen,
    covered: Type.Integer({ description: 'What the rules cover by themselves; the rest a person decides.' }),
    left: Type.Integer({ description: 'What is left of the sum of this year (PBC-41).' }),
    hours: Type.Integer(),
    perYear: Fen,
    paidFromDays: Type.Integer(),
    paidToDays: Type.Integer(),
    paidFrom: Type.String({ format: 'date', description: 'Were it decided today.' }),
    paidTo: Type.String({ format: 'date' }),
    sentence: Words,
  },
  { title: 'LossCover' },
);

const LossPaper = Type.Object(
  {
    sha256: Type.String(),
    kind: Type.Enum(['png', 'jpeg', 'pdf']),
    size: Type.Integer(),
    item: Coded,
    at: Instant,
    link: Type.String(),
  },
  { title: 'LossPaper' },
);

export const LossSchema = Type.Object(
  {
    id: Type.String({ examples: ['los_01H4S9X2M8K3P7QR'] }),
    wallet: Type.String(),
    what: Coded,
    state: Type.Enum([...LOSS_STATES]),
    stateWords: Words,
    door: Type.Enum([...LOSS_DOORS]),
    stolen: Type.Boolean(),
    happenedAt: nullable(Instant),
    reportedAt: Instant,
    words: Type.String(),
    deviceCards: Type.Array(Type.String()),
    cards: Type.Array(Type.String()),
    stopped: Type.Boolean({ description: 'The wallet stands still until staff saw its holder.' }),
    liftedAt: nullable(Instant),
    cover: Cover,
    papersWanted: Type.Array(Coded),
    papers: Type.Array(LossPaper),
    dueAt: nullable(Instant),
    decision: nullable(
      Type.Object({
        kind: Type.Enum(['cover', 'refuse']),
        amount: nullable(Fen),
        why: nullable(Coded),
        words: Type.String(),
        remedies: Type.Array(Words),
        objectUntil: nullable(Instant),
      }),
    ),
    objection: nullable(Type.Object({ words: Type.String(), at: Instant })),
    rules: Type.Array(Type.String()),
    endedAt: nullable(Instant),
  },
  { title: 'Loss' },
);
export type LossView = Static<typeof LossSchema>;

/** What an operator sees beside it. */
export const CaseSchema = Type.Object(
  {
    ...LossSchema.properties,
    by: Type.String(),
    holder: Type.Object({ name: Type.String(), phone: Type.String(), idNumber: Type.String() }),
    walletState: Type.String(),
    proposed: nullable(
      Type.Object({
        amount: Fen,
        by: Type.String(),
        words: Type.String(),
        shares: Type.Array(Type.Object({ payment: Type.String(), amount: Fen })),
      }),
    ),
    decisions: Type.Array(
      Type.Object({
        by: Type.String(),
        step: Type.Enum(['decided', 'approved', 'rejected']),
        kind: Type.Enum(['cover', 'refuse']),
        words: Type.String(),
        at: Instant,
      }),
    ),
    fourEyesFrom: Fen,
  },
  { title: 'WalletCase' },
);
export type CaseView = Static<typeof CaseSchema>;

export const CasesQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_MAX, pattern: '^[A-Za-z0-9_-]+$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.httpPageMax })),
    state: Type.Optional(Type.Enum([...LOSS_STATES])),
    open: Type.Optional(Type.Enum(['true'], { description: 'Only those without an end.' })),
  },
  closed,
);

export const LossPaperQuery = Type.Object({ item: Type.Enum([...LOSS_PAPERS]) }, closed);
export const LossPaperParams = Type.Object(
  { id: Id, sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) },
  closed,
);
export const LossWordsBody = Type.Object({ words: Line }, { ...closed, title: 'LossWords' });

export const DecisionBody = Type.Object(
  {
    decision: Type.Enum(['cover', 'refuse', 'approve', 'reject']),
    shares: Type.Optional(
      Type.Array(Type.Object({ payment: Id, amount: Type.Integer({ minimum: 1 }) }, closed), {
        maxItems: LIMITS.lossPaymentsMax,
        description: 'Of a cover; left out: what the rules cover by themselves.',
      }),
    ),
    why: Type.Optional(Type.Enum([...REFUSAL_WHYS])),
    words: Type.Optional(Line),
  },
  { ...closed, title: 'LossDecision' },
);

export const Identity = Type.Object(
  {
    document: Type.Enum(['id-card', 'passport', 'residence-permit']),
    seen: Type.Literal(true, { description: 'The document and its holder were seen together.' }),
    note: Line,
  },
  { ...closed, title: 'IdentityCheck' },
);
export const LookupBody = Type.Object(
  {
    idNumber: Type.String({ minLength: 5, maxLength: LIMITS.idNumberMax }),
    phone: Type.String({ minLength: 5, maxLength: LIMITS.phoneCharactersMax }),
    identity: Identity,
  },
  { ...closed, title: 'WalletLookup' },
);
export const FoundWallet = Type.Object(
  {
    wallet: nullable(
      Type.Object({
        id: Type.String(),
        state: Type.String(),
        name: Type.String(),
        phone: Type.String(),
        deviceCards: Type.Array(
          Type.Object({ id: Type.String(), name: Type.String(), state: Type.String() }),
        ),
        cards: Type.Array(Type.Object({ id: Type.String(), card: Type.String(), state: Type.String() })),
        openCase: nullable(Type.String()),
      }),
    ),
  },
  { title: 'FoundWallet' },
);
export type FoundWalletView = Static<typeof FoundWallet>;

const Telephone = Type.String({ minLength: 5, maxLength: LIMITS.phoneCharactersMax });
const Language = Type.Optional(Type.Enum(['zh', 'en']));
export const LossCodeBody = Type.Object(
  { reachableAt: Telephone, language: Language },
  { ...closed, title: 'LossCode' },
);
export const LossReportBody = Type.Object(
  {
    phone: Type.String({ ...Telephone, description: 'Of the wallet.' }),
    idNumber: Type.String({ minLength: 5, maxLength: LIMITS.idNumberMax }),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'Of the wallet.' })),
    card: Type.Optional(
      Type.String({
        pattern: '^[0-9]{12,19}$',
        description: 'Number of a bound card, in place of the password.',
      }),
    ),
    reachableAt: Telephone,
    code: Type.String({ pattern: '^[0-9]{6}$', description: 'That went to reachableAt.' }),
    what: Type.Enum(['phone', 'card']),
    stolen: Type.Optional(Type.Boolean()),
    language: Language,
  },
  { ...closed, title: 'LossReport' },
);
export const LossReceived = Type.Object(
  { received: Type.Literal(true), words: Words },
  { title: 'LossReceived' },
);

export const StaffReportBody = Type.Object(
  { wallet: Id, identity: Identity, ...ReportLossBody.properties },
  { ...closed, title: 'ReportLossAtCounter' },
);
export const LiftBody = Type.Object({ identity: Identity }, { ...closed, title: 'LiftStop' });
