/**
 * How much may be under way at once: in all, and of one merchant, so that one that floods the gateway is told «busy»
 * while the others are served.
 */
export interface FairShare {
  /** Takes a place, or says that there is none. Whoever got one gives it back. */
  enter(merchantId: string): boolean;
  leave(merchantId: string): void;
  readonly underWay: number;
}

export function createFairShare(limits: {
  readonly gatewayUnderWayMax: number;
  readonly gatewayPerMerchantMax: number;
}): FairShare {
  const of = new Map<string, number>();
  let all = 0;
  return {
    enter(merchantId) {
      const mine = of.get(merchantId) ?? 0;
      if (all >= limits.gatewayUnderWayMax || mine >= limits.gatewayPerMerchantMax) return false;
      of.set(merchantId, mine + 1);
      all += 1;
      return true;
    },
    leave(merchantId) {
      const mine = of.get(merchantId) ?? 0;
      if (mine <= 1) of.delete(merchantId);
      else of.set(merchantId, mine - 1);
      all -= 1;
    },
    get underWay() {
      return all;
    },
  };
}
