/** What the shop's pages read of the API, as docs/openapi.json tells it; the browser tests hold it to that. */
import type { RequestState } from '#domain/request';
import { api, type CallOptions, withQuery } from '../shared/api.ts';
import type { Words } from '../shared/words.ts';

export type Route = 'CLOSE' | 'REVERSAL' | 'VOID' | 'REFUND' | 'DISPUTE';
export interface Coded extends Words {
  readonly code: string;
}

export const PAYMENT_STATES = [
  'sent',
  'unknown',
  'approved',
  'declined',
  'reversed',
  'voided',
  'completed',
  'expired',
] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

export interface Payment {
  readonly id: string;
  readonly kindWords: Words;
  readonly state: PaymentState;
  readonly stateWords: Words;
  readonly outcome: Coded | null;
  readonly amount: number;
  readonly card: string;
  readonly channel: string;
  readonly order: { readonly id: string; readonly orderNo: string } | null;
  readonly terminalId: string;
  readonly batchNo: string;
  readonly traceNo: string;
  readonly rrn: string;
  readonly authCode: string | null;
  readonly startedAt: string;
  readonly nextCheckAt: string | null;
  readonly wayBack: {
    readonly returned: number;
    readonly claimed: number;
    readonly remaining: number;
    readonly underWay: Route | null;
  };
}

export interface Rule extends Words {
  readonly id: string;
  readonly source: string | Words;
  readonly held: boolean;
}

/** Can it be cancelled? */
export interface Asked {
  readonly verdict: 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';
  readonly sentence: Words;
  readonly route: Route | null;
  readonly amount: number | null;
  readonly destination: (Words & { readonly masked: string }) | null;
  readonly arrival: { readonly words: Words; readonly usually: boolean } | null;
  readonly fee: { readonly returned: number; readonly kept: number } | null;
  readonly evidence: {
    readonly items: readonly Coded[];
    readonly approval: 'none' | 'merchant' | 'supervisor' | 'review';
  } | null;
  readonly deadline: { readonly at: string; readonly usually: boolean } | null;
  readonly opensAt: string | null;
  readonly reason: Coded | null;
  readonly next: { readonly words: Words; readonly opensAt: string | null } | null;
  readonly advice: readonly Coded[];
  readonly aftercare: readonly Coded[];
  readonly rules: readonly Rule[];
}

export interface Cancellation {
  readonly id: string;
  readonly payment: string;
  readonly routeWords: Words;
  readonly state: string;
  readonly stateWords: Words;
  readonly outcome: Coded;
  readonly amount: number;
  readonly openedAt: string;
  readonly nextCheckAt: string | null;
}
export interface CancellationDetail extends Cancellation {
  readonly trackingUrl: string | null;
  readonly tracking: { readonly sentence: Words } | null;
}

export interface Paper {
  readonly sha256: string;
  readonly kind: 'png' | 'jpeg' | 'pdf';
  readonly size: number;
  readonly item: Coded;
  readonly at: string;
  readonly link: string;
}
export interface Request {
  readonly id: string;
  readonly payment: string;
  readonly state: RequestState;
  readonly stateWords: Words;
  /** `null`: all that can go back when it is carried out. */
  readonly amount: number | null;
  readonly door: 'payer' | 'merchant' | 'operator';
  readonly requestedBy: string | null;
  readonly reason: string;
  readonly purpose: Coded | null;
  readonly contact: { readonly phone: string | null; readonly email: string | null };
  readonly papersWanted: readonly (Coded & { readonly received: boolean })[];
  readonly papers: readonly Paper[];
  readonly refusal: { readonly stageWords: Words; readonly why: string } | null;
  readonly cancellation: string | null;
  readonly outcome: Coded | null;
  readonly dueAt: string | null;
  readonly askedAt: string;
  readonly endedAt: string | null;
}
export interface RequestDetail extends Request {
  readonly answer: Pick<Asked, 'sentence'> | null;
}

export const ORDER_STATES = ['unpaid', 'paying', 'unknown', 'paid', 'closing', 'closed'] as const;
export type OrderState = (typeof ORDER_STATES)[number];

export interface Order {
  readonly id: string;
  readonly orderNo: string;
  readonly subject: string;
  readonly state: OrderState;
  readonly stateWords: Words;
  readonly amount: number;
  readonly payable: number;
  readonly code: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly payment: string | null;
  readonly paidAt: string | null;
}

export interface Notice {
  readonly id: string;
  readonly subject: string;
  readonly words: Words;
  readonly at: string;
  readonly readAt: string | null;
}

export interface List<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export const PAGE_MAX = 200;

export interface PaymentFilter {
  readonly state?: string | null;
  readonly rrn?: string | null;
  readonly terminal?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
}

const at = (kind: string, id: string): string => `/v1/${kind}/${encodeURIComponent(id)}`;

export const readPayments = (
  filter: PaymentFilter,
  cursor: string | null,
  limit: number,
  options: CallOptions,
) => api.get<List<Payment>>(withQuery('/v1/payments', { ...filter, cursor, limit }), options);
export const readPayment = (id: string, options: CallOptions) =>
  api.get<Payment>(at('payments', id), options);
export const readAnswer = (id: string, amount: number | null, options: CallOptions) =>
  api.get<Asked>(withQuery(`${at('payments', id)}/cancellability`, { amount }), options);
export const readCancellations = (payment: string, options: CallOptions) =>
  api.get<List<Cancellation>>(withQuery('/v1/cancellations', { payment }), options);
export const readCancellation = (id: string, options: CallOptions) =>
  api.get<CancellationDetail>(at('cancellations', id), options);

export interface CancelBody {
  readonly subject: string;
  readonly amount?: number;
  readonly reason: string;
}
/** Seconds that the server waits for the way back to move before it answers. */
const WAIT_S = 8;
/** A way back, or where a second person or papers are needed the request for one. */
export const cancel = (body: CancelBody, key: string) =>
  api.post<CancellationDetail | RequestDetail>(withQuery('/v1/cancellations', { wait: WAIT_S }), body, {
    key,
  });

export const readRequests = (state: string | null, cursor: string | null, options: CallOptions) =>
  api.get<List<Request>>(withQuery('/v1/requests', { state, cursor, limit: 50 }), options);
export const readRequest = (id: string, options: CallOptions) =>
  api.get<RequestDetail>(at('requests', id), options);
export const decideRequest = (
  id: string,
  word: 'accept' | 'approve' | 'refuse' | 'reject',
  reason?: string,
) => api.post<RequestDetail>(`${at('requests', id)}/${word}`, reason === undefined ? undefined : { reason });

export const readOrders = (state: string | null, cursor: string | null, options: CallOptions) =>
  api.get<List<Order>>(withQuery('/v1/orders', { state, cursor, limit: 50 }), options);
export const readOrder = (id: string, options: CallOptions) => api.get<Order>(at('orders', id), options);
export const openOrder = (
  body: { readonly orderNo: string; readonly amount: number; readonly subject: string },
  key: string,
) => api.post<Order>('/v1/orders', body, { key });
export const closeOrder = (id: string) =>
  api.post<Order>(withQuery(`${at('orders', id)}/close`, { wait: WAIT_S }), undefined);

export const readNotices = (cursor: string | null, options: CallOptions) =>
  api.get<List<Notice>>(withQuery('/v1/notices', { cursor, limit: 50 }), options);
