/**
 * A price of which others pay a part: the payer pays what the discount leaves, each funder the rest. What goes back
 * goes to whoever paid it (EXC-08, WX-04).
 */
import { type Fen, proportionFen } from '../money/index.ts';

/** Who pays for a discount: the shop itself, the card scheme or wallet, the issuer, this institution. */
export const FUNDERS = ['merchant', 'scheme', 'issuer', 'institution'] as const;
export type Funder = (typeof FUNDERS)[number];

export interface DiscountPart {
  readonly funder: Funder;
  readonly amountFen: Fen;
}

/** A price by who paid it. `paidFen` is the payer's part; `parts` keep their order, each funder at most once. */
export interface Split {
  readonly paidFen: Fen;
  readonly parts: readonly DiscountPart[];
}

export const splitTotalFen = (split: Split): Fen =>
  split.parts.reduce((sum, part) => sum + part.amountFen, split.paidFen);

const atMost = (a: Fen, b: Fen): Fen => (a < b ? a : b);
const atLeast = (a: Fen, b: Fen): Fen => (a > b ? a : b);

/**
 * Divides `askFen` of the price among those who paid it: to the payer `ask × paid ÷ total` half up, to each funder
 * its share of what is left. Nobody gets more than was paid less what went back before; who asks for the last part
 * of the price gives each the remainder. The parts always sum to `askFen`.
 *
 * A share is moved by a fen or two only where the roundings before it left another one too little to take.
 */
export function discountBack(price: Split, already: Split, askFen: Fen): Split {
  const totalFen = splitTotalFen(price);
  const left = [
    price.paidFen - already.paidFen,
    ...price.parts.map((part, at) => part.amountFen - (already.parts[at]?.amountFen ?? 0n)),
  ];
  const leftFen = left.reduce((sum, each) => sum + each, 0n);
  if (already.parts.length > 0 && already.parts.length !== price.parts.length)
    throw new RangeError(
      `Cannot divide a refund: ${already.parts.length} funders got something back, the price has ${price.parts.length}`,
    );
  if (askFen < 0n || askFen > leftFen || left.some((each) => each < 0n))
    throw new RangeError(
      `Cannot divide ${askFen} fen of a price of ${totalFen} fen: ${leftFen} fen of it are left`,
    );
  const whole = [price.paidFen, ...price.parts.map((part) => part.amountFen)];
  let restFen = askFen;
  let othersFen = leftFen;
  const shares = whole.map((wholeFen, at) => {
    const ownFen = left[at]!;
    othersFen -= ownFen;
    const shareFen = totalFen === 0n ? 0n : proportionFen(wholeFen, askFen, totalFen);
    // No more than is its own and is asked for; no less than what those after it cannot take.
    const givenFen = atLeast(atMost(shareFen, atMost(ownFen, restFen)), restFen - othersFen);
    restFen -= givenFen;
    return givenFen;
  });
  return {
    paidFen: shares[0]!,
    parts: price.parts.map((part, at) => ({ funder: part.funder, amountFen: shares[at + 1]! })),
  };
}

/** Nothing went back yet. */
export const nothingOf = (price: Split): Split => ({
  paidFen: 0n,
  parts: price.parts.map((part) => ({ funder: part.funder, amountFen: 0n })),
});

export const addSplits = (a: Split, b: Split): Split => ({
  paidFen: a.paidFen + b.paidFen,
  parts: a.parts.map((part, at) => ({
    funder: part.funder,
    amountFen: part.amountFen + (b.parts[at]?.amountFen ?? 0n),
  })),
});
