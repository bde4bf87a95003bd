/** The commands that carry keys in key blocks, under a master key that two sides hold. */
import { type KeyPurpose, type MadeKey, SecurityModuleError, type WrappedKey } from '#engine/ports';
import { requireCheckValue, takeIn } from '../key-commands.ts';
import { type ReadyKey, readyKeys, type Vault } from '../vault.ts';
import { type KeyBlockHeader, readKeyBlockHeader, unwrapKeyBlock, wrapKeyBlock } from './tr31.ts';
import { allowedAs, headerFor } from './uses.ts';

const CIPHERS = ['tdes', 'aes'] as const;
const wrappers = (vault: Vault): readonly KeyPurpose[] =>
  Object.keys(vault.rules.keyBlocks.under) as KeyPurpose[];

const versionOf = (outer: ReadyKey): KeyBlockHeader['version'] => (outer.algorithm === 'aes' ? 'D' : 'B');

export async function exportKeyBlock(vault: Vault, key: WrappedKey, under: WrappedKey): Promise<string> {
  const all = wrappers(vault).flatMap((purpose) => vault.rules.keyBlocks.under[purpose] ?? []);
  const [outer, inner] = await readyKeys(
    vault,
    { key: under, purposes: wrappers(vault), algorithms: CIPHERS, action: 'write a key block under a key' },
    { key, purposes: all, algorithms: ['tdes', 'aes', 'sm4'], action: 'write a key into a key block' },
  );
  requirePair(vault, inner.purpose, outer);
  if (inner.algorithm === 'aes' && (outer.algorithm !== 'aes' || outer.bytes.length < inner.bytes.length)) {
    throw new SecurityModuleError(
      'bad-length',
      `Cannot write an AES key of ${inner.bytes.length} bytes under a weaker key (${outer.algorithm}, ` +
        `${outer.bytes.length} bytes): use an AES master key at least as long`,
    );
  }
  const header = headerFor(versionOf(outer), inner.purpose, inner.algorithm, inner.bytes.length);
  return wrapKeyBlock(outer.bytes, header, inner.bytes);
}

export async function importKeyBlock(
  vault: Vault,
  request: {
    readonly purpose: KeyPurpose;
    readonly block: string;
    readonly under: WrappedKey;
    readonly checkValue: string | null;
  },
): Promise<MadeKey> {
  const { purpose, block, checkValue } = request;
  const [outer] = await readyKeys(vault, {
    key: request.under,
    purposes: wrappers(vault),
    algorithms: CIPHERS,
    action: 'read a key block under a key',
  });
  requirePair(vault, purpose, outer);
  const { version } = readKeyBlockHeader(block);
  if (version !== versionOf(outer)) {
    throw new SecurityModuleError(
      'wrong-purpose',
      `Cannot read a key block of version ${version} under a key for ${outer.algorithm}: ` +
        'B goes with triple DES, D with AES',
    );
  }
  const { header, key } = unwrapKeyBlock(outer.bytes, block);
  try {
    const algorithm = allowedAs(purpose, header);
    const lengths = vault.rules.importKey[purpose]?.[algorithm] ?? [];
    if (!lengths.includes(key.length)) {
      throw new SecurityModuleError(
        'bad-length',
        `Cannot import a ${purpose} of ${key.length} bytes: use ${lengths.join(', ')}`,
      );
    }
    requireCheckValue(algorithm, purpose, key, checkValue);
    return await takeIn(vault, purpose, algorithm, key);
  } finally {
    key.fill(0);
  }
}

function requirePair(vault: Vault, purpose: KeyPurpose, outer: ReadyKey): void {
  const may = vault.rules.keyBlocks.under[outer.purpose] ?? [];
  if (may.includes(purpose)) return;
  throw new SecurityModuleError(
    'wrong-purpose',
    `Cannot carry a key for ${purpose} in a block under one for ${outer.purpose}: it carries ${may.join(', ')}`,
  );
}
