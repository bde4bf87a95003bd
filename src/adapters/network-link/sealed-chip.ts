import type { NetworkRequest, SecurityModule } from '#engine';
import { fromHex } from '#wire/iso8583';

/** Chip data of what is stored and repeated, in clear for the moment of encoding; `null` where none goes along. */
export async function openChip(
  security: Pick<SecurityModule, 'unseal'>,
  { sealedChip }: Pick<NetworkRequest, 'sealedChip'>,
): Promise<Uint8Array | null> {
  if (sealedChip === undefined) return null;
  return fromHex(await security.unseal('chip', sealedChip.sealed, sealedChip.boundTo));
}
