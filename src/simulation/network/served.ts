/** Which messages of a member this network carries out, and what each is to the issuers. */
import type { NetworkMessageId } from '#wire/iso8583';
import type { Request } from './request.ts';

/** The rows that this network carries out for a member; it answers 40 to all others and to their reversals. */
const served: readonly NetworkMessageId[] = [
  'balance',
  'sale',
  'offline-sale',
  'debit-adjustment',
  'credit-adjustment',
  'script-notice',
  'void',
  'refund',
  'reversal',
  'pre-auth',
  'pre-auth-void',
  'completion',
  'completion-notice',
  'completion-void',
  'account-verification',
  'payout',
  'payout-confirmation',
  'order-enquiry',
  'order-close',
  'echo',
  'sign-on',
  'sign-off',
  'cut-over-start',
  'cut-over-end',
];

/** What a row of the table is to the issuers. */
const KINDS: Readonly<Partial<Record<NetworkMessageId, Pick<Request, 'kind' | 'about'>>>> = {
  sale: { kind: 'sale', about: 'sale' },
  'offline-sale': { kind: 'sale', about: 'sale' },
  'debit-adjustment': { kind: 'adjustment', about: 'sale' },
  'credit-adjustment': { kind: 'adjustment', about: 'sale' },
  void: { kind: 'void', about: 'sale' },
  refund: { kind: 'refund', about: 'sale' },
  reversal: { kind: 'reversal', about: 'sale' },
  payout: { kind: 'payout', about: 'sale' },
  'payout-confirmation': { kind: 'payout', about: 'sale' },
  'pre-auth': { kind: 'preauth', about: 'preauth' },
  'pre-auth-void': { kind: 'void', about: 'preauth' },
  completion: { kind: 'completion', about: 'completion' },
  'completion-notice': { kind: 'completion', about: 'completion' },
  'completion-void': { kind: 'void', about: 'completion' },
};

/** A reversal belongs to the family of what it undoes. */
export function kindOf(
  id: NetworkMessageId,
  original: NetworkMessageId | null,
): Pick<Request, 'kind' | 'about' | 'undoes'> {
  const own = KINDS[id];
  if (own === undefined) throw new RangeError(`No issuer here carries out a ${id}`);
  const undone = original === null ? undefined : KINDS[original];
  if (undone === undefined) return { ...own, undoes: null };
  return { kind: own.kind, about: undone.about, undoes: undone.kind === 'void' ? 'void' : 'payment' };
}

export const isServed = (id: NetworkMessageId): boolean => served.includes(id);
