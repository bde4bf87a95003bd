/** The states of a request to cancel a payment, as unions by `state`. SPEC.md of this room says what each one means. */
import type { Answer, Purpose } from '../answer/index.ts';
import type { Route } from '../cancellation/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { CancellationId, PaymentId } from '../payment/index.ts';

export type RequestId = string & { readonly __brand: 'RequestId' };

/** By which door it was asked for: without login, by a shop's key, by an operator's key. */
export type RequestDoor = 'payer' | 'merchant' | 'operator';

/** Who acts. `id` is the key's, or `payer` for whoever holds the receipt or the request's token. */
export interface Actor {
  readonly id: string;
  readonly role: RequestDoor;
  /** A shop's key that may approve what needs a second pair of eyes. */
  readonly supervisor: boolean;
}

/** Where the payer can be told: sealed as a card number is, and a masked text for people. */
export interface SealedContact {
  readonly sealed: string;
  readonly masked: string;
}
export interface Contact {
  readonly phone: SealedContact | null;
  readonly email: SealedContact | null;
}

/** A paper that was handed in; its content lies encrypted elsewhere, under this hash. */
export interface Paper {
  /** SHA-256 of the content, 64 lower-case hexadecimal characters. */
  readonly sha256: string;
  readonly kind: 'png' | 'jpeg' | 'pdf';
  readonly sizeBytes: number;
  /** Which wanted paper it is: a code of the answer's evidence. */
  readonly item: string;
  readonly by: string;
  readonly atMs: number;
}

/** What must be there before the money moves, as the answer says. */
export interface Needs {
  readonly papers: readonly string[];
  readonly approval: 'none' | 'supervisor' | 'review';
}

/** What was asked for, by whom. Never changes. */
export interface Asked {
  /** What goes back; `null`: all that can go back when it is carried out. */
  readonly amountFen: Fen | null;
  /** Insists on one route; `null`: the best open one. */
  readonly route: Route | null;
  /** A route that opens later is waited for. */
  readonly whenOpen: boolean;
  readonly door: RequestDoor;
  readonly by: string;
  /** Who in the shop asked, in the shop's own words. */
  readonly shopPerson: string | null;
  readonly reason: string;
  readonly contact: Contact | null;
  /** Why the money is wanted back, where it changes what the rules ask for. Absent: not told. */
  readonly purpose?: Purpose;
  /** The language in which the payer wants to be told. Absent: by the telephone number. */
  readonly language?: 'zh' | 'en';
  /** Keyed fingerprint of the key under which a payer asked: whoever asks again under it is the same person. */
  readonly print?: string;
  readonly atMs: number;
}

export interface CancelRequestBase {
  readonly id: RequestId;
  readonly paymentId: PaymentId;
  readonly book: string;
  readonly asked: Asked;
  /** The answer given when it was asked for, with the facts and rules behind it. */
  readonly answer: Answer<Route>;
  readonly needs: Needs;
  readonly papers: readonly Paper[];
  readonly acceptedBy: string | null;
  readonly approvedBy: string | null;
  readonly reviewedBy: string | null;
  readonly version: number;
}

/** Who ended it by a no. */
export type RefusalStage = 'decision' | 'approval' | 'review';

export type CancelRequest = CancelRequestBase &
  (
    | { readonly state: 'asked'; readonly dueMs: number }
    | { readonly state: 'escalated'; readonly dueMs: number | null }
    | { readonly state: 'papers'; readonly dueMs: number }
    | { readonly state: 'approval'; readonly dueMs: number }
    | { readonly state: 'review'; readonly dueMs: number | null }
    | { readonly state: 'waiting'; readonly dueMs: number }
    | { readonly state: 'carrying'; readonly cancellationId: CancellationId }
    | { readonly state: 'arriving'; readonly cancellationId: CancellationId; readonly dueMs: number }
    | {
        readonly state: 'finished';
        readonly cancellationId: CancellationId;
        readonly arrival: 'confirmed' | 'not-confirmed';
        readonly endedMs: number;
      }
    | {
        readonly state: 'refused';
        readonly by: string;
        readonly stage: RefusalStage;
        readonly why: string;
        readonly endedMs: number;
      }
    | { readonly state: 'withdrawn'; readonly endedMs: number }
    | { readonly state: 'expired'; readonly endedMs: number }
    | { readonly state: 'overtaken'; readonly wonBy: CancellationId; readonly endedMs: number }
    | {
        readonly state: 'failed';
        readonly outcome: Outcome;
        readonly cancellationId: CancellationId | null;
        readonly endedMs: number;
      }
  );

export type RequestState = CancelRequest['state'];
export const REQUEST_STATES = [
  'asked',
  'escalated',
  'papers',
  'approval',
  'review',
  'waiting',
  'carrying',
  'arriving',
  'finished',
  'refused',
  'withdrawn',
  'expired',
  'overtaken',
  'failed',
] as const satisfies RequestState[];

export type RequestIn<S extends RequestState> = Extract<CancelRequest, { state: S }>;

/** Nothing was sent yet: it may be withdrawn, and another door may win. */
const UNSENT: readonly RequestState[] = ['asked', 'escalated', 'papers', 'approval', 'review', 'waiting'];
export const isUnsent = ({ state }: CancelRequest): boolean => UNSENT.includes(state);

/** It has no end yet. */
export const isRequestOpen = (request: CancelRequest): boolean =>
  isUnsent(request) || request.state === 'carrying' || request.state === 'arriving';

/** When it must be looked at again; `null` for one that waits for a person or for nothing. */
export const dueOfRequest = (request: CancelRequest): number | null =>
  'dueMs' in request ? request.dueMs : null;

/** Drops what only one state has. */
export function requestBase(request: CancelRequest): CancelRequestBase {
  const { id, paymentId, book, asked, answer, needs, papers } = request;
  const { acceptedBy, approvedBy, reviewedBy, version } = request;
  return { id, paymentId, book, asked, answer, needs, papers, acceptedBy, approvedBy, reviewedBy, version };
}
