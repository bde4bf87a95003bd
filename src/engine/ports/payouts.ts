/** The bank's channel for payouts: an order out, its result back by a person or by the channel itself. */
import type { Fen } from '#domain/money';
import type { CancellationId, PaymentId } from '#domain/payment';
import type { WalletPaymentId } from '#domain/wallet';

/** What the money is: a refund that its bank sent back, or one that came after its wallet was closed. */
export type PayoutSubject =
  | {
      readonly kind: 'bounced-refund';
      readonly paymentId: PaymentId;
      readonly cancellationId: CancellationId;
    }
  | { readonly kind: 'late-refund'; readonly movementId: WalletPaymentId };

/** Pay this amount to this account of this person. The account number is sealed; the channel opens it. */
export interface PayoutRequest {
  /** The same for every repetition of one order: whoever took it once must not pay it twice. */
  readonly orderNo: string;
  readonly book: string;
  readonly of: PayoutSubject;
  readonly amountFen: Fen;
  readonly bank: string;
  readonly accountCipher: string;
  readonly accountMasked: string;
  readonly holder: string;
  readonly orderedMs: number;
}

export interface PayoutPort {
  /** Resolves when the channel has the order for good. A failure leaves it open: the order is handed over again. */
  order(request: PayoutRequest): Promise<void>;
}
