/** Amounts and batches in one line each, alike for host and terminal. */
import { formatFen } from '#domain/money';
import type { BatchTotals } from '#domain/terminal';

export const formatYuan = (fen: bigint): string => `¥${formatFen(fen)}`;

/** A batch in one line, alike for host and terminal. */
export function countOf(
  batchNo: string,
  totals: Pick<BatchTotals, 'debitFen' | 'debitCount' | 'creditFen' | 'creditCount'>,
): string {
  const { debitFen, debitCount, creditFen, creditCount } = totals;
  const debit = `debit ${debitCount} of ${formatYuan(debitFen)}`;
  return `batch ${batchNo}: ${debit}, credit ${creditCount} of ${formatYuan(creditFen)}`;
}
