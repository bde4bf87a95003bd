/**
 * What a drawing of a journey shows: stations in a row, legs between them, where the money is, who waits for whom. The
 * way out has the number 0, the ways back are counted from 1 in the order in which they were opened.
 */
import type { Door, Route } from '../cancellation/index.ts';
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { PaymentKind, PaymentState } from '../payment/index.ts';
import { type ArrivalWindow, MOVEMENTS, type Station, type StopState } from '../tracking/index.ts';
import type { Words } from '../wording/index.ts';

/**
 * For whom it is drawn. `payer`: no number and no name of ours, one way back alone. `cashier`: attempts, doors and
 * reasons. `operator`: also how the messages are named and answered on the line.
 */
export const LEVELS = ['payer', 'cashier', 'operator'] as const;
export type Level = (typeof LEVELS)[number];

/** What stands at the shop's end: a terminal, a system of the merchant, or a code that the payer scanned. */
export const ENDS = ['terminal', 'online', 'merchant-code'] as const;
export type End = (typeof ENDS)[number];

export const LEG_KINDS = [
  /** The payment asks its way to the bank, and the answer. */
  'payment',
  'payment-answer',
  /** What the shop was told. */
  'result',
  /** The network tells of a payment that its payer made. */
  'notice',
  /** Somebody asks for a way back, its message, the answer, what the shop was told. */
  'asked',
  'back',
  'back-answer',
  'back-result',
  /** A void that is itself undone. */
  'undo',
  'undo-answer',
  /** A changed amount or a script's result, and its acknowledgement. */
  'advice',
  'advice-answer',
  /** The clearing file says what was. */
  'file',
  /** The bank sends a refund back; the payout to another account, its way back. */
  'bounce',
  'payout',
  'payout-back',
  /** Something happened at one station. */
  'note',
] as const;
export type LegKind = (typeof LEG_KINDS)[number];

/**
 * - `under-way` sent, not answered, still in its time
 * - `arrived` proven: it came to us, or it was answered
 * - `told` sent by us to somebody who confirms nothing
 * - `lost` its time ended without an answer: nobody knows how far it came
 * - `late` it came after it had been given up
 * - `refused` it arrived, and says no
 * - `not-sent` not a byte left
 */
export const LEG_STATES = ['under-way', 'arrived', 'told', 'lost', 'late', 'refused', 'not-sent'] as const;
export type LegState = (typeof LEG_STATES)[number];

/** How a message is named on its line and what it was answered. */
export interface LegCodes {
  readonly type: string | null;
  readonly transmission: string | null;
  readonly trace: string | null;
  readonly rrn: string | null;
  readonly responseCode: string | null;
  readonly terminal: string | null;
  readonly batch: string | null;
}

export interface Leg {
  /** The same for the same message in every drawing. */
  readonly id: string;
  readonly wayNo: number;
  readonly kind: LegKind;
  readonly from: Station;
  readonly to: Station;
  readonly state: LegState;
  /** When it left; `null`: we did not see it leave. */
  readonly sentMs: number | null;
  /** When it came to us, was answered, or was given up; `null`: not known, or not yet. */
  readonly endedMs: number | null;
  /** Of one that is under way: when it counts as lost. */
  readonly dueMs: number | null;
  readonly words: Words;
  /** `null` where it was sent once, or where nobody is to know. */
  readonly attempt: number | null;
  /** How many sends are drawn as this one: more than one where nobody answered them. */
  readonly repeats: number;
  readonly outcome: Outcome | null;
  /** For operators: the step of the journey in words, and the names of its message. */
  readonly sentence: Words | null;
  readonly codes: LegCodes | null;
}

/**
 * - `untouched` it never left the account
 * - `asked` asked for, no answer yet
 * - `unknown` taken or not: nobody knows
 * - `held` kept ready at the bank, not taken
 * - `used-up` a hold that its completion took
 * - `paid` it is the shop's
 * - `frozen` it is the shop's, and nobody may move it
 * - `returning` a way back is under way, not confirmed
 * - `arriving` the way back is confirmed, the account is not proven to have it
 * - `undone` reversed without an answer: nothing was taken, or it comes back
 * - `overdue` confirmed, and the last day of its arrival is over
 * - `returned` proven to be back
 * - `released` nothing is held any more
 * - `suspense` the bank sent it back, it waits for its holder
 * - `paying-out` on its way to another account
 * - `paid-out` at another account
 * - `with-person` a person has to end it
 * - `charged-back` the bank gave it back in a dispute
 */
export const COIN_STATES = [
  'untouched',
  'asked',
  'unknown',
  'held',
  'used-up',
  'paid',
  'frozen',
  'returning',
  'arriving',
  'undone',
  'overdue',
  'returned',
  'released',
  'suspense',
  'paying-out',
  'paid-out',
  'with-person',
  'charged-back',
] as const;
export type CoinState = (typeof COIN_STATES)[number];

/** A part of the money and where it is now. All coins together are the amount. */
export interface Coin {
  readonly id: string;
  readonly wayNo: number;
  readonly amountFen: Fen;
  readonly state: CoinState;
  readonly at: Station;
  /** On which rail it is drawn. */
  readonly rail: 'out' | 'back';
  /** Where it is expected next; `null`: it stays. */
  readonly towards: Station | null;
  readonly words: Words;
}

/** What is waited for. */
export const WAIT_KINDS = [
  'answer',
  'notice-answer',
  'back-answer',
  'void-answer',
  'undo-answer',
  'file',
  'person',
  'second-person',
  'arrival',
  'holder',
  'account-check',
  'payout',
  'advice',
  'completion',
  'other-payment',
  'dispute',
  'shop',
  'papers',
  'supervisor',
  'review',
  'opening',
] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

/** What happens at the end of the wait when nothing came. */
export const NEXT_STEPS = [
  'reverse',
  'send-again',
  'undo',
  'person',
  'ask',
  'remind',
  'look',
  'lapse',
  'escalate',
  'carry-out',
  'expire',
] as const;
export type NextStep = (typeof NEXT_STEPS)[number];

export interface Wait {
  readonly wayNo: number;
  readonly kind: WaitKind;
  /** Who waits, and for whom. */
  readonly by: Station;
  readonly on: Station;
  readonly sinceMs: number;
  /** The next check, or the end of the wait; `null`: no time is set. */
  readonly untilMs: number | null;
  readonly next: NextStep | null;
  readonly attempt: number | null;
  readonly words: Words;
  readonly nextWords: Words | null;
}

/** How far a way back came, station by station. */
export interface WayStop {
  readonly station: Station;
  readonly state: StopState;
  readonly atMs: number | null;
}

/** As tracking has them, and a dispute's own. */
export const MOVEMENTS_DRAWN = [...MOVEMENTS, 'disputed', 'charged-back'] as const;
export type MovementDrawn = (typeof MOVEMENTS_DRAWN)[number];

export interface Way {
  readonly no: number;
  readonly route: Route;
  readonly routeWords: Words;
  readonly amountFen: Fen;
  readonly movement: MovementDrawn;
  readonly where: Station;
  readonly sentence: Words;
  readonly stops: readonly WayStop[];
  readonly openedMs: number;
  readonly endedMs: number | null;
  readonly nextCheckMs: number | null;
  readonly arrival: ArrivalWindow | null;
  /** For the shop and operators. */
  readonly cancellationId: string | null;
  readonly door: Door | null;
  readonly reason: string | null;
  readonly attempts: number | null;
}

export interface StationView {
  readonly station: Station;
  readonly words: Words;
  /** Merchant, masked card, number of the terminal for those who may read it. */
  readonly name: Words | null;
  /** How the way out stands towards it. */
  readonly out: StopState;
  readonly outMs: number | null;
}

export interface Picture {
  readonly level: Level;
  readonly kind: PaymentKind;
  readonly kindWords: Words;
  readonly end: End;
  readonly state: PaymentState;
  readonly currency: string;
  readonly amounts: {
    /** Of the payment as it stands now; of a pre-authorisation what it holds. */
    readonly amountFen: Fen;
    readonly returnedFen: Fen;
    readonly underWayFen: Fen;
  };
  readonly startedMs: number;
  readonly drawnMs: number;
  /** Where the money is, in a sentence. */
  readonly now: Words;
  readonly stations: readonly StationView[];
  readonly coins: readonly Coin[];
  readonly legs: readonly Leg[];
  readonly ways: readonly Way[];
  readonly waits: readonly Wait[];
  /** The earliest instant at which this platform looks again, or at which a wait ends. */
  readonly nextCheckMs: number | null;
  /** More happened than is drawn. */
  readonly truncated: boolean;
}
