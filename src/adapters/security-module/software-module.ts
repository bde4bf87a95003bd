import { timingSafeEqual } from 'node:crypto';
import { type MacAlgorithm, type SecurityModule, SecurityModuleError, type WrappedKey } from '#engine';
import { keyedHash } from './algorithms/keyed-hash.ts';
import { requirePinBlockIso0 } from './algorithms/pin-block-iso0.ts';
import { createPosEcbMac, type KeyedMac } from './algorithms/pos-ecb-mac.ts';
import { createX99CbcMac } from './algorithms/x99-cbc-mac.ts';
import { capabilities, type SecurityModuleName } from './capabilities.ts';
import { exportUnder, generateKey, importKey, importUnder } from './key-commands.ts';
import { createSoftwareKeyring, type Keyring, type MasterKeys, requireMasterKey } from './keyring.ts';
import { openPan, sealPan } from './pan-sealing.ts';
import { openPaper, sealPaper } from './paper-sealing.ts';
import { openText, sealText } from './text-sealing.ts';
import { openVault, readyKeys, type Vault } from './vault.ts';

const MAC_BYTES = 8;

const macMakers: Record<MacAlgorithm, (key: Uint8Array) => KeyedMac> = {
  'pos-ecb': createPosEcbMac,
  'x9.9-cbc': createX99CbcMac,
};

/**
 * A security module in this process, for installations without a device. `root` is what its own keys are derived
 * from; without one it is the master key itself. The caller may wipe both afterwards.
 */
export function createSoftwareSecurityModule(options: {
  readonly masterKey: Uint8Array;
  /** Master keys before this one, whose keys may still be found. */
  readonly olderMasterKeys?: readonly Uint8Array[];
  readonly root?: Uint8Array;
  readonly refresh?: () => Promise<MasterKeys | null>;
}): SecurityModule {
  const { masterKey, olderMasterKeys: older = [], root = masterKey, refresh } = options;
  const keyring = createSoftwareKeyring({ current: masterKey, older }, refresh);
  return createSecurityModule({ name: 'software', keyring, root });
}

/**
 * The commands over a keyring. The vault is reachable from the commands only, so printing or serializing the
 * module shows no key.
 */
export function createSecurityModule(options: {
  readonly name: SecurityModuleName;
  readonly keyring: Keyring;
  readonly root: Uint8Array;
}): SecurityModule {
  requireMasterKey(options.root);
  const vault = openVault(capabilities[options.name], options.keyring, options.root);
  return Object.freeze<SecurityModule>({
    generateKey: (purpose, algorithm) => generateKey(vault, purpose, algorithm),
    importKey: (purpose, clearHex, algorithm) => importKey(vault, purpose, clearHex, algorithm),
    exportUnder: (key, under) => exportUnder(vault, key, under),
    importUnder: (request) => importUnder(vault, request),
    generateMac: (algorithm, key, data) => generateMac(vault, algorithm, key, data),
    verifyMac: (algorithm, key, data, mac) => verifyMac(vault, algorithm, key, data, mac),
    translatePin: (request) => translatePin(vault, request),
    sealPan: async (pan) => sealPan(vault, pan),
    openPan: async (cipher) => openPan(vault, cipher),
    fingerprint: async (text) => keyedHash(vault.print, text),
    mark: async (use, text) => keyedHash(vault.marks.get(use)!, text),
    verifyMark: async (use, text, mark) => sameText(keyedHash(vault.marks.get(use)!, text), mark),
    seal: async (use, plain, boundTo) => sealText(vault.seals.get(use)!, use, plain, boundTo),
    unseal: async (use, sealed, boundTo) => openText(vault.seals.get(use)!, use, sealed, boundTo),
    sealPaper: async (plain, boundTo) => sealPaper(vault.papers, plain, boundTo),
    openPaper: async (sealed, boundTo) => openPaper(vault.papers, sealed, boundTo),
  });
}

/** Of equal length the comparison takes the same time wherever they differ; the length is no secret. */
function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function generateMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: WrappedKey,
  data: Uint8Array,
): Promise<Uint8Array> {
  const [ready] = await readyKeys(vault, { key, purposes: vault.rules.mac.keys, action: 'make a MAC' });
  let mac = ready.macs.get(algorithm);
  if (mac === undefined) {
    mac = macMakers[algorithm](ready.bytes);
    ready.macs.set(algorithm, mac);
  }
  return mac(data);
}

/**
 * A MAC field of another length than allowed is a wrong MAC: it comes from outside and must not raise an
 * error.
 */
async function verifyMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: WrappedKey,
  data: Uint8Array,
  mac: Uint8Array,
): Promise<boolean> {
  const bytesMin = vault.rules.mac.algorithms[algorithm]?.verifyBytesMin ?? MAC_BYTES;
  const expected = await generateMac(vault, algorithm, key, data);
  if (mac.length < bytesMin || mac.length > MAC_BYTES) return false;
  return timingSafeEqual(expected.subarray(0, mac.length), mac);
}

async function translatePin(
  vault: Vault,
  request: Parameters<SecurityModule['translatePin']>[0],
): Promise<Uint8Array> {
  const { pinBlock, pan, fromFormat, toFormat } = request;
  const { formats, from: sources, to: targets } = vault.rules.translatePin;
  if (formats.length === 0) {
    throw new SecurityModuleError(
      'not-supported',
      'Cannot translate a PIN block: this module has no such command; a payment HSM does it, see docs/keys.md',
    );
  }
  for (const format of [fromFormat, toFormat]) {
    if (!formats.includes(format)) {
      throw new SecurityModuleError(
        'bad-pin-block',
        `Cannot translate the PIN block format ${format}: use ${formats.join(' or ')}`,
      );
    }
  }
  const [from, to] = await readyKeys(
    vault,
    { key: request.from, purposes: sources, action: 'decrypt a PIN block' },
    { key: request.to, purposes: targets, action: 'encrypt a PIN block' },
  );
  if (pinBlock.length !== 8) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot translate a PIN block of ${pinBlock.length} bytes: use 8`,
    );
  }
  const clear = from.cipher.decrypt(pinBlock);
  try {
    // Format and card number stay the same, so the checked clear block is already the one to encrypt.
    requirePinBlockIso0(clear, pan);
    return new Uint8Array(to.cipher.encrypt(clear));
  } finally {
    clear.fill(0);
  }
}
