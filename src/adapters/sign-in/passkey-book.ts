/**
 * Passkeys of whomever: asked for without attestation, with the person verified by the authenticator, each challenge
 * once.
 */
import { randomBytes } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import type { Credential, Credentials } from '#adapters/postgres';
import type { Clock } from '#engine';

/** The name that passkeys belong to, and the address of the page that asks. */
export interface RelyingParty {
  readonly id: string;
  readonly origin: string;
}

const CHALLENGE_MS = 5 * 60_000;
const CHALLENGES_MAX = 5_000;
export const PASSKEYS_MAX = 10;

export type Purpose = 'sign-in' | 'proof' | 'add';

interface Asked {
  readonly purpose: Purpose;
  readonly boundTo: string | null;
  readonly untilMs: number;
}

/** Challenges that were given out; the oldest is forgotten first, and each is good once. */
export class Challenges {
  readonly #asked = new Map<string, Asked>();

  give(purpose: Purpose, boundTo: string | null, nowMs: number): Uint8Array<ArrayBuffer> {
    const challenge = new Uint8Array(randomBytes(32));
    this.#asked.set(Buffer.from(challenge).toString('base64url'), {
      ...{ purpose, boundTo, untilMs: nowMs + CHALLENGE_MS },
    });
    if (this.#asked.size > CHALLENGES_MAX) {
      const [oldest] = this.#asked.keys();
      if (oldest !== undefined) this.#asked.delete(oldest);
    }
    return challenge;
  }

  take(challenge: string, purpose: Purpose, boundTo: string | null, nowMs: number): boolean {
    const asked = this.#asked.get(challenge);
    this.#asked.delete(challenge);
    return (
      asked !== undefined && asked.purpose === purpose && asked.boundTo === boundTo && asked.untilMs > nowMs
    );
  }
}

/** Loaded when the first one is asked for: reading it takes longer than all other parts of a start. */
const library = () => import('@simplewebauthn/server');

/** Whose passkey it is to be, as the browser shows it. */
export interface PasskeyOwner {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
}

interface Question {
  readonly purpose: Purpose;
  /** `null`: whoever answers says who it is. */
  readonly ownerId: string | null;
  /** What the challenge is good for beside its owner, for example one session. */
  readonly boundTo?: string;
}

export interface PasskeyBook {
  ask(relyingParty: RelyingParty, question: Question): Promise<unknown>;
  /** The passkey that this answer is of; `null`: of none, for whatever reason. */
  checked(
    relyingParty: RelyingParty,
    question: Question,
    response: AuthenticationResponseJSON,
  ): Promise<Credential | null>;
  addOptions(owner: PasskeyOwner, relyingParty: RelyingParty): Promise<unknown>;
  /** `null`: the answer is not valid, the passkey is known already, or there are too many. */
  add(
    owner: PasskeyOwner,
    relyingParty: RelyingParty,
    given: { readonly label: string; readonly response: RegistrationResponseJSON },
  ): Promise<Credential | null>;
  list(ownerId: string): Promise<readonly Credential[]>;
  remove(ownerId: string, id: string | null): Promise<boolean>;
}

const bindingOf = ({ ownerId, boundTo }: Question): string | null =>
  boundTo === undefined ? ownerId : `${ownerId ?? ''} ${boundTo}`;

export function createPasskeyBook(parts: {
  readonly store: Credentials;
  readonly clock: Clock;
}): PasskeyBook {
  const { store, clock } = parts;
  const challenges = new Challenges();
  return {
    async ask(relyingParty, question) {
      const { purpose, ownerId } = question;
      const { generateAuthenticationOptions } = await library();
      const own = ownerId === null ? [] : await store.credentials(ownerId);
      return generateAuthenticationOptions({
        rpID: relyingParty.id,
        challenge: challenges.give(purpose, bindingOf(question), clock.nowMs()),
        timeout: CHALLENGE_MS,
        userVerification: 'required',
        // Without a list the browser offers what it has: nobody is told who has passkeys.
        ...(own.length === 0
          ? {}
          : { allowCredentials: own.map(({ id, transports }) => ({ id, transports: [...transports] })) }),
      });
    },
    async checked(relyingParty, question, response) {
      const { purpose, ownerId } = question;
      const known = await store.credential(response.id);
      if (known === null || (ownerId !== null && known.ownerId !== ownerId)) return null;
      const nowMs = clock.nowMs();
      try {
        const { verifyAuthenticationResponse } = await library();
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          response,
          expectedChallenge: (challenge) => challenges.take(challenge, purpose, bindingOf(question), nowMs),
          expectedOrigin: relyingParty.origin,
          expectedRPID: relyingParty.id,
          credential: {
            id: known.id,
            publicKey: new Uint8Array(Buffer.from(known.publicKey, 'base64url')),
            counter: known.counter,
            transports: [...known.transports],
          },
          requireUserVerification: true,
        });
        if (!verified) return null;
        return (await store.usedCredential(known.id, authenticationInfo.newCounter, nowMs)) ? known : null;
      } catch (error) {
        // The library tells by an error what does not fit; of the database's own trouble the caller must hear.
        if (error instanceof Error && error.name === 'StoreUnavailable') throw error;
        return null;
      }
    },
    async addOptions(owner, relyingParty) {
      const { generateRegistrationOptions } = await library();
      const own = await store.credentials(owner.id);
      return generateRegistrationOptions({
        rpName: 'Yuanlu 原路',
        rpID: relyingParty.id,
        userName: owner.name,
        userDisplayName: owner.displayName,
        userID: new Uint8Array(Buffer.from(owner.id, 'utf8')),
        challenge: challenges.give('add', owner.id, clock.nowMs()),
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        excludeCredentials: own.map(({ id, transports }) => ({ id, transports: [...transports] })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      });
    },
    async add(owner, relyingParty, { label, response }) {
      const { verifyRegistrationResponse } = await library();
      const nowMs = clock.nowMs();
      const checkedNew = await verifyRegistrationResponse({
        response,
        expectedChallenge: (challenge) => challenges.take(challenge, 'add', owner.id, nowMs),
        expectedOrigin: relyingParty.origin,
        expectedRPID: relyingParty.id,
        requireUserVerification: true,
      }).catch(() => null);
      if (checkedNew === null || !checkedNew.verified) return null;
      if ((await store.credentials(owner.id)).length >= PASSKEYS_MAX) return null;
      const { id, publicKey, counter, transports = [] } = checkedNew.registrationInfo.credential;
      const credential: Credential = {
        ...{ id, ownerId: owner.id, counter, label, createdMs: nowMs, usedMs: null },
        publicKey: Buffer.from(publicKey).toString('base64url'),
        transports: transports.slice(0, 8).map((each) => String(each).slice(0, 20)),
      };
      return (await store.addCredential(credential)) ? credential : null;
    },
    list: (ownerId) => store.credentials(ownerId),
    remove: (ownerId, id) => store.removeCredential(ownerId, id),
  };
}
