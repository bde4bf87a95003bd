/** Shapes of webhooks, notices and the outbox of texts. */
import { type Static, Type } from 'typebox';
import { PATTERN } from '#adapters/notifications';
import { DELIVERY_STATES, DISABLED_WHY, ENDPOINT_STATES, SMS_STATES } from '#adapters/postgres';
import { LIMITS } from '#engine';
import { Instant, nullable, Words } from '../schemas.ts';
import { closed, Id, paging, When } from '../schemas-input.ts';

const Wants = Type.Array(Type.String({ pattern: PATTERN.source, maxLength: 60 }), {
  minItems: 1,
  maxItems: LIMITS.webhookWantsMax,
  description: 'Types of messages: cancellation.done, cancellation.*, or * for all.',
});
const Book = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'For operators: whose endpoint it is.',
});

const endpointMembers = {
  id: Type.String({ examples: ['we_01H4S9X2M8K3P7QR'] }),
  book: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String()),
  state: Type.Enum([...ENDPOINT_STATES]),
  disabled: nullable(
    Type.Object({ code: Type.Enum([...DISABLED_WHY]), zh: Type.String(), en: Type.String() }),
  ),
  createdAt: Instant,
  failingSince: nullable(Instant),
  previousSecretUntil: nullable(Instant),
};
export const EndpointSchema = Type.Object(endpointMembers, { title: 'WebhookEndpoint' });
export type EndpointView = Static<typeof EndpointSchema>;
export const NewEndpointSchema = Type.Object(
  { ...endpointMembers, secret: Type.String({ description: 'Signs every message. Shown this once.' }) },
  { title: 'NewWebhookEndpoint' },
);
export const EndpointBody = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: LIMITS.webhookUrlMax }),
    events: Type.Optional(Wants),
    book: Type.Optional(Book),
  },
  { ...closed, title: 'WebhookRequest' },
);
export const RotatedSchema = Type.Object(
  {
    secret: Type.String({ description: 'Shown this once.' }),
    previousSecretUntil: Type.String({ format: 'date-time', description: 'Until then both secrets sign.' }),
  },
  { title: 'RotatedSecret' },
);

export const DeliverySchema = Type.Object(
  {
    message: Type.String({ description: 'The `webhook-id` of every attempt.' }),
    type: Type.String(),
    subject: Type.String(),
    at: Type.String({ format: 'date-time', description: 'When it happened.' }),
    state: Type.Enum([...DELIVERY_STATES], {
      description: 'held: the endpoint is switched off; failed: every attempt did. Both can be resent.',
    }),
    attempts: Type.Integer(),
    nextAttemptAt: nullable(Instant),
    log: Type.Array(
      Type.Object({
        no: Type.Integer(),
        at: Instant,
        tookMs: Type.Integer(),
        status: nullable(Type.Integer({ description: 'What the endpoint answered; null: nothing.' })),
        error: nullable(Type.String()),
      }),
    ),
  },
  { title: 'WebhookDelivery' },
);
export type DeliveryView = Static<typeof DeliverySchema>;
export const DeliveriesQuery = Type.Object(
  { ...paging, state: Type.Optional(Type.Enum([...DELIVERY_STATES])) },
  closed,
);
export const ResendBody = Type.Union(
  [
    Type.Object({ message: Id }, closed),
    Type.Object({ since: When }, { ...closed, description: 'All messages of what happened since then.' }),
  ],
  { description: 'One message or all since a time.' },
);
export const ResentSchema = Type.Object({ resent: Type.Integer() }, { title: 'Resent' });

export const NoticeSchema = Type.Object(
  {
    id: Type.String(),
    book: Type.String(),
    kind: Type.String(),
    subject: Type.String({ description: 'What it is about: a payment, cancellation or endpoint.' }),
    words: Words,
    at: Instant,
    readAt: nullable(Instant),
  },
  { title: 'Notice' },
);
export type NoticeView = Static<typeof NoticeSchema>;
export const NoticeListSchema = Type.Object(
  {
    items: Type.Array(NoticeSchema),
    next: nullable(Type.String({ description: 'Give it as `cursor` for the next page.' })),
    unread: Type.Integer({ description: 'How many are unread, counted to 10000.' }),
  },
  { title: 'NoticeList' },
);
export const NoticesQuery = Type.Object(
  { ...paging, book: Type.Optional(Book), unread: Type.Optional(Type.Enum(['true', 'false'])) },
  closed,
);
export const ReadBody = Type.Object(
  { upTo: Type.String({ minLength: 1, maxLength: 64, description: 'A notice: it and all before it.' }) },
  closed,
);
export const ReadSchema = Type.Object({ read: Type.Integer() }, { title: 'ReadNotices' });

export const SmsSchema = Type.Object(
  {
    id: Type.String(),
    book: Type.String(),
    subject: Type.String(),
    kind: Type.String(),
    number: Type.String({ description: 'Masked.' }),
    lang: Type.Enum(['zh', 'en']),
    text: Type.String({ description: 'Without the secret part of its link.' }),
    state: Type.Enum([...SMS_STATES], {
      description: 'kept: no provider is set up; dropped: the number had as many texts as a day allows.',
    }),
    attempts: Type.Integer(),
    createdAt: Instant,
    endedAt: nullable(Instant),
    error: nullable(Type.String()),
  },
  { title: 'SmsText' },
);
export type SmsView = Static<typeof SmsSchema>;
export const PageQuery = Type.Object(paging, closed);
