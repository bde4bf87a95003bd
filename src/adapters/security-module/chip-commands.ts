/** The issuer's commands: chip cryptograms, script MACs and card checks, with keys derived inside. */
import type {
  ArqcResult,
  CardCheckRequest,
  ChipArqcRequest,
  ChipScheme,
  ChipScriptRequest,
  KeyPurpose,
  WrappedKey,
} from '#engine/ports';
import { SecurityModuleError } from '#engine/ports';
import { cardCheckFits } from './algorithms/card-check.ts';
import { makeScriptMac } from './algorithms/chip-cryptogram.ts';
import { type ChipRules, chipRules } from './algorithms/chip-scheme.ts';
import { checkArqc, withCardKey } from './issuer-chip.ts';
import { readyKeys, type Vault } from './vault.ts';

export async function verifyArqc(vault: Vault, request: ChipArqcRequest): Promise<ArqcResult> {
  const { rules, key } = await chipKey(vault, request, 'imk-ac', 'check a cryptogram');
  return checkArqc(rules, key, request);
}

export async function macScript(vault: Vault, request: ChipScriptRequest): Promise<Uint8Array> {
  const { rules, key } = await chipKey(vault, request, 'imk-smi', 'make the MAC of a script');
  return withCardKey(rules, key, request, (cardKey) => makeScriptMac(rules, cardKey, request));
}

export async function verifyCardCheck(
  vault: Vault,
  key: WrappedKey,
  request: CardCheckRequest,
  given: string,
): Promise<boolean> {
  const [ready] = await readyKeys(vault, { key, purposes: ['cvk'], action: 'check a card' });
  return cardCheckFits(ready.bytes, request, given);
}

async function chipKey(
  vault: Vault,
  { key, scheme }: { readonly key: WrappedKey; readonly scheme: ChipScheme },
  purpose: KeyPurpose,
  action: string,
): Promise<{ readonly rules: ChipRules; readonly key: Uint8Array }> {
  const known = vault.rules.chipSchemes;
  if (!known.includes(scheme)) {
    throw new SecurityModuleError(
      'not-supported',
      `Cannot ${action} of the scheme ${scheme}: this module knows ${known.join(', ') || 'none'}`,
    );
  }
  const rules = chipRules[scheme];
  const [ready] = await readyKeys(vault, { key, purposes: [purpose], algorithms: [rules.cipher], action });
  return { rules, key: ready.bytes };
}
