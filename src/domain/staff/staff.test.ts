/** The rules about staff: logins, sign-ins that end, roles, who manages whom. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  DEMO_STAFF,
  endsAtMs,
  isLogin,
  isOver,
  LIFETIMES,
  type ManagingAct,
  managingFault,
  maySeeStaff,
  normalLogin,
  PERMISSIONS,
  ROLE_PERMISSIONS,
  ROLES,
  SIDES,
} from './index.ts';

describe('logins', () => {
  test.each([' Li.Lei ', 'ＬＩ.ＬＥＩ', 'li.lei'])('%j is li.lei', (text) =>
    expect(normalLogin(text)).toBe('li.lei'),
  );
  test.each(['', '.lei', 'lei.', 'a b', 'li@lei', '李雷', 'a'.repeat(41)])('%j is none', (text) =>
    expect(isLogin(text)).toBe(false),
  );
});

describe('a sign-in', () => {
  test.each([...ROLES])(
    'of %s ends when idle and after a shift, and an act cannot lengthen the shift',
    (role) => {
      const { idleMs, absoluteMs } = LIFETIMES[role];
      expect(isOver(role, { startedMs: 0, seenMs: 0 }, idleMs - 1)).toBe(false);
      expect(isOver(role, { startedMs: 0, seenMs: 0 }, idleMs)).toBe(true);
      expect(endsAtMs(role, { startedMs: 0, seenMs: absoluteMs - 1 })).toBe(absoluteMs);
      expect(isOver(role, { startedMs: 0, seenMs: absoluteMs }, absoluteMs)).toBe(true);
    },
  );
});

/** What changes nothing. */
const isReading = (permission: string): boolean => /\.(read|history)$/.test(permission);

describe('roles', () => {
  test('a cashier acts at the till alone; an auditor reads alone', () => {
    const acts = (role: (typeof ROLES)[number]) => ROLE_PERMISSIONS[role].filter((each) => !isReading(each));
    expect(acts('cashier')).toEqual(['till.use']);
    // It reads, and alone what was locked.
    expect(acts('auditor')).toEqual(['wallets.archive']);
    expect(acts('operator')).not.toContain('wallets.archive');
  });
  test('an auditor reads whatever an operator reads', () => {
    const reads = PERMISSIONS.filter((each) => isReading(each));
    for (const role of ['operator', 'auditor'] as const)
      expect(ROLE_PERMISSIONS[role].filter((each) => isReading(each)).sort()).toEqual([...reads].sort());
  });
  test('no role of a merchant has what is the institution’s', () => {
    const own = [
      'payments.record',
      'queue.end',
      'payouts.handle',
      'terminals.manage',
      'keys.hold',
      'rules.publish',
    ];
    for (const role of ROLES.filter((each) => SIDES[each] === 'merchant'))
      expect(ROLE_PERMISSIONS[role].filter((each) => own.includes(each))).toEqual([]);
  });
  test('the demonstration has each role, and two operators', () => {
    expect(new Set(DEMO_STAFF.map(({ role }) => role))).toEqual(new Set(ROLES));
    expect(DEMO_STAFF.filter(({ role }) => role === 'operator')).toHaveLength(2);
  });
});

describe('managing', () => {
  const person = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    role: fc.constantFrom(...ROLES),
    shop: fc.constantFrom('one', 'two'),
  });
  const whole = ({ id, role, shop }: { id: string; role: (typeof ROLES)[number]; shop: string }) => ({
    ...{ id, role, book: SIDES[role] === 'merchant' ? shop : null },
  });
  const ACTS: readonly ManagingAct[] = ['create', 'role', 'reset', 'lock', 'unlock', 'end-stays'];

  test('nobody gets hold of an identity of the own side’s eyes beyond the own book', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ACTS), person, person, (act, one, two) => {
        const [manager, target] = [whole(one), whole(two)];
        if (managingFault(act, manager, target) !== null) return;
        expect(manager.id).not.toBe(target.id);
        expect(['merchant-admin', 'operator']).toContain(manager.role);
        if (manager.role === 'merchant-admin') expect(target.book).toBe(manager.book);
        if (SIDES[target.role] === 'operator') expect(['lock', 'end-stays']).toContain(act);
        expect(maySeeStaff(manager, target)).toBe(true);
      }),
    );
  });
});
