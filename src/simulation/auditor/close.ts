/** The end of a journey: every law of its end, and then nothing of it is remembered but a sentence. */
import { checkChangeTold } from './changes.ts';
import { checkHoldEnd, checkHoldTold } from './holds.ts';
import { checkPaymentEnd, checkTold } from './journey-end.ts';
import type { AuditMemory } from './memory.ts';
import { checkOrdersEnd } from './orders.ts';
import type { Asked, AuditedJourney, AuditedPayment } from './records.ts';
import { checkWalletEnd, walletText } from './wallet-end.ts';

/** An ended journey: its digest, and what may now be forgotten of it everywhere. */
export interface ClosedJourney {
  readonly digest: string;
  readonly paymentIds: readonly string[];
  readonly wireKeys: readonly string[];
  readonly onceKeys: readonly string[];
  readonly orderIds: readonly string[];
  readonly walletIds: readonly string[];
}

export const NOTHING_CLOSED: ClosedJourney = {
  ...{ digest: 'nothing', paymentIds: [], wireKeys: [], onceKeys: [], orderIds: [], walletIds: [] },
};

/** The payment that a void or a refund gives back. */
const withBack = ({ payments }: AuditedJourney, { cancellationId }: Asked): AuditedPayment | undefined =>
  payments.find(({ backs }) => backs.has(cancellationId ?? ''));

/** @throws Violation */
export function closeJourney(memory: AuditMemory, journey: AuditedJourney): ClosedJourney {
  checkOrdersEnd(memory, journey);
  for (const wallet of journey.wallets) checkWalletEnd(memory, wallet);
  const ofTransfers = journey.wallets.flatMap(({ movements }) =>
    movements.flatMap(({ wireKeys: keys }) => keys),
  );
  const wireKeys: string[] = [...journey.scans, ...ofTransfers];
  const parts: string[] = [];
  const { truth } = memory;
  for (const payment of journey.payments) {
    checkPaymentEnd(payment, truth.charge(payment.wireKey));
    checkHoldEnd(payment, truth.holds.find(payment.wireKey), memory.now());
    memory.count(payment);
    parts.push(`${payment.state} ${payment.amountFen}-${payment.returnedFen}`);
    wireKeys.push(...payment.wireKeys);
  }
  for (const asked of journey.asked) {
    if (asked.kind === 'advice') {
      checkChangeTold(asked, journey);
      continue;
    }
    const isBack = asked.kind === 'void' || asked.kind === 'refund';
    const payment = isBack ? withBack(journey, asked) : memory.byKey.get(asked.key);
    checkTold(asked, payment, payment && truth.charge(payment.wireKey), journey.index);
    if (!isBack) checkHoldTold(asked, payment, payment && truth.holds.find(payment.wireKey));
  }
  const paymentIds = journey.payments.map(({ id }) => id);
  const onceKeys = journey.asked.map(({ name }) => name);
  const orderIds = journey.orders.map(({ id }) => id);
  parts.push(...journey.orders.map(({ state }) => `order ${state}`));
  const walletIds = journey.wallets.map(({ id }) => id);
  parts.push(...journey.wallets.map(walletText));
  memory.forget(journey);
  return { digest: parts.join(', ') || 'no payment', paymentIds, wireKeys, onceKeys, orderIds, walletIds };
}
