/** The people of merchants and of the institution: roles, passwords, lock-out, how long a sign-in lasts. */

export { DEMO_STAFF, type DemoIdentity } from './demo.ts';
export { isLogin, LOGIN_MAX, normalLogin, STAFF_NAME_MAX } from './login.ts';
export {
  type ManagingAct,
  type ManagingFault,
  managingFault,
  maySeeStaff,
  type Person,
} from './managing.ts';
export {
  FRESH_MS,
  isFresh,
  KEY_PERMISSIONS,
  needsProof,
  needsSecondFactor,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
  ROLES,
  SIDES,
  STEP_UP,
  type StaffRole,
} from './permissions.ts';
export { endsAtMs, isOver, LIFETIMES } from './sitting.ts';
