/** What a cancellation is, state by state. SPEC.md of this room has the table of transitions. */
import type { Answer } from '../answer/index.ts';
import type { ClearingDay } from '../calendar/index.ts';
import type { Route } from '../cancellability/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { CancellationId, NetworkKey, PaymentId, Shares, TerminalKey } from '../payment/index.ts';
import type { Arrival } from './arrival.ts';
import type { AfterBounce } from './bounce-state.ts';
import type { EndProposal } from './resolve.ts';

/** The routes that this platform itself sends to the network. */
export type SentRoute = 'REVERSAL' | 'VOID' | 'REFUND';

/** By which door a cancellation came in. */
export type Door = 'terminal' | 'api' | 'console' | 'payer' | 'deadline' | 'network';

/** Why a person has to look. */
export type HandedReason =
  | 'not-acknowledged'
  | 'refused-by-network'
  | 'void-not-possible'
  | 'no-clearing-file'
  /** Of a pre-authorisation: the day ended first, and no clearing file speaks of holds. */
  | 'hold-outlived-its-day';

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
        /** Of a refund alone: has the payer got it? Undone and void payments were never on a statement. */
        readonly arrival?: Arrival;
      }
    | { readonly state: 'refused'; readonly endedMs: number; readonly outcome: Outcome }
    | { readonly state: 'undone'; readonly endedMs: number }
    /** The clearing file showed that the payment stands: there was nothing to undo after all. */
    | { readonly state: 'overruled'; readonly endedMs: number }
    | {
        readonly state: 'handed';
        readonly sinceMs: number;
        readonly why: HandedReason;
        /** What one operator found out; another one has to approve it. */
        readonly proposal?: EndProposal;
      }
    | AfterBounce
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
  'bounced',
  'account-named',
  'payout-ordered',
  'paid-out',
  'stranded',
] as const satisfies CancellationState[];

export type CancellationIn<S extends CancellationState> = Extract<Cancellation, { state: S }>;

const OPEN = ['sending', 'undoing', 'awaiting-file', 'handed'] as const satisfies CancellationState[];
/** What the network, the clock, the holder, the bank or a person still has to do something about. */
export const NO_END_YET = [
  ...OPEN,
  'bounced',
  'account-named',
  'payout-ordered',
  'stranded',
] as const satisfies CancellationState[];

/** Still moving by itself, or waiting for a person: it may yet be made, or not. */
export function isOpen(cancellation: Cancellation): boolean {
  return (OPEN as readonly string[]).includes(cancellation.state);
}

/** States of a refund that was carried out and came back: its money is, or was, in suspense. */
export const AFTER_BOUNCE = [
  'bounced',
  'account-named',
  'payout-ordered',
  'paid-out',
  'stranded',
] as const satisfies CancellationState[];

export const isAfterBounce = (cancellation: Cancellation): cancellation is Cancellation & AfterBounce =>
  (AFTER_BOUNCE as readonly string[]).includes(cancellation.state);

/** The way back was made: the payment has given the money up, whether the payer has it yet or not. */
export const carriedOut = (cancellation: Cancellation): boolean =>
  cancellation.state === 'done' || isAfterBounce(cancellation);

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** Drops what only one state has. */
export function cancellationBase(cancellation: Cancellation): CancellationBase {
  const base: Draft<CancellationBase> = {
    id: cancellation.id,
    paymentId: cancellation.paymentId,
    book: cancellation.book,
    route: cancellation.route,
    amountFen: cancellation.amountFen,
    shares: cancellation.shares,
    door: cancellation.door,
    requestedBy: cancellation.requestedBy,
    reason: cancellation.reason,
    terminal: cancellation.terminal,
    rrn: cancellation.rrn,
    network: cancellation.network,
    openedMs: cancellation.openedMs,
    answer: cancellation.answer,
    askedAgain: cancellation.askedAgain,
    tries: cancellation.tries,
    version: cancellation.version,
  };
  if (cancellation.shopPerson !== undefined) base.shopPerson = cancellation.shopPerson;
  if (cancellation.requestId !== undefined) base.requestId = cancellation.requestId;
  return base;
}
