/** Transactions of a terminal's journal and the codes that it showed, as one list. */
import type { JournalEntry, JournalState } from '#adapters/virtual-terminal';
import { instant } from '../answers/answer-view.ts';
import type { TillEntryView } from './schemas-till.ts';
import { codeEntryView, entryView } from './till-view.ts';

export interface Wanted {
  /** `open`, `all`, or a number. */
  readonly batch: string;
  readonly reference?: string | undefined;
  readonly amount?: number | undefined;
  readonly lastFour?: string | undefined;
  readonly stan?: string | undefined;
  /** `2026-11-29`, in China's civil time. */
  readonly day?: string | undefined;
}

/** A line of the list: what is looked at, and how it is told. */
interface Row extends Pick<JournalEntry, 'batchNo' | 'stan' | 'amountFen' | 'atMs'> {
  readonly maskedPan: string;
  readonly rrn: string;
  readonly view: () => TillEntryView;
}

/** Newest first. */
export function listedOf(journal: JournalState, wanted: Wanted, limit: number): TillEntryView[] {
  return rowsOf(journal)
    .filter((row) => fits(row, wanted, journal.batchNo))
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, limit)
    .map(({ view }) => view());
}

/** Of codes only those that somebody paid: the others moved no money. */
function rowsOf(journal: JournalState): Row[] {
  const entries = [...journal.earlier, ...journal.batch].map((entry) => ({
    ...entry,
    rrn: entry.state === 'approved' ? entry.answer.rrn : '',
    view: () => entryView(entry, journal),
  }));
  const paid = (journal.codes ?? []).filter(({ state }) => state === 'paid' || state === 'undone');
  const codes = paid.map((code) => ({
    ...code,
    ...{ rrn: code.rrn ?? '', maskedPan: '', view: () => codeEntryView(code, journal) },
  }));
  return [...entries, ...codes];
}

function fits(
  row: Row,
  { batch, reference, amount, lastFour, stan, day }: Wanted,
  openBatch: string,
): boolean {
  const named = batch === 'open' ? openBatch : batch;
  return (
    (batch === 'all' || row.batchNo === named) &&
    (reference === undefined || row.rrn.endsWith(reference)) &&
    (amount === undefined || row.amountFen === BigInt(amount)) &&
    (lastFour === undefined || row.maskedPan.endsWith(lastFour)) &&
    (stan === undefined || row.stan === stan.padStart(6, '0')) &&
    (day === undefined || instant(row.atMs).startsWith(day))
  );
}
