/** Checks of a cardholder by somebody else: staff at a counter, or a provider that compares faces. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CheckRecord } from '#adapters/postgres';
import { FACE_CONSENT, FACE_CONSENT_EDITION } from '#domain/person';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { personOfCall } from '../auth.ts';
import { placeOf } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { requirePerson } from './holder.ts';
import { holderRefusal } from './routes-session.ts';
import {
  CheckBody,
  CheckSchema,
  type CheckView,
  ConsentBody,
  ConsentsSchema,
  type ConsentsView,
  DecidedSchema,
  DecisionBody,
  FaceResultBody,
  FaceResultHeaders,
  TakenSchema,
} from './schemas-checks.ts';

const TAG = 'wallet';
const config = { access: 'holder' } as const;

const checkView = (
  { id, kind, state, act, askedMs, untilMs }: CheckRecord,
  told: Pick<CheckView, 'code' | 'url'> = { code: null, url: null },
  nowMs = 0,
): CheckView => ({
  ...{ id, kind, act, askedAt: instant(askedMs), until: instant(untilMs), ...told },
  state: state === 'open' && nowMs >= untilMs ? 'over' : state,
});

export function addCheckRoutes(app: Api, options: HttpApiOptions): void {
  addAsking(app, options);
  addConsents(app, options);
  addDeciding(app, options);
}

function addAsking(app: Api, options: HttpApiOptions): void {
  const { checks } = options.holders;
  app.post(
    '/v1/wallet/checks',
    {
      config,
      schema: docs(
        'beginWalletCheck',
        TAG,
        'Be checked by staff, or by a provider that compares faces',
        { body: CheckBody },
        { 201: CheckSchema },
        {
          description:
            'A staff check gives a code to say at the counter: the equal way for whoever wants no face compared. A ' +
            'face wants the consent first.',
        },
      ),
    },
    async (request, reply) => {
      const { kind, act = null } = request.body;
      const callbackUrl = `${options.tracking.publicUrl()}/v1/wallet/face-results`;
      const begun = await checks.begin(request.holder!, { kind, act, callbackUrl });
      if ('refused' in begun) throw 'waitMs' in begun ? holderRefusal(begun) : new Problem(begun.refused);
      return reply.code(201).send(checkView(begun.check, { code: begun.code, url: begun.url }));
    },
  );
  app.get(
    '/v1/wallet/checks/:id',
    {
      config,
      schema: docs('getWalletCheck', TAG, 'What came of a check', { params: IdParams }, { 200: CheckSchema }),
    },
    async (request) => {
      const { personId } = requirePerson(request);
      const found = await checks.check(personId, request.params.id);
      if (found === null) throw new Problem('not-found', { detail: 'There is no such check.' });
      return checkView(found, undefined, options.clock.nowMs());
    },
  );
  app.post(
    '/v1/wallet/face-results',
    {
      config: { access: 'public' },
      schema: docs(
        'tellFaceResult',
        TAG,
        'What a provider says of a face, signed',
        { body: FaceResultBody, headers: FaceResultHeaders },
        { 200: TakenSchema },
        { isPublic: true, description: 'The protocol is in docs/face-check.md.' },
      ),
    },
    async (request) => {
      const { 'x-yuanlu-time': time, 'x-yuanlu-signature': signature } = request.headers as Record<
        string,
        string
      >;
      const given = { time: time ?? '', signature: signature ?? '' };
      if (!(await checks.faceResult(request.body, given))) throw new Problem('result-not-genuine');
      return { taken: true as const };
    },
  );
}

function addConsents(app: Api, options: HttpApiOptions): void {
  const { checks } = options.holders;
  const view = async (request: FastifyRequest): Promise<ConsentsView> => {
    const given = await checks.consent(requirePerson(request).personId);
    const provider = checks.faceProvider;
    const named = (sentences: readonly string[], nobody: string): string[] =>
      sentences.map((each) => each.replace('{provider}', provider ?? nobody));
    return {
      face: {
        ...{ provider, edition: FACE_CONSENT_EDITION },
        words: { zh: named(FACE_CONSENT.zh, '外部机构'), en: named(FACE_CONSENT.en, 'a provider outside') },
        given: given === null ? null : { edition: given.edition, at: instant(given.givenMs) },
      },
    };
  };
  app.get(
    '/v1/wallet/consents',
    {
      config,
      schema: docs(
        'listWalletConsents',
        TAG,
        'What I agreed to apart from everything else',
        {},
        { 200: ConsentsSchema },
      ),
    },
    view,
  );
  app.post(
    '/v1/wallet/consents',
    {
      config,
      schema: docs(
        'giveWalletConsent',
        TAG,
        'Agree to have the face compared',
        { body: ConsentBody },
        { 200: ConsentsSchema },
      ),
    },
    async (request) => {
      if (checks.faceProvider === null) throw new Problem('face-not-offered');
      await checks.giveConsent(request.holder!);
      return view(request);
    },
  );
  app.delete(
    '/v1/wallet/consents/face',
    {
      config,
      schema: docs(
        'withdrawWalletConsent',
        TAG,
        'Agree no more; what is under way ends, what was done stays',
        {},
        { 200: ConsentsSchema },
      ),
    },
    async (request) => {
      await checks.withdrawConsent(request.holder!);
      return view(request);
    },
  );
}

function addDeciding(app: Api, options: HttpApiOptions): void {
  const { checks } = options.holders;
  app.post(
    '/v1/wallet-checks/decisions',
    {
      config: { access: 'operator' },
      schema: docs(
        'decideWalletCheck',
        TAG,
        'The identity card and its holder are here: type what the card says, or say why it does not fit',
        { body: DecisionBody },
        { 200: DecidedSchema },
      ),
    },
    async (request: FastifyRequest, _reply: FastifyReply) => {
      const { member } = personOfCall(request);
      const body = request.body as Parameters<typeof checks.decide>[2] & { readonly code: string };
      const by = { staffId: member.id, address: placeOf(request).address };
      const decision = body.fits ? body : { fits: false as const, note: lineOf(body.note, '/note') };
      const told = await checks.decide(by, body.code, decision);
      if ('refused' in told)
        throw told.refused === 'too-many-tries' ? holderRefusal(told) : new Problem(told.refused);
      return { id: told.check.id, state: told.passed ? ('passed' as const) : ('failed' as const) };
    },
  );
}
