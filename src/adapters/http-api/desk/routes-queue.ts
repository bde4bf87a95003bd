/** The operator's queue: one list of what waits for a person, each item with its story and the acts that end it. */
import type { QueueCursor, QueueKind } from '#adapters/postgres';
import { QUEUE_KINDS } from '#adapters/postgres';
import type { Api } from '../api-type.ts';
import { type Caller, callerOf } from '../auth.ts';
import { DecisionBody } from '../cancellations/schemas-bounces.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { inputProblem, Problem } from '../problems.ts';
import { lineOf } from '../text-input.ts';
import type { Looker } from './act.ts';
import { peopleOf, queueItemView } from './queue-view.ts';
import {
  MismatchEndBody,
  MismatchEndedSchema,
  MismatchParams,
  QueueItemParams,
  QueueItemSchema,
  QueueQuery,
  QueueSchema,
} from './schemas-queue.ts';
import { QUEUE_WORDS } from './words.ts';

const TAG = 'operator';
const OPERATOR = { access: 'operator' } as const;

const lookerOf = ({ id, can }: Caller): Looker => ({ id, may: (permission) => can.includes(permission) });

function kindsOf(text: string | undefined): readonly QueueKind[] {
  if (text === undefined) return QUEUE_KINDS;
  const wanted = new Set(text.split(','));
  const kinds = QUEUE_KINDS.filter((kind) => wanted.has(kind));
  if (kinds.length !== wanted.size)
    throw inputProblem('query', '/kind', `must name kinds of: ${QUEUE_KINDS.join(', ')}`);
  return kinds;
}

const cursorText = ({ rank, sinceMs, kind, key }: QueueCursor): string =>
  JSON.stringify([rank, sinceMs, kind, key]);
function cursorOf(text: string | null): QueueCursor | null {
  if (text === null) return null;
  const [rank, sinceMs, kind, key] = JSON.parse(text) as [number, number, string, string];
  return { rank, sinceMs, kind, key };
}

export function addQueueRoutes(app: Api, options: HttpApiOptions): void {
  const { desk, clock, limits } = options;
  const asked = () => ({ nowMs: clock.nowMs(), unknownAfterMs: limits.unknownToldMs });

  app.get(
    '/v1/operator/queue',
    {
      config: OPERATOR,
      schema: docs(
        'listQueue',
        TAG,
        'What waits for a person, the most pressing first: what happened, until when, and what can be done',
        { querystring: QueueQuery },
        { 200: QueueSchema },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, kind } = request.query;
      const kinds = kindsOf(kind);
      const list = JSON.stringify(['queue', kinds]);
      const ask = asked();
      const looker = lookerOf(callerOf(request));
      const [{ items, next }, counts] = await Promise.all([
        desk.queue({ ...ask, kinds, cursor: cursorOf(positionOf(list, cursor)), limit }),
        desk.queueCounts(ask),
      ]);
      const names = await desk.namesOf(items.flatMap(peopleOf));
      const sum = (of: 'count' | 'pressing' | 'watched'): number =>
        counts.reduce((all, each) => all + each[of], 0);
      return {
        items: items.map((row) => queueItemView(row, { looker, nowMs: ask.nowMs, names })),
        next: cursorFor(list, next === null ? null : cursorText(next)),
        counts: counts.map((each) => ({ ...each, words: { ...QUEUE_WORDS[each.kind] } })),
        ...{ total: sum('count'), pressing: sum('pressing'), watched: sum('watched') },
      };
    },
  );

  app.get(
    '/v1/operator/queue/:kind/:key',
    {
      config: OPERATOR,
      schema: docs(
        'getQueueItem',
        TAG,
        'One item of the queue as it stands; not found once it waits no more',
        { params: QueueItemParams },
        { 200: QueueItemSchema },
      ),
    },
    async (request) => {
      const { kind, key } = request.params;
      const ask = asked();
      const row = await desk.queueItem({ ...ask, kind, key });
      if (row === null)
        throw new Problem('not-found', {
          detail: 'This waits for nobody any more, or never did.',
          detailZh: '此事项已不再待办，或从未有过。',
        });
      const names = await desk.namesOf(peopleOf(row));
      return queueItemView(row, { looker: lookerOf(callerOf(request)), nowMs: ask.nowMs, names });
    },
  );

  app.post(
    '/v1/operator/mismatches/:id/end',
    {
      config: OPERATOR,
      schema: docs(
        'proposeMismatchEnd',
        TAG,
        'A disagreement with a clearing file: what it came to, and on what evidence',
        { params: MismatchParams, body: MismatchEndBody },
        { 200: MismatchEndedSchema },
        { description: 'Moves no money. Another operator approves; until then it stays in the queue.' },
      ),
    },
    async (request) => {
      const { verdict, evidence } = request.body;
      const outcome = await desk.proposeMismatchEnd(request.params.id, {
        ...{ verdict, evidence: lineOf(evidence, '/evidence') },
        ...{ by: callerOf(request).id, atMs: clock.nowMs() },
      });
      if (outcome !== 'accepted') throw new Problem(outcome);
      return { id: request.params.id, state: 'proposed' as const };
    },
  );

  app.post(
    '/v1/operator/mismatches/:id/end/decision',
    {
      config: OPERATOR,
      schema: docs(
        'decideMismatchEnd',
        TAG,
        'Approve what another operator found out, or put it back',
        { params: MismatchParams, body: DecisionBody },
        { 200: MismatchEndedSchema },
      ),
    },
    async (request) => {
      const { approve, of: ofMs } = request.body;
      const outcome = await desk.decideMismatchEnd(request.params.id, {
        ...{ approve, ofMs, by: callerOf(request).id, atMs: clock.nowMs() },
      });
      if (outcome !== 'accepted') throw new Problem(outcome);
      return { id: request.params.id, state: approve ? ('ended' as const) : ('put-back' as const) };
    },
  );
}
