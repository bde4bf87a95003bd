/** Signing in by a passkey: nobody types who is there. */
import type { Api } from '../api-type.ts';
import { placeOf, requireOwnPage } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { requireName } from './routes-second-proof.ts';
import { signedIn } from './routes-session.ts';
import { SignedInSchema } from './schemas-session.ts';
import { PasskeyAnswer, PasskeyOptions } from './schemas-staff.ts';

const TAG = 'sign-in';
const config = { access: 'public' } as const;

export function addPasskeyRoutes(app: Api, options: HttpApiOptions): void {
  const { passkeys } = options.staff;
  app.post(
    '/v1/session/passkey/options',
    {
      config,
      schema: docs(
        'passkeyOptions',
        TAG,
        'Be asked for a passkey',
        {},
        { 200: PasskeyOptions },
        { isPublic: true },
      ),
    },
    async (request) => {
      requireOwnPage(request, options);
      const asked = await passkeys.signInOptions(requireName(request, options));
      return { options: asked as Record<string, unknown> };
    },
  );
  app.post(
    '/v1/session/passkey',
    {
      config,
      schema: docs(
        'signInByPasskey',
        TAG,
        'Sign in by the answer to it',
        { body: PasskeyAnswer },
        { 200: SignedInSchema },
        { isPublic: true },
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const name = requireName(request, options);
      const told = await passkeys.signIn(placeOf(request), name, request.body);
      return signedIn(options, request, reply, told);
    },
  );
}
