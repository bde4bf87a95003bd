/** Amounts that change: a tip, a correction. What a till asked for, what its issuer took, what the till was told. */
import type { NetworkKey, Payment } from '#domain/payment';
import type { AuditMemory } from './memory.ts';
import type { Asked, AuditedJourney, AuditedPayment } from './records.ts';
import { Violation } from './violation.ts';

const OPEN: ReadonlySet<string> = new Set(['sending', 'handed']);

/** A row was written. @throws Violation when nobody asked for its amount, or its issuer did not take it. */
export function noteChanges(
  memory: AuditMemory,
  payment: AuditedPayment,
  row: Payment,
  carries: (network: NetworkKey) => void,
): void {
  const { advices = [], amountFen } = row;
  for (const { network } of advices) carries(network);
  payment.changing = advices.some(({ state }) => OPEN.has(state));
  if (amountFen === payment.amountFen) return;
  const say = (text: string): Violation =>
    new Violation('amount-as-told', payment.journey.index, `${payment.id}: ${text}`);
  const asked = payment.journey.asked.some((each) => each.kind === 'advice' && each.amountFen === amountFen);
  if (!asked) throw say(`it went from ${payment.amountFen} to ${amountFen} fen, and nobody asked for that`);
  const charge = memory.truth.charge(payment.wireKey);
  if (charge?.amountFen !== amountFen)
    throw say(`it is ${amountFen} fen here, and its issuer charged ${charge?.amountFen ?? 0n}`);
  payment.amountFen = amountFen;
  memory.figures.changed += 1;
}

/** The journey is over. What a till was told of a change is so. @throws Violation */
export function checkChangeTold(asked: Asked, { index, payments }: AuditedJourney): void {
  if (asked.kind !== 'advice' || asked.told === null || asked.told.meaning === 'unknown') return;
  const isSo = payments.some(({ amountFen }) => amountFen === asked.amountFen);
  if (isSo === (asked.told.meaning === 'success')) return;
  const amounts = payments.map(({ amountFen }) => `${amountFen} fen`).join(', ');
  throw new Violation(
    'amount-as-told',
    index,
    `the change ${asked.key} to ${asked.amountFen} fen was told «${asked.told.outcome}»; paid are ${amounts}`,
  );
}
