/** People of the demonstration: one of each role at the shop and at the institution, and a second operator. */
import { createStaffStore } from '#adapters/postgres';
import { newId, Passwords } from '#adapters/sign-in';
import { DEMO_STAFF, SIDES } from '#domain/staff';

/** Into a database of the demonstration that has none yet, be it of an older version. */
export async function seedDemoStaff(options: {
  readonly url: string;
  readonly book: string;
  readonly nowMs: number;
}): Promise<boolean> {
  const store = createStaffStore({ url: options.url, maxConnections: 1 });
  try {
    if (await store.hasDemo()) return false;
    const passwords = new Passwords();
    for (const { login, name, role, password } of DEMO_STAFF) {
      await store.add({
        ...{ id: newId('stf'), login, name, role, language: 'zh', locked: false, demo: true },
        book: SIDES[role] === 'merchant' ? options.book : null,
        password: await passwords.hash(password),
        ...{ oneTimeMs: null, totpSealed: null, createdMs: options.nowMs, createdBy: 'demonstration' },
      });
    }
    return true;
  } finally {
    await store.close();
  }
}
