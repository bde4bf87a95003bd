/**
 * What a row of the file is. A refund or payout that the issuer could not post comes back (退票) in the file of a later
 * day, and a refund that it posted may be confirmed there; both name it as their original and carry 0220. How a network
 * tells them apart is not public: the processing codes 29x000 and 21x000 are a choice of this project.
 */
import type { ClearingRow } from './columns.ts';

export const ROW_KINDS = [
  'sale',
  'payout',
  'void',
  'refund',
  'reversal',
  'refund-returned',
  'refund-credited',
] as const;
export type RowKind = (typeof ROW_KINDS)[number];

/** F3 of the rows about a refund. */
export const REFUND_PROCESSING = { returned: '290000', credited: '210000' } as const;

/** `null` for a row of a kind that this program does not know. */
export function rowKindOf(row: Pick<ClearingRow, 'mti' | 'processingCode'>): RowKind | null {
  const code = row.processingCode.slice(0, 2);
  switch (row.mti) {
    case '0200':
      return code === '00' ? 'sale' : code === '20' ? 'void' : code === '29' ? 'payout' : null;
    case '0220':
      // A completion by notice takes money as one by request does.
      return code === '00'
        ? 'sale'
        : code === '20'
          ? 'refund'
          : code === '29'
            ? 'refund-returned'
            : code === '21'
              ? 'refund-credited'
              : null;
    case '0420':
      return 'reversal';
    default:
      return null;
  }
}
