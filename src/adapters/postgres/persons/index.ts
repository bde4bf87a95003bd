/** Storage of cardholders: who they are, their devices, sign-ins, proofs and codes. */
import { credentials } from '../people/credentials.ts';
import { PeoplePool } from '../people/pool.ts';
import { tries } from '../people/tries.ts';
import { checks } from './checks.ts';
import { codes } from './codes.ts';
import { people } from './people.ts';
import { devices, proofs, sessions } from './sessions.ts';
import type { PersonStore } from './types.ts';

export * from './types.ts';

export function createPersonStore(options: {
  readonly url: string;
  readonly maxConnections?: number;
}): PersonStore {
  const pool = new PeoplePool(options.url, options.maxConnections ?? 4, 'yuanlu persons');
  return {
    ...people(pool),
    ...devices(pool),
    ...sessions(pool),
    ...proofs(pool),
    ...codes(pool),
    ...checks(pool),
    ...credentials(pool, 'person'),
    ...tries(pool),
    close: () => pool.close(),
  };
}
