/** The schema of a fact document, written from the table of facts: JSON Schema, draft 2020-12. */
import { type ASKERS, type DESTINATIONS, PURPOSES } from '../answer/index.ts';
import { AMOUNT_FEN_MAX } from '../money/index.ts';
import { FUNDERS } from '../payment/index.ts';
import { COUNT_MAX, MASKED, TEXT_MAX } from './document-values.ts';
import type { FactRow, FactType } from './fact-row.ts';
import { FACT_TABLE, type FactName, fallbackOf, PURPOSE_MEANINGS } from './fact-table.ts';
import { CHANNELS, KINDS } from './facts.ts';
import type { ROUTES } from './routes.ts';

type Json = { readonly [key: string]: unknown };

const INSTANT: Json = {
  type: 'string',
  pattern: '^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})?$',
};
const FEN: Json = { type: 'integer', minimum: 0, maximum: Number(AMOUNT_FEN_MAX) };
const TEXT: Json = { type: 'string', maxLength: TEXT_MAX };

const choices = (values: Readonly<Record<string, string>>): Json => ({
  type: 'string',
  oneOf: Object.entries(values).map(([value, description]) => ({ const: value, description })),
});

function shapeOf(type: FactType): Json {
  switch (type.is) {
    case 'choice':
      return choices(type.values);
    case 'fen':
      return FEN;
    case 'count':
      return { type: 'integer', minimum: 0, maximum: COUNT_MAX };
    case 'flag':
      return { type: 'boolean' };
    case 'text':
      return TEXT;
    case 'card':
      return { type: 'string', pattern: MASKED.source };
    case 'instant':
      return INSTANT;
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
              ...choices({
                merchant: 'the shop itself',
                scheme: 'the card scheme or the wallet (UnionPay, WeChat Pay, Alipay)',
                issuer: 'the bank that issued the card',
                institution: 'the institution that acquires for the shop',
              } satisfies Record<(typeof FUNDERS)[number], string>),
              description: 'Who paid this part of the price.',
            },
            amountFen: { ...FEN, description: 'How much of the price that was, in fen.' },
          },
        },
      };
  }
}

const UNITS: Readonly<Partial<Record<FactType['is'], string>>> = {
  fen: 'Unit: fen (1/100 yuan), a whole number.',
  instant: 'Unit: an instant to the second, ISO 8601; without an offset it is Shanghai time (+08:00).',
  day: 'Unit: a day, YYYY-MM-DD.',
  count: 'Unit: a whole number.',
};

function factSchema(name: FactName): Json {
  const row: FactRow = FACT_TABLE[name];
  const fallback = fallbackOf(name);
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

const KIND_MEANINGS: Readonly<Record<(typeof KINDS)[number], string>> = {
  sale: 'a payment that was made, or whose outcome is open 消费',
  order: 'an order for a code or online payment, paid or unpaid 订单',
  preauthorisation: 'money held on a card, nothing taken yet 预授权',
  completion: 'the completion of a pre-authorisation, which takes the money 预授权完成',
  refund: 'a refund itself: can it be undone? 退货',
  transfer: 'a transfer between accounts 转账',
};

const CHANNEL_MEANINGS: Readonly<Record<(typeof CHANNELS)[number], string>> = {
  'unionpay.pos': 'a card at a POS terminal, UnionPay 银联 POS',
  'unionpay.qr': "a UnionPay QR code, the payer's or the merchant's 银联二维码",
  'unionpay.gateway': 'the UnionPay online gateway 银联网关',
  wechat: 'WeChat Pay 微信支付',
  alipay: 'Alipay 支付宝',
  'cross-border': 'a foreign card here, or a card of this country abroad 跨境',
  'personal-code': 'a personal receipt code, no merchant 个人收款码',
};

const meaning = <T extends string>(values: readonly T[], meanings: Readonly<Record<T, string>>): Json =>
  choices(Object.fromEntries(values.map((value) => [value, meanings[value]])));

const QUESTION: Json = {
  type: 'object',
  additionalProperties: false,
  description:
    'Who asks for what. Left out: the merchant asks for the best way to give back all that is left.',
  properties: {
    asker: {
      ...choices({
        terminal: 'a POS terminal: it holds no final result if it asks for a REVERSAL',
        merchant: "the merchant's back office",
        operator: 'the institution',
        payer: 'the payer: the merchant then decides',
        deadline: 'the host itself, because no answer came in time',
      } satisfies Record<(typeof ASKERS)[number], string>),
      default: 'merchant',
    },
    route: {
      ...choices({
        CLOSE: 'close an unpaid order; withdraw a refund or transfer that has not left 关单',
        REVERSAL: 'undo what has no known outcome 冲正',
        VOID: 'undo a known success whole, the same day 撤销',
        REFUND: 'give money back later, whole or in part 退货',
        DISPUTE: 'at the bank that issued the card 差错',
      } satisfies Record<(typeof ROUTES)[number], string>),
      description: 'Insists on one route. Left out, the system finds the best open one.',
    },
    amountFen: {
      ...FEN,
      minimum: 1,
      description: 'How much is wanted back, in fen. Left out: all that is left.',
    },
    terminalId: {
      ...TEXT,
      description:
        'At which terminal it is asked for. Left out: the back office; ' +
        'for the asker `terminal` the one that took the payment.',
    },
    purpose: { ...meaning(PURPOSES, PURPOSE_MEANINGS), description: 'Why the money should go back.' },
    destination: {
      ...choices({
        original: 'the account that paid',
        cash: 'cash',
        'other-account': 'another account',
      } satisfies Record<(typeof DESTINATIONS)[number], string>),
      default: 'original',
    },
  },
};

/** The schema, for the documentation and for `GET /v1/explain/schema`. */
export function factDocumentSchema(): Json {
  const facts = Object.fromEntries(
    (Object.keys(FACT_TABLE) as FactName[]).map((name) => [name, factSchema(name)]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Yuanlu fact document',
    description:
      'One case of «can this be cancelled?» 可以取消吗?, told by facts alone. Numbers are whole; amounts are fen.',
    type: 'object',
    additionalProperties: false,
    required: ['now', 'subject', 'facts'],
    properties: {
      now: { ...INSTANT, description: `The second at which the question is asked. ${UNITS.instant}` },
      subject: {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'channel'],
        properties: {
          kind: meaning(KINDS, KIND_MEANINGS),
          channel: meaning(CHANNELS, CHANNEL_MEANINGS),
          id: { ...TEXT, description: 'A name for the case; it is only repeated.' },
        },
      },
      question: QUESTION,
      facts: {
        type: 'object',
        additionalProperties: false,
        required: ['outcome'],
        // A payment that was not found has no amount; an order that nobody paid has no instant of payment.
        if: { properties: { outcome: { const: 'not-found' } } },
        else: {
          required: ['amountFen'],
          if: { properties: { outcome: { enum: ['unpaid', 'closed'] } } },
          else: { required: ['paidAt'] },
        },
        description:
          'What is known. `amountFen` is needed unless the payment was not found, ' +
          '`paidAt` unless an order was never paid.',
        properties: facts,
      },
      scope: {
        type: 'object',
        additionalProperties: false,
        description:
          'Whose narrower rules count: institution, issuer and merchant by their ids, exactly as the rule files ' +
          'write them (issuers: ICBC, CMB, CCB); an id that no file names narrows nothing.',
        properties: { institution: TEXT, issuer: TEXT, merchant: TEXT },
      },
      parameters: {
        type: 'object',
        description:
          'Values of rule parameters for this case, by key, such as {"unionpay.pos.refundDays": 90}; ' +
          'they win over every layer. `yuanlu rules list` names all with unit and meaning.',
        additionalProperties: { type: ['string', 'integer', 'boolean'] },
      },
      off: { type: 'array', items: TEXT, description: 'Ids of rules that do not count in this case.' },
    },
  };
}
