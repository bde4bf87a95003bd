/** The shape of an answer: can this be cancelled? */
import { type Static, Type } from 'typebox';
import { APPROVALS, EFFECTS, VERDICTS } from '#domain/answer';
import { ROUTES } from '#domain/cancellability';
import { CERTAINTIES } from '#domain/policy';
import { Coded, Fen, Instant, nullable, OutcomeSchema, Words } from '../schemas-basic.ts';

const Reading = Type.Object(
  {
    name: Type.String(),
    value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]),
    certainty: nullable(Type.Enum([...CERTAINTIES])),
  },
  { title: 'Reading' },
);
export const RuleSchema = Type.Object(
  {
    id: Type.String({ examples: ['UP-02'] }),
    zh: Type.String(),
    en: Type.String(),
    source: Type.String(),
    certainty: Type.Enum([...CERTAINTIES]),
    held: Type.Boolean(),
    parameters: Type.Array(Reading),
    facts: Type.Array(Reading),
  },
  { title: 'RuleCitation' },
);

export const answerMembers = {
  verdict: Type.Enum([...VERDICTS]),
  sentence: Words,
  route: nullable(Type.Enum([...ROUTES])),
  effect: nullable(
    Type.Enum([...EFFECTS], {
      description: 'What taking the route does to the money.',
    }),
  ),
  amount: nullable(Fen),
  payerAmount: nullable(
    Type.Integer({
      description: 'What of it the payer gets, in fen; the rest goes to whoever funded a discount.',
    }),
  ),
  discounts: Type.Array(Type.Object({ funder: Type.String(), amount: Fen })),
  currency: Type.String(),
  destination: nullable(Type.Object({ masked: Type.String(), zh: Type.String(), en: Type.String() })),
  arrival: nullable(
    Type.Object({
      from: Type.Integer(),
      to: Type.Integer(),
      unit: Type.Enum(['at-once', 'minute', 'hour', 'clearing-day', 'working-day', 'calendar-day']),
      certainty: Type.Enum([...CERTAINTIES]),
      usually: Type.Boolean({ description: 'True: usual, not promised.' }),
      rule: Type.String(),
      words: Words,
    }),
  ),
  fee: nullable(Type.Object({ returned: Fen, kept: Fen, rule: Type.String() })),
  evidence: nullable(
    Type.Object({
      items: Type.Array(Coded),
      approval: Type.Enum([...APPROVALS], { description: 'The strictest of `approvals`.' }),
      approvals: Type.Array(Type.Object({ by: Type.Enum([...APPROVALS]), reason: OutcomeSchema })),
    }),
  ),
  deadline: nullable(
    Type.Object(
      {
        at: Instant,
        usually: Type.Boolean({ description: 'True: usual, not promised.' }),
        thenRoute: nullable(Type.Enum([...ROUTES])),
      },
      { description: 'The last good second.' },
    ),
  ),
  opensAt: nullable(Instant),
  reason: nullable(OutcomeSchema),
  next: nullable(
    Type.Object({
      route: Type.Enum([...ROUTES]),
      opensAt: nullable(Instant),
      at: Type.Enum(['here', 'issuer', 'institution']),
      until: nullable(Instant),
      usually: Type.Boolean({ description: 'True: that second is usual, not promised.' }),
      amount: nullable(
        Type.Integer({ description: 'Open for this amount in fen, where another one was asked for.' }),
      ),
      words: Words,
    }),
  ),
  entitlement: nullable(
    Type.Object(
      { rule: Type.String(), until: nullable(Instant), merchantDue: nullable(Instant) },
      { description: 'A right that a law gives the payer: until when, and by when the merchant pays.' },
    ),
  ),
  advice: Type.Array(Coded, { description: 'What the asker may do about a refusal.' }),
  rules: Type.Array(RuleSchema),
  rulesEdition: Type.Integer({
    description: 'The published edition of the rules that answered; 0: the rules as they were delivered.',
  }),
  aftercare: Type.Array(Coded),
  at: Instant,
};
export const AnswerSchema = Type.Object(answerMembers, { title: 'Answer' });
export type AnswerView = Static<typeof AnswerSchema>;
