/** What a module keeps in memory: its own keys, and the keys in use, unwrapped and set up. */
import type { KeyObject } from 'node:crypto';
import {
  type KeyAlgorithm,
  type KeyPurpose,
  MARK_USES,
  type MarkUse,
  SEAL_USES,
  type SealUse,
  SecurityModuleError,
  type WrappedKey,
} from '#engine/ports';
import type { BlockCipher } from './algorithms/block-cipher.ts';
import { createKeyCipher } from './algorithms/key-cipher.ts';
import type { KeyedMac } from './algorithms/keyed-mac.ts';
import type { SecurityModuleCapabilities } from './capabilities.ts';
import { createKeyCache, type KeyCache } from './key-cache.ts';
import type { KeyMaterial } from './key-wrap.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** An entry takes a few kilobytes; this covers the terminals active at one time in a large installation. */
const CACHED_KEYS_MAX = 10_000;

/** A key unwrapped and set up. It lives in the cache only and never leaves this room. */
export interface ReadyKey {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly bytes: Uint8Array;
  readonly cipher: BlockCipher;
  /** By algorithm and form. */
  readonly macs: Map<string, KeyedMac>;
}

export interface Vault {
  readonly rules: SecurityModuleCapabilities;
  readonly keyring: Keyring;
  readonly data: KeyObject;
  readonly index: KeyObject;
  readonly print: KeyObject;
  readonly papers: KeyObject;
  readonly marks: ReadonlyMap<MarkUse, KeyObject>;
  readonly seals: ReadonlyMap<SealUse, KeyObject>;
  readonly cache: KeyCache<ReadyKey>;
  /** Keys that are being unwrapped: who comes meanwhile waits for the same one. */
  readonly loading: Map<string, Promise<void>>;
}

/** `root`: the 32 bytes from which the module's own keys are derived. The caller may wipe it afterwards. */
export function openVault(rules: SecurityModuleCapabilities, keyring: Keyring, root: Uint8Array): Vault {
  return {
    rules,
    keyring,
    data: deriveKey(root, 'data'),
    index: deriveKey(root, 'index'),
    print: deriveKey(root, 'print'),
    marks: new Map(MARK_USES.map((use) => [use, deriveKey(root, `mark ${use}`)])),
    papers: deriveKey(root, 'papers'),
    seals: new Map(SEAL_USES.map((use) => [use, deriveKey(root, `seal ${use}`)])),
    cache: createKeyCache({ entriesMax: CACHED_KEYS_MAX, discard: (ready) => ready.bytes.fill(0) }),
    loading: new Map(),
  };
}

/** A key that a command needs, and what it must be for. */
export interface Wanted {
  readonly key: WrappedKey;
  readonly purposes: readonly KeyPurpose[];
  /** Triple DES where nothing is named. */
  readonly algorithms?: readonly KeyAlgorithm[];
  /** For the text of a refusal: "make a MAC". */
  readonly action: string;
}

/**
 * The keys of one command, ready. A key that is in memory costs no wait; while one is being unwrapped another may
 * be pushed out, so all are taken in one go once all are there.
 */
export async function readyKeys<const W extends readonly Wanted[]>(
  vault: Vault,
  ...wanted: W
): Promise<{ readonly [I in keyof W]: ReadyKey }> {
  for (;;) {
    const found = wanted.map(({ key }) => vault.cache.get(key));
    const missing = wanted.filter((_, index) => found[index] === undefined);
    if (missing.length === 0) {
      wanted.forEach((each, index) => {
        requireUse(each, found[index]!);
      });
      return found as { readonly [I in keyof W]: ReadyKey };
    }
    await Promise.all(missing.map(({ key }) => load(vault, key)));
  }
}

function load(vault: Vault, wrapped: WrappedKey): Promise<void> {
  const under = vault.loading.get(wrapped);
  if (under !== undefined) return under;
  const loading = vault.keyring
    .unwrap(wrapped)
    .then((material) => vault.cache.put(wrapped, setUp(material)))
    .finally(() => vault.loading.delete(wrapped));
  vault.loading.set(wrapped, loading);
  return loading;
}

function setUp({ purpose, algorithm, key }: KeyMaterial): ReadyKey {
  let cipher: BlockCipher | undefined;
  return {
    purpose,
    algorithm,
    bytes: key,
    get cipher() {
      cipher ??= createKeyCipher(algorithm, key);
      return cipher;
    },
    macs: new Map(),
  };
}

function requireUse({ purposes, algorithms = ['tdes'], action }: Wanted, ready: ReadyKey): void {
  if (!purposes.includes(ready.purpose)) {
    const needed = purposes.length === 0 ? 'a module that can do this' : `a key for ${purposes.join(' or ')}`;
    throw new SecurityModuleError(
      purposes.length === 0 ? 'not-supported' : 'wrong-purpose',
      `Cannot ${action}: found a key for ${ready.purpose}, this needs ${needed}`,
    );
  }
  if (!algorithms.includes(ready.algorithm)) {
    throw new SecurityModuleError(
      'wrong-purpose',
      `Cannot ${action}: found a key for ${ready.algorithm}, this needs one for ${algorithms.join(' or ')}`,
    );
  }
}
