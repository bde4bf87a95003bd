/** The shapes of closings: the page of what it changes, and the flow. */
import { type Static, Type } from 'typebox';
import { APPROVALS, VERDICTS } from '#domain/answer';
import { CLOSURE_ROUTES, CLOSURE_STATES, CLOSURE_SUBJECTS, PROOF_KINDS } from '#domain/closure';
import { LIMITS } from '#engine';
import { RuleSchema } from '../answers/schemas-answer.ts';
import { Coded, Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';
import { closed, Id, paging } from '../schemas-input.ts';
import { SubjectSchema } from './schemas-wallet.ts';

const Ways = Type.Array(Type.Array(Type.Enum([...PROOF_KINDS])), {
  description: 'Each row is one way to prove enough: all of its kinds together.',
});

export const ImpactSchema = Type.Object(
  {
    subject: SubjectSchema,
    route: Type.Enum([...CLOSURE_ROUTES]),
    name: Words,
    stops: Type.Array(
      Type.Object({
        what: Type.String({ description: 'service, device-card, card, deduction or account.' }),
        id: Type.String(),
        name: Words,
        words: Words,
        lastUsedAt: nullable(Instant),
        usedCount: nullable(Type.Integer({ description: 'null: nobody counts it.' })),
        rule: Type.String(),
      }),
      { description: 'What pays no longer.' },
    ),
    goesOn: Type.Array(
      Type.Object({
        what: Type.Enum(['contract', 'service']),
        id: Type.String(),
        name: Words,
        words: Words,
        mayEnd: Type.Boolean({ description: 'It can be ended in the same go.' }),
        chosen: Type.Boolean({ description: 'It was chosen to end with it.' }),
        otherSource: nullable(Type.Boolean({ description: 'Another card could pay for it.' })),
        perPayment: nullable(Fen),
        lastUsedAt: nullable(Instant),
        rule: Type.String(),
      }),
      { description: 'What the end of it does not end.' },
    ),
    refundsUnderWay: Type.Array(
      Type.Object({
        id: Type.String(),
        amount: Fen,
        merchant: nullable(Words),
        to: Type.Enum(['card', 'balance', 'suspense']),
        masked: nullable(Type.String()),
        stuck: Type.Boolean(),
        words: Words,
        rule: Type.String(),
        usually: Type.Boolean(),
      }),
    ),
    blockers: Type.Array(
      Type.Object({
        reason: OutcomeSchema,
        words: Words,
        rule: Type.String(),
        usually: Type.Boolean(),
        at: Type.String({ description: 'Where in the wallet it is put right.' }),
        opensAt: nullable(Instant),
        items: Type.Array(
          Type.Object({
            what: Type.String(),
            id: nullable(Type.String()),
            name: nullable(Words),
            amount: nullable(Fen),
            at: nullable(Instant),
          }),
        ),
      }),
    ),
    money: Type.Object({
      balance: Fen,
      redPacket: Fen,
      points: Type.Integer(),
      benefitsLost: Type.Boolean({ description: 'Red packets and points are lost with it.' }),
      words: Type.Array(Words),
    }),
    fee: Type.Object({ amount: Fen, rule: Type.String(), words: Words }),
    otherWays: Type.Array(Type.Object({ how: Type.String(), words: Words }), {
      description: 'What at hand still pays.',
    }),
    kept: Type.Object({
      years: Type.Integer(),
      rules: Type.Array(Type.String()),
      until: nullable(Instant),
      words: Words,
    }),
    takenBack: Type.Object({
      how: Type.Enum(['at-once-again', 'until', 'never']),
      until: nullable(Instant),
      words: Words,
    }),
    proof: Type.Object({ ways: Ways, words: Words }),
  },
  { title: 'Impact' },
);
export type ImpactView = Static<typeof ImpactSchema>;

export const ClosureAnswerSchema = Type.Object(
  {
    verdict: Type.Enum([...VERDICTS]),
    route: nullable(Type.Enum([...CLOSURE_ROUTES])),
    sentence: Words,
    reason: nullable(OutcomeSchema),
    opensAt: nullable(Instant),
    deadline: nullable(
      Type.Object(
        { at: Instant, usually: Type.Boolean(), thenRoute: nullable(Type.Enum([...CLOSURE_ROUTES])) },
        { description: 'The last good second.' },
      ),
    ),
    next: nullable(
      Type.Object(
        { route: Type.Enum([...CLOSURE_ROUTES]), opensAt: nullable(Instant), words: Words },
        { description: 'What is possible instead.' },
      ),
    ),
    evidence: nullable(
      Type.Object(
        { items: Type.Array(Coded), approval: Type.Enum([...APPROVALS]) },
        { description: 'Who looks first, and at which papers.' },
      ),
    ),
    aftercare: Type.Array(Coded),
    advice: Type.Array(Coded),
    rules: Type.Array(RuleSchema),
    rulesEdition: Type.Integer(),
    at: Instant,
  },
  { title: 'ClosureAnswer' },
);
export type ClosureAnswerView = Static<typeof ClosureAnswerSchema>;

export const PageSchema = Type.Object(
  {
    answer: ClosureAnswerSchema,
    impact: ImpactSchema,
    seen: Type.String({ description: 'Fingerprint of this page; it goes with the confirmation.' }),
  },
  { title: 'ClosurePage' },
);
export type PageView = Static<typeof PageSchema>;

const HandSchema = Type.Object(
  { kind: Type.Enum(['holder', 'staff']), device: nullable(Type.String()) },
  { title: 'ClosureHand' },
);

export const ClosureSchema = Type.Object(
  {
    id: Type.String({ examples: ['cls_01H4S9X2M8K3P7QR'] }),
    version: Type.Integer(),
    subject: SubjectSchema,
    route: Type.Enum([...CLOSURE_ROUTES]),
    state: Type.Enum([...CLOSURE_STATES]),
    stateWords: Words,
    open: Type.Boolean(),
    begunAt: Instant,
    begunBy: HandSchema,
    expiresAt: nullable(Instant),
    endedAt: nullable(Instant),
    endedBy: nullable(HandSchema),
    page: PageSchema,
    choices: Type.Object(
      {
        endDeductions: Type.Array(Type.String()),
        giveUp: nullable(Type.Object({ redPacket: Fen, points: Type.Integer() })),
      },
      { title: 'ClosureChoices' },
    ),
    proofs: Type.Object(
      {
        ways: Ways,
        given: Type.Array(Type.Enum([...PROOF_KINDS]), { description: 'On this device, and fresh.' }),
        missing: Type.Array(Type.Enum([...PROOF_KINDS]), { description: 'By the nearest way.' }),
        enough: Type.Boolean(),
      },
      { title: 'ClosureProofs' },
    ),
    details: Type.Array(Type.Object({ label: Words, value: Words }, { title: 'ClosureDetail' }), {
      description: 'Every detail of the last page, in order.',
    }),
    wonBy: nullable(Type.String({ description: 'What ended its subject first.' })),
    takeBackUntil: nullable(Instant),
    links: Type.Object({ self: Type.String(), confirm: Type.String(), stepBack: Type.String() }),
  },
  { title: 'Closure' },
);
export type ClosureView = Static<typeof ClosureSchema>;

export const ImpactQuery = Type.Object(
  {
    kind: Type.Enum([...CLOSURE_SUBJECTS]),
    id: Id,
    on: Type.Optional(
      Type.String({
        pattern: '^(true|false)$',
        maxLength: 5,
        description: 'true: of a service, what switching it on again changes.',
      }),
    ),
  },
  closed,
);
export const BeginBody = Type.Object(
  {
    subject: Type.Object(
      { kind: Type.Enum([...CLOSURE_SUBJECTS]), id: Id },
      { ...closed, title: 'ClosureSubjectNamed' },
    ),
  },
  { ...closed, title: 'ClosureRequest' },
);
export const ChoicesBody = Type.Object(
  {
    endDeductions: Type.Array(Id, { maxItems: LIMITS.closureChoicesMax, uniqueItems: true }),
    giveUp: nullable(
      Type.Object(
        {
          redPacket: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
          points: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
        },
        { ...closed, title: 'GivenUp', description: 'As it was named on the page.' },
      ),
    ),
  },
  { ...closed, title: 'ClosureChoicesMade' },
);
export const ConfirmBody = Type.Object(
  { seen: Type.String({ pattern: '^[0-9a-f]{16}$', description: '`seen` of the page that was read.' }) },
  { ...closed, title: 'ClosureConfirmation' },
);
export const ClosuresQuery = Type.Object({ ...paging }, closed);

export const StaffClosureBody = Type.Object(
  {
    ...BeginBody.properties,
    seen: ConfirmBody.properties.seen,
    choices: Type.Optional(ChoicesBody),
    identity: Type.Object(
      {
        how: Type.Enum(['counter', 'telephone']),
        document: Type.Optional(Type.Enum(['id-card', 'passport', 'residence-permit'])),
        note: Type.String({ minLength: 1, maxLength: LIMITS.reasonCharactersMax }),
      },
      { ...closed, title: 'IdentityChecked', description: 'How the holder was identified.' },
    ),
    reason: Type.String({
      minLength: 1,
      maxLength: LIMITS.reasonCharactersMax,
      description: 'Why staff does it. One line.',
    }),
  },
  { ...closed, title: 'ClosureForHolder' },
);
export type StaffClosureGiven = Static<typeof StaffClosureBody>;
