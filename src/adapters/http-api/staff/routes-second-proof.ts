/** Codes and passkeys of somebody who is signed in: made, confirmed, taken away. */
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Credential } from '#adapters/postgres';
import type { RelyingParty } from '#adapters/sign-in';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { personOfCall } from '../auth.ts';
import { relyingPartyOf } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import {
  CodeBody,
  DoneSchema,
  NewCodesSchema,
  NewPasskeyBody,
  PasskeyOptions,
  PasskeySchema,
} from './schemas-staff.ts';

const TAG = 'sign-in';
/** What would outlive a forgotten screen wants a fresh proof. */
const FRESH = { access: 'person', fresh: true } as const;
const DONE = { done: true } as const;

/** Ids of authenticators are longer than an address may be. */
export const shortId = (id: string): string =>
  createHash('sha256').update(id, 'utf8').digest('hex').slice(0, 32);

export const passkeyView = ({ id, label, createdMs, usedMs }: Credential) => ({
  ...{ id: shortId(id), label, addedAt: instant(createdMs) },
  usedAt: usedMs === null ? null : instant(usedMs),
});

export function requireName(request: FastifyRequest, options: HttpApiOptions): RelyingParty {
  const found = relyingPartyOf(request, options);
  if (found !== null) return found;
  throw new Problem('passkey-needs-name');
}

export function addSecondProofRoutes(app: Api, options: HttpApiOptions): void {
  addCodes(app, options);
  addOwnPasskeys(app, options);
}

function addCodes(app: Api, options: HttpApiOptions): void {
  const { own } = options.staff;
  app.post(
    '/v1/staff/me/codes',
    {
      config: FRESH,
      schema: docs(
        'beginCodes',
        TAG,
        'Set up one-time codes: a secret for an authenticator program',
        {},
        { 200: NewCodesSchema },
      ),
    },
    async (request) => own.beginCodes(personOfCall(request)),
  );
  app.post(
    '/v1/staff/me/codes/confirmation',
    {
      config: FRESH,
      schema: docs(
        'confirmCodes',
        TAG,
        'A code of the program: from then on it is asked for',
        { body: CodeBody },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      if (!(await own.confirmCodes(personOfCall(request), request.body.code)))
        throw new Problem('second-factor-wrong', { status: 422 });
      return DONE;
    },
  );
  app.delete(
    '/v1/staff/me/codes',
    {
      config: FRESH,
      schema: docs('removeCodes', TAG, 'Use one-time codes no more', {}, { 200: DoneSchema }),
    },
    async (request) => {
      await own.removeCodes(personOfCall(request));
      return DONE;
    },
  );
}

function addOwnPasskeys(app: Api, options: HttpApiOptions): void {
  const { passkeys } = options.staff;
  app.post(
    '/v1/staff/me/passkeys/options',
    {
      config: FRESH,
      schema: docs('newPasskeyOptions', TAG, 'Be asked to make a passkey', {}, { 200: PasskeyOptions }),
    },
    async (request) => {
      const { member } = personOfCall(request);
      const asked = await passkeys.addOptions(member, requireName(request, options));
      return { options: asked as Record<string, unknown> };
    },
  );
  app.post(
    '/v1/staff/me/passkeys',
    {
      config: FRESH,
      schema: docs(
        'addPasskey',
        TAG,
        'Add the passkey that was made',
        { body: NewPasskeyBody },
        { 201: PasskeySchema },
      ),
    },
    async (request, reply) => {
      const { member } = personOfCall(request);
      const { label, answer } = request.body;
      const given = { label: lineOf(label, '/label'), response: answer };
      const added = await passkeys.add(member, requireName(request, options), given);
      if (added === null) throw new Problem('passkey-not-valid', { status: 422 });
      reply.code(201);
      return passkeyView(added);
    },
  );
  app.delete(
    '/v1/staff/me/passkeys/:id',
    {
      config: FRESH,
      schema: docs(
        'removePasskey',
        TAG,
        'Remove one of my passkeys',
        { params: IdParams },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      const { member } = personOfCall(request);
      const own = await passkeys.list(member.id);
      const found = own.find(({ id }) => shortId(id) === request.params.id);
      if (found === undefined) throw new Problem('not-found');
      await passkeys.remove(member.id, found.id);
      return DONE;
    },
  );
}
