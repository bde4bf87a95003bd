/** What the terminal may offer, by the parameters that it fetched: the host's switches. */
import { transactionBits } from '#wire/iso8583';
import type { EntryKind } from './card-kinds.ts';
import type { CardEntry, JournalState } from './journal-state.ts';
import type { VarietyKind } from './varieties.ts';

type Transaction = keyof typeof transactionBits;

const OF_VARIETY: Partial<Readonly<Record<VarietyKind, Transaction>>> = {
  instalment: 'instalment-sale',
  points: 'points-sale',
  moto: 'moto-sale',
  reservation: 'reservation-sale',
  code: 'code-sale',
  'own-code': 'code-sale',
};

/** Ways back and completions are always offered, but for the refund, which has a switch of its own. */
export function isOffered(
  { transactions, manualEntry }: Pick<JournalState, 'transactions' | 'manualEntry'>,
  use: {
    readonly kind: EntryKind;
    readonly entry: CardEntry;
    readonly pinEntered: boolean;
    readonly variety: VarietyKind | null;
  },
): boolean {
  const on = (name: Transaction): boolean =>
    transactions === undefined || transactions.includes(transactionBits[name]);
  if (use.kind === 'refund') return on('refund');
  if (use.kind === 'increment') return on('pre-auth');
  if (use.kind !== 'sale' && use.kind !== 'preauth') return true;
  if (use.variety !== null) return on(OF_VARIETY[use.variety] ?? 'sale');
  if (use.entry === 'keyed' && manualEntry === false) return false;
  if (!on(use.kind === 'preauth' ? 'pre-auth' : 'sale')) return false;
  const withPin = use.pinEntered || use.kind === 'preauth';
  return use.entry !== 'tap' || (on('contactless') && (withPin || on('no-pin')));
}
