/** The master keys of a module: they wrap every other key and are used for nothing else. */
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { type KeyAlgorithm, type KeyPurpose, SecurityModuleError, type WrappedKey } from '#engine/ports';
import { openAesGcm, sealAesGcm } from './algorithms/aes-gcm.ts';
import {
  associatedData,
  type KeyMaterial,
  readWrapped,
  unreadableKey,
  type WrappedParts,
  writeWrapped,
} from './key-wrap.ts';

export const MASTER_KEY_BYTES = 32;

/** Whoever holds the master keys: this process, or a token elsewhere. */
export interface Keyring {
  /** Names the master key that wraps now. It is derived from the key or given by the token, and is no secret. */
  currentId(): Promise<string>;
  wrap(purpose: KeyPurpose | 'root', algorithm: KeyAlgorithm, key: Uint8Array): Promise<WrappedKey>;
  /** @throws SecurityModuleError `unreadable-key` */
  unwrap(wrapped: string): Promise<KeyMaterial>;
}

/** The key that wraps now, and those before it whose keys may still be found. */
export interface MasterKeys {
  readonly current: Uint8Array;
  readonly older: readonly Uint8Array[];
}

interface Master {
  readonly id: string;
  readonly wrapping: KeyObject;
}

/** Each use has its own key, so what one use gives away says nothing about the others. */
export function deriveKey(root: Uint8Array, label: string): KeyObject {
  const derived = new Uint8Array(hkdfSync('sha256', root, '', `yuanlu security module 1 ${label}`, 32));
  const key = createSecretKey(derived);
  derived.fill(0);
  return key;
}

export function requireMasterKey(masterKey: Uint8Array): void {
  if (masterKey.length === MASTER_KEY_BYTES) return;
  throw new SecurityModuleError(
    'bad-length',
    `Cannot open the module with a master key of ${masterKey.length} bytes: use ${MASTER_KEY_BYTES} bytes`,
  );
}

/** Eight hexadecimal characters that name a master key of this process. */
export const masterKeyIdOf = (masterKey: Uint8Array): string => masterOf(masterKey).id;

function masterOf(masterKey: Uint8Array): Master {
  requireMasterKey(masterKey);
  const wrapping = deriveKey(masterKey, 'wrap');
  const id = createHmac('sha256', wrapping).update('master key id').digest('hex').slice(0, 8);
  return { id, wrapping };
}

/**
 * Master keys in this process. `refresh` gives the keys as they are now where they may have changed, null where
 * they have not: it is asked before anything is wrapped, and when a key names a master key that is not known. What it
 * gave is wiped when it is taken.
 */
export function createSoftwareKeyring(
  keys: MasterKeys,
  refresh: () => Promise<MasterKeys | null> = async () => null,
): Keyring {
  let masters: readonly Master[] = [];
  /** A program goes on reading what it was given before a change: it forgets old master keys when it ends. */
  const take = ({ current, older }: MasterKeys): void => {
    const now = [current, ...older].map(masterOf);
    masters = [...now, ...masters.filter(({ id }) => now.every((each) => each.id !== id))];
  };
  take(keys);
  const look = async (): Promise<void> => {
    const now = await refresh();
    if (now === null) return;
    take(now);
    for (const key of [now.current, ...now.older]) key.fill(0);
  };
  const candidates = ({ masterKeyId }: WrappedParts): readonly Master[] =>
    masterKeyId === null ? masters : masters.filter(({ id }) => id === masterKeyId);
  return {
    async currentId() {
      await look();
      return masters[0]!.id;
    },
    async wrap(purpose, algorithm, key) {
      await look();
      const { id, wrapping } = masters[0]!;
      const sealed = sealAesGcm(wrapping, key, associatedData(purpose, algorithm, id));
      return writeWrapped(purpose, algorithm, id, sealed);
    },
    async unwrap(wrapped) {
      const parts = readWrapped(wrapped);
      if (candidates(parts).length === 0) await look();
      const { purpose, algorithm } = parts;
      for (const { wrapping } of candidates(parts)) {
        const key = opened(wrapping, parts);
        if (key !== null) return { purpose, algorithm, key };
      }
      throw unreadableKey('it was changed, or was wrapped under another master key');
    },
  };
}

function opened(wrapping: KeyObject, { sealed, associated }: WrappedParts): Uint8Array | null {
  try {
    return openAesGcm(wrapping, sealed, associated);
  } catch {
    return null;
  }
}
