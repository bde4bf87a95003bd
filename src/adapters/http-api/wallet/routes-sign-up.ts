/** Codes by text, and opening a wallet: the same answer whatever is known of a telephone or an identity number. */
import { CODE_RATES, SMS_CODE_LIFETIME_MS } from '#domain/person';
import type { Api } from '../api-type.ts';
import { requireOwnPage } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { holderPlace } from './holder.ts';
import { holderRefusal, recordTry } from './routes-session.ts';
import { CodeBody, ReceivedSchema, SentSchema, SignUpBody } from './schemas-session.ts';
import { soundSignUp } from './sign-up-input.ts';

const TAG = 'wallet';
const config = { access: 'public' } as const;

export const SENT = {
  sent: true,
  againInSeconds: CODE_RATES.phone[0].perMs / 1000,
  validSeconds: SMS_CODE_LIFETIME_MS / 1000,
} as const;

export function addSignUpRoutes(app: Api, options: HttpApiOptions): void {
  const { holders, clock } = options;

  app.post(
    '/v1/wallet/session/codes',
    {
      config,
      schema: docs(
        'sendWalletCode',
        TAG,
        'Send a code to a telephone, for signing in or opening a wallet',
        { body: CodeBody },
        { 202: SentSchema },
        {
          isPublic: true,
          description:
            'The answer is the same for every telephone, known or not. One a minute, 5 an hour and 10 a day for each ' +
            'telephone; bounded by device and address, too. An older code dies.',
        },
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const { phone, language: lang = 'zh' } = request.body;
      const refused = await holders.sendSessionCode(holderPlace(request, reply, options), { phone, lang });
      if (refused !== null) throw holderRefusal(refused);
      return reply.code(202).send({ ...SENT });
    },
  );

  app.post(
    '/v1/wallet/sign-ups',
    {
      config,
      schema: docs(
        'signUpForWallet',
        TAG,
        'Open a wallet with name, identity number, telephone and the code that went there, and a password',
        { body: SignUpBody },
        { 202: ReceivedSchema },
        {
          isPublic: true,
          description:
            'The answer is the same whether a wallet was opened or the telephone had one already: that is written to ' +
            'the telephone. Sign in with telephone and password next; the device is known.',
        },
      ),
    },
    async (request, reply) => {
      requireOwnPage(request, options);
      const sound = soundSignUp(request.body, clock.nowMs());
      const told = await holders.signUp(holderPlace(request, reply, options), sound);
      if ('refused' in told) throw holderRefusal(told);
      const who = { person: told.person, sessionId: null };
      request.act = { no: await recordTry(options, request, who), refused: null };
      return reply.code(202).send({ received: true as const });
    },
  );
}
