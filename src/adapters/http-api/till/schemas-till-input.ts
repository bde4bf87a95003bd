/** What requests to the till may hold. */
import { type Static, Type } from 'typebox';
import { LIMITS } from '#engine';
import { Amount, closed } from '../schemas-input.ts';
import { PasskeyAnswer } from '../staff/schemas-staff.ts';
import { TILL_ACTS } from './till-desk.ts';

const Six = Type.String({ pattern: '^\\d{6}$' });

export const TillParams = Type.Object({ terminal: Type.String({ minLength: 1, maxLength: 8 }) });
export const TillSlipParams = Type.Object({
  terminal: Type.String({ minLength: 1, maxLength: 8 }),
  batch: Six,
  stan: Six,
});
export const TillBatchParams = Type.Object({
  terminal: Type.String({ minLength: 1, maxLength: 8 }),
  batch: Six,
});
export const TillShopQuery = Type.Object(
  {
    merchant: Type.Optional(
      Type.String({ minLength: 1, maxLength: 15, description: 'Where several shops have this number.' }),
    ),
  },
  closed,
);

export const TillActHeaders = Type.Object({
  'idempotency-key': Type.String({
    minLength: 1,
    maxLength: LIMITS.idempotencyKeyMax,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'One for each intent: the same again is the same act, also after a restart.',
  }),
});

export const TillActBody = Type.Object(
  {
    act: Type.Enum([...TILL_ACTS]),
    amount: Type.Optional(Amount),
    card: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: 'A virtual card at hand, by its id.' }),
    ),
    entry: Type.Optional(Type.Enum(['tap', 'chip', 'swipe'])),
    pin: Type.Optional(
      Type.String({ pattern: '^\\d{4,12}$', description: 'For one PIN block; stored and logged nowhere.' }),
    ),
    code: Type.Optional(
      Type.String({ pattern: '^\\d{12,19}$', description: 'The number behind a payer’s code.' }),
    ),
    stan: Type.Optional(Six),
    batch: Type.Optional(Six),
    operator: Type.Optional(Type.String({ pattern: '^[0-9A-Za-z]{1,3}$' })),
    confirm: Type.Optional(
      Type.Array(Type.String({ pattern: '^\\d{6}/\\d{6}$' }), {
        maxItems: 20,
        description: 'Places of the transactions that the cashier was warned of and goes past.',
      }),
    ),
    approval: Type.Optional(
      Type.Union(
        [
          Type.Object(
            {
              login: Type.String({ minLength: 1, maxLength: 64 }),
              password: Type.String({ minLength: 1, maxLength: 256 }),
              code: Type.Optional(Type.String({ minLength: 1, maxLength: 16 })),
            },
            closed,
          ),
          Type.Object({ passkey: PasskeyAnswer }, closed),
        ],
        {
          description:
            'A supervisor’s own proof, for this act alone: ways back want it of a cashier. Kept nowhere.',
        },
      ),
    ),
    loseAnswer: Type.Optional(
      Type.Boolean({ description: 'In a demonstration: cut the line as soon as the request has left.' }),
    ),
  },
  { ...closed, title: 'TillOrder' },
);

export const TillWaitQuery = Type.Object(
  {
    key: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.idempotencyKeyMax })),
    steps: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 1000, description: 'Steps that the caller knows already.' }),
    ),
    wait: Type.Optional(
      Type.Integer({
        ...{ minimum: 0, maximum: LIMITS.httpWaitMaxMs / 1000 },
        description: 'Seconds to wait for news.',
      }),
    ),
    merchant: TillShopQuery.properties.merchant,
  },
  closed,
);

export const TillForgoQuery = Type.Object(
  {
    key: Type.String({ minLength: 1, maxLength: LIMITS.idempotencyKeyMax }),
    merchant: TillShopQuery.properties.merchant,
  },
  closed,
);

export const TillEntriesQuery = Type.Object(
  {
    batch: Type.Optional(
      Type.String({ pattern: '^(open|all|\\d{6})$', description: 'The open one unless named.' }),
    ),
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 12, pattern: '^[0-9A-Za-z]+$' })),
    amount: Type.Optional(Amount),
    lastFour: Type.Optional(Type.String({ pattern: '^\\d{4}$' })),
    stan: Type.Optional(Type.String({ pattern: '^\\d{1,6}$' })),
    day: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'In China’s civil time.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.httpPageMax })),
    merchant: TillShopQuery.properties.merchant,
  },
  closed,
);

export const TillSlipQuery = Type.Object(
  {
    form: Type.Optional(Type.Enum(['json', 'text', 'escpos', 'pdf'])),
    copy: Type.Optional(Type.Enum(['merchant', 'cardholder'])),
    lang: Type.Optional(Type.Enum(['zh', 'en'])),
    paper: Type.Optional(Type.Enum(['58', '80'], { description: 'Millimetres.' })),
    reprint: Type.Optional(Type.Enum(['true', 'false'])),
    merchant: TillShopQuery.properties.merchant,
  },
  closed,
);

export const TillPayBody = Type.Object(
  {
    card: Type.String({ minLength: 1, maxLength: 60 }),
    code: Type.String({ minLength: 1, maxLength: 512, description: 'The text of the code that is shown.' }),
  },
  closed,
);
export type TillOrderBody = Static<typeof TillActBody>;
