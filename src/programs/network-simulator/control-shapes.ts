/** JSON schemas of what the control API takes; every number has its bound. */
import { LIMITS } from '#engine';
import { CARD_STATES, faultKinds, SCRIPT_COMMANDS } from '#simulation/network';
import { MERCHANT_CODE_LENGTH_MAX } from '#wire/qr';
import { noticeManners } from './notices.ts';

const waitMsMax = 600_000;
const ms = { type: 'integer', minimum: 0, maximum: waitMsMax } as const;

/** Null: none. Amounts are text, as they come in answers. */
const amountLimit = { type: ['string', 'null'], pattern: '^\\d{1,12}$' } as const;
const countLimit = { type: ['integer', 'null'], minimum: 0, maximum: 1_000_000 } as const;

export const page = {
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: {
      since: { type: 'integer', minimum: 0, default: 0 },
      limit: { type: 'integer', minimum: 1, maximum: LIMITS.httpPageMax, default: 100 },
    },
  },
};

export const byKey = {
  querystring: {
    type: 'object',
    additionalProperties: false,
    required: ['key'],
    properties: {
      key: {
        type: 'array',
        minItems: 1,
        maxItems: LIMITS.httpPageMax,
        items: { type: 'string', maxLength: 64 },
      },
    },
  },
};

export const faults = {
  body: {
    type: 'object',
    oneOf: [
      {
        type: 'object',
        additionalProperties: false,
        required: ['next'],
        properties: {
          next: { enum: [...faultKinds] },
          count: { type: 'integer', minimum: 1, maximum: 10_000 },
          mti: { type: 'string', pattern: '^\\d{4}$' },
          ms,
        },
      },
      {
        type: 'object',
        additionalProperties: false,
        required: ['probability'],
        properties: {
          probability: {
            type: 'object',
            additionalProperties: false,
            properties: Object.fromEntries(
              faultKinds.map((kind) => [kind, { type: 'number', minimum: 0, maximum: 1 }]),
            ),
          },
          seed: { type: 'integer', minimum: 0, maximum: 4_294_967_295 },
          ms,
        },
      },
    ],
  },
};

export const scan = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['code', 'card'],
    properties: {
      code: { type: 'string', minLength: 1, maxLength: MERCHANT_CODE_LENGTH_MAX },
      card: { type: 'string', minLength: 1, maxLength: 64 },
      confirm: { type: 'boolean' },
      force: { type: 'boolean' },
      notice: { enum: [...noticeManners] },
      noticeDelayMs: ms,
    },
  },
};

export const keys = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['reset'],
    properties: {
      reset: { enum: ['mac', 'pin'] },
      member: { type: 'string', pattern: '^\\d{1,11}$' },
    },
  },
};

export const down = {
  body: {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: { forMs: { type: 'integer', minimum: 1, maximum: waitMsMax } },
  },
};

export const cards = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['card'],
    anyOf: [{ required: ['state'] }, { required: ['limits'] }, { required: ['pinTries'] }],
    properties: {
      card: { type: 'string', maxLength: 64 },
      state: { enum: [...CARD_STATES] },
      replacedBy: { type: ['string', 'null'], maxLength: 64 },
      limits: {
        type: 'object',
        additionalProperties: false,
        properties: { paymentMaxFen: amountLimit, dayMaxFen: amountLimit, dayCountMax: countLimit },
      },
      pinTries: { const: 0 },
    },
  },
};

export const texts = {
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: { phone: { type: 'string', pattern: '^\\d{5,20}$' } },
  },
};

export const scripts = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['card', 'command'],
    properties: {
      card: { type: 'string', maxLength: 64 },
      command: { enum: [...SCRIPT_COMMANDS] },
      moment: { enum: ['before', 'after'] },
      tag: { type: 'string', pattern: '^[0-9A-F]{4}$' },
      value: { type: 'string', pattern: '^([0-9A-F]{2}){1,32}$' },
    },
  },
};

export const cutOver = {
  body: {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: { day: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } },
  },
};
