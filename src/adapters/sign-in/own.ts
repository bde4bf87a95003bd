/** What somebody who is signed in does with the own sign-in. */
import { randomBytes } from 'node:crypto';
import { type PasswordFault, passwordFault } from '#domain/sign-in';
import { TooManySignIns } from './passwords.ts';
import { type Credentials, counts, forgiven, proves } from './signing-in.ts';
import { otpauthUri, stepOfCode, TOTP_SECRET_BYTES } from './totp.ts';
import type { Parts, Place, Refused, SignedIn } from './types.ts';

const PENDING_MS = 15 * 60_000;
const PENDING_MAX = 1_000;

export interface NewCodes {
  /** For typing. */
  readonly secret: string;
  /** For a picture. */
  readonly uri: string;
}

export interface Own {
  prove(place: Place, signedIn: SignedIn, given: Omit<Credentials, 'login'>): Promise<Refused | null>;
  changePassword(
    place: Place,
    signedIn: SignedIn,
    given: { readonly current: string; readonly next: string },
  ): Promise<Refused | { readonly fault: PasswordFault } | null>;
  beginCodes(signedIn: SignedIn): NewCodes;
  /** False: the code is not that of the secret that was shown, or that was too long ago. */
  confirmCodes(signedIn: SignedIn, code: string): Promise<boolean>;
  removeCodes(signedIn: SignedIn): Promise<void>;
}

interface Pending {
  readonly secret: Uint8Array;
  readonly untilMs: number;
}

export function createOwn(parts: Parts): Own {
  const { store, security, clock, passwords } = parts;
  /** Secrets that were shown and not yet confirmed; lost with the program, and shown anew. */
  const pending = new Map<string, Pending>();
  return {
    async prove(place, { member, session }, given) {
      const wait = await counts(parts, place, member.login);
      if (wait !== null) return wait;
      try {
        const { result } = await proves(parts, place, { ...given, login: member.login });
        if (typeof result === 'object') return result;
      } catch (error) {
        if (error instanceof TooManySignIns) return { refused: 'sign-in-busy' };
        throw error;
      }
      await forgiven(parts, place, member.login);
      await store.proven(session.id, clock.nowMs());
      return null;
    },
    async changePassword(place, { member, session }, { current, next }) {
      const fault = passwordFault(next, [member.login, member.name]);
      if (fault !== null) return { fault };
      const wait = await counts(parts, place, member.login);
      if (wait !== null) return wait;
      try {
        if (!(await passwords.fits(current, member.password))) return { refused: 'sign-in-failed' };
        if (await passwords.fits(next, member.password)) return { fault: 'as-before' };
        await store.change(member.id, { password: await passwords.hash(next), oneTimeMs: null });
      } catch (error) {
        if (error instanceof TooManySignIns) return { refused: 'sign-in-busy' };
        throw error;
      }
      await forgiven(parts, place, member.login);
      // Whoever knew the old one may sit somewhere.
      await store.endSessions(member.id, session.id, clock.nowMs(), 'password-changed');
      await store.proven(session.id, clock.nowMs());
      return null;
    },
    beginCodes({ member }) {
      const secret = new Uint8Array(randomBytes(TOTP_SECRET_BYTES));
      pending.delete(member.id);
      pending.set(member.id, { secret, untilMs: clock.nowMs() + PENDING_MS });
      if (pending.size > PENDING_MAX) {
        const [oldest] = pending.keys();
        if (oldest !== undefined) pending.delete(oldest);
      }
      const uri = otpauthUri(secret, member.login);
      return { secret: new URL(uri).searchParams.get('secret') ?? '', uri };
    },
    async confirmCodes({ member }, code) {
      const found = pending.get(member.id);
      const nowMs = clock.nowMs();
      if (found === undefined || found.untilMs < nowMs) return false;
      const step = stepOfCode(found.secret, code, nowMs);
      if (step === null) return false;
      pending.delete(member.id);
      const sealed = await security.seal(
        'staff-code',
        Buffer.from(found.secret).toString('base64'),
        member.id,
      );
      found.secret.fill(0);
      await store.change(member.id, { totpSealed: sealed });
      // The code that confirmed it signs nobody in.
      await store.takeTotpStep(member.id, step);
      return true;
    },
    removeCodes: ({ member }) => store.change(member.id, { totpSealed: null }),
  };
}
