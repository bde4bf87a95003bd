/** Signing in to a wallet and out of it, and who is signed in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PersonRecord } from '#adapters/postgres';
import { csrfOf } from '#adapters/sign-in';
import type { HolderOpened, HolderRefused, HolderSignedIn, HolderTold } from '#adapters/wallet-sign-in';
import { DEMO_HOLDERS } from '#domain/person';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { cookieOf, giveCookie, placeOf, requireOwnPage, takeCookie } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { holderAt, holderPlace } from './holder.ts';
import {
  WalletSession,
  type WalletSessionView,
  WalletSignedIn,
  type WalletSignedInView,
  WalletSignInBody,
} from './schemas-session.ts';

const TAG = 'wallet';

function signedInView(
  options: HttpApiOptions,
  { person, endsAtMs }: HolderSignedIn,
  token: string,
): WalletSignedInView {
  const { name, phone, idNumber, language } = person;
  return {
    ...{ signedIn: true, demo: options.holders.demo && person.demo, wallet: person.walletId },
    holder: { name: name.masked, phone: phone.masked, idNumber: idNumber.masked, language },
    csrf: csrfOf(token),
    endsAt: instant(endsAtMs),
  };
}

/** Passwords that everybody knows are told to nobody but this machine. */
function signedOutView(options: HttpApiOptions, local: boolean): WalletSessionView {
  const demo = options.holders.demo && local;
  if (!demo) return { signedIn: false, demo };
  const demoHolders = DEMO_HOLDERS.map(({ name, phone, password }) => ({ name, phone, password }));
  return { signedIn: false, demo, demoHolders };
}

/** A refusal to sign in as the problem it is. */
export function holderRefusal(refused: HolderRefused): Problem {
  if (refused.refused === 'sign-in-busy') return new Problem('busy');
  if (!('waitMs' in refused)) return new Problem(refused.refused);
  const seconds = Math.ceil(refused.waitMs / 1000);
  return new Problem(refused.refused, {
    detail: `The next try is taken in ${seconds} seconds.`,
    detailZh: `请在 ${seconds} 秒后再试。`,
    headers: { 'retry-after': String(seconds) },
    members: { waitSeconds: seconds },
  });
}

/** Every try is recorded; by the masked telephone only where somebody has it. */
export function recordTry(
  options: HttpApiOptions,
  request: FastifyRequest,
  how: { readonly person: PersonRecord | null; readonly sessionId: string | null },
): Promise<number> {
  const { person, sessionId } = how;
  return options.staff.begin({
    ...{ staffId: null, sessionId, who: person?.phone.masked ?? 'unknown', role: 'holder' },
    ...(person === null ? {} : { personId: person.id }),
    ...{
      book: person?.walletId ?? null,
      act: `${request.method} ${request.routeOptions.url}`,
      subject: null,
    },
    ...{ requestId: request.id, address: placeOf(request).address },
  });
}

/** What came of signing in, told to the browser and to the record. */
async function signedIn(
  options: HttpApiOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  told: HolderTold<HolderOpened | HolderRefused>,
): Promise<WalletSignedInView> {
  const { result, person } = told;
  if ('refused' in result) {
    // Tries that were not taken are not recorded: they are as many as somebody likes to send.
    if (result.refused !== 'too-many-tries' && result.refused !== 'sign-in-busy')
      request.act = { no: await recordTry(options, request, { person, sessionId: null }), refused: null };
    throw holderRefusal(result);
  }
  const before = await holderAt(request, options);
  const sessionId = result.signedIn.session.id;
  request.act = { no: await recordTry(options, request, { person, sessionId }), refused: null };
  if (before !== null) await options.holders.signOut(before, 'replaced');
  giveCookie(reply, 'yuanlu-wallet', result.token, options);
  return signedInView(options, result.signedIn, result.token);
}

export function addWalletSessionRoutes(app: Api, options: HttpApiOptions): void {
  const { holders } = options;

  app.get(
    '/v1/wallet/session',
    {
      config: { access: 'public' },
      schema: docs(
        'getWalletSession',
        TAG,
        'Which cardholder is signed in at this browser',
        {},
        { 200: WalletSession },
        { isPublic: true, description: 'With the header x-quiet: 1 the call keeps nobody signed in.' },
      ),
    },
    async (request, reply): Promise<WalletSessionView> => {
      const token = cookieOf(request, 'yuanlu-wallet', options);
      const found = await holderAt(request, options);
      if (token !== null && found !== null) return signedInView(options, found, token);
      if (token !== null) takeCookie(reply, 'yuanlu-wallet', options);
      return signedOutView(options, placeOf(request).local);
    },
  );

  app.post(
    '/v1/wallet/session',
    {
      config: { access: 'public' },
      schema: docs(
        'signInToWallet',
        TAG,
        'Sign in with a telephone and a password, or a code by text; a new device needs both',
        { body: WalletSignInBody },
        { 200: WalletSignedIn },
        {
          isPublic: true,
          description:
            'The answer is two cookies: of the sign-in, and of the device. A telephone that nobody has and a wrong ' +
            'password get the same answer. device-code-needed: the password was right, and the device is new.',
        },
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const { phone, password = null, code = null } = request.body;
      if (password === null && code === null)
        throw inputProblem('body', '', 'must have a password, a code, or both');
      const place = holderPlace(request, reply, options);
      return signedIn(options, request, reply, await holders.signIn(place, { phone, password, code }));
    },
  );

  app.delete(
    '/v1/wallet/session',
    {
      config: { access: 'holder' },
      schema: docs(
        'signOutOfWallet',
        TAG,
        'Sign out: the cookie opens nothing any more',
        {},
        { 200: WalletSession },
      ),
    },
    async (request, reply): Promise<WalletSessionView> => {
      if (request.holder !== null) await holders.signOut(request.holder, 'signed-out');
      takeCookie(reply, 'yuanlu-wallet', options);
      return signedOutView(options, placeOf(request).local);
    },
  );
}
