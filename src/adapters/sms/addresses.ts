/** Numbers and names as a centre for texts takes them. */
import type { Address } from './pdu.ts';

/** A number of the mainland with its country in front; others as they are dialled. */
export function destinationOf(number: string): Address {
  const digits = number.replace(/^\+/, '');
  if (/^1[3-9]\d{9}$/.test(digits) && !number.startsWith('+'))
    return { ton: 1, npi: 1, digits: `86${digits}` };
  return { ton: number.startsWith('+') ? 1 : 0, npi: 1, digits };
}
export const senderOf = (sender: string): Address =>
  /^\d+$/.test(sender) ? { ton: 0, npi: 1, digits: sender } : { ton: 5, npi: 0, digits: sender };
