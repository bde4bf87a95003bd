/** What only persons and the bank may do: end what was handed over, pay out of suspense. */
import type { JournalRow } from '#engine';
import type { AuditMemory } from './memory.ts';
import type { AuditedPayment } from './records.ts';
import { Violation } from './violation.ts';

/** The act of the first pair of eyes, by the act of the second. */
const FIRST_EYES = { 'approve-end': 'propose-end', 'approve-payout': 'issuer-word' } as const;

/** Two different persons said so, and each part of it. @throws Violation */
export function checkActs(
  memory: AuditMemory,
  of: { readonly paymentId: string | null; readonly cancellationId: string | null },
  second: keyof typeof FIRST_EYES,
): void {
  const acts = memory.acts.get(of.cancellationId ?? '') ?? [];
  const by = (type: string): string[] => acts.filter((act) => act.type === type).map((act) => act.by);
  const [first, then] = [by(FIRST_EYES[second]), by(second)];
  const two = first.some((one) => then.some((other) => other !== one));
  if (second === 'approve-end') memory.figures.endedByPersons += 1;
  if (two) return;
  throw new Violation(
    'persons-end',
    memory.payments.get(of.paymentId ?? '')?.journey.index ?? -1,
    `${of.cancellationId}: ${second} is written; ${FIRST_EYES[second]} was said by ${first.join(', ') || 'nobody'}, ` +
      `${second} by ${then.join(', ') || 'nobody'}`,
  );
}

/** Money leaves suspense to the bank, as often as the bank paid, and nowhere else. @throws Violation */
export function noteSuspense(payment: AuditedPayment, journal: JournalRow): void {
  let outFen = 0n;
  let bankFen = 0n;
  for (const { account, debitPostedFen, creditPostedFen } of journal.entries) {
    if (account === 'suspense') outFen += debitPostedFen - creditPostedFen;
    if (account === 'bank' || account === 'bank_fee_expense') bankFen += creditPostedFen - debitPostedFen;
  }
  if (outFen <= 0n) return;
  payment.bookedRounds += 1;
  if (bankFen === outFen && payment.bookedRounds <= payment.bankRounds) return;
  throw new Violation(
    'suspense-to-payout',
    payment.journey.index,
    `${payment.id}: ${outFen} fen leave suspense for the ${payment.bookedRounds}. time, ${bankFen} of them to the ` +
      `bank, which paid ${payment.bankRounds} times`,
  );
}
