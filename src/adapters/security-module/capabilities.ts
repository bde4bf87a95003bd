import type { KeyPurpose, MacAlgorithm, PinBlockFormat } from '#engine';

/** What one security module does, command by command. */
export interface SecurityModuleCapabilities {
  /** Bytes of a newly made key; a purpose that is absent cannot be asked for. */
  readonly generateKey: Readonly<Partial<Record<KeyPurpose, number>>>;
  /** Bytes accepted in a key ceremony. */
  readonly importKey: Readonly<Partial<Record<KeyPurpose, readonly number[]>>>;
  readonly exportUnder: { readonly keys: readonly KeyPurpose[]; readonly under: readonly KeyPurpose[] };
  readonly mac: {
    readonly keys: readonly KeyPurpose[];
    /** `verifyBytesMin`: how much of the MAC a message must carry, 32 bits of it at the least. */
    readonly algorithms: Readonly<Partial<Record<MacAlgorithm, { readonly verifyBytesMin: number }>>>;
  };
  readonly translatePin: {
    readonly from: readonly KeyPurpose[];
    readonly to: readonly KeyPurpose[];
    readonly formats: readonly PinBlockFormat[];
  };
  /** Purposes whose keys the module holds itself, for card numbers and fingerprints. */
  readonly ownKeys: readonly KeyPurpose[];
}

/**
 * One entry for each module. The software module reads its own rules here, so the table cannot drift from
 * what it does. A module that speaks to a device gets its own entry beside it.
 */
export const capabilities = {
  software: {
    generateKey: { tmk: 16, pik: 16, mak: 8, zpk: 16, zak: 16 },
    // Single length stays possible where terminals of the oldest sign-in layout need it, never between
    // hosts' PINs.
    importKey: { tmk: [8, 16, 24], pik: [8, 16, 24], mak: [8, 16, 24], zpk: [16, 24], zak: [8, 16, 24] },
    exportUnder: { keys: ['pik', 'mak'], under: ['tmk'] },
    mac: {
      keys: ['mak', 'zak'],
      // Eight characters of the POS MAC and four bytes of the CBC-MAC are 32 bits each.
      algorithms: { 'pos-ecb': { verifyBytesMin: 8 }, 'x9.9-cbc': { verifyBytesMin: 4 } },
    },
    translatePin: { from: ['pik'], to: ['zpk'], formats: ['iso-0'] },
    ownKeys: ['data', 'index', 'print'],
  },
} as const satisfies Record<string, SecurityModuleCapabilities>;
