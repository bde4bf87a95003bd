import type { ChipScheme, KeyAlgorithm, KeyPurpose, MacAlgorithm, PinBlockFormat } from '#engine/ports';

type PerCipher<T> = Readonly<Partial<Record<KeyAlgorithm, T>>>;

/** What one security module does, command by command. */
export interface SecurityModuleCapabilities {
  /** Where the master key is, which wraps all others; and where a key is while it works. */
  readonly masterKeyIn: 'process' | 'token';
  readonly workingKeysIn: 'process';
  /** Bytes of a newly made key, by cipher; a purpose that is absent cannot be asked for. */
  readonly generateKey: Readonly<Partial<Record<KeyPurpose, PerCipher<number>>>>;
  /** Bytes accepted in a key ceremony, by cipher. */
  readonly importKey: Readonly<Partial<Record<KeyPurpose, PerCipher<readonly number[]>>>>;
  /** Which keys leave and arrive under which key. */
  readonly exportUnder: Readonly<Partial<Record<KeyPurpose, readonly KeyPurpose[]>>>;
  /** Key blocks of ANSI X9.143, and which keys they carry under which key. */
  readonly keyBlocks: {
    readonly versions: readonly ('B' | 'D')[];
    readonly under: Readonly<Partial<Record<KeyPurpose, readonly KeyPurpose[]>>>;
  };
  readonly mac: {
    readonly keys: readonly KeyPurpose[];
    /**
     * `ciphers`: what the key may be made for. `verifyBytesMin`: how much of a raw MAC a message must carry, 32
     * bits of it at the least.
     */
    readonly algorithms: Readonly<
      Partial<
        Record<MacAlgorithm, { readonly ciphers: readonly KeyAlgorithm[]; readonly verifyBytesMin: number }>
      >
    >;
  };
  readonly translatePin: {
    readonly from: readonly KeyPurpose[];
    readonly to: readonly KeyPurpose[];
    readonly formats: readonly PinBlockFormat[];
  };
  readonly decryptTrack: { readonly keys: readonly KeyPurpose[] };
  /** Ciphers of base keys out of which keys of single transactions come, for MACs, PINs and tracks (DUKPT). */
  readonly transactionKeys: readonly KeyAlgorithm[];
  /** Cards whose cryptograms and scripts the module checks and makes. */
  readonly chipSchemes: readonly ChipScheme[];
  /** Purposes whose keys the module holds itself, for card numbers and fingerprints. */
  readonly ownKeys: readonly KeyPurpose[];
}

const AES = [16, 24, 32] as const;
const SM4 = [16] as const;

/** Single length stays possible where terminals of the oldest sign-in layout need it, never between hosts. */
const ANY_DES = [8, 16, 24] as const;
const LONG_DES = [16, 24] as const;

const software = {
  masterKeyIn: 'process',
  workingKeysIn: 'process',
  generateKey: {
    tmk: { tdes: 16, aes: 32, sm4: 16 },
    pik: { tdes: 16, aes: 16, sm4: 16 },
    mak: { tdes: 8, aes: 16, sm4: 16 },
    tdk: { tdes: 16, aes: 16, sm4: 16 },
    zmk: { tdes: 16, aes: 32, sm4: 16 },
    zpk: { tdes: 16, aes: 16, sm4: 16 },
    zak: { tdes: 16, aes: 16, sm4: 16 },
    bdk: { tdes: 16, aes: 32 },
    'imk-ac': { tdes: 16, aes: 32, sm4: 16 },
    'imk-smi': { tdes: 16, aes: 32, sm4: 16 },
    'imk-smc': { tdes: 16, aes: 32, sm4: 16 },
    cvk: { tdes: 16 },
  },
  importKey: {
    tmk: { tdes: ANY_DES, aes: AES, sm4: SM4 },
    pik: { tdes: ANY_DES, aes: AES, sm4: SM4 },
    mak: { tdes: ANY_DES, aes: AES, sm4: SM4 },
    tdk: { tdes: ANY_DES, aes: AES, sm4: SM4 },
    zmk: { tdes: LONG_DES, aes: AES, sm4: SM4 },
    zpk: { tdes: LONG_DES, aes: AES, sm4: SM4 },
    zak: { tdes: ANY_DES, aes: AES, sm4: SM4 },
    bdk: { tdes: [16], aes: AES },
    'imk-ac': { tdes: [16], aes: AES, sm4: SM4 },
    'imk-smi': { tdes: [16], aes: AES, sm4: SM4 },
    'imk-smc': { tdes: [16], aes: AES, sm4: SM4 },
    cvk: { tdes: [16] },
  },
  exportUnder: { tmk: ['tmk', 'pik', 'mak', 'tdk'], zmk: ['zpk', 'zak'] },
  keyBlocks: {
    versions: ['B', 'D'],
    under: {
      tmk: ['tmk', 'pik', 'mak', 'tdk'],
      zmk: ['zpk', 'zak', 'tmk', 'bdk', 'imk-ac', 'imk-smi', 'imk-smc'],
    },
  },
  mac: {
    keys: ['mak', 'zak'],
    // Eight hexadecimal characters and four raw bytes are 32 bits each.
    algorithms: {
      'pos-ecb': { ciphers: ['tdes', 'sm4'], verifyBytesMin: 8 },
      'x9.9-cbc': { ciphers: ['tdes'], verifyBytesMin: 4 },
      'x9.19': { ciphers: ['tdes'], verifyBytesMin: 4 },
      cmac: { ciphers: ['tdes', 'aes'], verifyBytesMin: 4 },
      'sm4-cbc': { ciphers: ['sm4'], verifyBytesMin: 4 },
    },
  },
  translatePin: {
    from: ['pik', 'zpk'],
    to: ['zpk'],
    formats: ['iso-0', 'iso-1', 'iso-3', 'iso-4', 'x9.8-no-pan', 'x9.8-sm4'],
  },
  decryptTrack: { keys: ['tdk'] },
  transactionKeys: ['tdes', 'aes'],
  chipSchemes: ['pboc-tdes', 'pboc-sm4', 'cvn-10', 'cvn-18', 'emv-common'],
  ownKeys: ['data', 'index', 'print'],
} as const satisfies SecurityModuleCapabilities;

/**
 * One entry for each module. A module reads its own rules here, so the table cannot drift from what it does.
 *
 * `pkcs11` keeps the master key in a token. PKCS#11 has no command that translates a PIN block, and working keys
 * would have to come out of the token for it: the module refuses PINs. `pkcs11-pin` is the same module where the
 * institution has said that PINs may be translated in the memory of this process, as `software` does.
 */
export const capabilities = {
  software,
  pkcs11: {
    ...software,
    masterKeyIn: 'token',
    translatePin: { from: [], to: [], formats: [] },
  },
  'pkcs11-pin': { ...software, masterKeyIn: 'token' },
} as const satisfies Record<string, SecurityModuleCapabilities>;

export type SecurityModuleName = keyof typeof capabilities;
