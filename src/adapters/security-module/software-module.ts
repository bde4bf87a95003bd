import { createSecretKey, hkdfSync, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type KeyPurpose,
  MARK_USES,
  type MacAlgorithm,
  type MarkUse,
  SEAL_USES,
  type SealUse,
  type SecurityModule,
  SecurityModuleError,
  type WrappedKey,
} from '#engine';
import { hasEqualParts, hasWeakPart, macKeyInSlot, withOddParity } from './algorithms/des-key.ts';
import { fromHex, toHex } from './algorithms/hex.ts';
import { keyedHash } from './algorithms/keyed-hash.ts';
import { requirePinBlockIso0 } from './algorithms/pin-block-iso0.ts';
import { createPosEcbMac, type KeyedMac } from './algorithms/pos-ecb-mac.ts';
import { checkValueUnder, createTdesCipher, keyCheckValue, type TdesCipher } from './algorithms/tdes.ts';
import { createX99CbcMac } from './algorithms/x99-cbc-mac.ts';
import { capabilities, type SecurityModuleCapabilities } from './capabilities.ts';
import { createKeyCache, type KeyCache } from './key-cache.ts';
import { unwrapKey, wrapKey } from './key-wrap.ts';
import { openPan, sealPan } from './pan-sealing.ts';
import { openPaper, sealPaper } from './paper-sealing.ts';
import { openText, sealText } from './text-sealing.ts';

const MASTER_KEY_BYTES = 32;
/** An entry takes a few kilobytes; this covers the terminals active at one time in a large installation. */
const CACHED_KEYS_MAX = 10_000;
const MAC_BYTES = 8;

const rules: SecurityModuleCapabilities = capabilities.software;

const macMakers: Record<MacAlgorithm, (key: Uint8Array) => KeyedMac> = {
  'pos-ecb': createPosEcbMac,
  'x9.9-cbc': createX99CbcMac,
};

/** A key unwrapped and set up. It lives in the cache only and never leaves this file. */
interface ReadyKey {
  readonly purpose: KeyPurpose;
  readonly bytes: Uint8Array;
  readonly cipher: TdesCipher;
  readonly macs: Map<MacAlgorithm, KeyedMac>;
}

interface Vault {
  readonly wrapping: KeyObject;
  readonly data: KeyObject;
  readonly index: KeyObject;
  readonly print: KeyObject;
  readonly papers: KeyObject;
  readonly marks: ReadonlyMap<MarkUse, KeyObject>;
  readonly seals: ReadonlyMap<SealUse, KeyObject>;
  readonly cache: KeyCache<ReadyKey>;
}

/**
 * A security module in this process, for installations without a device. The vault is reachable from the
 * commands only, so printing or serializing the module shows no key. The caller may wipe `masterKey`
 * afterwards.
 */
export function createSoftwareSecurityModule(options: { readonly masterKey: Uint8Array }): SecurityModule {
  const vault = openVault(options.masterKey);
  return Object.freeze<SecurityModule>({
    generateKey: async (purpose) => generateKey(vault, purpose),
    importKey: async (purpose, clearHex) => importKey(vault, purpose, clearHex),
    exportUnder: async (key, terminalMasterKey) => exportUnder(vault, key, terminalMasterKey),
    generateMac: async (algorithm, key, data) => generateMac(vault, algorithm, key, data),
    verifyMac: async (algorithm, key, data, mac) => verifyMac(vault, algorithm, key, data, mac),
    translatePin: async (request) => translatePin(vault, request),
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

function openVault(masterKey: Uint8Array): Vault {
  if (masterKey.length !== MASTER_KEY_BYTES) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot open the module with a master key of ${masterKey.length} bytes: use ${MASTER_KEY_BYTES} bytes`,
    );
  }
  return {
    wrapping: deriveKey(masterKey, 'wrap'),
    data: deriveKey(masterKey, 'data'),
    index: deriveKey(masterKey, 'index'),
    print: deriveKey(masterKey, 'print'),
    marks: new Map(MARK_USES.map((use) => [use, deriveKey(masterKey, `mark ${use}`)])),
    papers: deriveKey(masterKey, 'papers'),
    seals: new Map(SEAL_USES.map((use) => [use, deriveKey(masterKey, `seal ${use}`)])),
    cache: createKeyCache({ entriesMax: CACHED_KEYS_MAX, discard: (ready) => ready.bytes.fill(0) }),
  };
}

/** Of equal length the comparison takes the same time wherever they differ; the length is no secret. */
function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Each use has its own key, so what one use gives away says nothing about the others. */
function deriveKey(masterKey: Uint8Array, label: string): KeyObject {
  const derived = new Uint8Array(hkdfSync('sha256', masterKey, '', `yuanlu security module 1 ${label}`, 32));
  const key = createSecretKey(derived);
  derived.fill(0);
  return key;
}

function generateKey(vault: Vault, purpose: KeyPurpose) {
  const length = rules.generateKey[purpose];
  if (length === undefined) throw ownKeyRefused('generate', purpose);
  let bytes: Uint8Array;
  do {
    const random = randomBytes(length);
    bytes = withOddParity(random);
    random.fill(0);
  } while (hasWeakPart(bytes) || hasEqualParts(bytes));
  return wrapAndWipe(vault, purpose, bytes);
}

function importKey(vault: Vault, purpose: KeyPurpose, clearHex: string) {
  const lengths = rules.importKey[purpose];
  if (lengths === undefined) throw ownKeyRefused('import', purpose);
  const slot = fromHex(clearHex);
  if (slot === undefined || !lengths.includes(slot.length)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot import a ${purpose} of ${clearHex.length} characters: ` +
        `use hexadecimal of ${lengths.join(', ')} bytes, two characters a byte, no spaces`,
    );
  }
  const bytes = purpose === 'mak' ? macKeyInSlot(slot) : slot;
  if (hasWeakPart(bytes)) {
    slot.fill(0);
    throw new SecurityModuleError(
      'unreadable-key',
      `Cannot import the ${purpose}: a part of it is one of the weak DES keys; use a random key`,
    );
  }
  return wrapAndWipe(vault, purpose, bytes);
}

function wrapAndWipe(vault: Vault, purpose: KeyPurpose, bytes: Uint8Array) {
  const checkValue = toHex(keyCheckValue(bytes));
  const key = wrapKey(vault.wrapping, purpose, bytes);
  bytes.fill(0);
  return { key, checkValue };
}

/**
 * Gives the key's own bytes and check value; how they lie in the sign-in answer is the terminal profile's
 * matter.
 */
function exportUnder(vault: Vault, key: WrappedKey, terminalMasterKey: WrappedKey) {
  const outer = readyKey(vault, terminalMasterKey, rules.exportUnder.under, 'export under a key');
  const inner = readyKey(vault, key, rules.exportUnder.keys, 'export a key');
  if (inner.bytes.length > 8 && outer.bytes.length === 8) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot export a ${inner.bytes.length} byte key under an 8 byte key, which is weaker: ` +
        'give the terminal a master key of 16 bytes',
    );
  }
  return {
    cipher: new Uint8Array(outer.cipher.encrypt(inner.bytes)),
    checkValue: checkValueUnder(inner.cipher),
  };
}

function generateMac(vault: Vault, algorithm: MacAlgorithm, key: WrappedKey, data: Uint8Array): Uint8Array {
  const ready = readyKey(vault, key, rules.mac.keys, 'make a MAC');
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
function verifyMac(
  vault: Vault,
  algorithm: MacAlgorithm,
  key: WrappedKey,
  data: Uint8Array,
  mac: Uint8Array,
): boolean {
  const bytesMin = rules.mac.algorithms[algorithm]?.verifyBytesMin ?? MAC_BYTES;
  const expected = generateMac(vault, algorithm, key, data);
  if (mac.length < bytesMin || mac.length > MAC_BYTES) return false;
  return timingSafeEqual(expected.subarray(0, mac.length), mac);
}

function translatePin(vault: Vault, request: Parameters<SecurityModule['translatePin']>[0]): Uint8Array {
  const { pinBlock, pan, fromFormat, toFormat } = request;
  for (const format of [fromFormat, toFormat]) {
    if (!rules.translatePin.formats.includes(format)) {
      throw new SecurityModuleError(
        'bad-pin-block',
        `Cannot translate the PIN block format ${format}: use iso-0`,
      );
    }
  }
  const from = readyKey(vault, request.from, rules.translatePin.from, 'decrypt a PIN block');
  const to = readyKey(vault, request.to, rules.translatePin.to, 'encrypt a PIN block');
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

function readyKey(
  vault: Vault,
  wrapped: WrappedKey,
  allowed: readonly KeyPurpose[],
  action: string,
): ReadyKey {
  const ready = vault.cache.getOrMake(wrapped, () => {
    const { purpose, key } = unwrapKey(vault.wrapping, wrapped);
    return { purpose, bytes: key, cipher: createTdesCipher(key), macs: new Map() };
  });
  if (allowed.includes(ready.purpose)) return ready;
  throw new SecurityModuleError(
    'wrong-purpose',
    `Cannot ${action}: found a key for ${ready.purpose}, this needs a key for ${allowed.join(' or ')}`,
  );
}

function ownKeyRefused(action: string, purpose: KeyPurpose): SecurityModuleError {
  return new SecurityModuleError(
    'wrong-purpose',
    `Cannot ${action} a key for ${purpose}: the module derives it from its master key; ` +
      `use one of ${Object.keys(rules.generateKey).join(', ')}`,
  );
}
