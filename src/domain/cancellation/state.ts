/** What a cancellation is, state by state. SPEC.md of this room has the table of transitions. */
import type { Answer } from '../answer/index.ts';
import type { ClearingDay } from '../calendar/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { CancellationId, NetworkKey, PaymentId, Shares, TerminalKey } from '../payment/index.ts';

/** Ways back of a card payment. CLOSE ends unpaid orders, DISPUTE is outside every window. */
export const ROUTES = ['CLOSE', 'REVERSAL', 'VOID', 'REFUND', 'DISPUTE'] as const;
export type Route = (typeof ROUTES)[number];
/** The routes that this platform itself sends to the network. */
export type SentRoute = 'REVERSAL' | 'VOID' | 'REFUND';

/** By which door a cancellation came in. */
export type Door = 'terminal' | 'api' | 'console' | 'payer' | 'deadline' | 'network';

/** Why a person has to look. */
export type HandedReason =
  | 'not-acknowledged'
  | 'refused-by-network'
  | 'void-not-possible'
  | 'no-clearing-file';

export interface CancellationBase {
  readonly id: CancellationId;
  readonly paymentId: PaymentId;
  readonly book: string;
  readonly route: SentRoute;
  readonly amountFen: Fen;
  readonly shares: Shares;
  readonly door: Door;
  readonly requestedBy: string;
  /** Who in the shop asked, in the shop's own words. */
  readonly shopPerson?: string;
  /** The request that led to it. */
  readonly requestId?: string;
  /** What the asker gave as the reason; a reversal carries the terminal's F39. */
  readonly reason: string;
  /** The terminal message that asked for it; `null` for the other doors. */
  readonly terminal: TerminalKey | null;
  readonly rrn: string;
  /** F7/F11 of the message that carries it upstream. */
  readonly network: NetworkKey;
  readonly openedMs: number;
  /** The answer that allowed it, with the facts and rules it read. */
  readonly answer: Answer<Route>;
  /** A terminal asked for the same refund again under a new trace number and got this one: someone should look. */
  readonly askedAgain: number;
  /** How many times the void was tried, for doors that do not wait at a terminal. */
  readonly tries: number;
  readonly version: number;
}

export type Cancellation = CancellationBase &
  /** Under way to the network: reversal and refund are repeated, a void waits for its one answer. */
  (
    | { readonly state: 'sending'; readonly attempts: number; readonly dueMs: number }
    /** A void that got no answer, or that its terminal reversed: it is itself being undone. */
    | {
        readonly state: 'undoing';
        readonly undo: NetworkKey;
        readonly attempts: number;
        readonly dueMs: number;
        readonly wasDone: boolean;
        readonly final: boolean;
      }
    /** The clearing day ended before the acknowledgement: the clearing file decides. */
    | { readonly state: 'awaiting-file'; readonly sinceMs: number; readonly dueMs: number }
    | {
        readonly state: 'done';
        readonly doneMs: number;
        readonly outcome: Outcome;
        readonly clearingDay: ClearingDay | null;
      }
    | { readonly state: 'refused'; readonly endedMs: number; readonly outcome: Outcome }
    | { readonly state: 'undone'; readonly endedMs: number }
    /** The clearing file showed that the payment stands: there was nothing to undo after all. */
    | { readonly state: 'overruled'; readonly endedMs: number }
    | { readonly state: 'handed'; readonly sinceMs: number; readonly why: HandedReason }
  );

export type CancellationState = Cancellation['state'];
export const CANCELLATION_STATES = [
  'sending',
  'undoing',
  'awaiting-file',
  'done',
  'refused',
  'undone',
  'overruled',
  'handed',
] as const satisfies CancellationState[];

export type CancellationIn<S extends CancellationState> = Extract<Cancellation, { state: S }>;

/** Still moving by itself, or waiting for a person: not final. */
export function isOpen(cancellation: Cancellation): boolean {
  return ['sending', 'undoing', 'awaiting-file', 'handed'].includes(cancellation.state);
}

/** Drops what only one state has. */
export function cancellationBase(cancellation: Cancellation): CancellationBase {
  const { id, paymentId, book, route, amountFen, shares, door, requestedBy, reason, terminal, rrn } =
    cancellation;
  const { network, openedMs, answer, askedAgain, tries, version, shopPerson, requestId } = cancellation;
  return {
    ...(shopPerson === undefined ? {} : { shopPerson }),
    ...(requestId === undefined ? {} : { requestId }),
    id,
    paymentId,
    book,
    route,
    amountFen,
    shares,
    door,
    requestedBy,
    reason,
    terminal,
    rrn,
    network,
    openedMs,
    answer,
    askedAgain,
    tries,
    version,
  };
}
