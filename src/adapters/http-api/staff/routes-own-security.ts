/** What somebody who is signed in does with the own sign-in: password, proof, other sign-ins. */
import type { SignedIn } from '#adapters/sign-in';
import { PASSWORD_FAULTS, type PasswordFault } from '#domain/sign-in';
import { needsSecondFactor } from '#domain/staff';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { personOfCall } from '../auth.ts';
import { placeOf, relyingPartyOf } from '../browser.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { passkeyView, requireName } from './routes-second-proof.ts';
import { refusal } from './routes-session.ts';
import {
  DoneSchema,
  NewPasswordBody,
  OwnSecuritySchema,
  type OwnSecurityView,
  PasskeyAnswer,
  PasskeyOptions,
  ProofBody,
} from './schemas-staff.ts';

const TAG = 'sign-in';
/** Open to every role: it is about nobody else. */
const PERSON = { access: 'person' } as const;
const DONE = { done: true } as const;

export const notOfDemo = ({ member }: Pick<SignedIn, 'member'>): void => {
  if (member.demo)
    throw new Problem('not-allowed', {
      detail: 'The people of the demonstration stay as they are told.',
      detailZh: '演示人员的姓名、角色和密码不能修改。',
    });
};

export function addOwnSecurityRoutes(app: Api, options: HttpApiOptions): void {
  addReading(app, options);
  addProving(app, options);
}

function addReading(app: Api, options: HttpApiOptions): void {
  const { staff } = options;
  app.get(
    '/v1/staff/me/security',
    {
      config: PERSON,
      schema: docs(
        'getOwnSecurity',
        TAG,
        'How I sign in, and where I am signed in',
        {},
        { 200: OwnSecuritySchema },
      ),
    },
    async (request): Promise<OwnSecurityView> => {
      const { member, session } = personOfCall(request);
      const [passkeys, sessions] = await Promise.all([
        staff.passkeys.list(member.id),
        staff.sessions(member.id),
      ]);
      return {
        codes: member.totpSealed !== null,
        passkeys: passkeys.map(passkeyView),
        passkeysPossible: relyingPartyOf(request, options) !== null,
        secondProofWanted: needsSecondFactor(member.role) && !member.demo,
        signIns: sessions.map(({ id, startedMs, seenMs, proof, address, agent }) => ({
          ...{ id, proof, address, agent, current: id === session.id },
          ...{ startedAt: instant(startedMs), seenAt: instant(seenMs) },
        })),
      };
    },
  );
  app.delete(
    '/v1/staff/me/sign-ins/:id',
    {
      config: PERSON,
      schema: docs('endOwnSignIn', TAG, 'End one of my sign-ins', { params: IdParams }, { 200: DoneSchema }),
    },
    async (request) => {
      const { member } = personOfCall(request);
      if (!(await staff.endSession(member.id, request.params.id))) throw new Problem('not-found');
      return DONE;
    },
  );
  app.delete(
    '/v1/staff/me/sign-ins',
    {
      config: PERSON,
      schema: docs('endOtherSignIns', TAG, 'End all my sign-ins but this one', {}, { 200: DoneSchema }),
    },
    async (request) => {
      await staff.endOtherSessions(personOfCall(request));
      return DONE;
    },
  );
}

function addProving(app: Api, options: HttpApiOptions): void {
  const { own, passkeys } = options.staff;
  app.post(
    '/v1/session/proof',
    {
      config: PERSON,
      schema: docs(
        'proveAgain',
        TAG,
        'Prove again who is there, for acts that want it',
        { body: ProofBody },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      const { password, code = null } = request.body;
      const refused = await own.prove(placeOf(request), personOfCall(request), { password, code });
      if (refused !== null) throw ofOwn(refusal(refused));
      return DONE;
    },
  );
  app.post(
    '/v1/session/proof/passkey/options',
    {
      config: PERSON,
      schema: docs('proofOptions', TAG, 'Be asked for one of my passkeys', {}, { 200: PasskeyOptions }),
    },
    async (request) => {
      const options_ = await passkeys.proofOptions(personOfCall(request), requireName(request, options));
      return { options: options_ as Record<string, unknown> };
    },
  );
  app.post(
    '/v1/session/proof/passkey',
    {
      config: PERSON,
      schema: docs(
        'proveByPasskey',
        TAG,
        'Prove it by a passkey',
        { body: PasskeyAnswer },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      const name = requireName(request, options);
      if (!(await passkeys.prove(personOfCall(request), name, request.body)))
        throw ofOwn(new Problem('passkey-not-valid'));
      return DONE;
    },
  );
  app.post(
    '/v1/staff/me/password',
    {
      config: PERSON,
      schema: docs(
        'changeOwnPassword',
        TAG,
        'Choose a new password; all other sign-ins of mine end',
        { body: NewPasswordBody },
        { 200: DoneSchema },
      ),
    },
    async (request) => {
      const signedIn = personOfCall(request);
      notOfDemo(signedIn);
      const refused = await own.changePassword(placeOf(request), signedIn, request.body);
      if (refused === null) return DONE;
      if ('fault' in refused) throw notTaken(refused.fault);
      throw ofOwn(refusal(refused));
    },
  );
}

/** Whoever is signed in stays so after a wrong password: the pages take 401 for the end of a sign-in. */
const ofOwn = ({ outcome, parts }: Problem): Problem =>
  new Problem(
    outcome,
    outcome === 'too-many-tries' || outcome === 'busy' ? parts : { ...parts, status: 422 },
  );

const notTaken = (fault: PasswordFault): Problem => {
  const { zh, en } = PASSWORD_FAULTS[fault];
  return new Problem('password-not-taken', {
    detail: `The password ${en}.`,
    detailZh: `新密码${zh}。`,
    members: { fault },
  });
};
