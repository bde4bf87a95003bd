/** What a payment costs, by the auditor's own reckoning: the contract row in words, computed anew. */
import type { Contract } from '#domain/payment';

const MILLION = 1_000_000n;

/** Rate of the amount, half a fen and more counts as one, never above the cap. */
function priceFen(amountFen: bigint, ratePpm: number, capFen: bigint | null): bigint {
  const wholeFen = (amountFen * BigInt(ratePpm)) / MILLION;
  const rest = (amountFen * BigInt(ratePpm)) % MILLION;
  const priced = rest * 2n >= MILLION ? wholeFen + 1n : wholeFen;
  if (capFen === null) return priced;
  return priced < capFen ? priced : capFen;
}

export interface Fees {
  readonly merchantFen: bigint;
  readonly issuerFen: bigint;
  readonly networkFen: bigint;
}

export const feesOf = (amountFen: bigint, contract: Contract): Fees => ({
  merchantFen: priceFen(amountFen, contract.ratePpm, contract.capFen),
  issuerFen: priceFen(amountFen, contract.issuerRatePpm, contract.issuerCapFen),
  networkFen: priceFen(amountFen, contract.networkRatePpm, contract.networkCapFen),
});

/** Does a refund of this amount return no fee? A contract keeps fees always, or where the cap cut the discount. */
export function keepsFees(amountFen: bigint, contract: Contract): boolean {
  if (contract.feeReturn !== 'NONE_IF_CAPPED') return contract.feeReturn === 'NONE';
  return contract.capFen !== null && priceFen(amountFen, contract.ratePpm, null) > contract.capFen;
}

/**
 * The least and the most of a fee that may be kept when `refundedFen` of `amountFen` went back in `parts` refunds:
 * each part is rounded once, so it may be off by one fen; the part that completes the amount leaves nothing over.
 */
export function keptFeeFen(
  feeFen: bigint,
  amountFen: bigint,
  refundedFen: bigint,
  parts: number,
  keeps: boolean,
): { readonly leastFen: bigint; readonly mostFen: bigint } {
  if (refundedFen === 0n || keeps) return { leastFen: feeFen, mostFen: feeFen };
  if (refundedFen === amountFen) return { leastFen: 0n, mostFen: 0n };
  const exactFen = feeFen - (feeFen * refundedFen) / amountFen;
  const slackFen = BigInt(parts);
  const leastFen = exactFen - slackFen;
  return { leastFen: leastFen < 0n ? 0n : leastFen, mostFen: exactFen + slackFen };
}
