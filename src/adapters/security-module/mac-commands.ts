/** The commands that make and check message authentication codes. */
import { timingSafeEqual } from 'node:crypto';
import {
  type DukptUse,
  type KeyReference,
  type MacAlgorithm,
  type MacForm,
  SecurityModuleError,
  type WrappedKey,
} from '#engine/ports';
import type { KeyedMac } from './algorithms/keyed-mac.ts';
import { createMac, usualForm } from './algorithms/mac.ts';
import { readyKeys, type Vault } from './vault.ts';
import { type WantedKey, withWorkingKeys } from './working-keys.ts';

const MAC_BYTES = 8;

/** What this side makes is an answer where keys belong to single transactions. */
export function generateMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: KeyReference,
  data: Uint8Array,
  form: MacForm = usualForm(algorithm),
): Promise<Uint8Array> {
  return macOver(vault, algorithm, key, data, form, 'mac-response');
}

/**
 * A MAC field of another length than allowed is a wrong MAC: it comes from outside and must not raise an
 * error.
 */
export async function verifyMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: KeyReference,
  data: Uint8Array,
  mac: Uint8Array,
  form: MacForm = usualForm(algorithm),
): Promise<boolean> {
  const rule = vault.rules.mac.algorithms[algorithm];
  const bytesMin = form === 'hex' ? MAC_BYTES : (rule?.verifyBytesMin ?? MAC_BYTES);
  const expected = await macOver(vault, algorithm, key, data, form, 'mac-request');
  if (mac.length < bytesMin || mac.length > MAC_BYTES) return false;
  return timingSafeEqual(expected.subarray(0, mac.length), mac);
}

async function macOver(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: KeyReference,
  data: Uint8Array,
  form: MacForm,
  use: DukptUse,
): Promise<Uint8Array> {
  const { keys: purposes, algorithms } = vault.rules.mac;
  const ciphers = algorithms[algorithm]?.ciphers;
  if (ciphers === undefined) {
    const known = Object.keys(algorithms).join(', ');
    throw new SecurityModuleError(
      'not-supported',
      `Cannot make a ${algorithm} MAC: this module makes ${known}`,
    );
  }
  const wanted = { key, purposes, algorithms: ciphers, action: `make a ${algorithm} MAC`, use };
  if (typeof key !== 'string') {
    return withWorkingKeys(vault, [wanted], (derived) => createMac(algorithm, derived, form)(data));
  }
  return (await storedMac(vault, algorithm, { ...wanted, key }, form))(data);
}

/** The keyed procedure is kept with the key: messages of one terminal share it. */
async function storedMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  wanted: WantedKey & { readonly key: WrappedKey },
  form: MacForm,
): Promise<KeyedMac> {
  const [ready] = await readyKeys(vault, wanted);
  const name = `${algorithm} ${form}`;
  let mac = ready.macs.get(name);
  if (mac === undefined) {
    mac = createMac(algorithm, ready, form);
    ready.macs.set(name, mac);
  }
  return mac;
}
