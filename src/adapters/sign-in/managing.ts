/** What an administrator, an operator or whoever holds the machine does with the identities of others. */
import type { StaffMember, StaffStore } from '#adapters/postgres';
import type { StaffRole } from '#domain/staff';
import type { Clock } from '#engine';
import type { Passwords } from './passwords.ts';
import { newId, newOneTimePassword } from './secrets.ts';

/** Long enough for a weekend, short enough that a forgotten note is worth nothing. */
const ONE_TIME_MS = 3 * 24 * 3_600_000;

export interface NewMember {
  readonly login: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly book: string | null;
  readonly language: 'zh' | 'en';
}

/** A password that is shown once, and until when it opens the choice of an own one. */
export interface OneTime {
  readonly member: StaffMember;
  readonly password: string;
  readonly untilMs: number;
}

export interface MemberChange {
  readonly name?: string;
  readonly role?: StaffRole;
  readonly locked?: boolean;
}

export interface Managing {
  /** `null`: the login is taken. */
  create(given: NewMember, by: string): Promise<OneTime | null>;
  change(member: StaffMember, change: MemberChange): Promise<StaffMember>;
  reset(member: StaffMember, secondFactor: boolean): Promise<OneTime>;
  endStays(member: StaffMember, why: string): Promise<number>;
}

export function createManaging(parts: {
  readonly store: StaffStore;
  readonly passwords: Passwords;
  readonly clock: Clock;
}): Managing {
  const { store, passwords, clock } = parts;
  const endStays = (member: StaffMember, why: string): Promise<number> =>
    store.endSessions(member.id, null, clock.nowMs(), why);
  const oneTime = async () => {
    const password = newOneTimePassword();
    return { password, hash: await passwords.hash(password), untilMs: clock.nowMs() + ONE_TIME_MS };
  };
  return {
    async create(given, by) {
      const { password, hash, untilMs } = await oneTime();
      const member: StaffMember = {
        ...given,
        ...{ id: newId('stf'), locked: false, demo: false, password: hash, oneTimeMs: untilMs },
        ...{ totpSealed: null, createdMs: clock.nowMs(), createdBy: by },
      };
      return (await store.add(member)) ? { member, password, untilMs } : null;
    },
    async change(member, change) {
      await store.change(member.id, change);
      // What somebody may do has changed: the pages that are open show the old.
      if (change.locked === true || (change.role !== undefined && change.role !== member.role))
        await endStays(member, change.locked === true ? 'locked' : 'role-changed');
      return { ...member, ...change };
    },
    async reset(member, secondFactor) {
      const { password, hash, untilMs } = await oneTime();
      await store.change(member.id, {
        ...{ password: hash, oneTimeMs: untilMs },
        ...(secondFactor ? { totpSealed: null } : {}),
      });
      if (secondFactor) await store.removeCredential(member.id, null);
      await endStays(member, 'reset');
      return { member: { ...member, oneTimeMs: untilMs }, password, untilMs };
    },
    endStays,
  };
}
