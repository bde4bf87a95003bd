/** The keys of a card on a telephone or a watch: they leave the module for that device alone. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { type PersonaliseRequest, SecurityModuleError } from '#engine/ports';
import { chipRules } from './algorithms/chip-scheme.ts';
import { withCardKey } from './issuer-chip.ts';
import { readyKeys, type Vault } from './vault.ts';

/** Below it a device's key protects less than the keys that it receives. */
const RSA_BITS_MIN = 2048;

const bad = (why: string): never => {
  throw new SecurityModuleError('not-supported', `Cannot personalise a device: ${why}`);
};

/** Card key and script key, sixteen bytes each, by RSA-OAEP with SHA-256 under the key that the device made. */
export async function personalise(vault: Vault, request: PersonaliseRequest): Promise<Uint8Array> {
  const { key, scriptKey, scheme, devicePublicKey } = request;
  if (!vault.rules.chipSchemes.includes(scheme)) return bad(`this module knows no scheme ${scheme}`);
  const rules = chipRules[scheme];
  const algorithms = [rules.cipher];
  const action = 'personalise a device';
  const [[cryptogram], [script]] = await Promise.all([
    readyKeys(vault, { key, purposes: ['imk-ac'], algorithms, action }),
    readyKeys(vault, { key: scriptKey, purposes: ['imk-smi'], algorithms, action }),
  ]);
  const device = publicKeyOf(devicePublicKey);
  return withCardKey(rules, cryptogram.bytes, request, (cardKey) =>
    withCardKey(rules, script.bytes, request, (cardScriptKey) => {
      const both = Buffer.concat([cardKey, cardScriptKey]);
      try {
        return new Uint8Array(
          publicEncrypt({ key: device, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, both),
        );
      } finally {
        both.fill(0);
      }
    }),
  );
}

function publicKeyOf(der: Uint8Array) {
  let key: ReturnType<typeof createPublicKey>;
  try {
    key = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' });
  } catch {
    return bad('its public key cannot be read, expected RSA as SPKI in DER');
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return key.asymmetricKeyType === 'rsa' && bits >= RSA_BITS_MIN
    ? key
    : bad(`its public key is none of RSA with at least ${RSA_BITS_MIN} bits`);
}
