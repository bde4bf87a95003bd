/** Who may do what with whose identity. */
import { SIDES, type StaffRole } from './permissions.ts';

export interface Person {
  readonly id: string;
  readonly role: StaffRole;
  /** `null` for the institution's staff. */
  readonly book: string | null;
}

export type ManagingAct = 'create' | 'role' | 'reset' | 'lock' | 'unlock' | 'end-stays';

export type ManagingFault = 'not-allowed' | 'oneself' | 'by-command-line';

/** Acts by which somebody would get hold of another identity: with two identities one person has four eyes. */
const TAKES_HOLD: readonly ManagingAct[] = ['create', 'role', 'reset', 'unlock'];

/**
 * May the manager do this with the person? A merchant's administrator manages the staff of that book. An operator
 * manages every merchant's staff, and may only shut out colleagues: identities of the institution are made and
 * reset by whoever holds the machine.
 */
export function managingFault(act: ManagingAct, manager: Person, target: Person): ManagingFault | null {
  if (manager.id === target.id) return 'oneself';
  if (manager.role === 'merchant-admin')
    return SIDES[target.role] === 'merchant' && target.book === manager.book ? null : 'not-allowed';
  if (manager.role !== 'operator') return 'not-allowed';
  if (SIDES[target.role] === 'operator' && TAKES_HOLD.includes(act)) return 'by-command-line';
  return null;
}

export const maySeeStaff = (viewer: Person, target: Person): boolean =>
  SIDES[viewer.role] === 'operator' || viewer.book === target.book;
