/** Nobody pays twice unwarned: what in the journal makes a new charge look like a second one. */
import type { TillDoubt, TillOrder } from '#adapters/http-api';
import type { JournalEntry, JournalState } from '#adapters/virtual-terminal';

/** A second charge of the same card and amount this soon after the first is more often a mistake than a wish. */
const JUST_PAID_MS = 3 * 60_000;
/** An unknown one of an earlier batch is looked at for this long; the host has ended it by then. */
const UNKNOWN_MS = 24 * 3_600_000;
/** Whoever does not know whether the card paid reaches for another one, or for a code: then it is the same customer. */
const OTHER_MEANS_MS = 15 * 60_000;
const CHARGES: readonly string[] = ['sale', 'preauth'];

const byCode = ({ variety }: JournalEntry): boolean => variety === 'code' || variety === 'own-code';

/**
 * Charges of the same amount by the same card, as far as its mask tells, that are unknown or just paid. A payer shows
 * another code each time: there every unknown charge of the amount counts. A moment after an unknown one every way to
 * take the same amount is doubted, whatever it is paid by.
 */
export function doubtsOf(
  journal: JournalState,
  order: Pick<TillOrder, 'act' | 'amountFen' | 'code'>,
  maskedPan: string | null,
  nowMs: number,
): readonly TillDoubt[] {
  if (!CHARGES.includes(order.act) && order.act !== 'show-code') return [];
  const ofAmount = ({ kind, amountFen }: JournalEntry): boolean =>
    CHARGES.includes(kind) && amountFen === order.amountFen;
  const alike = (entry: JournalEntry): boolean =>
    entry.kind === order.act && (order.code === null ? entry.maskedPan === maskedPan : byCode(entry));
  return [...journal.earlier, ...journal.batch].filter(ofAmount).flatMap((entry): TillDoubt[] => {
    const age = nowMs - entry.atMs;
    if (entry.state === 'unknown' || entry.state === 'reversal-failed')
      return age <= (alike(entry) ? UNKNOWN_MS : OTHER_MEANS_MS) ? [{ why: 'unknown', entry }] : [];
    const paid = alike(entry) && entry.state === 'approved' && entry.voidedByStan === null;
    return paid && order.code === null && age <= JUST_PAID_MS ? [{ why: 'just-paid', entry }] : [];
  });
}

export const placeOf = ({ batchNo, stan }: Pick<JournalEntry, 'batchNo' | 'stan'>): string =>
  `${batchNo}/${stan}`;
