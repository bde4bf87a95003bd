/** The issuers' keys at work: one module for each issuer and each way in which its cards make cryptograms. */
import { createIssuerChip } from '#adapters/security-module';
import { CHIP_SCHEMES, type IssuerChip } from '#engine';
import type { IssuerChips } from '#simulation/network';
import { type KeysOfIssuers, readIssuerKeys } from '../card-keys.ts';
import { StartError, textOfError } from './start-error.ts';

export function issuerChips(keys: KeysOfIssuers, demandsData: boolean): IssuerChips {
  const chips = new Map<string, IssuerChip>();
  for (const [issuer, own] of keys)
    for (const scheme of CHIP_SCHEMES) chips.set(`${issuer}/${scheme}`, createIssuerChip(scheme, own));
  return {
    // The check digits of a stripe are the same under every scheme.
    of: ({ issuer, chip }) => chips.get(`${issuer}/${chip?.scheme ?? 'pboc-tdes'}`) ?? null,
    demandsData,
  };
}

/** @throws StartError */
export async function loadIssuerChips(file: string, demandsData: boolean): Promise<IssuerChips> {
  try {
    return issuerChips(await readIssuerKeys(file), demandsData);
  } catch (error) {
    throw new StartError(textOfError(error));
  }
}
