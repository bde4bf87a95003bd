/** Storage of the staff: people, sign-ins, passkeys, tries and acts. */
import { acts } from '../people/acts.ts';
import { credentials } from '../people/credentials.ts';
import { PeoplePool } from '../people/pool.ts';
import { tries } from '../people/tries.ts';
import { people } from './people.ts';
import { sessions } from './sessions.ts';
import type { StaffStore } from './types.ts';

export * from '../people/types.ts';
export * from './types.ts';

export function createStaffStore(options: {
  readonly url: string;
  readonly maxConnections?: number;
}): StaffStore {
  const pool = new PeoplePool(options.url, options.maxConnections ?? 4, 'yuanlu staff');
  return {
    ...people(pool),
    ...sessions(pool),
    ...credentials(pool, 'staff'),
    ...tries(pool),
    ...acts(pool),
    close: () => pool.close(),
  };
}
