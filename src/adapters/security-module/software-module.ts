import { timingSafeEqual } from 'node:crypto';
import type { SecurityModule } from '#engine/ports';
import { keyedHash } from './algorithms/keyed-hash.ts';
import { capabilities, type SecurityModuleName } from './capabilities.ts';
import { macScript, verifyArqc, verifyCardCheck } from './chip-commands.ts';
import { personalise } from './device-personalisation.ts';
import { exportKeyBlock, importKeyBlock } from './key-blocks/commands.ts';
import { combineKey, exportUnder, generateKey, importKey, importUnder } from './key-commands.ts';
import { describeKey, rewrap } from './key-custody.ts';
import { createSoftwareKeyring, type Keyring, type MasterKeys, requireMasterKey } from './keyring.ts';
import { generateMac, verifyMac } from './mac-commands.ts';
import { openPan, sealPan } from './pan-sealing.ts';
import { openPaper, sealPaper } from './paper-sealing.ts';
import { decryptTrack, translatePin } from './pin-commands.ts';
import { openText, sealText } from './text-sealing.ts';
import { openVault } from './vault.ts';

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
    generateKey: (purpose, algorithm, bytes) => generateKey(vault, purpose, algorithm, bytes),
    importKey: (purpose, clearHex, algorithm) => importKey(vault, purpose, clearHex, algorithm),
    combineKey: (purpose, components, algorithm) => combineKey(vault, purpose, components, algorithm),
    exportUnder: (key, under) => exportUnder(vault, key, under),
    importUnder: (request) => importUnder(vault, request),
    generateMac: (algorithm, key, data, form) => generateMac(vault, algorithm, key, data, form),
    verifyMac: (algorithm, key, data, mac, form) => verifyMac(vault, algorithm, key, data, mac, form),
    exportKeyBlock: (key, under) => exportKeyBlock(vault, key, under),
    importKeyBlock: (request) => importKeyBlock(vault, request),
    describeKey: (key) => describeKey(vault, key),
    rewrap: (key) => rewrap(vault, key),
    translatePin: (request) => translatePin(vault, request),
    decryptTrack: (key, track) => decryptTrack(vault, key, track),
    verifyArqc: (request) => verifyArqc(vault, request),
    macScript: (request) => macScript(vault, request),
    personalise: (request) => personalise(vault, request),
    verifyCardCheck: (key, request, given) => verifyCardCheck(vault, key, request, given),
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
