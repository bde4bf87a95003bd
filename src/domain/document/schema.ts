/** The parts that the schemas of all documents of facts share: JSON Schema, draft 2020-12. */
import { AMOUNT_FEN_MAX } from '../money/index.ts';
import { FUNDERS } from '../payment/index.ts';
import type { FactRow, FactType } from './fact-row.ts';
import { COUNT_MAX, MASKED, TEXT_MAX } from './values.ts';

export type Json = { readonly [key: string]: unknown };

export const INSTANT_SHAPE: Json = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})?$',
};
export const FEN_SHAPE: Json = { type: 'integer', minimum: 0, maximum: Number(AMOUNT_FEN_MAX) };
export const TEXT_SHAPE: Json = { type: 'string', maxLength: TEXT_MAX };

export const oneOfShape = (values: Readonly<Record<string, string>>): Json => ({
  type: 'string',
  oneOf: Object.entries(values).map(([value, description]) => ({ const: value, description })),
});

function shapeOf(type: FactType): Json {
  switch (type.is) {
    case 'choice':
      return oneOfShape(type.values);
    case 'choices':
      return { type: 'array', uniqueItems: true, items: oneOfShape(type.values) };
    case 'fen':
      return FEN_SHAPE;
    case 'count':
      return { type: 'integer', minimum: 0, maximum: COUNT_MAX };
    case 'flag':
      return { type: 'boolean' };
    case 'text':
      return TEXT_SHAPE;
    case 'card':
      return { type: 'string', pattern: MASKED.source };
    case 'instant':
      return INSTANT_SHAPE;
    case 'day':
      return { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
    case 'discounts':
      return {
        type: 'array',
        maxItems: FUNDERS.length,
        items: {
          type: 'object',
          required: ['funder', 'amountFen'],
          additionalProperties: false,
          properties: {
            funder: {
              ...oneOfShape({
                merchant: 'the shop itself',
                scheme: 'the card scheme or the wallet (UnionPay, WeChat Pay, Alipay)',
                issuer: 'the bank that issued the card',
                institution: 'the institution that acquires for the shop',
              } satisfies Record<(typeof FUNDERS)[number], string>),
              description: 'Who paid this part of the price.',
            },
            amountFen: { ...FEN_SHAPE, description: 'How much of the price that was, in fen.' },
          },
        },
      };
  }
}

export const UNITS: Readonly<Partial<Record<FactType['is'], string>>> = {
  fen: 'Unit: fen (1/100 yuan), a whole number.',
  instant: 'Unit: an instant to the second, ISO 8601; without an offset it is Shanghai time (+08:00).',
  day: 'Unit: a day, YYYY-MM-DD.',
  count: 'Unit: a whole number.',
};

/** One fact: its shape, its words, its unit, whom it concerns, and the value that counts where it is left out. */
export function factSchema(row: FactRow, fallback: unknown): Json {
  const plain = typeof fallback === 'bigint' ? Number(fallback) : fallback;
  return {
    ...shapeOf(row.type),
    description: [
      row.en,
      UNITS[row.type.is],
      row.for === undefined ? undefined : `Concerns ${row.for}.`,
      row.zh,
    ]
      .filter((each) => each !== undefined)
      .join(' '),
    ...(plain === undefined || plain === null ? {} : { default: plain }),
  };
}

export const meaning = <T extends string>(
  values: readonly T[],
  meanings: Readonly<Record<T, string>>,
): Json => oneOfShape(Object.fromEntries(values.map((value) => [value, meanings[value]])));

export const NOW_SHAPE: Json = {
  ...INSTANT_SHAPE,
  description: `The second at which the question is asked. ${UNITS.instant}`,
};

export const ID_SHAPE: Json = { ...TEXT_SHAPE, description: 'A name for the case; it is only repeated.' };

/** Whose rules count, and with which values: the last members of every document. */
export const RULES_SHAPE: Json = {
  scope: {
    type: 'object',
    additionalProperties: false,
    description:
      'Whose narrower rules count: institution, issuer and merchant by their ids, exactly as the rule files ' +
      'write them (issuers: ICBC, CMB, CCB); an id that no file names narrows nothing.',
    properties: { institution: TEXT_SHAPE, issuer: TEXT_SHAPE, merchant: TEXT_SHAPE },
  },
  parameters: {
    type: 'object',
    description:
      'Values of rule parameters for this case, by key, such as {"unionpay.pos.refundDays": 90}; ' +
      'they win over every layer. `yuanlu rules list` names all with unit and meaning.',
    additionalProperties: { type: ['string', 'integer', 'boolean'] },
  },
  off: { type: 'array', items: TEXT_SHAPE, description: 'Ids of rules that do not count in this case.' },
};
