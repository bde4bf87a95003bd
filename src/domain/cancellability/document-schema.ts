/** The schema of a document of facts about a payment, written from the table of facts. */
import { type ASKERS, type DESTINATIONS, PURPOSES } from '../answer/index.ts';
import {
  FEN_SHAPE,
  factSchema,
  ID_SHAPE,
  type Json,
  meaning,
  NOW_SHAPE,
  oneOfShape,
  RULES_SHAPE,
  TEXT_SHAPE,
} from '../document/index.ts';
import { FACT_TABLE, type FactName, fallbackOf, PURPOSE_MEANINGS } from './fact-table.ts';
import { CHANNELS, KINDS } from './facts.ts';
import type { ROUTES } from './routes.ts';

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

const QUESTION: Json = {
  type: 'object',
  additionalProperties: false,
  description:
    'Who asks for what. Left out: the merchant asks for the best way to give back all that is left.',
  properties: {
    asker: {
      ...oneOfShape({
        terminal: 'a POS terminal: it holds no final result if it asks for a REVERSAL',
        merchant: "the merchant's back office",
        operator: 'the institution',
        payer: 'the payer: the merchant then decides',
        deadline: 'the host itself, because no answer came in time',
      } satisfies Record<(typeof ASKERS)[number], string>),
      default: 'merchant',
    },
    route: {
      ...oneOfShape({
        CLOSE: 'close an unpaid order; withdraw a refund or transfer that has not left 关单',
        REVERSAL: 'undo what has no known outcome 冲正',
        VOID: 'undo a known success whole, the same day 撤销',
        REFUND: 'give money back later, whole or in part 退货',
        DISPUTE: 'at the bank that issued the card 差错',
      } satisfies Record<(typeof ROUTES)[number], string>),
      description: 'Insists on one route. Left out, the system finds the best open one.',
    },
    amountFen: {
      ...FEN_SHAPE,
      minimum: 1,
      description: 'How much is wanted back, in fen. Left out: all that is left.',
    },
    terminalId: {
      ...TEXT_SHAPE,
      description:
        'At which terminal it is asked for. Left out: the back office; ' +
        'for the asker `terminal` the one that took the payment.',
    },
    purpose: { ...meaning(PURPOSES, PURPOSE_MEANINGS), description: 'Why the money should go back.' },
    destination: {
      ...oneOfShape({
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
    (Object.keys(FACT_TABLE) as FactName[]).map((name) => [
      name,
      factSchema(FACT_TABLE[name], fallbackOf(name)),
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Yuanlu fact document about a payment',
    description:
      'One case of «can this be cancelled?» 可以取消吗?, told by facts alone. Numbers are whole; amounts are fen.',
    type: 'object',
    additionalProperties: false,
    required: ['now', 'subject', 'facts'],
    properties: {
      now: NOW_SHAPE,
      subject: {
        type: 'object',
        additionalProperties: false,
        required: ['kind', 'channel'],
        properties: {
          kind: meaning(KINDS, KIND_MEANINGS),
          channel: meaning(CHANNELS, CHANNEL_MEANINGS),
          id: ID_SHAPE,
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
      ...RULES_SHAPE,
    },
  };
}
