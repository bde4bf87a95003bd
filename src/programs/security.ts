/** Opens the security module that the settings name, over the keys of this installation. */
import { randomBytes } from 'node:crypto';
import { createStoredKeys, type StoredKeys } from '#adapters/postgres';
import {
  createSecurityModule,
  createSoftwareKeyring,
  type Keyring,
  loadOrCreateMasterKey,
  readMasterKeys,
  type SecurityModuleName,
} from '#adapters/security-module';
import type { Clock, SecurityModule } from '#engine';
import type { DataFolder } from './data-folder.ts';

export const ROOT = 'root';

export interface OpenedSecurity {
  readonly security: SecurityModule;
  readonly keyring: Keyring;
  readonly name: SecurityModuleName;
  /** Leaves a token, where the master key is in one. */
  close(): Promise<void>;
}

export interface SecurityOptions {
  readonly data: DataFolder;
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** May keys be made? Only before the database holds anything that they would have to fit. */
  readonly makeKeys: boolean;
}

/**
 * The module's own keys come from a root that stands in the database under the master key. In installations from
 * before it had one, and until their first change of the master key, the root is the master key itself.
 */
export async function openSecurity(options: SecurityOptions): Promise<OpenedSecurity> {
  const { data, databaseUrl, makeKeys, clock } = options;
  const nowMs = clock.nowMs();
  const place = { path: data.masterKey, databaseFolder: data.database };
  const masterKey = await loadOrCreateMasterKey({ ...place, demo: makeKeys });
  const keys = await readMasterKeys(place);
  const keyring = createSoftwareKeyring(keys.now, keys.refresh);
  const stored = createStoredKeys({ url: databaseUrl });
  try {
    const fallback = keys.now.older.length === 0 ? masterKey : null;
    const root = await rootOf({ stored, keyring, makeKeys, nowMs, fallback });
    const security = createSecurityModule({ name: 'software', keyring, root });
    root.fill(0);
    return { security, keyring, name: 'software', close: async () => {} };
  } finally {
    await stored.close();
    masterKey.fill(0);
  }
}

async function rootOf(options: {
  readonly stored: StoredKeys;
  readonly keyring: Keyring;
  readonly makeKeys: boolean;
  readonly nowMs: number;
  readonly fallback: Uint8Array | null;
}): Promise<Uint8Array> {
  const { stored, keyring, makeKeys, nowMs, fallback } = options;
  const wrapped = await stored.read(ROOT);
  if (wrapped !== null) return (await keyring.unwrap(wrapped)).key;
  if (!makeKeys && fallback !== null) return Uint8Array.from(fallback);
  if (!makeKeys) {
    throw new Error(
      'Cannot open the security module: the database has no root of its keys, and the master key was changed. ' +
        'Put the master key of its time back: this database is from before the change.',
    );
  }
  const root = new Uint8Array(randomBytes(32));
  // Two programs may start at once; both take the root that stands.
  await stored.add(ROOT, await keyring.wrap('root', 'aes', root), nowMs);
  const standing = await stored.read(ROOT);
  return standing === null ? root : (await keyring.unwrap(standing)).key;
}
