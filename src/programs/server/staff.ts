/** The desk at which people sign in, over the database. */
import { createStaffStore } from '#adapters/postgres';
import { createSignInDesk, type SignInDesk } from '#adapters/sign-in';
import type { Clock, SecurityModule } from '#engine';

export interface Staff {
  readonly desk: SignInDesk;
  close(): Promise<void>;
}

export function openStaff(options: {
  readonly url: string;
  readonly security: SecurityModule;
  readonly clock: Clock;
  readonly demo: boolean;
}): Staff {
  const { url, ...parts } = options;
  const store = createStaffStore({ url });
  return { desk: createSignInDesk({ store, ...parts }), close: () => store.close() };
}
