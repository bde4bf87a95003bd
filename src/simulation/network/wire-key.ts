/** How the network names a message. */
import type { NetworkKey } from '#domain/payment';
import { institutionDigits } from '#wire/iso8583';

type Named = Omit<NetworkKey, 'year'>;

const last: { key: Named | null; name: string } = { key: null, name: '' };

/**
 * A message's name as F90 can say it: F7, F11, F32 and F33; the wire has no year. Network and auditor name one message
 * several times in a row: its name is made once.
 */
export function wireKeyOf(key: Named): string {
  if (key === last.key) return last.name;
  const acquirer = institutionDigits(key.acquirerId);
  const forwarder = institutionDigits(key.forwarderId);
  last.key = key;
  last.name = `${key.transmission}/${key.stan}/${acquirer}/${forwarder}`;
  return last.name;
}
