/** Shapes of the operator's queue: what waits for a person, and what can be done about it. */
import { type Static, Type } from 'typebox';
import { MISMATCH_VERDICTS, QUEUE_KINDS } from '#adapters/postgres';
import { LIMITS } from '#engine';
import { Fen, Instant, nullable, Words } from '../schemas-basic.ts';
import { closed, paging } from '../schemas-input.ts';

export const SEVERITIES = ['now', 'soon', 'watch'] as const;
/** What a form asks for: the page knows how to ask, the route checks. */
const FIELDS = [
  'end-verdict',
  'mismatch-verdict',
  'difference-end',
  'evidence',
  'clearing-day',
  'reason',
  'person',
  'account',
  'bank-reference',
  'payout-result',
] as const;

const Act = Type.Object(
  {
    act: Type.String({ description: 'Stable name.' }),
    words: Words,
    effect: Words,
    way: Type.Object({
      method: Type.Literal('POST'),
      path: Type.String({ description: 'The route that does it.' }),
      body: Type.Record(Type.String(), Type.Unknown(), {
        description: 'Members that are fixed; those of `asks` come beside them.',
      }),
    }),
    asks: Type.Array(Type.Enum([...FIELDS])),
    permission: Type.String({ description: 'What the caller needs for it.' }),
    gravity: Type.Enum(['plain', 'final'], { description: 'final: it moves money or cannot be taken back.' }),
    fourEyes: Type.Boolean({ description: 'Another person than the one before has to do it.' }),
    open: Type.Boolean({ description: 'This caller can do it now.' }),
    shut: nullable(Words),
  },
  {
    title: 'DeskAct',
    description: '`effect`: what will happen. `shut`: why this caller cannot do it, where it is not open.',
  },
);
export type ActView = Static<typeof Act>;

export const QueueItemSchema = Type.Object(
  {
    kind: Type.Enum([...QUEUE_KINDS]),
    key: Type.String({ description: 'Names the item within its kind, for as long as it waits.' }),
    kindWords: Words,
    severity: Type.Enum([...SEVERITIES], {
      description:
        'now: its time has run out or money stands still. soon: a person is waited for. watch: look.',
    }),
    since: Instant,
    deadline: nullable({
      ...Instant,
      description: 'When its time runs out; null where it has none or it is over.',
    }),
    overdue: Type.Boolean(),
    amount: nullable(Fen),
    book: nullable(Type.String()),
    merchant: nullable(Type.Object({ id: Type.String(), zh: Type.String(), en: Type.String() })),
    payment: nullable(Type.String()),
    subject: Type.String({
      description: 'The id of what waits: a way back, a request, a payment, an endpoint …',
    }),
    card: nullable(Type.String({ description: 'First six and last four digits.' })),
    what: Words,
    next: Words,
    proposal: nullable(
      Type.Object(
        {
          words: Words,
          evidence: Type.String(),
          by: Type.String(),
          byName: Type.String({ description: 'The name of the person; the id again for a key.' }),
          at: Instant,
        },
        { title: 'DeskProposal', description: 'What one operator said; another one has to approve.' },
      ),
    ),
    hands: Type.Array(
      Type.Object(
        { words: Words, by: Type.String(), byName: Type.String(), at: nullable(Instant) },
        { title: 'Hand' },
      ),
      { description: 'Who has had a hand in it so far, in order: none of them is the second pair of eyes.' },
    ),
    facts: Type.Array(Type.Object({ name: Type.String(), label: Words, value: Words }), {
      description: 'What a person wants to know before acting, as short rows.',
    }),
    acts: Type.Array(Act),
    links: Type.Object({
      self: Type.String(),
      journey: nullable(Type.String()),
      cancellation: nullable(Type.String()),
      request: nullable(Type.String()),
    }),
  },
  {
    title: 'QueueItem',
    description: '`what`: what happened. `next`: what it waits for. Each in one sentence.',
  },
);
export type QueueItemView = Static<typeof QueueItemSchema>;

export const QueueSchema = Type.Object(
  {
    items: Type.Array(QueueItemSchema),
    next: nullable(Type.String()),
    counts: Type.Array(
      Type.Object({
        kind: Type.Enum([...QUEUE_KINDS]),
        words: Words,
        count: Type.Integer(),
        pressing: Type.Integer({ description: 'Of them: severity now.' }),
        watched: Type.Integer({ description: 'Of them: severity watch, nobody has to act yet.' }),
      }),
    ),
    total: Type.Integer(),
    pressing: Type.Integer(),
    watched: Type.Integer(),
  },
  { title: 'Queue' },
);
export type QueueView = Static<typeof QueueSchema>;

export const QueueQuery = Type.Object(
  {
    ...paging,
    kind: Type.Optional(
      Type.String({
        pattern: '^[a-z-]+(,[a-z-]+)*$',
        maxLength: 300,
        description: 'These kinds alone, with commas between.',
      }),
    ),
  },
  closed,
);
export const QueueItemParams = Type.Object({
  kind: Type.Enum([...QUEUE_KINDS]),
  key: Type.String({ minLength: 1, maxLength: 128 }),
});

export const MismatchParams = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});
export const MismatchEndBody = Type.Object(
  {
    verdict: Type.Enum([...MISMATCH_VERDICTS]),
    evidence: Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax }),
  },
  closed,
);
export const MismatchEndedSchema = Type.Object(
  { id: Type.Integer(), state: Type.Enum(['proposed', 'ended', 'put-back']) },
  { title: 'MismatchEnd' },
);
