/**
 * Money as whole minor units. There is no floating point in this room and none may enter through it.
 */

/** Whole fen (1/100 yuan). Never negative in a message; postings carry their side instead of a sign. */
export type Fen = bigint;

/** F4 of ISO 8583 holds twelve digits. */
export const AMOUNT_FEN_MAX: Fen = 999_999_999_999n;

/** ISO 4217: alphabetic and numeric code, number of decimals. Domestic acquiring uses one; others come as rows. */
export const CURRENCIES = {
  CNY: { numeric: '156', decimals: 2, sign: '¥' },
} as const;
export type Currency = keyof typeof CURRENCIES;

export function currencyByNumeric(numeric: string): Currency | undefined {
  return (Object.keys(CURRENCIES) as Currency[]).find((code) => CURRENCIES[code].numeric === numeric);
}

/** An amount that one payment or one cancellation may carry: 1 fen to {@link AMOUNT_FEN_MAX}. */
export function isPayableFen(amountFen: Fen): boolean {
  return amountFen >= 1n && amountFen <= AMOUNT_FEN_MAX;
}

/**
 * `amountFen × numerator ÷ denominator`, halves rounded up. Numbers are never negative here: a fee or a share
 * is computed on its own and its side is given by the posting.
 */
export function proportionFen(amountFen: Fen, numerator: bigint, denominator: bigint): Fen {
  if (denominator <= 0n)
    throw new RangeError(`Cannot take a share by the denominator ${denominator}: it must be positive`);
  if (amountFen < 0n || numerator < 0n) {
    throw new RangeError(
      `Cannot take the share ${numerator}/${denominator} of ${amountFen} fen: both must not be negative`,
    );
  }
  return (2n * amountFen * numerator + denominator) / (2n * denominator);
}

/**
 * The part of `wholeShareFen` (a fee or a discount of the whole amount) that belongs to giving back `backFen`
 * after `alreadyBackFen` was given back. The part that completes the amount takes the remainder of the
 * rounding, so the parts always sum to the whole (FEE-09, EXC-08).
 */
export function shareOfPartFen(part: {
  readonly amountFen: Fen;
  readonly wholeShareFen: Fen;
  readonly alreadyBackFen: Fen;
  readonly alreadyShareFen: Fen;
  readonly backFen: Fen;
}): Fen {
  const remainingShareFen = part.wholeShareFen - part.alreadyShareFen;
  if (part.alreadyBackFen + part.backFen >= part.amountFen) return remainingShareFen;
  const shareFen = proportionFen(part.wholeShareFen, part.backFen, part.amountFen);
  return shareFen < remainingShareFen ? shareFen : remainingShareFen;
}

/** `12345n` → `123.45`: plain digits for logs, slips and machines. */
export function formatFen(amountFen: Fen): string {
  const sign = amountFen < 0n ? '-' : '';
  const digits = (amountFen < 0n ? -amountFen : amountFen).toString().padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `123.45`, `123.4` or `123` → `12345n`; `undefined` for anything else. Yuan as people type them. */
export function parseYuan(text: string): Fen | undefined {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return undefined;
  return BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
}
