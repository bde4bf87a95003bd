/** What is done with stored keys that are not used: shown by their check value, and moved to a new master key. */
import type { KeyDescription, WrappedKey } from '#engine/ports';
import { toHex } from './algorithms/hex.ts';
import { checkValueOf } from './check-value.ts';
import { readWrapped } from './key-wrap.ts';
import type { Vault } from './vault.ts';

export async function describeKey(vault: Vault, wrapped: WrappedKey): Promise<KeyDescription> {
  const { masterKeyId } = readWrapped(wrapped);
  const ready = vault.cache.get(wrapped);
  if (ready !== undefined) {
    const { purpose, algorithm, bytes } = ready;
    const checkValue = toHex(checkValueOf(algorithm, bytes));
    return { purpose, algorithm, bytes: bytes.length, checkValue, masterKeyId };
  }
  const { purpose, algorithm, key } = await vault.keyring.unwrap(wrapped);
  try {
    const checkValue = toHex(checkValueOf(algorithm, key));
    return {
      purpose,
      algorithm,
      bytes: key.length,
      checkValue,
      masterKeyId: readWrapped(wrapped).masterKeyId,
    };
  } finally {
    key.fill(0);
  }
}

export async function rewrap(vault: Vault, wrapped: WrappedKey): Promise<WrappedKey> {
  if (readWrapped(wrapped).masterKeyId === (await vault.keyring.currentId())) return wrapped;
  const { purpose, algorithm, key } = await vault.keyring.unwrap(wrapped);
  try {
    return await vault.keyring.wrap(purpose, algorithm, key);
  } finally {
    key.fill(0);
  }
}
