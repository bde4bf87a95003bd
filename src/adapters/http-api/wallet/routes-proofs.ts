/** A cardholder who is signed in proves anew who is there. */
import type { HeldProof } from '#adapters/wallet-sign-in';
import { PROOF_NEEDS } from '#domain/person';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { holderPlace, requirePerson } from './holder.ts';
import { offeredProofs, requireProof } from './proof.ts';
import { holderRefusal } from './routes-session.ts';
import { SENT } from './routes-sign-up.ts';
import {
  DoneSchema,
  NewWalletPassword,
  ProofBody,
  ProofCodeBody,
  ProofSchema,
  ProofsQuery,
  ProofsSchema,
  type ProofView,
} from './schemas-proofs.ts';
import { SentSchema } from './schemas-session.ts';
import { requirePassword } from './sign-up-input.ts';

const TAG = 'wallet';
const config = { access: 'holder' } as const;

export const proofView = ({ kind, act, atMs, untilMs }: HeldProof): ProofView => ({
  ...{ kind, act, provenAt: instant(atMs), until: instant(untilMs) },
});

export function addProofRoutes(app: Api, options: HttpApiOptions): void {
  const { holders } = options;

  app.get(
    '/v1/wallet/proofs',
    {
      config,
      schema: docs(
        'listWalletProofs',
        TAG,
        'What is proven now of who is there, and what can be',
        { querystring: ProofsQuery },
        { 200: ProofsSchema },
      ),
    },
    async (request) => {
      const { sessionId, personId } = requirePerson(request);
      const held = await holders.proofs(sessionId, request.query.act ?? null);
      return { proofs: held.map(proofView), offered: await offeredProofs(options, personId) };
    },
  );

  app.post(
    '/v1/wallet/proofs',
    {
      config,
      schema: docs(
        'proveWalletHolder',
        TAG,
        'Prove who is there: by password, or by a code by text',
        { body: ProofBody },
        { 200: ProofSchema },
      ),
    },
    async (request, reply) => {
      const signedIn = request.holder!;
      const place = holderPlace(request, reply, options);
      const { body } = request;
      const told =
        body.kind === 'password'
          ? await holders.proveByPassword(place, signedIn, { password: body.password, act: body.act ?? null })
          : await holders.proveByCode(place, signedIn, body.code);
      if ('refused' in told) throw holderRefusal(told);
      return proofView(told);
    },
  );

  app.post(
    '/v1/wallet/proofs/codes',
    {
      config,
      schema: docs(
        'sendWalletProofCode',
        TAG,
        'Send a code to the telephone of the wallet, for this session and perhaps for one act',
        { body: ProofCodeBody },
        { 202: SentSchema },
      ),
    },
    async (request, reply) => {
      const place = holderPlace(request, reply, options);
      const refused = await holders.sendProofCode(place, request.holder!, request.body.act ?? null);
      if (refused !== null) throw holderRefusal(refused);
      return reply.code(202).send({ ...SENT });
    },
  );

  app.post(
    '/v1/wallet/password',
    {
      config,
      schema: docs(
        'changeWalletPassword',
        TAG,
        'A new password; all other sign-ins of the wallet end',
        { body: NewWalletPassword },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      const { walletId, demo } = requirePerson(request);
      if (demo)
        throw new Problem('not-allowed', {
          detail: 'The people of the demonstration stay as they are told.',
          detailZh: '演示人员的姓名和密码不能修改。',
        });
      await requireProof(request, options, PROOF_NEEDS['new-password']);
      const details = await holders.details(walletId);
      const { name = '', phone = '', idNumber = '' } = details ?? {};
      requirePassword(request.body.next, [name, phone, idNumber, idNumber.slice(-8), idNumber.slice(6, 14)]);
      const refused = await holders.changePassword(request.holder!, request.body.next);
      if (refused !== null) throw holderRefusal(refused);
      return { done: true as const };
    },
  );
}
