/** What a key block says of a key, and which purposes of ours that allows. */
import { type KeyAlgorithm, type KeyPurpose, SecurityModuleError } from '#engine/ports';
import type { KeyBlockHeader } from './tr31.ts';

interface Use {
  /** Written on export; the first of those read. */
  readonly usages: readonly string[];
  readonly mode: string;
  /** Modes under which a key may do what this module does with it; `N` sets no limit. */
  readonly modes: string;
}

const WRAPPING: Use = { usages: ['K0'], mode: 'B', modes: 'BEN' };
const DERIVING = (usage: string): Use => ({ usages: [usage], mode: 'X', modes: 'XN' });
const MAC: Use = { usages: ['M3', 'M0', 'M1', 'M6'], mode: 'C', modes: 'CN' };

const USES: Readonly<Partial<Record<KeyPurpose, Use>>> = {
  tmk: WRAPPING,
  zmk: WRAPPING,
  pik: { usages: ['P0'], mode: 'B', modes: 'BDN' },
  zpk: { usages: ['P0'], mode: 'B', modes: 'BEN' },
  mak: MAC,
  zak: MAC,
  tdk: { usages: ['D0'], mode: 'B', modes: 'BDN' },
  bdk: DERIVING('B0'),
  'imk-ac': DERIVING('E0'),
  'imk-smc': DERIVING('E1'),
  'imk-smi': DERIVING('E2'),
};

const letterOf = (algorithm: KeyAlgorithm, bytes: number): string | null =>
  algorithm === 'aes' ? 'A' : algorithm === 'sm4' ? null : bytes === 8 ? 'D' : 'T';

export function headerFor(
  version: KeyBlockHeader['version'],
  purpose: KeyPurpose,
  algorithm: KeyAlgorithm,
  bytes: number,
): KeyBlockHeader {
  const use = USES[purpose];
  const letter = letterOf(algorithm, bytes);
  if (use === undefined || letter === null) {
    throw new SecurityModuleError(
      'not-supported',
      `Cannot write a ${purpose} for ${algorithm} into a key block: X9.143 has no letter for it`,
    );
  }
  return {
    version,
    usage: use.usages[0]!,
    algorithm: letter,
    mode: use.mode,
    keyVersion: '00',
    exportability: 'E',
  };
}

/** The cipher of the key. @throws SecurityModuleError `wrong-purpose` where the header does not allow `purpose` */
export function allowedAs(purpose: KeyPurpose, header: KeyBlockHeader): KeyAlgorithm {
  const use = USES[purpose];
  const { usage, mode, algorithm } = header;
  const cipher = algorithm === 'A' ? 'aes' : algorithm === 'T' || algorithm === 'D' ? 'tdes' : null;
  if (use?.usages.includes(usage) && use.modes.includes(mode) && cipher !== null) return cipher;
  throw new SecurityModuleError(
    'wrong-purpose',
    `Cannot take a key of usage ${usage}, mode ${mode}, algorithm ${algorithm} as ${purpose}: ` +
      `this needs usage ${use?.usages.join(' or ') ?? 'none'}, mode ${[...(use?.modes ?? '')].join(' or ')}, ` +
      'algorithm T, D or A',
  );
}
