/** What a payment costs, from its contract row, and what of it comes back with a part of the amount. */
import { type Fen, proportionFen, shareOfPartFen } from '../money/index.ts';
import type { DiscountPart } from './discounts.ts';
import {
  addShares,
  type Back,
  type Contract,
  discountOf,
  type FeeReturn,
  NO_SHARES,
  type Shares,
} from './state.ts';

const PPM = 1_000_000n;
/** The shares that are fees: a discount is none. */
type FeeShare = Exclude<keyof Shares, 'discounts'>;

const uncappedFen = (amountFen: Fen, ratePpm: number): Fen => proportionFen(amountFen, BigInt(ratePpm), PPM);

function priceFen(amountFen: Fen, ratePpm: number, capFen: Fen | null): Fen {
  const feeFen = uncappedFen(amountFen, ratePpm);
  return capFen !== null && feeFen > capFen ? capFen : feeFen;
}

/** Merchant discount, issuer fee and network fee of a whole amount: half up, then the cap (FEE-01, FEE-02, FEE-06). */
export function sharesOf(amountFen: Fen, contract: Contract, discounts?: readonly DiscountPart[]): Shares {
  return {
    ...(discounts === undefined ? {} : { discounts }),
    feeFen: priceFen(amountFen, contract.ratePpm, contract.capFen),
    issuerFeeFen: priceFen(amountFen, contract.issuerRatePpm, contract.issuerCapFen),
    networkFeeFen: priceFen(amountFen, contract.networkRatePpm, contract.networkCapFen),
  };
}

/** Did the cap cut the merchant discount of this amount? A price that just meets the cap was not cut. */
export function isCapped(amountFen: Fen, contract: Pick<Contract, 'ratePpm' | 'capFen'>): boolean {
  return contract.capFen !== null && uncappedFen(amountFen, contract.ratePpm) > contract.capFen;
}

/** What the contract's word about fees means for one payment: `NONE_IF_CAPPED` keeps only a fee that the cap cut. */
export function feeReturnFor(feeReturn: FeeReturn, capped: boolean): 'PRO_RATA' | 'NONE' {
  if (feeReturn === 'NONE_IF_CAPPED') return capped ? 'NONE' : 'PRO_RATA';
  return feeReturn;
}

/** The same for a payment under its contract. */
export const feeReturnOf = (payment: {
  readonly amountFen: Fen;
  readonly contract: Contract;
}): 'PRO_RATA' | 'NONE' =>
  feeReturnFor(payment.contract.feeReturn, isCapped(payment.amountFen, payment.contract));

/** The fee of one payment, what of it went back before, and the part of the amount that goes back now. */
export interface FeePart {
  readonly route: 'VOID' | 'REVERSAL' | 'REFUND';
  readonly feeReturn: FeeReturn;
  readonly capped: boolean;
  readonly amountFen: Fen;
  readonly feeFen: Fen;
  readonly alreadyBackFen: Fen;
  readonly alreadyFeeFen: Fen;
  readonly backFen: Fen;
  /** What the merchant paid for having the money at once (D0). */
  readonly payoutFeeFen?: Fen;
}

/** What becomes of the fee, and the rule that says so. `payoutFeeKeptFen` never goes back (FEE-10). */
export interface FeeOnTheWayBack {
  readonly returnedFen: Fen;
  readonly keptFen: Fen;
  readonly payoutFeeKeptFen: Fen;
  readonly ruleId: 'FEE-07' | 'FEE-08' | 'FEE-09';
}

/**
 * The merchant discount on the way back. A void or reversal is never charged: all of it returns (FEE-07). A refund
 * returns the share of its part, half up, or nothing, as the contract says (FEE-08); the part that completes the
 * amount takes what the rounding left over (FEE-09).
 */
export function feeBack(part: FeePart): FeeOnTheWayBack {
  const payoutFeeKeptFen = part.payoutFeeFen ?? 0n;
  if (part.route !== 'REFUND') {
    return { returnedFen: part.feeFen, keptFen: 0n, payoutFeeKeptFen, ruleId: 'FEE-07' };
  }
  const shareFen = shareOfPartFen({
    amountFen: part.amountFen,
    wholeShareFen: part.feeFen,
    alreadyBackFen: part.alreadyBackFen,
    alreadyShareFen: part.alreadyFeeFen,
    backFen: part.backFen,
  });
  if (feeReturnFor(part.feeReturn, part.capped) === 'NONE')
    return { returnedFen: 0n, keptFen: shareFen, payoutFeeKeptFen, ruleId: 'FEE-08' };
  const last = part.alreadyBackFen > 0n && part.alreadyBackFen + part.backFen >= part.amountFen;
  return { returnedFen: shareFen, keptFen: 0n, payoutFeeKeptFen, ruleId: last ? 'FEE-09' : 'FEE-08' };
}

/** What the merchant pays for one payout at once (FEE-06): a rate of the amount, half up, and a fixed part. */
export function payoutFeeFen(
  amountFen: Fen,
  price: { readonly ratePpm: number; readonly fixedFen: Fen },
): Fen {
  return uncappedFen(amountFen, price.ratePpm) + price.fixedFen;
}

/**
 * The fees that return with a refund of `backFen` (FEE-08): none, or pro rata with the rounding remainder in the
 * refund that completes the amount (FEE-09). Claims under way count as given back.
 */
export function sharesBack(
  payment: {
    readonly amountFen: Fen;
    readonly contract: Contract;
    readonly shares: Shares;
    readonly back: Back;
  },
  backFen: Fen,
): Shares {
  const already = addShares(payment.back.claimedShares, payment.back.returnedShares);
  const alreadyBackFen = payment.back.claimedFen + payment.back.returnedFen;
  const discounts = payment.shares.discounts?.map(({ funder, amountFen: wholeShareFen }) => ({
    funder,
    amountFen: shareOfPartFen({
      amountFen: payment.amountFen,
      wholeShareFen,
      alreadyBackFen,
      alreadyShareFen: discountOf(already, funder),
      backFen,
    }),
  }));
  // Whatever becomes of the fees, who paid a part of the price gets its part back (EXC-08).
  const funded = discounts === undefined ? {} : { discounts };
  if (feeReturnOf(payment) === 'NONE') return { ...NO_SHARES, ...funded };
  const part = (share: FeeShare): Fen =>
    shareOfPartFen({
      amountFen: payment.amountFen,
      wholeShareFen: payment.shares[share],
      alreadyBackFen,
      alreadyShareFen: already[share],
      backFen,
    });
  return {
    feeFen: part('feeFen'),
    issuerFeeFen: part('issuerFeeFen'),
    networkFeeFen: part('networkFeeFen'),
    ...funded,
  };
}
