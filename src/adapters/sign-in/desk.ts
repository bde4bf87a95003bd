/** The desk at which people sign in and out, see to their own sign-in, and are managed. */
import type { ActsPage, NewAct, StaffAct, StaffMember, StaffPage, StaffSession } from '#adapters/postgres';
import { createManaging, type Managing } from './managing.ts';
import { createOwn, type Own } from './own.ts';
import { createPasskeys, type Passkeys } from './passkeys.ts';
import { Passwords } from './passwords.ts';
import { type Credentials, signInByPassword } from './signing-in.ts';
import { standing } from './standing.ts';
import type { Opened, Place, Refused, SignedIn, SignInOptions, Told } from './types.ts';

/** Stays that began longer ago than this are over whatever the role; their rows are of no use. */
const FORGET_SESSIONS_MS = 90 * 24 * 3_600_000;
const SESSIONS_SHOWN = 20;

export interface SignInDesk {
  readonly demo: boolean;
  readonly own: Own;
  readonly passkeys: Passkeys;
  readonly managing: Managing;
  signIn(place: Place, given: Credentials): Promise<Told<Opened | Refused>>;
  standing(
    token: string,
    how: { readonly quiet: boolean; readonly local: boolean },
  ): Promise<SignedIn | null>;
  signOut(signedIn: SignedIn, why: 'signed-out' | 'replaced'): Promise<void>;
  sessions(staffId: string): Promise<readonly StaffSession[]>;
  /** One of the person's own; false where there is none of this id. */
  endSession(staffId: string, sessionId: string): Promise<boolean>;
  endOtherSessions(signedIn: SignedIn): Promise<number>;
  member(id: string): Promise<StaffMember | null>;
  members(page: StaffPage): Promise<readonly StaffMember[]>;
  /** Written before the act is done: what cannot be recorded is not done. */
  begin(act: Omit<NewAct, 'atMs'>): Promise<number>;
  end(no: number, status: number, outcome: string): Promise<void>;
  acts(page: ActsPage): Promise<readonly StaffAct[]>;
}

export function createSignInDesk(options: SignInOptions): SignInDesk {
  const { store, clock, demo } = options;
  const parts = { ...options, passwords: options.passwords ?? new Passwords() };
  return {
    demo,
    own: createOwn(parts),
    passkeys: createPasskeys(parts),
    managing: createManaging(parts),
    signIn: async (place, given) => {
      const told = await signInByPassword(parts, place, given);
      if ('token' in told.result) await store.forgetSessions(clock.nowMs() - FORGET_SESSIONS_MS);
      return told;
    },
    standing: (token, how) => standing(parts, token, how),
    signOut: ({ session }, why) => store.endSession(session.id, clock.nowMs(), why),
    sessions: (staffId) => store.sessionsOf(staffId, SESSIONS_SHOWN),
    async endSession(staffId, sessionId) {
      const own = await store.sessionsOf(staffId, SESSIONS_SHOWN);
      if (!own.some(({ id }) => id === sessionId)) return false;
      await store.endSession(sessionId, clock.nowMs(), 'ended-elsewhere');
      return true;
    },
    endOtherSessions: ({ member, session }) =>
      store.endSessions(member.id, session.id, clock.nowMs(), 'ended-elsewhere'),
    member: (id) => store.byId(id),
    members: (page) => store.list(page),
    begin: (act) => store.begin({ ...act, atMs: clock.nowMs() }),
    end: (no, status, outcome) => store.end(no, clock.nowMs(), status, outcome),
    acts: (page) => store.acts(page),
  };
}
