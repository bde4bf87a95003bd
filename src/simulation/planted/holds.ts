/** Faults of the pre-authorisation family: a completion that is forgotten, a hold that does not live again. */
import { type Hold, NO_SHARES, NOTHING_BACK } from '#domain/payment';
import type { PlantedFault } from './index.ts';
import { mapPayments, onApply, onLoad, type PaymentOf } from './tamper.ts';

/** A completed hold looks as if nobody had completed it: it is taken, lifted or raised once more. */
const completionForgotten: PlantedFault = {
  zh: '忘记预授权已完成',
  en: 'a hold forgets that it was completed',
  plant: () =>
    onLoad((loaded) => ({
      ...loaded,
      payments: loaded.payments.map((row) => {
        if (row.payment.state !== 'completed') return row;
        const { endedMs: _ended, hold, ...rest } = row.payment;
        const open = { ...rest, hold: { ...hold, completion: null }, shares: NO_SHARES, back: NOTHING_BACK };
        const payment: PaymentOf = { ...open, state: 'approved' };
        return { ...row, payment };
      }),
    })),
};

function completedAgain(payment: Extract<PaymentOf, { state: 'approved' }>, hold: Hold): PaymentOf {
  const { shares: _shares, back: _back, ...rest } = payment;
  return { ...rest, hold, state: 'completed', endedMs: payment.startedMs };
}

const holdNotRevived: PlantedFault = {
  zh: '完成撤销后预授权未恢复',
  en: 'a hold does not live again when its completion is voided',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) =>
        payment.state === 'approved' && payment.hold?.completion?.state === 'voided'
          ? completedAgain(payment, payment.hold)
          : payment,
      ),
    ),
};

/** Nobody remembers when a hold ends: it stands although its issuer has lifted it. */
const lapseForgotten: PlantedFault = {
  zh: '预授权到期未失效',
  en: 'a hold does not lapse when its time is over',
  plant: () =>
    onApply((changes) =>
      mapPayments(changes, (payment) =>
        payment.holdUntilMs === undefined
          ? payment
          : { ...payment, holdUntilMs: payment.startedMs + 30 * 86_400_000 },
      ),
    ),
};

export const holdFaults = {
  'lapse-forgotten': lapseForgotten,
  'completion-forgotten': completionForgotten,
  'hold-not-revived': holdNotRevived,
} as const;
