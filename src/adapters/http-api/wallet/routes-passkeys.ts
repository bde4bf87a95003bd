/** Passkeys of a cardholder: made, used as a proof, taken away. */
import { PROOF_NEEDS } from '#domain/person';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { passkeyView, requireName, shortId } from '../staff/routes-second-proof.ts';
import { NewPasskeyBody, PasskeyOptions, PasskeySchema } from '../staff/schemas-staff.ts';
import { lineOf } from '../text-input.ts';
import { requirePerson } from './holder.ts';
import { requireProof } from './proof.ts';
import { proofView } from './routes-proofs.ts';
import { holderRefusal } from './routes-session.ts';
import {
  DoneSchema,
  PasskeyProofBody,
  PasskeysSchema,
  ProofCodeBody,
  ProofSchema,
} from './schemas-proofs.ts';

const TAG = 'wallet';
const config = { access: 'holder' } as const;

export function addHolderPasskeyRoutes(app: Api, options: HttpApiOptions): void {
  addKeeping(app, options);
  addProving(app, options);
}

function addKeeping(app: Api, options: HttpApiOptions): void {
  const { passkeys } = options.holders;
  app.get(
    '/v1/wallet/passkeys',
    {
      config,
      schema: docs('listWalletPasskeys', TAG, 'My passkeys', {}, { 200: PasskeysSchema }),
    },
    async (request) => {
      const { personId } = requirePerson(request);
      return { items: (await passkeys.list(personId)).map(passkeyView) };
    },
  );
  app.post(
    '/v1/wallet/passkeys/options',
    {
      config,
      schema: docs(
        'newWalletPasskeyOptions',
        TAG,
        'Be asked to make a passkey; wants a proof by password, or by staff',
        {},
        { 200: PasskeyOptions },
      ),
    },
    async (request) => {
      await requireProof(request, options, PROOF_NEEDS['own-security']);
      const asked = await passkeys.addOptions(request.holder!, requireName(request, options));
      return { options: asked as Record<string, unknown> };
    },
  );
  app.post(
    '/v1/wallet/passkeys',
    {
      config,
      schema: docs(
        'addWalletPasskey',
        TAG,
        'Add the passkey that was made',
        { body: NewPasskeyBody },
        { 201: PasskeySchema },
      ),
    },
    async (request, reply) => {
      await requireProof(request, options, PROOF_NEEDS['own-security']);
      const { label, answer } = request.body;
      const given = { label: lineOf(label, '/label'), response: answer };
      const added = await passkeys.add(request.holder!, requireName(request, options), given);
      if (added === null) throw new Problem('passkey-not-valid', { status: 422 });
      reply.code(201);
      return passkeyView(added);
    },
  );
  app.delete(
    '/v1/wallet/passkeys/:id',
    {
      config,
      schema: docs(
        'removeWalletPasskey',
        TAG,
        'Remove one of my passkeys',
        { params: IdParams },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      await requireProof(request, options, PROOF_NEEDS['own-security']);
      const { personId } = requirePerson(request);
      const found = (await passkeys.list(personId)).find(({ id }) => shortId(id) === request.params.id);
      if (found === undefined) throw new Problem('not-found');
      await passkeys.remove(personId, found.id);
      return { done: true as const };
    },
  );
}

function addProving(app: Api, options: HttpApiOptions): void {
  const { passkeys } = options.holders;
  app.post(
    '/v1/wallet/proofs/passkey/options',
    {
      config,
      schema: docs(
        'walletPasskeyOptions',
        TAG,
        'Be asked for a passkey as a proof, perhaps for one act',
        { body: ProofCodeBody },
        { 200: PasskeyOptions },
      ),
    },
    async (request) => {
      const act = request.body.act ?? null;
      const asked = await passkeys.proofOptions(request.holder!, requireName(request, options), act);
      return { options: asked as Record<string, unknown> };
    },
  );
  app.post(
    '/v1/wallet/proofs/passkey',
    {
      config,
      schema: docs(
        'proveByWalletPasskey',
        TAG,
        'Prove who is there by the answer to it',
        { body: PasskeyProofBody },
        { 200: ProofSchema },
      ),
    },
    async (request) => {
      const { answer, act = null } = request.body;
      const given = { response: answer, act };
      const told = await passkeys.prove(request.holder!, requireName(request, options), given);
      if ('refused' in told) throw holderRefusal(told);
      return proofView(told);
    },
  );
}
