/** People of the demonstration. Everybody knows their passwords, so they sign in at the machine itself alone. */
import type { StaffRole } from './permissions.ts';

const DEMO_PASSWORD = 'yuanlu-demo';

export interface DemoIdentity {
  readonly login: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly password: string;
}

export const DEMO_STAFF: readonly DemoIdentity[] = [
  { login: 'cashier', name: '收银员（演示）', role: 'cashier', password: DEMO_PASSWORD },
  { login: 'supervisor', name: '主管（演示）', role: 'supervisor', password: DEMO_PASSWORD },
  { login: 'merchant', name: '商户管理员（演示）', role: 'merchant-admin', password: DEMO_PASSWORD },
  { login: 'operator', name: '运营一（演示）', role: 'operator', password: DEMO_PASSWORD },
  // What one operator begins another one ends.
  { login: 'operator2', name: '运营二（演示）', role: 'operator', password: DEMO_PASSWORD },
  { login: 'auditor', name: '审计（演示）', role: 'auditor', password: DEMO_PASSWORD },
];
