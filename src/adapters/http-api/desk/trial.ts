/** A trial balance out of posted sums: each account on its side, and whether the books are even. */
import type { TrialRow } from '#adapters/postgres';
import { ACCOUNTS } from '#domain/ledger';
import { amount } from '../answers/answer-view.ts';
import type { TrialView } from './schemas-books.ts';

interface SidesFen {
  readonly debitFen: bigint;
  readonly creditFen: bigint;
}
const view = ({ debitFen, creditFen }: SidesFen) => ({ debit: amount(debitFen), credit: amount(creditFen) });

/** The two sums against each other: what is left stands on one side. */
function onItsSide({ debitFen, creditFen }: SidesFen): SidesFen {
  const leftFen = debitFen - creditFen;
  return leftFen >= 0n ? { debitFen: leftFen, creditFen: 0n } : { debitFen: 0n, creditFen: -leftFen };
}

const partsOf = (row: TrialRow) => {
  const opening = { debitFen: row.openingDebitFen, creditFen: row.openingCreditFen };
  const moved = { debitFen: row.debitFen, creditFen: row.creditFen };
  const sums = {
    debitFen: opening.debitFen + moved.debitFen,
    creditFen: opening.creditFen + moved.creditFen,
  };
  return {
    opening: onItsSide(opening),
    moved,
    closing: onItsSide(sums),
    pending: { debitFen: row.pendingDebitFen, creditFen: row.pendingCreditFen },
  };
};
const COLUMNS = ['opening', 'moved', 'closing', 'pending'] as const;

export function trialView(
  rows: readonly TrialRow[],
  of: Pick<TrialView, 'day' | 'book' | 'ended'>,
): TrialView {
  const parts = rows.map((row) => ({ row, ...partsOf(row) }));
  const sum = (column: (typeof COLUMNS)[number], side: keyof SidesFen): bigint =>
    parts.reduce((all, part) => all + part[column][side], 0n);
  const totals = COLUMNS.map((column) => ({
    ...{ debitFen: sum(column, 'debitFen'), creditFen: sum(column, 'creditFen') },
  }));
  const [opening, moved, closing, pending] = totals.map(view);
  return {
    ...of,
    rows: parts.map(({ row: { account }, ...part }) => ({
      account,
      ...{ zh: ACCOUNTS[account].zh, en: ACCOUNTS[account].en, normalSide: ACCOUNTS[account].normal },
      opening: view(part.opening),
      moved: view(part.moved),
      closing: view(part.closing),
      pending: view(part.pending),
    })),
    total: { opening: opening!, moved: moved!, closing: closing!, pending: pending! },
    even: totals.every(({ debitFen, creditFen }) => debitFen === creditFen),
  };
}
