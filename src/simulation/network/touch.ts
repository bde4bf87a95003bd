/** What an approved message does to the one it names. */
import { takesMore } from './adjust.ts';
import type { NetworkState, Transaction, TransactionRecord } from './state.ts';

const at = (state: NetworkState, key: string | null): Transaction | undefined =>
  key === null ? undefined : state.byWireKey.get(key);

/** The hold of a completion that was undone, or that counts again. */
function holdBecomes(state: NetworkState, payment: Transaction, to: 'approved' | 'completed'): void {
  const hold = payment.kind === 'completion' ? at(state, payment.original) : undefined;
  if (hold !== undefined) hold.state = to;
}

function touchUndone(state: NetworkState, original: Transaction, key: string): void {
  original.state = 'reversed';
  if (original.kind === 'void') {
    const payment = at(state, original.original);
    if (payment === undefined) return;
    payment.state = 'approved';
    holdBecomes(state, payment, 'completed');
    return;
  }
  holdBecomes(state, original, 'approved');
  const raised = original.kind === 'preauth' ? at(state, original.original) : undefined;
  if (raised !== undefined) raised.raises = (raised.raises ?? []).filter((each) => each !== key);
}

export function touchOriginal(state: NetworkState, record: TransactionRecord, ownKey: string): void {
  const original = at(state, record.original);
  if (original === undefined || record.journal === null) return;
  switch (record.kind) {
    case 'refund':
      original.refundedFen += record.amountFen;
      return;
    case 'adjustment':
      original.amountFen += takesMore(record) ? record.amountFen : -record.amountFen;
      return;
    case 'void':
      original.state = 'voided';
      holdBecomes(state, original, 'approved');
      return;
    case 'completion':
      original.state = 'completed';
      return;
    case 'preauth':
      original.raises = [...(original.raises ?? []), ownKey];
      return;
    case 'reversal':
      touchUndone(state, original, record.original!);
      return;
    default:
  }
}
