/** The shapes of rules, and of answers that would be others under other rules. */
import { type Static, Type } from 'typebox';
import { CERTAINTIES, CHANNELS, LAYERS } from '#domain/policy';
import { LIMITS } from '#engine';
import { CURSOR_MAX } from '../paging.ts';
import { Fen, Instant, nullable } from '../schemas.ts';

const closed = { additionalProperties: false } as const;
const Owner = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));
const Certainty = Type.Enum([...CERTAINTIES], {
  description:
    'A read in the primary text, B+ several independent quotations, B one secondary source, C memory, P our choice.',
});
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
const Day = nullable(Type.String({ format: 'date' }));
const dates = { from: Day, until: Day };

export const RulesQuery = Type.Object(
  {
    channel: Type.Optional(Type.Enum([...CHANNELS], { description: 'Left out: the rules of all channels.' })),
    issuer: Owner,
    merchant: Owner,
    date: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The day; today when left out.' }),
    ),
  },
  closed,
);

const ruleMembers = {
  id: Type.String({ examples: ['UP-07'] }),
  zh: Type.String(),
  en: Type.String(),
  source: Type.String({ description: 'Where it was read.' }),
  sourceZh: nullable(Type.String({ description: 'The same in Chinese, where the file has it.' })),
  certainty: Certainty,
  ...dates,
  channels: nullable(Type.Array(Type.String(), { description: 'null: it speaks of every channel.' })),
};
const parameterMembers = {
  key: Type.String({ examples: ['unionpay.pos.refundDays'] }),
  zh: Type.String(),
  en: Type.String(),
  unit: Type.String(),
  value: Value,
  certainty: Certainty,
  usually: Type.Boolean({ description: 'True: usual, not promised.' }),
  source: Type.String(),
  layer: Type.Enum([...LAYERS], { description: 'The layer whose value won.' }),
};

export const RuleSchema = Type.Object(
  { ...ruleMembers, parameters: Type.Array(Type.Object(parameterMembers, { title: 'RuleParameter' })) },
  { title: 'Rule' },
);
export type RuleView = Static<typeof RuleSchema>;

const place = {
  layer: Type.Enum([...LAYERS]),
  owner: Type.String({ description: 'An id, or * for all of the layer.' }),
  ...dates,
  here: Type.Boolean({ description: 'It is said of whom and on the day that was asked for.' }),
};
export const RuleDetailSchema = Type.Object(
  {
    ...ruleMembers,
    inForce: Type.Boolean(),
    versions: Type.Array(Type.Object(ruleMembers, { title: 'RuleVersion' }), {
      description: 'All versions, the earliest first.',
    }),
    switchedOff: Type.Array(Type.Object(place, { title: 'RuleSwitchedOff' })),
    parameters: Type.Array(
      Type.Object(
        {
          ...parameterMembers,
          layers: Type.Array(
            Type.Object(
              { ...place, value: Value, certainty: Certainty, source: Type.String(), won: Type.Boolean() },
              { title: 'RuleLayer' },
            ),
          ),
        },
        { title: 'RuleParameterDetail' },
      ),
    ),
  },
  { title: 'RuleDetail' },
);
export type RuleDetailView = Static<typeof RuleDetailSchema>;

export const TryBody = Type.Object(
  {
    files: Type.Array(
      Type.Object(
        {
          name: Type.String({
            pattern: '^[^\\x00-\\x1f]+\\.(json|ya?ml)$',
            maxLength: 200,
            description: 'It takes the place of the file in use with this name, or stands beside all.',
          }),
          content: Type.String({
            maxLength: LIMITS.rulesFileCharactersMax,
            description: 'JSON or YAML text.',
          }),
        },
        closed,
      ),
      { minItems: 1, maxItems: LIMITS.rulesFilesMax },
    ),
  },
  { ...closed, title: 'RuleTrialRequest' },
);
export const TryQuery = Type.Object(
  {
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_MAX, pattern: '^[A-Za-z0-9_-]+$' })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: LIMITS.rulesTryPaymentsMax,
        description: 'Payments looked at in this call, 200 when left out.',
      }),
    ),
    book: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'One book instead of all.' }),
    ),
  },
  closed,
);

/** What of an answer matters to the one who asked. */
const Told = Type.Object(
  {
    verdict: Type.String(),
    route: nullable(Type.String()),
    reason: nullable(Type.String()),
    amount: nullable(Fen),
    feeReturned: nullable(Fen),
    feeKept: nullable(Fen),
    arrivalFrom: nullable(Type.Integer()),
    arrivalTo: nullable(Type.Integer()),
    approval: nullable(Type.String()),
    deadline: nullable(Instant),
    opensAt: nullable(Instant),
    nextRoute: nullable(Type.String()),
  },
  { title: 'ToldAnswer' },
);
export type ToldView = Static<typeof Told>;

export const Difference = Type.Object(
  {
    payment: Type.String(),
    paymentAmount: Fen,
    asker: Type.Enum(['merchant', 'payer']),
    before: Told,
    after: Told,
    changed: Type.Array(Type.String(), { description: 'The members that differ.' }),
  },
  { title: 'AnswerDifference' },
);
export type DifferenceView = Static<typeof Difference>;

export const Fault = Type.Object(
  {
    file: Type.String(),
    line: Type.Integer(),
    column: Type.Integer(),
    path: Type.String(),
    message: Type.String(),
  },
  { title: 'RuleFault' },
);

export const TrialSchema = Type.Object(
  {
    examined: Type.Integer({ description: 'Payments looked at in this call.' }),
    changed: Type.Integer({ description: 'Payments of these with at least one other answer.' }),
    items: Type.Array(Difference),
    next: nullable(Type.String({ description: 'The cursor of the next call; null: all were looked at.' })),
    replaced: Type.Array(Type.String(), { description: 'Files in use whose place a given one took.' }),
    institution: Type.String({ description: 'The institution that this server serves.' }),
    otherInstitutions: Type.Array(Type.String(), {
      description: 'Institutions that narrowings of these files are for and that this server does not serve.',
    }),
    warnings: Type.Array(Fault),
  },
  { title: 'RuleTrial' },
);
export type RuleTrialView = Static<typeof TrialSchema>;
