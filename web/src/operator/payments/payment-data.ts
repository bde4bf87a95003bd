/** Payments as the API tells them: the members that the operator's pages read. */
import type { Words } from '../../shared/words.ts';

export type PaymentState =
  | 'sent'
  | 'unknown'
  | 'approved'
  | 'declined'
  | 'reversed'
  | 'voided'
  | 'completed'
  | 'expired';
export const PAYMENT_STATES: readonly PaymentState[] = [
  'sent',
  'unknown',
  'approved',
  'declined',
  'reversed',
  'voided',
  'completed',
  'expired',
];

export interface Payment {
  readonly id: string;
  readonly book: string;
  readonly kind: string;
  readonly kindWords: Words;
  readonly state: PaymentState;
  readonly stateWords: Words;
  readonly outcome: (Words & { readonly code: string }) | null;
  readonly amount: number;
  readonly card: string;
  readonly channel: string;
  readonly order: { readonly id: string; readonly orderNo: string } | null;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly batchNo: string;
  readonly traceNo: string;
  readonly rrn: string;
  readonly authCode: string | null;
  readonly clearingDay: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly nextCheckAt: string | null;
  readonly offline: boolean;
  readonly variety: string | null;
  readonly circumstances: Readonly<Record<string, unknown>>;
  readonly wayBack: {
    readonly returned: number;
    readonly claimed: number;
    readonly remaining: number;
    readonly underWay: string | null;
  };
}

export interface Cancellation {
  readonly id: string;
  readonly route: string;
  readonly routeWords: Words;
  readonly state: string;
  readonly stateWords: Words;
  readonly outcome: Words & { readonly code: string };
  readonly amount: number;
  readonly doorWords: Words;
  readonly requestedBy: string;
  readonly person: string | null;
  readonly reason: string;
  readonly rrn: string;
  readonly openedAt: string;
  readonly endedAt: string | null;
  readonly nextCheckAt: string | null;
}

export interface Columns {
  readonly debitPending: number;
  readonly debitPosted: number;
  readonly creditPending: number;
  readonly creditPosted: number;
}
export interface Journal {
  readonly book: string;
  readonly payment: string;
  readonly no: number;
  readonly kind: string;
  readonly kindWords: Words;
  readonly cancellation: string | null;
  readonly mirrorsNo: number | null;
  readonly at: string;
  readonly entries: readonly (Columns & Words & { readonly account: string })[];
}

export interface Journey {
  readonly payment: Payment;
  readonly cancellations: readonly Cancellation[];
  readonly steps: readonly (Words & {
    readonly at: string;
    readonly kind: string;
    readonly cancellation: string | null;
  })[];
  readonly journals: readonly Journal[];
  readonly truncated: boolean;
}
