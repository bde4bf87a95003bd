/** Faults of refunds that came back. */
import type { Cancellation } from '#domain/cancellation';
import type { PlantedFault } from './index.ts';
import { onApply, onLoad } from './tamper.ts';

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

/** One operator is enough: the eyes that checked the account count as anybody's. */
const fourEyesForgotten: PlantedFault = {
  zh: '付款与终结不核对双人',
  en: 'one operator does what takes two',
  plant: () =>
    onLoad((loaded) => ({
      ...loaded,
      cancellations: loaded.cancellations.map((row): Cancellation => {
        if (row.state === 'account-named' && row.issuerWord !== null)
          return { ...row, issuerWord: { ...row.issuerWord, by: 'nobody' } };
        if (row.state === 'handed' && row.proposal !== undefined)
          return { ...row, proposal: { ...row.proposal, by: 'nobody' } };
        return row;
      }),
    })),
};

/** The bank's report is believed twice: suspense pays once more with the next word of the bank. */
const suspensePaidTwice: PlantedFault = {
  zh: '挂账重复付出',
  en: 'suspense is paid out twice',
  plant: () => {
    const again = new Set<string>();
    return onLoad((loaded) => ({
      ...loaded,
      cancellations: loaded.cancellations.map((row): Cancellation => {
        if (row.state !== 'paid-out' || again.has(row.id)) return row;
        again.add(row.id);
        const {
          account: _account,
          order: _order,
          paidMs,
          bankReference: _ref,
          bankFeeFen: _fee,
          ...rest
        } = row;
        return { ...rest, state: 'bounced', reminders: 0, dueMs: paidMs + 86_400_000 };
      }),
    }));
  },
};

export const bounceFaults = {
  'four-eyes-forgotten': fourEyesForgotten,
  'suspense-paid-twice': suspensePaidTwice,
  'payout-forgotten': payoutForgotten,
} as const;
