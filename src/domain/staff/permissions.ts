/** What a person of the staff may do: roles and permissions as data. */

/** Reading first, then acting. A route of the API names one of these. */
export const PERMISSIONS = [
  'payments.read',
  'papers.read',
  'books.read',
  'queue.read',
  'terminals.read',
  'rules.read',
  'rules.history',
  'webhooks.read',
  'notices.read',
  'texts.read',
  'keys.read',
  'network.read',
  'staff.read',
  'acts.read',
  'wallets.read',
  'wallets.archive',
  'till.use',
  'explain.ask',
  'payments.cancel',
  'payments.record',
  'orders.open',
  'orders.close',
  'requests.decide',
  'requests.help',
  'queue.end',
  'payouts.handle',
  'terminals.switch',
  'terminals.manage',
  'webhooks.manage',
  'notices.mark',
  'keys.hold',
  'rules.try',
  'rules.publish',
  'network.drive',
  'staff.manage',
  'wallets.help',
  'wallets.decide',
  'wallets.check',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = ['cashier', 'supervisor', 'merchant-admin', 'operator', 'auditor'] as const;
export type StaffRole = (typeof ROLES)[number];

/** On whose side a role stands: a merchant's staff has one book, the institution's sees all. */
export const SIDES = {
  cashier: 'merchant',
  supervisor: 'merchant',
  'merchant-admin': 'merchant',
  operator: 'operator',
  auditor: 'operator',
} as const satisfies Record<StaffRole, 'merchant' | 'operator'>;

const CASHIER = ['payments.read', 'terminals.read', 'rules.read', 'notices.read', 'till.use'] as const;

const SUPERVISOR = [
  ...CASHIER,
  'papers.read',
  'books.read',
  'explain.ask',
  'payments.cancel',
  'orders.open',
  'orders.close',
  'requests.decide',
  'requests.help',
  'terminals.switch',
  'notices.mark',
] as const;

const MERCHANT_ADMIN = [
  ...SUPERVISOR,
  'webhooks.read',
  'webhooks.manage',
  'staff.read',
  'staff.manage',
  'acts.read',
] as const;

/** What the institution reads at work. */
const READS = [
  'payments.read',
  'papers.read',
  'books.read',
  'queue.read',
  'terminals.read',
  'rules.read',
  'rules.history',
  'webhooks.read',
  'notices.read',
  'texts.read',
  'keys.read',
  'network.read',
  'staff.read',
  'acts.read',
  'wallets.read',
] as const;

/** An auditor reads, and alone sees what was locked when its account was closed (LAW-33). */
const AUDITOR = [...READS, 'wallets.archive'] as const;

const OPERATOR = [
  ...READS,
  'explain.ask',
  'payments.cancel',
  'payments.record',
  'orders.close',
  'requests.decide',
  'requests.help',
  'queue.end',
  'payouts.handle',
  'terminals.switch',
  'terminals.manage',
  'webhooks.manage',
  'notices.mark',
  'keys.hold',
  'rules.try',
  'rules.publish',
  'network.drive',
  'staff.manage',
  'wallets.help',
  'wallets.decide',
  'wallets.check',
] as const;

export const ROLE_PERMISSIONS: Readonly<Record<StaffRole, readonly Permission[]>> = {
  cashier: CASHIER,
  supervisor: SUPERVISOR,
  'merchant-admin': MERCHANT_ADMIN,
  operator: OPERATOR,
  auditor: AUDITOR,
};

/** Keys are programs, not persons: they manage nobody. A key of the institution opens orders to be refused by name. */
const notOfPersons = (permissions: readonly Permission[]): readonly Permission[] =>
  permissions.filter((each) => !['staff.read', 'staff.manage', 'acts.read', 'wallets.check'].includes(each));
export const KEY_PERMISSIONS: Readonly<Record<'merchant' | 'operator', readonly Permission[]>> = {
  merchant: notOfPersons(MERCHANT_ADMIN),
  operator: [...notOfPersons(OPERATOR), 'orders.open'],
};

/** What needs a fresh proof of who is there: acts that outlive the sign-in. */
export const STEP_UP: readonly Permission[] = ['keys.hold', 'rules.publish', 'staff.manage'];
/** How long a proof is fresh. */
export const FRESH_MS = 10 * 60_000;

export const isFresh = (provenMs: number, nowMs: number): boolean => nowMs - provenMs <= FRESH_MS;
export const needsProof = (permission: Permission, provenMs: number, nowMs: number): boolean =>
  STEP_UP.includes(permission) && !isFresh(provenMs, nowMs);

/** Whose acts reach every shop proves two things; others may. */
const SECOND_FACTOR: readonly StaffRole[] = ['operator', 'auditor'];
export const needsSecondFactor = (role: StaffRole): boolean => SECOND_FACTOR.includes(role);
