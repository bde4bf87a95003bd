/** The keys that a command works with: stored ones, and those of single transactions, derived and wiped. */
import {
  type DukptKey,
  type DukptUse,
  type KeyAlgorithm,
  type KeyReference,
  SecurityModuleError,
} from '#engine/ports';
import type { BlockCipher } from './algorithms/block-cipher.ts';
import { deriveAesWorkingKey } from './algorithms/dukpt-aes.ts';
import { deriveTdesWorkingKey } from './algorithms/dukpt-tdes.ts';
import { fromHex } from './algorithms/hex.ts';
import { createKeyCipher } from './algorithms/key-cipher.ts';
import { type ReadyKey, readyKeys, type Vault, type Wanted } from './vault.ts';

export interface WorkingKey {
  readonly algorithm: KeyAlgorithm;
  readonly bytes: Uint8Array;
  readonly cipher: BlockCipher;
}

/** `purposes` are those of a stored key; a transaction's key is derived for `use`. */
export interface WantedKey extends Omit<Wanted, 'key'> {
  readonly key: KeyReference;
  readonly use: DukptUse;
}

/** Runs with the keys, at once and in one go, and wipes what was derived. */
export async function withWorkingKeys<const W extends readonly WantedKey[], T>(
  vault: Vault,
  wanted: W,
  run: (...keys: { readonly [I in keyof W]: WorkingKey }) => T,
): Promise<T> {
  const ready = await readyKeys(vault, ...wanted.map((each) => storedOf(vault, each)));
  const keys: WorkingKey[] = [];
  try {
    for (const [i, each] of wanted.entries()) keys.push(workingKey(each, ready[i]!));
    return run(...(keys as unknown as { readonly [I in keyof W]: WorkingKey }));
  } finally {
    keys.forEach((key, i) => {
      if (key !== ready[i]) key.bytes.fill(0);
    });
  }
}

/** A base key as such does nothing in these commands: only keys that come out of it do. */
function storedOf(vault: Vault, { key, purposes, algorithms, action }: WantedKey): Wanted {
  if (typeof key === 'string') return { key, purposes, action, ...(algorithms && { algorithms }) };
  const { transactionKeys } = vault.rules;
  return {
    key: key.bdk,
    purposes: transactionKeys.length > 0 ? ['bdk'] : [],
    algorithms: transactionKeys,
    action,
  };
}

function workingKey({ key, use, algorithms = ['tdes'], action }: WantedKey, ready: ReadyKey): WorkingKey {
  if (typeof key === 'string') return ready;
  const derived = derive(key, use, ready);
  if (algorithms.includes(derived.algorithm)) return derived;
  derived.bytes.fill(0);
  throw new SecurityModuleError(
    'wrong-purpose',
    `Cannot ${action}: the transaction's key is for ${derived.algorithm}, ` +
      `this needs one for ${algorithms.join(' or ')}`,
  );
}

function derive({ ksn, type }: DukptKey, use: DukptUse, base: ReadyKey): WorkingKey {
  const serial = fromHex(ksn);
  if (serial === undefined) {
    throw new SecurityModuleError(
      'bad-ksn',
      `Cannot derive a key: the serial number has ${ksn.length} characters that are not hexadecimal`,
    );
  }
  if (base.algorithm === 'tdes') {
    if (type !== undefined && type !== 'tdes-2') {
      throw new SecurityModuleError('bad-ksn', `Cannot derive a key for ${type} from a triple DES base key`);
    }
    return withCipher('tdes', deriveTdesWorkingKey(base.bytes, serial, use));
  }
  const algorithm = type?.startsWith('tdes') ? 'tdes' : 'aes';
  return withCipher(algorithm, deriveAesWorkingKey(base.bytes, serial, use, type));
}

const withCipher = (algorithm: KeyAlgorithm, bytes: Uint8Array): WorkingKey => ({
  algorithm,
  bytes,
  cipher: createKeyCipher(algorithm, bytes),
});
