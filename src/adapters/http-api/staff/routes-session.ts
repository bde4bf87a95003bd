/** Signing in and out, and who is signed in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StaffMember } from '#adapters/postgres';
import { csrfOf, type Opened, type Refused, type SignedIn, type Told } from '#adapters/sign-in';
import { DEMO_STAFF, ROLE_PERMISSIONS } from '#domain/staff';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { personOfCall, signedInAt } from '../auth.ts';
import { giveToken, placeOf, requireOwnPage, takeToken, tokenOf } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import {
  SessionSchema,
  type SessionView,
  SignedInSchema,
  type SignedInView,
  SignInBody,
} from './schemas-session.ts';

const TAG = 'sign-in';

export function signedInView(options: HttpApiOptions, signedIn: SignedIn, token: string): SignedInView {
  const { session, member, needs, endsAtMs } = signedIn;
  const { id, login, name, role, book, language } = member;
  return {
    signedIn: true,
    demo: options.staff.demo && member.demo,
    staff: { id, login, name, role, book, language },
    can: [...ROLE_PERMISSIONS[role]],
    needs: [...needs],
    csrf: csrfOf(token),
    endsAt: instant(endsAtMs),
    provenAt: instant(session.provenMs),
  };
}

/** Passwords that everybody knows are told to nobody but this machine. */
function signedOutView(options: HttpApiOptions, local: boolean): SessionView {
  const demo = options.staff.demo && local;
  return demo
    ? { signedIn: false, demo, demoIdentities: DEMO_STAFF.map((each) => ({ ...each })) }
    : { signedIn: false, demo };
}

/** A refusal to sign in as the problem it is. */
export function refusal(refused: Refused): Problem {
  if (refused.refused === 'sign-in-busy') return new Problem('busy');
  if (refused.refused === 'too-many-tries') {
    const seconds = Math.ceil(refused.waitMs / 1000);
    return new Problem('too-many-tries', {
      detail: `The next try is taken in ${seconds} seconds.`,
      detailZh: `请在 ${seconds} 秒后再试。`,
      headers: { 'retry-after': String(seconds) },
      members: { waitSeconds: seconds },
    });
  }
  if (refused.refused === 'second-factor-needed')
    return new Problem(refused.refused, { members: { factors: refused.factors } });
  return new Problem(refused.refused);
}

/** Every try is recorded; by name only where the name exists, as people type passwords into the wrong field. */
async function record(
  options: HttpApiOptions,
  request: FastifyRequest,
  how: { readonly act: string; readonly member: StaffMember | null; readonly sessionId: string | null },
): Promise<number> {
  const { act, member, sessionId } = how;
  return options.staff.begin({
    ...{ staffId: member?.id ?? null, sessionId, who: member?.login ?? 'unknown' },
    ...{ role: member?.role ?? null, book: member?.book ?? null, act, subject: null },
    ...{ requestId: request.id, address: placeOf(request).address },
  });
}

/** What came of signing in, told to the browser and to the record. */
export async function signedIn(
  options: HttpApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  told: Told<Opened | Refused>,
): Promise<SignedInView> {
  const { result, member } = told;
  const act = `POST ${request.routeOptions.url}`;
  if ('refused' in result) {
    // Tries that were not taken are not recorded: they are as many as somebody likes to send.
    if (result.refused !== 'too-many-tries' && result.refused !== 'sign-in-busy')
      request.act = { no: await record(options, request, { act, member, sessionId: null }), refused: null };
    throw refusal(result);
  }
  const before = await signedInAt(request, options);
  request.act = {
    no: await record(options, request, { act, member, sessionId: result.signedIn.session.id }),
    refused: null,
  };
  if (before !== null) await options.staff.signOut(before, 'replaced');
  giveToken(reply, options, result.token);
  return signedInView(options, result.signedIn, result.token);
}

export function addSessionRoutes(app: Api, options: HttpApiOptions): void {
  const { staff } = options;

  app.get(
    '/v1/session',
    {
      config: { access: 'public' },
      schema: docs(
        'getSession',
        TAG,
        'Who is signed in at this browser',
        {},
        { 200: SessionSchema },
        { isPublic: true, description: 'With the header x-quiet: 1 the call keeps nobody signed in.' },
      ),
    },
    async (request, reply): Promise<SessionView> => {
      const token = tokenOf(request, options);
      const found = await signedInAt(request, options);
      if (token !== null && found !== null) return signedInView(options, found, token);
      if (token !== null) takeToken(reply, options);
      return signedOutView(options, placeOf(request).local);
    },
  );

  app.post(
    '/v1/session',
    {
      config: { access: 'public' },
      schema: docs(
        'signIn',
        TAG,
        'Sign in with a password, and a one-time code where one is set up',
        { body: SignInBody },
        { 200: SignedInSchema },
        {
          isPublic: true,
          description:
            'The answer is a cookie. A wrong login and a wrong password get the same answer. After 5 failures a ' +
            'login waits, longer each time, up to 15 minutes.',
        },
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const { login, password, code = null } = request.body;
      return signedIn(
        options,
        request,
        reply,
        await staff.signIn(placeOf(request), { login, password, code }),
      );
    },
  );

  app.delete(
    '/v1/session',
    {
      config: { access: 'person' },
      schema: docs('signOut', TAG, 'Sign out: the cookie opens nothing any more', {}, { 200: SessionSchema }),
    },
    async (request, reply): Promise<SessionView> => {
      await staff.signOut(personOfCall(request), 'signed-out');
      takeToken(reply, options);
      return signedOutView(options, placeOf(request).local);
    },
  );
}
