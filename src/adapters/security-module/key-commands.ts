/** The commands that make keys, take them in and give them out under another key. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type KeyAlgorithm,
  type KeyPurpose,
  type MadeKey,
  SecurityModuleError,
  type WrappedKey,
} from '#engine/ports';
import { hasEqualParts, hasWeakPart, macKeyInSlot, withOddParity } from './algorithms/des-key.ts';
import { fromHex, toHex } from './algorithms/hex.ts';
import { checkValueOf } from './check-value.ts';
import { type ReadyKey, readyKeys, type Vault } from './vault.ts';

export async function generateKey(
  vault: Vault,
  purpose: KeyPurpose,
  algorithm: KeyAlgorithm = 'tdes',
  bytes?: number,
): Promise<MadeKey> {
  const usual = vault.rules.generateKey[purpose]?.[algorithm];
  if (usual === undefined) throw cannotMake(vault, 'generate', purpose, algorithm);
  const length = bytes ?? usual;
  const may = vault.rules.importKey[purpose]?.[algorithm] ?? [];
  if (length !== usual && !may.includes(length)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot generate a ${purpose} of ${length} bytes: use ${[...new Set([usual, ...may])].join(', ')}`,
    );
  }
  return wrapAndWipe(vault, purpose, algorithm, randomKey(algorithm, length));
}

function randomKey(algorithm: KeyAlgorithm, length: number): Uint8Array {
  if (algorithm !== 'tdes') return new Uint8Array(randomBytes(length));
  for (;;) {
    const random = randomBytes(length);
    const bytes = withOddParity(random);
    random.fill(0);
    if (!hasWeakPart(bytes) && !hasEqualParts(bytes)) return bytes;
  }
}

export async function importKey(
  vault: Vault,
  purpose: KeyPurpose,
  clearHex: string,
  algorithm: KeyAlgorithm = 'tdes',
): Promise<MadeKey> {
  const lengths = vault.rules.importKey[purpose]?.[algorithm];
  if (lengths === undefined) throw cannotMake(vault, 'import', purpose, algorithm);
  const slot = fromHex(clearHex);
  if (slot === undefined || !lengths.includes(slot.length)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot import a ${purpose} of ${clearHex.length} characters: ` +
        `use hexadecimal of ${lengths.join(', ')} bytes, two characters a byte, no spaces`,
    );
  }
  return takeIn(vault, purpose, algorithm, slot);
}

const COMPONENTS_MAX = 9;

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** The components are hexadecimal of the length of the key. One alone, or two equal ones, would be no secret of two. */
export async function combineKey(
  vault: Vault,
  purpose: KeyPurpose,
  components: readonly string[],
  algorithm: KeyAlgorithm = 'tdes',
): Promise<MadeKey> {
  const lengths = vault.rules.importKey[purpose]?.[algorithm];
  if (lengths === undefined) throw cannotMake(vault, 'import', purpose, algorithm);
  const parts = components.map((text) => fromHex(text));
  const length = parts[0]?.length ?? 0;
  try {
    if (parts.length < 2 || parts.length > COMPONENTS_MAX) {
      throw new SecurityModuleError(
        'bad-length',
        `Cannot make a ${purpose} of ${parts.length} components: use 2 to ${COMPONENTS_MAX}`,
      );
    }
    if (!lengths.includes(length) || parts.some((part) => part?.length !== length)) {
      throw new SecurityModuleError(
        'bad-length',
        `Cannot make a ${purpose} of these components: each must be hexadecimal of ` +
          `${lengths.join(', ')} bytes, and all of one length`,
      );
    }
    const distinct = new Set(components.map((text) => text.toUpperCase()));
    if (distinct.size < components.length) {
      throw new SecurityModuleError(
        'unreadable-key',
        `Cannot make a ${purpose} of these components: two of them are the same, and take each other away`,
      );
    }
    if (parts.some((part) => isZero(part!))) {
      throw new SecurityModuleError(
        'unreadable-key',
        `Cannot make a ${purpose} of these components: one of them is all zeros, so the others are the whole key`,
      );
    }
    const joined = new Uint8Array(length);
    for (const part of parts) for (let i = 0; i < length; i += 1) joined[i]! ^= part![i]!;
    if (isZero(joined)) {
      throw new SecurityModuleError(
        'unreadable-key',
        `Cannot make a ${purpose} of these components: together they are all zeros; use random components`,
      );
    }
    // Exclusive-or of components with odd parity may have even parity, which DES does not mind and terminals may.
    if (algorithm !== 'tdes') return await takeIn(vault, purpose, algorithm, joined);
    const key = withOddParity(joined);
    joined.fill(0);
    return await takeIn(vault, purpose, algorithm, key);
  } finally {
    for (const part of parts) part?.fill(0);
  }
}

/** Wipes `slot`. */
export async function takeIn(
  vault: Vault,
  purpose: KeyPurpose,
  algorithm: KeyAlgorithm,
  slot: Uint8Array,
): Promise<MadeKey> {
  try {
    const bytes = purpose === 'mak' && algorithm === 'tdes' ? macKeyInSlot(slot) : slot;
    if (algorithm === 'tdes' && hasWeakPart(bytes)) {
      throw new SecurityModuleError(
        'unreadable-key',
        `Cannot import the ${purpose}: a part of it is one of the weak DES keys; use a random key`,
      );
    }
    return await wrapAndWipe(vault, purpose, algorithm, bytes);
  } finally {
    slot.fill(0);
  }
}

async function wrapAndWipe(
  vault: Vault,
  purpose: KeyPurpose,
  algorithm: KeyAlgorithm,
  bytes: Uint8Array,
): Promise<MadeKey> {
  try {
    const checkValue = toHex(checkValueOf(algorithm, bytes));
    return { key: await vault.keyring.wrap(purpose, algorithm, bytes), checkValue };
  } finally {
    bytes.fill(0);
  }
}

const wrappers = (vault: Vault): readonly KeyPurpose[] =>
  Object.keys(vault.rules.exportUnder) as KeyPurpose[];
const BOTH = ['tdes', 'sm4'] as const;

/**
 * The key's own bytes in ECB under another key, and its check value; how they lie in the sign-in answer is the
 * terminal profile's matter.
 */
export async function exportUnder(
  vault: Vault,
  key: WrappedKey,
  under: WrappedKey,
): Promise<{ readonly cipher: Uint8Array; readonly checkValue: Uint8Array }> {
  const all = wrappers(vault).flatMap((purpose) => vault.rules.exportUnder[purpose] ?? []);
  const [outer, inner] = await readyKeys(
    vault,
    { key: under, purposes: wrappers(vault), algorithms: BOTH, action: 'export under a key' },
    { key, purposes: all, algorithms: BOTH, action: 'export a key' },
  );
  requirePair(vault, inner.purpose, outer);
  if (inner.algorithm !== outer.algorithm) {
    throw new SecurityModuleError(
      'wrong-purpose',
      `Cannot export a key for ${inner.algorithm} under one for ${outer.algorithm}: give both the same cipher`,
    );
  }
  if (inner.bytes.length > outer.bytes.length && outer.bytes.length === 8) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot export a ${inner.bytes.length} byte key under an 8 byte key, which is weaker: ` +
        'give the terminal a master key of 16 bytes',
    );
  }
  return {
    cipher: new Uint8Array(outer.cipher.encrypt(inner.bytes)),
    checkValue: checkValueOf(inner.algorithm, inner.bytes),
  };
}

/** A key that came in ECB under a key that both sides hold. `checkValue` in hexadecimal, 6 digits or more. */
export async function importUnder(
  vault: Vault,
  request: {
    readonly purpose: KeyPurpose;
    readonly cipher: Uint8Array;
    readonly under: WrappedKey;
    readonly checkValue: string | null;
  },
): Promise<MadeKey> {
  const { purpose, cipher, checkValue } = request;
  const [outer] = await readyKeys(vault, {
    key: request.under,
    purposes: wrappers(vault),
    algorithms: BOTH,
    action: 'import under a key',
  });
  requirePair(vault, purpose, outer);
  const lengths = vault.rules.importKey[purpose]?.[outer.algorithm] ?? [];
  if (!lengths.includes(cipher.length)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot import a ${purpose} of ${cipher.length} bytes: use ${lengths.join(', ')}`,
    );
  }
  const clear = new Uint8Array(outer.cipher.decrypt(cipher));
  requireCheckValue(outer.algorithm, purpose, clear, checkValue);
  return takeIn(vault, purpose, outer.algorithm, clear);
}

/** Wipes the key where the values differ. */
export function requireCheckValue(
  algorithm: KeyAlgorithm,
  purpose: KeyPurpose,
  key: Uint8Array,
  told: string | null,
): void {
  if (told === null) return;
  const given = told.length >= 6 && told.length <= 8 ? fromHex(told) : undefined;
  const found = checkValueOf(algorithm, key);
  const same = given !== undefined && timingSafeEqual(found.subarray(0, given.length), given);
  if (same) return;
  key.fill(0);
  throw new SecurityModuleError(
    'unreadable-key',
    `Cannot import the ${purpose}: its check value is not the one that was told with it; ask for the key again`,
  );
}

function requirePair(vault: Vault, purpose: KeyPurpose, outer: ReadyKey): void {
  const may = vault.rules.exportUnder[outer.purpose] ?? [];
  if (may.includes(purpose)) return;
  throw new SecurityModuleError(
    'wrong-purpose',
    `Cannot carry a key for ${purpose} under one for ${outer.purpose}: it carries ${may.join(', ')}`,
  );
}

function cannotMake(
  vault: Vault,
  action: 'generate' | 'import',
  purpose: KeyPurpose,
  algorithm: KeyAlgorithm,
): SecurityModuleError {
  const table = action === 'generate' ? vault.rules.generateKey : vault.rules.importKey;
  if ((vault.rules.ownKeys as readonly string[]).includes(purpose)) {
    return new SecurityModuleError(
      'wrong-purpose',
      `Cannot ${action} a key for ${purpose}: the module derives it from its own root; ` +
        `use one of ${Object.keys(table).join(', ')}`,
    );
  }
  const ciphers = Object.keys(table[purpose] ?? {}).join(', ') || 'none';
  return new SecurityModuleError(
    'not-supported',
    `Cannot ${action} a key for ${purpose} and ${algorithm}: this module can for ${ciphers}`,
  );
}
