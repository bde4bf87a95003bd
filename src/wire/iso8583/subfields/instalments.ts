import { amountDigits, exactDigits, failSubfield, isDigits, paddedText } from './slices.ts';

/**
 * The plan of a sale by instalments, as F62 of a terminal and F48 of the network (behind `IN`) carry it. That these
 * are its parts and widths is from memory (M): no captured message shows one.
 */
export interface InstalmentPlan {
  /** 2 to 99. */
  readonly periods: number;
  /** The issuer's or merchant's programme, up to 30 characters; empty for the issuer's usual one. */
  readonly programme: string;
  /** The fee with the first instalment, or a part of it with each. */
  readonly fee: 'at-once' | 'by-period';
}

/** What the issuer makes of it: in the answer, in fen. */
export interface InstalmentTerms {
  readonly firstFen: bigint;
  readonly feeFen: bigint;
  readonly firstFeeFen: bigint;
}

const FEE_DIGITS = { 'at-once': '0', 'by-period': '1' } as const;
const PROGRAMME = 30;
const AMOUNT = 12;

/** @throws Iso8583Error `bad-subfield`. */
export function parseInstalmentPlan(field: number, text: string): InstalmentPlan {
  const whole = 2 + PROGRAMME + 1;
  if (text.length !== whole) failSubfield(field, 'plan', `${text.length} characters`, `${whole}`);
  const periods = Number(exactDigits(field, 'periods', text.slice(0, 2), 2));
  if (periods < 2) failSubfield(field, 'periods', `${periods}`, '2 to 99');
  const digit = text.charAt(whole - 1);
  if (digit !== '0' && digit !== '1') failSubfield(field, 'fee', 'another digit', '0 or 1');
  const programme = text.slice(2, 2 + PROGRAMME).trimEnd();
  if (!/^[ -~]*$/.test(programme)) failSubfield(field, 'programme', 'other characters', 'printable ASCII');
  return { periods, programme, fee: digit === '0' ? 'at-once' : 'by-period' };
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildInstalmentPlan(field: number, plan: InstalmentPlan): string {
  const { periods, programme, fee } = plan;
  if (!Number.isInteger(periods) || periods < 2 || periods > 99)
    failSubfield(field, 'periods', `${periods}`, '2 to 99');
  return (
    String(periods).padStart(2, '0') + paddedText(field, 'programme', programme, PROGRAMME) + FEE_DIGITS[fee]
  );
}

/** @throws Iso8583Error `bad-subfield`. */
export function parseInstalmentTerms(field: number, text: string): InstalmentTerms {
  if (text.length !== 3 * AMOUNT || !isDigits(text))
    failSubfield(field, 'terms', `${text.length} characters`, `${3 * AMOUNT} digits`);
  const part = (at: number): bigint => BigInt(text.slice(at * AMOUNT, (at + 1) * AMOUNT));
  return { firstFen: part(0), feeFen: part(1), firstFeeFen: part(2) };
}

/** @throws Iso8583Error `bad-subfield`. */
export const buildInstalmentTerms = (field: number, terms: InstalmentTerms): string =>
  amountDigits(field, 'first instalment', terms.firstFen, AMOUNT) +
  amountDigits(field, 'fee', terms.feeFen, AMOUNT) +
  amountDigits(field, 'first fee', terms.firstFeeFen, AMOUNT);
