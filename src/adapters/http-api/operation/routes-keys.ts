/** Keys from components of several operators, the list of keys and the record of what was done with them. */
import type { Ceremony } from '#adapters/postgres';
import type { Outcome } from '#domain/outcome';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import type { InputFault } from './key-desk.ts';
import {
  CeremonyBody,
  CeremonySchema,
  ComponentBody,
  ConfirmBody,
  KeyActSchema,
  KeyActsQuery,
  StoredKeySchema,
  ZoneKeyBody,
  ZoneKeySchema,
} from './schemas-keys.ts';

const TAG = 'keys';
const OPERATOR = { access: 'operator' } as const;
const ONE = { 200: CeremonySchema };

const view = ({ wrapped: _wrapped, openedMs, components, ...ceremony }: Ceremony) => ({
  ...ceremony,
  openedAt: instant(openedMs),
  components: components.map(({ no, enteredBy, checkValue }) => ({ no, enteredBy, checkValue })),
});

/** A ceremony as it is shown, or the problem by its name. */
function shown(found: Ceremony | InputFault | Outcome | null, pointer: string) {
  if (found === null)
    throw new Problem('not-found', {
      detail: 'There is no key ceremony with this id.',
      detailZh: '没有此编号的密钥装载。',
    });
  if (typeof found === 'string') throw new Problem(found);
  if ('fault' in found) throw inputProblem('body', pointer, found.fault);
  return view(found);
}

export function addKeyRoutes(app: Api, options: HttpApiOptions): void {
  const { keys } = options;

  app.post(
    '/v1/keys/ceremonies',
    {
      config: OPERATOR,
      schema: docs(
        'openKeyCeremony',
        TAG,
        'Begin to load a key from 2 or 3 components, each by another operator',
        { body: CeremonyBody },
        { 201: CeremonySchema },
        { description: 'A ceremony ends within an hour. How it goes: docs/keys.md.' },
      ),
    },
    async (request, reply) => {
      const { purpose, algorithm = 'tdes', of = null, components = 2 } = request.body;
      const asked = await keys.open(callerOf(request).id, { purpose, algorithm, of, components });
      const ceremony = shown(asked, '/purpose');
      reply.code(201).header('location', `/v1/keys/ceremonies/${ceremony.id}`);
      return ceremony;
    },
  );

  app.get(
    '/v1/keys/ceremonies/:id',
    {
      config: OPERATOR,
      schema: docs(
        'getKeyCeremony',
        TAG,
        'Who entered a component, and its check value',
        { params: IdParams },
        ONE,
      ),
    },
    async (request) => shown(await keys.ceremony(request.params.id), ''),
  );

  app.post(
    '/v1/keys/ceremonies/:id/components',
    {
      config: OPERATOR,
      schema: docs(
        'enterKeyComponent',
        TAG,
        "Enter one's own component; the reply shows its check value, and with the last one that of the key",
        { params: IdParams, body: ComponentBody },
        ONE,
        {
          description:
            'Whoever entered one cannot enter another. Components are kept sealed and are gone with the last.',
        },
      ),
    },
    async (request) => {
      const { params, body } = request;
      return shown(await keys.enter(params.id, callerOf(request).id, body.component), '/component');
    },
  );

  app.post(
    '/v1/keys/ceremonies/:id/confirmation',
    {
      config: OPERATOR,
      schema: docs(
        'confirmKey',
        TAG,
        'Say that the check value is right: the key is loaded. Not by who entered the last component',
        { params: IdParams, body: ConfirmBody },
        ONE,
      ),
    },
    async (request) => {
      const { params, body } = request;
      return shown(await keys.confirm(params.id, callerOf(request).id, body.checkValue), '/checkValue');
    },
  );

  app.delete(
    '/v1/keys/ceremonies/:id',
    {
      config: OPERATOR,
      schema: docs('abandonKeyCeremony', TAG, 'End it without a key', { params: IdParams }, ONE),
    },
    async (request) => shown(await keys.abandon(request.params.id, callerOf(request).id), ''),
  );

  app.get(
    '/v1/keys',
    {
      config: OPERATOR,
      schema: docs(
        'listKeys',
        TAG,
        'Stored keys by purpose and check value',
        {},
        { 200: listOf(StoredKeySchema, 'StoredKeyList') },
      ),
    },
    async () => ({ items: [...(await keys.list(options.limits.httpPageMax))], next: null }),
  );

  app.get(
    '/v1/keys/acts',
    {
      config: OPERATOR,
      schema: docs(
        'listKeyActs',
        TAG,
        'What was done with keys, newest first; each act carries the hash of the chain',
        { querystring: KeyActsQuery },
        { 200: listOf(KeyActSchema, 'KeyActList') },
      ),
    },
    async (request) => {
      const { before = null, limit = 50 } = request.query;
      const acts = await keys.acts(before, limit);
      const items = acts.map(({ seq: no, atMs, ...act }) => ({ no, at: instant(atMs), ...act }));
      return { items, next: null };
    },
  );

  app.post(
    '/v1/keys/zone',
    {
      config: OPERATOR,
      schema: docs(
        'askZoneKey',
        TAG,
        'Ask the network for a new MAC or PIN key of the zone; the key comes on the line',
        { body: ZoneKeyBody },
        { 200: ZoneKeySchema },
      ),
    },
    async (request) => {
      const { key: kind } = request.body;
      return { key: kind, code: await keys.askZoneKey(callerOf(request).id, kind) };
    },
  );
}
