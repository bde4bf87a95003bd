/** The kinds of payment, and how those of the pre-authorisation family hang together. */
import type { Fen } from '../money/index.ts';
import type { NetworkKey, Payment, PaymentId } from './state.ts';

/**
 * sale 消费 · preauthorisation 预授权: money is held at the issuer · increment 追加预授权: it holds more · completion
 * 预授权完成: what was held is taken, wholly or in part.
 */
export const PAYMENT_KINDS = ['sale', 'preauthorisation', 'increment', 'completion'] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

/** The pre-authorisation that an increment raises or a completion completes, as it stood when its message was made. */
export interface PreauthLink {
  readonly id: PaymentId;
  readonly network: NetworkKey;
  readonly authCode: string | null;
  /** Held with all that raised it. */
  readonly heldFen: Fen;
}

/** What an approved pre-authorisation has to do with its increments and its completion. */
export interface Hold {
  /** Increments that are under way or were approved; the others left no trace here. */
  readonly raises: readonly {
    readonly paymentId: PaymentId;
    readonly amountFen: Fen;
    readonly state: 'open' | 'held';
    /** When it was asked for, last. */
    readonly askedMs?: number;
  }[];
  readonly completion: {
    readonly paymentId: PaymentId;
    readonly amountFen: Fen;
    readonly state: 'open' | 'approved' | 'voided';
  } | null;
}
export const NOTHING_RAISED: Hold = { raises: [], completion: null };

/** Made offline and taken in: its terminal holds it as paid, whether or not its issuer pays. */
export const isTakenIn = (payment: Payment): boolean =>
  payment.offline !== undefined &&
  (payment.state === 'sent' || (payment.state === 'declined' && payment.by === 'network'));
