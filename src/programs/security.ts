/** Opens the security module that the settings name, over the keys of this installation. */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { createStoredKeys, type StoredKeys } from '#adapters/postgres';
import {
  createSecurityModule,
  createSoftwareKeyring,
  type Keyring,
  loadOrCreateMasterKey,
  openToken,
  openTokenKeyring,
  readMasterKeys,
  type SecurityModuleName,
  type TokenKeyring,
} from '#adapters/security-module';
import type { Clock, SecurityModule } from '#engine';
import type { DataFolder } from './data-folder.ts';
import { type Pkcs11Settings, pkcs11Settings, SettingError } from './settings.ts';

/** The name under which the root of the module's own keys stands in the database. */
export const ROOT = 'root';

export interface OpenedSecurity {
  readonly security: SecurityModule;
  readonly keyring: Keyring;
  /** Where the master key is in a token. */
  readonly tokenKeyring: TokenKeyring | null;
  readonly name: SecurityModuleName;
  /** The root of before it had a row of its own: what a change of the master key has to keep. Null with a row. */
  readonly impliedRoot: Uint8Array | null;
  /** Leaves a token, where the master key is in one. */
  close(): Promise<void>;
}

export interface SecurityOptions {
  readonly data: DataFolder;
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** May keys be made? Only before the database holds anything that they would have to fit. */
  readonly makeKeys: boolean;
  /** May the first master key of a token be made? Without it, as `makeKeys`. */
  readonly makeTokenKey?: boolean;
}

/** Master keys as this installation has them: in a file, in a token, or on their way from the one to the other. */
interface Masters {
  readonly keyring: Keyring;
  readonly tokenKeyring: TokenKeyring | null;
  readonly name: SecurityModuleName;
  /** In installations from before the root had a row, the root is the master key in the file itself. */
  readonly impliedRoot: Uint8Array | null;
  close(): Promise<void>;
}

export async function openSecurity(options: SecurityOptions): Promise<OpenedSecurity> {
  const pkcs11 = pkcs11Settings();
  const masters = pkcs11 === null ? await mastersInFile(options) : await mastersInToken(options, pkcs11);
  const stored = createStoredKeys({ url: options.databaseUrl });
  try {
    const { root, implied } = await rootOf(options, masters, stored);
    const security = createSecurityModule({ name: masters.name, keyring: masters.keyring, root });
    const impliedRoot = implied ? Uint8Array.from(root) : null;
    root.fill(0);
    masters.impliedRoot?.fill(0);
    return { ...masters, security, impliedRoot };
  } catch (error) {
    await masters.close();
    throw error;
  } finally {
    await stored.close();
  }
}

async function mastersInFile({ data, makeKeys }: SecurityOptions): Promise<Masters> {
  const place = { path: data.masterKey, databaseFolder: data.database };
  await loadOrCreateMasterKey({ ...place, demo: makeKeys });
  const keys = await readMasterKeys(place);
  return {
    ...fromFile(keys),
    tokenKeyring: null,
    name: 'software',
    close: async () => {},
  };
}

/** The bytes of the master keys are wiped; the keyring has what it needs outside the heap. */
function fromFile({ now, refresh }: Awaited<ReturnType<typeof readMasterKeys>>): {
  readonly keyring: Keyring;
  readonly impliedRoot: Uint8Array | null;
} {
  const keyring = createSoftwareKeyring(now, refresh);
  const impliedRoot = now.older.length === 0 ? Uint8Array.from(now.current) : null;
  for (const key of [now.current, ...now.older]) key.fill(0);
  return { keyring, impliedRoot };
}

/** A master key that still lies in its file opens what it wrapped, until all of it is moved into the token. */
async function mastersInToken(options: SecurityOptions, settings: Pkcs11Settings): Promise<Masters> {
  const { data } = options;
  const file = await readMasterKeys({ path: data.masterKey, databaseFolder: data.database }).catch(
    (error: unknown) => {
      if ((error as { code?: unknown }).code === 'absent') return null;
      throw error;
    },
  );
  const { library, token: label, pinFile, label: keyLabel } = settings;
  const token = await openToken({ library, token: label, pin: await readPin(pinFile) });
  try {
    const before = file === null ? null : fromFile(file);
    const keyring = await openTokenKeyring({
      token,
      label: keyLabel,
      make: options.makeTokenKey ?? options.makeKeys,
      others: before?.keyring ?? null,
    });
    return {
      keyring,
      tokenKeyring: keyring,
      name: settings.pinsInProcess ? 'pkcs11-pin' : 'pkcs11',
      impliedRoot: before?.impliedRoot ?? null,
      close: () => token.close(),
    };
  } catch (error) {
    await token.close();
    throw error;
  }
}

const PIN_BYTES_MAX = 256;

async function readPin(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size > PIN_BYTES_MAX)
    throw new SettingError(
      `Cannot read the PIN of the token: ${path} is no small file; write the PIN into it`,
    );
  if ((found.mode & 0o077) !== 0)
    throw new SettingError(
      `Cannot read the PIN of the token: others may read ${path}. Run: chmod 600 '${path}'`,
    );
  return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
}

async function rootOf(
  { makeKeys, clock }: SecurityOptions,
  { keyring, impliedRoot }: Masters,
  stored: StoredKeys,
): Promise<{ readonly root: Uint8Array; readonly implied: boolean }> {
  const wrapped = await stored.read(ROOT);
  if (wrapped !== null) return { root: (await keyring.unwrap(wrapped)).key, implied: false };
  if (makeKeys) {
    const root = new Uint8Array(randomBytes(32));
    // Two programs may start at once; both take the root that stands.
    await stored.add(ROOT, await keyring.wrap('root', 'aes', root), clock.nowMs());
    root.fill(0);
    const standing = await stored.read(ROOT);
    if (standing !== null) return { root: (await keyring.unwrap(standing)).key, implied: false };
  }
  if (impliedRoot !== null) return { root: Uint8Array.from(impliedRoot), implied: true };
  throw new Error(
    'Cannot open the security module: the database has no root of its keys, and the master key of its time is not ' +
      'here. Put that master key back into its file: this database is from before a change of the master key',
  );
}
