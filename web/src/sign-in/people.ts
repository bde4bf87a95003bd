/** People as the server lists them, and what may be done with whom: the server decides, this hides its refusals. */
import type { Role, SignedIn } from '../app/session.tsx';

export interface Person {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  readonly book: string | null;
  readonly locked: boolean;
  readonly demo: boolean;
  readonly password: 'own' | 'one-time' | 'one-time-over';
  readonly codes: boolean;
  readonly createdAt: string;
  readonly createdBy: string;
}

export const STAFF_KEY = ['staff'] as const;

/** Who can be made on a page; the institution's own people are made at the command line. */
export const SHOP_ROLES = ['cashier', 'supervisor', 'merchant-admin'] as const satisfies readonly Role[];

/** The others, for whoever manages. */
export const mayShutOut = ({ can, staff }: SignedIn, person: Person): boolean =>
  can.includes('staff.manage') && person.id !== staff.id;

export const mayChange = (session: SignedIn, person: Person): boolean =>
  mayShutOut(session, person) && person.book !== null && !person.demo;
