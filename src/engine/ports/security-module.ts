/**
 * The security module, shaped like the commands of a payment HSM: keys arrive wrapped under the module's own
 * master key and leave wrapped; no command returns a clear key or a clear PIN.
 *
 * Every method may be answered by a device elsewhere, therefore every method is asynchronous.
 */
import type {
  ArqcRequest,
  ArqcResult,
  CardCheckRequest,
  CardIdentity,
  ChipScheme,
  ScriptRequest,
} from './chip.ts';
import type { MarkUse, SealUse } from './secret-uses.ts';

export { MARK_USES, type MarkUse, SEAL_USES, type SealUse } from './secret-uses.ts';

/**
 * What a key may be used for. A module refuses a key in a command of another purpose.
 * - `tmk` terminal master key: wraps working keys on their way to one terminal
 * - `pik` terminal PIN key, `mak` terminal MAC key, `tdk` terminal key for track data: the working keys of one terminal
 * - `zmk` zone master key: wraps zone keys on their way between this host and the network
 * - `zpk` zone PIN key, `zak` zone MAC key: shared with the network
 * - `bdk` base derivation key: the keys of single transactions (DUKPT) come from it
 * - `imk-ac` issuer master key for cryptograms, `imk-smi` for the MAC of scripts, `imk-smc` for their secrecy
 * - `cvk` card verification key of an issuer
 */
export const KEY_PURPOSES = [
  'tmk',
  'pik',
  'mak',
  'tdk',
  'zmk',
  'zpk',
  'zak',
  'bdk',
  'imk-ac',
  'imk-smi',
  'imk-smc',
  'cvk',
] as const;

/**
 * The module's own keys, which no command takes or gives.
 * - `data` encrypts card numbers at rest
 * - `index` makes the keyed index by which a card number is found again
 * - `print` makes keyed fingerprints of requests
 */
export const OWN_PURPOSES = ['data', 'index', 'print'] as const;
export type KeyPurpose = (typeof KEY_PURPOSES)[number] | (typeof OWN_PURPOSES)[number];

/** The cipher a key is made for. A key of one cipher is refused in a command of another one. */
export const KEY_ALGORITHMS = ['tdes', 'aes', 'sm4'] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** A key under the module's master key, as text that may be stored. It names its purpose and its cipher. */
export type WrappedKey = string & { readonly __brand: 'WrappedKey' };

/**
 * MAC algorithms. All yield eight bytes.
 * - `pos-ecb`: exclusive-or of all blocks, expanded to hexadecimal text, two encryptions (POS terminals in
 *   China); triple DES or SM4, by the key
 * - `x9.9-cbc`: CBC-MAC with zero start value and zero padding, double length keys use triple DES (network side)
 * - `x9.19`: single DES chained, triple DES on the last block, zero padding; a double length key
 * - `cmac`: NIST SP 800-38B over triple DES or AES, by the key; the left eight bytes
 * - `sm4-cbc`: as `x9.9-cbc` over SM4, the left eight bytes
 */
export const MAC_ALGORITHMS = ['pos-ecb', 'x9.9-cbc', 'x9.19', 'cmac', 'sm4-cbc'] as const;
export type MacAlgorithm = (typeof MAC_ALGORITHMS)[number];

/**
 * How the MAC stands in its field of eight bytes: `raw` its first eight bytes, `hex` its first four bytes as
 * upper-case hexadecimal characters. Left out: `hex` for `pos-ecb`, `raw` for all others.
 */
export type MacForm = 'hex' | 'raw';

/** A card number made safe to store: encrypted, findable by its keyed index, shown as first six and last four. */
export interface SealedPan {
  /** 32 hexadecimal characters: keyed hash of the card number, equal for equal cards. */
  readonly index: string;
  /** Authenticated encryption of the card number, base64. */
  readonly cipher: string;
  /** `620000******0005`: six digits, asterisks, four digits. */
  readonly masked: string;
}

/**
 * PIN block formats this port can name.
 * - `iso-0`, `iso-1`, `iso-3` eight bytes under triple DES, `iso-4` sixteen bytes under AES: ISO 9564-1
 * - `x9.8-no-pan` as `iso-0` without the card number, from terminals alone (first digit of F53 = 1)
 * - `x9.8-sm4` as `iso-0` in the sixteen bytes of SM4
 */
export const PIN_BLOCK_FORMATS = ['iso-0', 'iso-1', 'iso-3', 'iso-4', 'x9.8-no-pan', 'x9.8-sm4'] as const;
export type PinBlockFormat = (typeof PIN_BLOCK_FORMATS)[number];

/** What a key of one transaction is for. Requests come from the terminal, responses go to it. */
export type DukptUse = 'pin' | 'mac-request' | 'mac-response' | 'data-request' | 'data-response';

/** What AES derives; triple DES derives `tdes-2` alone. */
export type DukptKeyType = 'tdes-2' | 'tdes-3' | 'aes-128' | 'aes-192' | 'aes-256';

/** The key of one transaction: derived in the module from a base key and the serial number of the message. */
export interface DukptKey {
  /** Key purpose: `bdk`. */
  readonly bdk: WrappedKey;
  /** Hexadecimal: ten bytes for a base key of triple DES, twelve for one of AES. */
  readonly ksn: string;
  /** Of the base key's strength where left out. */
  readonly type?: DukptKeyType;
}
export type KeyReference = WrappedKey | DukptKey;

export interface MadeKey {
  readonly key: WrappedKey;
  /** Eight upper-case hexadecimal characters: shows that two sides hold the same key, and nothing of the key. */
  readonly checkValue: string;
}

export interface KeyDescription {
  readonly purpose: KeyPurpose;
  readonly algorithm: KeyAlgorithm;
  readonly bytes: number;
  readonly checkValue: string;
  /** Which master key it is under; null in the oldest form, which did not say. */
  readonly masterKeyId: string | null;
}

/** An issuer's master key and the scheme of its cards. */
interface ChipKey {
  readonly key: WrappedKey;
  readonly scheme: ChipScheme;
}
export type ChipArqcRequest = ArqcRequest & ChipKey;
export type ChipScriptRequest = ScriptRequest & ChipKey;

/** Which card gets keys, and for which device alone. */
export interface PersonaliseRequest extends CardIdentity, ChipKey {
  readonly scriptKey: WrappedKey;
  /** RSA of at least 2048 bits that the device made, as SPKI in DER. */
  readonly devicePublicKey: Uint8Array;
}

export interface SecurityModule {
  /**
   * Makes a new random key, for triple DES where no cipher is named. `checkValue`: the first four bytes of encrypting
   * zeros (triple DES, SM4) or of the CMAC over a block of zeros (AES), in hexadecimal. `bytes`: as many as the module
   * takes in for this purpose; left out, as many as are usual.
   */
  generateKey(purpose: KeyPurpose, algorithm?: KeyAlgorithm, bytes?: number): Promise<MadeKey>;

  /** Takes a clear key (hexadecimal) in, as in a key ceremony. */
  importKey(purpose: KeyPurpose, clearHex: string, algorithm?: KeyAlgorithm): Promise<MadeKey>;

  /**
   * Joins the components of a key by exclusive-or, as in a ceremony where no one holds the key. Two to nine of them,
   * hexadecimal, all of the length of the key; the same component twice is refused.
   */
  combineKey(purpose: KeyPurpose, components: readonly string[], algorithm?: KeyAlgorithm): Promise<MadeKey>;

  /**
   * Encrypts a key under another one (ECB): working keys under a terminal master key for the sign-in answer, a new
   * terminal master key under the one before, zone keys under a zone master key. Lengths: bytes of the key.
   */
  exportUnder(
    key: WrappedKey,
    under: WrappedKey,
  ): Promise<{ readonly cipher: Uint8Array; readonly checkValue: Uint8Array }>;

  /** The way back of {@link exportUnder}. `checkValue` (6 to 8 hexadecimal digits) is compared where it was told. */
  importUnder(request: {
    readonly purpose: KeyPurpose;
    readonly cipher: Uint8Array;
    readonly under: WrappedKey;
    readonly checkValue: string | null;
  }): Promise<MadeKey>;

  /**
   * A key as key block text (ANSI X9.143): version D under an AES key, version B under a triple DES key. The block says
   * what the key is for, and nobody can change that.
   */
  exportKeyBlock(key: WrappedKey, under: WrappedKey): Promise<string>;

  /** The key of a block. Refused where the block does not allow `purpose`. */
  importKeyBlock(request: {
    readonly purpose: KeyPurpose;
    readonly block: string;
    readonly under: WrappedKey;
    readonly checkValue: string | null;
  }): Promise<MadeKey>;

  /** What a key is: purpose, cipher and check value, never the key. */
  describeKey(key: WrappedKey): Promise<KeyDescription>;

  /** The same key under the master key of now; the same text where it is under it already. */
  rewrap(key: WrappedKey): Promise<WrappedKey>;

  /** Eight bytes of MAC over `data`. Key purpose: `mak` or `zak`, or a transaction's key, for its response. */
  generateMac(
    algorithm: MacAlgorithm,
    key: KeyReference,
    data: Uint8Array,
    form?: MacForm,
  ): Promise<Uint8Array>;

  /**
   * Compares in constant time. A raw `mac` may be shorter than eight bytes where the field carries only the
   * left part; hexadecimal characters must be all eight. A transaction's key is the one of its request.
   */
  verifyMac(
    algorithm: MacAlgorithm,
    key: KeyReference,
    data: Uint8Array,
    mac: Uint8Array,
    form?: MacForm,
  ): Promise<boolean>;

  /**
   * Re-encrypts a PIN block from a terminal's, a transaction's or a zone's key to a zone key, in the same format or
   * another one, without the clear PIN leaving the module. The card stays the same, and a block that is bound to it
   * stays bound.
   */
  translatePin(request: {
    readonly pinBlock: Uint8Array;
    readonly from: KeyReference;
    readonly to: WrappedKey;
    readonly fromFormat: PinBlockFormat;
    readonly toFormat: PinBlockFormat;
    readonly pan: string;
  }): Promise<Uint8Array>;

  /**
   * Track 2 or 3 (F35, F36) whose middle digits a terminal enciphered, with `D` as separator: as the stripe has it.
   * Key purpose: `tdk`, triple DES. The clear track is for the moment of encoding a message and is stored nowhere.
   */
  decryptTrack(key: KeyReference, track: string): Promise<string>;

  /**
   * An issuer's check of its card's cryptogram, and its answer; the card's keys are derived inside. Key purpose:
   * `imk-ac`.
   */
  verifyArqc(request: ChipArqcRequest): Promise<ArqcResult>;

  /** MAC of a command that an issuer sends to its card. Key purpose: `imk-smi`. */
  macScript(request: ChipScriptRequest): Promise<Uint8Array>;

  /**
   * The keys of one card for the device that it goes onto: that for cryptograms and that for scripts, by RSA-OAEP with
   * SHA-256. Key purposes: `imk-ac` and `imk-smi`.
   */
  personalise(request: PersonaliseRequest): Promise<Uint8Array>;

  /** Compares in constant time the value on a card's stripe or back. Key purpose: `cvk`. */
  verifyCardCheck(key: WrappedKey, request: CardCheckRequest, given: string): Promise<boolean>;

  /** Encrypts and indexes a card number (12 to 19 digits). */
  sealPan(pan: string): Promise<SealedPan>;

  /** The card number again, for the moment of encoding a message to the network. */
  openPan(cipher: string): Promise<string>;

  /** Keyed fingerprint (32 hexadecimal characters) of a request, to tell a repeated request from another one. */
  fingerprint(text: string): Promise<string>;

  /** 128 bits over the text that nobody without the key can make: 32 hexadecimal characters. */
  mark(use: MarkUse, text: string): Promise<string>;

  /** Compares in constant time; a mark of another form is a wrong mark, not an error. */
  verifyMark(use: MarkUse, text: string, mark: string): Promise<boolean>;

  /** Encrypts a text of at most 1024 bytes. `boundTo` names its row: moved to another one it cannot be opened. */
  seal(use: SealUse, plain: string, boundTo: string): Promise<string>;

  /** The text again. Throws SecurityModuleError `unreadable-cipher` for whatever it did not seal like this. */
  unseal(use: SealUse, sealed: string, boundTo: string): Promise<string>;

  /** Encrypts a paper under a data key of its own, which goes along wrapped. `boundTo` as for {@link seal}. */
  sealPaper(plain: Uint8Array, boundTo: string): Promise<Uint8Array>;

  /** The paper again. Throws SecurityModuleError `unreadable-cipher` for whatever it did not seal like this. */
  openPaper(sealed: Uint8Array, boundTo: string): Promise<Uint8Array>;
}

/** A command the module refused. `code` is stable; the text never holds key material, PIN or full card number. */
export class SecurityModuleError extends Error {
  override readonly name = 'SecurityModuleError';
  readonly code:
    | 'wrong-purpose'
    | 'unreadable-key'
    | 'bad-length'
    | 'bad-pin-block'
    | 'unreadable-cipher'
    | 'bad-pan'
    | 'bad-ksn'
    | 'not-supported';
  constructor(code: SecurityModuleError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
