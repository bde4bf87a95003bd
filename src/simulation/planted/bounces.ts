/** Faults of refunds that came back. */
import type { Cancellation } from '#domain/cancellation';
import type { PlantedFault } from './index.ts';
import { onApply } from './tamper.ts';

/** The row forgets, once for each refund, that the bank has paid; its journal stands. */
function forgetPayout(forgotten: Set<string>, row: Cancellation): Cancellation {
  if (row.state !== 'paid-out' || forgotten.has(row.id)) return row;
  forgotten.add(row.id);
  const { account: _account, order: _order, paidMs, bankReference: _bank, bankFeeFen: _fee, ...rest } = row;
  return { ...rest, state: 'bounced', reminders: 0, dueMs: paidMs + 86_400_000 };
}

const payoutForgotten: PlantedFault = {
  zh: '付款后忘记，又付一次',
  en: 'a payout that was made is forgotten, and booked again',
  plant: () => {
    const forgotten = new Set<string>();
    return onApply((changes) => ({
      ...changes,
      cancellations: changes.cancellations.map(({ cancellation, expectedVersion }) => ({
        cancellation: forgetPayout(forgotten, cancellation),
        expectedVersion,
      })),
    }));
  },
};

export const bounceFaults = {
  'payout-forgotten': payoutForgotten,
} as const;
