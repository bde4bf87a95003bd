/** What lies around a wallet and is not in it: money on its way, disputes, what the person told and proved. */
import type { Fen } from '../money/index.ts';
import type { Source, WalletPayment } from '../wallet/index.ts';
import type { Stop } from './facts.ts';
import type { ProofKind } from './proof.ts';

export interface MerchantName {
  readonly merchantId: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** A refund that the merchant gave and that has not arrived. */
export interface RefundUnderWay {
  readonly id: string;
  readonly amountFen: Fen;
  readonly merchant: MerchantName | null;
  /** Where the payment came from, and so where it goes back. */
  readonly source: Source;
  /** The card behind it, as it was when it paid; null: the balance. */
  readonly masked: string | null;
  /** `stuck`: the bank sent it back, or nobody answered in time. */
  readonly state: 'under-way' | 'stuck';
}

export interface OpenHold {
  readonly id: string;
  readonly amountFen: Fen;
  readonly merchant: MerchantName | null;
  readonly source: Source;
  /** When it lapses by itself; null: nobody said. */
  readonly expiresAtMs: number | null;
}

export interface OpenDispute {
  readonly id: string;
  readonly what: 'dispute' | 'complaint' | 'loss';
  readonly amountFen: Fen | null;
  readonly openedAtMs: number;
}

export interface Around {
  readonly balanceFen: Fen;
  /** Those without an end; others are passed over. */
  readonly movements: readonly WalletPayment[];
  readonly lastPayoutAtMs: number | null;
  readonly refunds: readonly RefundUnderWay[];
  readonly holds: readonly OpenHold[];
  readonly disputes: readonly OpenDispute[];
  readonly arrearsFen: Fen;
  readonly stop: Stop;
  readonly suspicious: boolean;
  readonly person: {
    readonly realName: boolean;
    readonly under14: boolean;
    readonly guardianAgreed: boolean;
  };
  readonly benefitsGivenUp: boolean;
  /** `null`: the question comes before the proof. */
  readonly proven: readonly ProofKind[] | null;
  readonly faceConsent: boolean;
  readonly faceAssessed: boolean;
}

/** Nothing under way, nothing told, nothing proven. */
export const NOTHING_AROUND: Around = {
  balanceFen: 0n,
  movements: [],
  lastPayoutAtMs: null,
  refunds: [],
  holds: [],
  disputes: [],
  arrearsFen: 0n,
  stop: 'none',
  suspicious: false,
  person: { realName: true, under14: false, guardianAgreed: false },
  benefitsGivenUp: false,
  proven: null,
  faceConsent: false,
  faceAssessed: true,
};
