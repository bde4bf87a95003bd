import { amountDigits, countDigits, exactDigits, failSubfield, isDigits } from './slices.ts';

/** Sums of one card group in a batch. Amounts in fen. */
export interface GroupTotals {
  readonly debitTotal: bigint;
  readonly debitCount: number;
  readonly creditTotal: bigint;
  readonly creditCount: number;
  /** 0 in a request; 1 balanced, 2 not balanced, 3 error in an answer. */
  readonly result: string;
}

export interface SettlementTotals {
  readonly domestic: GroupTotals;
  readonly foreign: GroupTotals;
}

/** Words for the result digit. */
export const settlementResults = { asked: '0', balanced: '1', unbalanced: '2', error: '3' } as const;

const groupDigits = 31;

/** The 62 digits of F48 in a settlement. @throws Iso8583Error `bad-subfield`. */
export function parseSettlementTotals(text: string): SettlementTotals {
  if (text.length !== 2 * groupDigits) failSubfield(48, 'length', `${text.length}`, `${2 * groupDigits}`);
  if (!isDigits(text)) failSubfield(48, 'content', 'other characters', 'digits');
  return { domestic: parseGroup(text.slice(0, groupDigits)), foreign: parseGroup(text.slice(groupDigits)) };
}

/** @throws Iso8583Error `bad-subfield` when an amount or a count does not fit. */
export function buildSettlementTotals(totals: SettlementTotals): string {
  return buildGroup(totals.domestic) + buildGroup(totals.foreign);
}

function parseGroup(text: string): GroupTotals {
  return {
    debitTotal: BigInt(text.slice(0, 12)),
    debitCount: Number(text.slice(12, 15)),
    creditTotal: BigInt(text.slice(15, 27)),
    creditCount: Number(text.slice(27, 30)),
    result: text.slice(30),
  };
}

function buildGroup(group: GroupTotals): string {
  return (
    amountDigits(48, 'debit total', group.debitTotal, 12) +
    countDigits(48, 'debit count', group.debitCount, 3) +
    amountDigits(48, 'credit total', group.creditTotal, 12) +
    countDigits(48, 'credit count', group.creditCount, 3) +
    exactDigits(48, 'result', group.result, 1)
  );
}
