/** The commands that make and check message authentication codes. */
import { timingSafeEqual } from 'node:crypto';
import { type MacAlgorithm, type MacForm, SecurityModuleError, type WrappedKey } from '#engine';
import { createMac, usualForm } from './algorithms/mac.ts';
import { readyKeys, type Vault } from './vault.ts';

const MAC_BYTES = 8;

export async function generateMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: WrappedKey,
  data: Uint8Array,
  form: MacForm = usualForm(algorithm),
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
  const action = `make a ${algorithm} MAC`;
  const [ready] = await readyKeys(vault, { key, purposes, algorithms: ciphers, action });
  const name = `${algorithm} ${form}`;
  let mac = ready.macs.get(name);
  if (mac === undefined) {
    mac = createMac(algorithm, ready, form);
    ready.macs.set(name, mac);
  }
  return mac(data);
}

/**
 * A MAC field of another length than allowed is a wrong MAC: it comes from outside and must not raise an
 * error.
 */
export async function verifyMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: WrappedKey,
  data: Uint8Array,
  mac: Uint8Array,
  form: MacForm = usualForm(algorithm),
): Promise<boolean> {
  const rule = vault.rules.mac.algorithms[algorithm];
  const bytesMin = form === 'hex' ? MAC_BYTES : (rule?.verifyBytesMin ?? MAC_BYTES);
  const expected = await generateMac(vault, algorithm, key, data, form);
  if (mac.length < bytesMin || mac.length > MAC_BYTES) return false;
  return timingSafeEqual(expected.subarray(0, mac.length), mac);
}
