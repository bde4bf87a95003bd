import { type JournalEntry, type JournalState, ORIGINALS } from '#adapters/virtual-terminal';
import { UsageError } from '../terminal-files.ts';

export interface GivenOriginal {
  readonly rrn: string | undefined;
  readonly date: string | undefined;
  readonly batchNo: string | undefined;
  readonly stan: string | undefined;
}

export interface FoundOriginal {
  readonly rrn: string;
  readonly date: string;
  readonly batchNo: string;
  readonly stan: string;
  /** This terminal took the sale, so it also knows the card. */
  readonly known: boolean;
}

type ApprovedSale = JournalEntry & { readonly state: 'approved' };

/**
 * The sale a refund is for. What was typed counts; the journal fills in the rest, the newest fitting sale
 * first, because trace numbers return.
 *
 * @throws UsageError when the journal knows no such sale and something is missing.
 */
export function findOriginal(journal: JournalState, given: GivenOriginal): FoundOriginal {
  if (given.rrn === undefined && given.stan === undefined) {
    throw new UsageError('Which sale? Give --stan or --rrn, as on its slip');
  }
  const sale = [...journal.earlier, ...journal.batch].filter(isApprovedSale).findLast((entry) => {
    const { rrn, date } = entry.answer;
    return (
      fits(given.rrn, rrn) &&
      fits(given.date, date) &&
      fits(given.batchNo, entry.batchNo) &&
      fits(given.stan, entry.stan)
    );
  });
  if (sale !== undefined) {
    const { rrn, date } = sale.answer;
    return { rrn, date, batchNo: sale.batchNo, stan: sale.stan, known: true };
  }
  const { rrn, date, batchNo, stan } = given;
  const other = [...journal.earlier, ...journal.batch].findLast(
    (entry) => isRefundable(entry) && entry.stan === stan && fits(batchNo, entry.batchNo),
  );
  if (other !== undefined && rrn === undefined) {
    throw new UsageError(
      other.state === 'unknown'
        ? `The outcome of sale ${other.stan} is unknown and it is being undone: nothing to refund yet`
        : `Sale ${other.stan} is not approved (${other.state}): nothing to refund`,
    );
  }
  if (rrn === undefined || date === undefined || batchNo === undefined || stan === undefined) {
    throw new UsageError(
      'This terminal did not take that sale: give --rrn, --date, --batch, --stan and --card from the slip',
    );
  }
  return { rrn, date, batchNo, stan, known: false };
}

/** A completion took money as a sale does. */
const isRefundable = ({ kind }: JournalEntry): boolean => (ORIGINALS.refund ?? []).includes(kind);

function isApprovedSale(entry: JournalEntry): entry is ApprovedSale {
  return isRefundable(entry) && entry.state === 'approved';
}

function fits(given: string | undefined, found: string): boolean {
  return given === undefined || given === found;
}
