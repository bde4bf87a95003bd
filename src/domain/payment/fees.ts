/** What a payment costs, from its contract row, and what of it comes back with a part of the amount. */
import { type Fen, proportionFen, shareOfPartFen } from '../money/index.ts';
import { addShares, type Back, type Contract, NO_SHARES, type Shares } from './state.ts';

const PPM = 1_000_000n;

function priceFen(amountFen: Fen, ratePpm: number, capFen: Fen | null): Fen {
  const feeFen = proportionFen(amountFen, BigInt(ratePpm), PPM);
  return capFen !== null && feeFen > capFen ? capFen : feeFen;
}

/** Merchant discount, issuer fee and network fee of a whole amount: half up, then the cap (FEE-01, FEE-02, FEE-06). */
export function sharesOf(amountFen: Fen, contract: Contract): Shares {
  return {
    feeFen: priceFen(amountFen, contract.ratePpm, contract.capFen),
    issuerFeeFen: priceFen(amountFen, contract.issuerRatePpm, contract.issuerCapFen),
    networkFeeFen: priceFen(amountFen, contract.networkRatePpm, contract.networkCapFen),
  };
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
  if (payment.contract.feeReturn === 'NONE') return NO_SHARES;
  const already = addShares(payment.back.claimedShares, payment.back.returnedShares);
  const alreadyBackFen = payment.back.claimedFen + payment.back.returnedFen;
  const part = (share: keyof Shares): Fen =>
    shareOfPartFen({
      amountFen: payment.amountFen,
      wholeShareFen: payment.shares[share],
      alreadyBackFen,
      alreadyShareFen: already[share],
      backFen,
    });
  return { feeFen: part('feeFen'), issuerFeeFen: part('issuerFeeFen'), networkFeeFen: part('networkFeeFen') };
}
