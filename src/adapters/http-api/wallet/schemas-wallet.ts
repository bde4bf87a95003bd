/** The shapes of a wallet and of each thing in it, as its holder sees them. */
import { type Static, Type } from 'typebox';
import { CLOSURE_STATES, CLOSURE_SUBJECTS } from '#domain/closure';
import { ACCOUNT_CLASSES, MOVEMENT_KINDS, MOVEMENT_STATES, SERVICE_KINDS } from '#domain/wallet';
import { Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';

export const SubjectSchema = Type.Object(
  { kind: Type.Enum([...CLOSURE_SUBJECTS]), id: Type.String() },
  { title: 'ClosureSubject' },
);

/** A closing that is under way, where its subject is shown. */
export const OpenClosureSchema = Type.Object(
  {
    id: Type.String({ examples: ['cls_01H4S9X2M8K3P7QR'] }),
    subject: SubjectSchema,
    state: Type.Enum([...CLOSURE_STATES]),
    expiresAt: nullable(Instant),
  },
  { title: 'OpenClosure' },
);

export const SourceSchema = Type.Object(
  {
    kind: Type.Enum(['balance', 'card']),
    card: nullable(Type.String({ description: 'The bound card.' })),
    words: Words,
  },
  { title: 'WalletSource' },
);

const Limits = Type.Object(
  { perPayment: nullable(Fen), perDay: nullable(Fen) },
  { title: 'ServiceLimits', description: 'null: no limit of its own.' },
);

/** Something that stands or falls with what is shown. */
const PartSchema = Type.Object(
  {
    kind: Type.Enum(['service', 'device-card', 'deduction']),
    id: Type.String(),
    words: Words,
    endsWithIt: Type.Boolean({ description: 'False: it goes on unless it is ended by itself.' }),
  },
  { title: 'WalletPart' },
);

const common = {
  dependsOn: Type.Array(PartSchema, { description: 'What stands or falls with it.' }),
  closure: nullable(OpenClosureSchema),
  links: Type.Object({ self: Type.String(), impact: Type.String() }),
};

export const ServiceSchema = Type.Object(
  {
    id: Type.String({ examples: ['svc_01H4S9X2M8K3P7QR'] }),
    kind: Type.Enum([...SERVICE_KINDS]),
    name: Words,
    meaning: Words,
    place: Type.Object(
      {
        kind: Type.Enum(['everywhere', 'merchant', 'terminal', 'source']),
        merchant: nullable(Type.String()),
        terminal: nullable(Type.String()),
        source: nullable(SourceSchema),
        words: Words,
      },
      { title: 'ServicePlace' },
    ),
    state: Type.Enum(['on', 'off', 'suspended']),
    stateWords: Words,
    since: Instant,
    lastUsedAt: nullable(Instant),
    usedCount: Type.Integer(),
    usedToday: Fen,
    limits: Limits,
    ...common,
  },
  { title: 'WalletService' },
);
export type ServiceView = Static<typeof ServiceSchema>;

export const CardSchema = Type.Object(
  {
    id: Type.String({ examples: ['bnd_01H4S9X2M8K3P7QR'] }),
    masked: Type.String({ examples: ['622202******0005'] }),
    name: Words,
    bank: Words,
    issuer: Type.String(),
    kind: Type.Enum(['debit', 'credit']),
    state: Type.Enum(['bound', 'lost', 'unbound']),
    stateWords: Words,
    boundAt: Instant,
    lastUsedAt: nullable(Instant),
    endedAt: nullable(Instant),
    ...common,
  },
  { title: 'WalletCard' },
);
export type CardView = Static<typeof CardSchema>;

export const DeviceCardSchema = Type.Object(
  {
    id: Type.String({ examples: ['dvc_01H4S9X2M8K3P7QR'] }),
    masked: Type.String(),
    name: Words,
    device: Type.Object({ kind: Type.Enum(['phone', 'watch']), name: Type.String(), words: Words }),
    source: SourceSchema,
    state: Type.Enum(['active', 'suspended', 'removed']),
    stateWords: Words,
    addedAt: Instant,
    lastUsedAt: nullable(Instant),
    endedAt: nullable(Instant),
    ...common,
  },
  { title: 'WalletDeviceCard' },
);
export type DeviceCardView = Static<typeof DeviceCardSchema>;

export const DeductionSchema = Type.Object(
  {
    id: Type.String(),
    merchant: Type.String(),
    name: Words,
    subject: Type.String({ description: 'What for, as the holder signed it.' }),
    perPayment: Fen,
    source: SourceSchema,
    state: Type.Enum(['active', 'ended']),
    signedAt: Instant,
    lastUsedAt: nullable(Instant),
    endedAt: nullable(Instant),
  },
  { title: 'WalletDeduction' },
);
export type DeductionView = Static<typeof DeductionSchema>;

export const WalletSchema = Type.Object(
  {
    id: Type.String({ examples: ['wal_01H4S9X2M8K3P7QR'] }),
    version: Type.Integer({ description: 'Changes with every act; the ETag of this view.' }),
    state: Type.Enum(['open', 'stopped', 'closing', 'closed']),
    stateWords: Words,
    since: nullable(Instant),
    closesAt: nullable(Instant),
    keptUntil: nullable(Instant),
    caseId: nullable(Type.String()),
    accountClass: Type.Enum([...ACCOUNT_CLASSES]),
    classWords: Words,
    holder: Type.Object(
      { name: Type.String(), idNumber: Type.String(), phone: Type.String() },
      { title: 'WalletHolderSeen', description: 'Masked.' },
    ),
    openedAt: Instant,
    balance: Type.Object(
      { available: Fen, held: Fen, total: Fen, arrears: Fen, arrearsWords: nullable(Words) },
      {
        title: 'WalletBalance',
        description:
          '`held`: reserved for payments under way. `arrears`: what the holder owes (WAL-17); the next top-up or ' +
          'refund fills it, and until then nothing is paid from the balance.',
      },
    ),
    redPacket: Fen,
    points: Type.Integer(),
    spent: Type.Object(
      { year: Type.Integer(), inYear: Fen, ever: Fen },
      { description: 'From the balance; what the class of the account bounds.' },
    ),
    limits: Type.Object(
      {
        account: Type.Object({
          max: nullable(Fen),
          used: Fen,
          left: nullable(Fen),
          period: Type.Enum(['ever', 'year']),
        }),
        codeDay: nullable(Type.Integer({ description: 'By codes on one day, in fen.' })),
        noPin: Type.Array(Type.Object({ source: SourceSchema, once: nullable(Fen), day: nullable(Fen) }), {
          description: 'Without PIN, of each source.',
        }),
        rules: Type.Array(Type.String()),
      },
      { title: 'WalletLimits', description: 'What the rules of today bound; null: no bound.' },
    ),
    sourceOrder: Type.Array(SourceSchema),
    cards: Type.Array(CardSchema),
    deviceCards: Type.Array(DeviceCardSchema),
    services: Type.Array(ServiceSchema),
    deductions: Type.Array(DeductionSchema),
    closures: Type.Array(OpenClosureSchema, { description: 'Closings under way: to be resumed or left.' }),
    at: Instant,
  },
  { title: 'Wallet' },
);
export type WalletView = Static<typeof WalletSchema>;

export const MovementSchema = Type.Object(
  {
    id: Type.String({ examples: ['wpm_01H4S9X2M8K3P7QR'] }),
    kind: Type.Enum([...MOVEMENT_KINDS]),
    kindWords: Words,
    state: Type.Enum([...MOVEMENT_STATES]),
    stateWords: Words,
    amount: Fen,
    returned: Fen,
    uncovered: Type.Integer({
      description:
        'What of it was missing in the balance when its void was undone: owed from then on, in fen.',
    }),
    source: SourceSchema,
    card: nullable(Type.String({ description: 'Masked number of the card, as it was then.' })),
    merchant: nullable(
      Type.Object({ id: Type.String(), name: Words, terminal: nullable(Type.String()) }, { title: 'PaidTo' }),
    ),
    services: Type.Array(Type.String(), { description: 'Services that covered it; the narrowest last.' }),
    reason: nullable(OutcomeSchema),
    at: Instant,
    endedAt: nullable(Instant),
  },
  { title: 'WalletMovement' },
);
export type MovementView = Static<typeof MovementSchema>;
