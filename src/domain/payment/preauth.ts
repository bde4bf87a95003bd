/**
 * The pre-authorisation and what belongs to it: increments that raise it, the completion that uses it up, its end by
 * time. A hold is the issuer's promise: no money of anybody moves before the completion, so nothing is booked for it.
 */

import type { ClearingDay } from '../calendar/index.ts';
import type { Fen } from '../money/index.ts';
import { kindOf, type Outcome, retryOf } from '../outcome/index.ts';
import { adviceDueMs } from './advice.ts';
import type { Hold, PaymentKind } from './kinds.ts';
import type { PaymentEvent, PreauthCommand, PreauthEvent } from './moves.ts';
import type { Approval, Payment, PaymentBase, PaymentIn, Shares } from './state.ts';

type Given<T extends PreauthCommand['type']> = Extract<PreauthCommand, { type: T }>;

/** Money is held and none is taken: nothing stands in the books, in a batch or in a clearing file. */
export const isHold = ({ kind }: { readonly kind: PaymentKind }): boolean =>
  kind === 'preauthorisation' || kind === 'increment';

/** What a pre-authorisation holds now: its own amount and all that raised it. Of any other payment its amount. */
export function heldFen(payment: Payment): Fen {
  const raises = 'hold' in payment ? (payment.hold?.raises ?? []) : [];
  return raises
    .filter(({ state }) => state === 'held')
    .reduce((sum, raise) => sum + raise.amountFen, payment.amountFen);
}

/** The most that a completion may take: so many permille of what is held, rounded down to the fen (UP-12). */
export const completionLimitFen = (held: Fen, maxRatioPermille: number): Fen =>
  (held * BigInt(maxRatioPermille)) / 1000n;

/** Is an increment of it under way? Its sum is not certain until that one has ended. */
export const isBeingRaised = (payment: Payment): boolean =>
  'hold' in payment && (payment.hold?.raises ?? []).some(({ state }) => state === 'open');

/**
 * So long a completion waits for an increment without an outcome: the sum must be certain, and a raise that the issuer
 * kept would live on in the hold if the completion were voided. Then the guest does not wait any longer: the reversal
 * that meets a hold that is used up is handed to a person.
 */
export const RAISE_SETTLES_MS = 3_600_000;

const awaitsRaise = (payment: Payment, atMs: number): boolean =>
  'hold' in payment &&
  (payment.hold?.raises ?? []).some(
    ({ state, askedMs = 0 }) => state === 'open' && atMs <= askedMs + RAISE_SETTLES_MS,
  );

/** Why this pre-authorisation cannot be completed or raised now; `null` when it can. */
export function refusalOfUse(payment: Payment, atMs: number): Outcome | null {
  switch (payment.state) {
    case 'sent':
      return 'payment-in-progress';
    case 'unknown':
      return 'outcome-not-known';
    case 'declined':
      return 'related-transaction-not-valid';
    case 'reversed':
      return 'already-reversed';
    case 'voided':
      return 'already-voided';
    case 'completed':
      return 'preauth-completed';
    case 'expired':
      return 'preauth-expired';
    case 'approved':
      if (payment.back.whole !== null)
        return payment.back.whole.route === 'VOID' ? 'void-in-progress' : 'reversal-in-progress';
      if (payment.hold?.completion?.state === 'open') return 'completion-in-progress';
      return payment.holdUntilMs !== undefined && atMs > payment.holdUntilMs ? 'preauth-expired' : null;
  }
}

/** Why it cannot be completed for this amount; `null` when it can. */
export function refusalOfCompletion(
  payment: Payment,
  asked: { readonly amountFen: Fen; readonly maxRatioPermille: number; readonly atMs: number },
): Outcome | null {
  const notNow = refusalOfUse(payment, asked.atMs);
  if (notNow !== null) return notNow;
  if (awaitsRaise(payment, asked.atMs)) return 'increment-in-progress';
  return asked.amountFen > completionLimitFen(heldFen(payment), asked.maxRatioPermille)
    ? 'completion-exceeds-hold'
    : null;
}

/** Neither a completion nor an increment of it is under way: its sum is certain. */
export const isSettled = (payment: PaymentIn<'approved'>): boolean =>
  payment.hold?.completion?.state !== 'open' && !isBeingRaised(payment);

/** Time ends a hold only while nothing of it is under way. */
const isIdle = (payment: PaymentIn<'approved'>): boolean => payment.back.whole === null && isSettled(payment);

/** When a payment must be looked at again; `null` when it waits for nothing. */
export function dueOfPayment(payment: Payment): number | null {
  const dues = [payment.state === 'sent' ? payment.replyDueMs : holdDueMs(payment), adviceDueMs(payment)];
  const set = dues.filter((each) => each !== null);
  return set.length === 0 ? null : Math.min(...set);
}

/** When time ends a hold. */
function holdDueMs(payment: Payment): number | null {
  if (payment.state !== 'approved' || payment.hold === undefined || payment.holdUntilMs === undefined)
    return null;
  return isIdle(payment) ? payment.holdUntilMs + 1 : null;
}

export function decideExpiry(payment: Payment, atMs: number): readonly PaymentEvent[] {
  const dueMs = holdDueMs(payment);
  return dueMs === null || dueMs > atMs ? [] : [{ kind: 'preauth-expired', heldFen: heldFen(payment) }];
}

export function decideRaise(payment: Payment, command: Given<'raise'>): readonly PaymentEvent[] {
  if (payment.state !== 'approved' && payment.state !== 'completed') return [];
  const { paymentId: byPaymentId, amountFen } = command;
  const known = payment.hold?.raises.find((raise) => raise.paymentId === byPaymentId);
  switch (command.to) {
    case 'open':
      // One that was declined and approved after that may be told when its hold is used up already.
      return known === undefined && payment.hold !== undefined
        ? [{ kind: 'preauth-raise-asked', byPaymentId, amountFen }]
        : [];
    case 'held':
      return known?.state === 'open' ? [{ kind: 'preauth-raised', byPaymentId, amountFen }] : [];
    case 'gone':
      return known === undefined ? [] : [{ kind: 'preauth-raise-ended', byPaymentId, amountFen }];
  }
}

export function decideCompletion(payment: Payment, command: Given<'completion'>): readonly PaymentEvent[] {
  if (payment.state !== 'approved' && payment.state !== 'completed') return [];
  if (payment.hold === undefined) return [];
  const { paymentId: byPaymentId, amountFen, to } = command;
  const { completion } = payment.hold;
  const own = completion?.paymentId === byPaymentId;
  switch (to) {
    case 'open':
      return payment.state === 'approved' && completion?.state !== 'open' && payment.back.whole === null
        ? [{ kind: 'completion-asked', byPaymentId, amountFen }]
        : [];
    case 'approved':
      return payment.state === 'approved' && own
        ? [{ kind: 'preauth-completed', byPaymentId, amountFen }]
        : [];
    case 'voided':
    case 'gone':
      return own && completion?.state !== 'voided'
        ? [{ kind: 'preauth-lives-on', byPaymentId, amountFen, why: to }]
        : [];
  }
}

/** What an event about increments, completion or time makes of it; `null` when it cannot follow. */
export function evolveHold(
  base: PaymentBase,
  payment: Payment,
  event: PreauthEvent,
  atMs: number,
): Payment | null {
  if ((payment.state !== 'approved' && payment.state !== 'completed') || payment.hold === undefined)
    return null;
  const { hold, approval } = payment;
  const withHold = (next: Hold): Payment => ({ ...payment, hold: next });
  switch (event.kind) {
    case 'preauth-raise-asked':
    case 'preauth-raised':
    case 'preauth-raise-ended':
      return withHold({ ...hold, raises: raisesAfter(hold, event, atMs) });
    case 'completion-asked': {
      const { byPaymentId: paymentId, amountFen } = event;
      return withHold({ ...hold, completion: { paymentId, amountFen, state: 'open' } });
    }
    case 'preauth-completed': {
      const { byPaymentId: paymentId, amountFen } = event;
      const used: Hold = { ...hold, completion: { paymentId, amountFen, state: 'approved' } };
      return { ...base, state: 'completed', approval, hold: used, endedMs: atMs };
    }
    case 'preauth-lives-on': {
      const voided = event.why === 'voided' && hold.completion !== null;
      const completion = voided ? ({ ...hold.completion, state: 'voided' } as Hold['completion']) : null;
      return aliveAgain(base, payment, { ...hold, completion });
    }
    case 'preauth-expired':
      return { ...base, state: 'expired', approval, hold, endedMs: atMs };
    default:
      return null;
  }
}

const NO_MONEY: Shares = { feeFen: 0n, issuerFeeFen: 0n, networkFeeFen: 0n };
const NO_WAY_BACK = {
  claimedFen: 0n,
  claimedShares: NO_MONEY,
  returnedFen: 0n,
  returnedShares: NO_MONEY,
  whole: null,
} as const;

function aliveAgain(base: PaymentBase, payment: PaymentIn<'approved' | 'completed'>, hold: Hold): Payment {
  if (payment.state === 'approved') return { ...payment, hold };
  const { approval } = payment;
  return { ...base, state: 'approved', approval, shares: NO_MONEY, back: NO_WAY_BACK, hold };
}

function raisesAfter(
  hold: Hold,
  event: Extract<PreauthEvent, { kind: `preauth-raise${string}` }>,
  askedMs: number,
): Hold['raises'] {
  const { byPaymentId: paymentId, amountFen } = event;
  const others = hold.raises.filter((raise) => raise.paymentId !== paymentId);
  if (event.kind === 'preauth-raise-ended') return others;
  if (event.kind === 'preauth-raised') return [...others, { paymentId, amountFen, state: 'held' }];
  return [...others, { paymentId, amountFen, state: 'open', askedMs }];
}

/** Trouble on the way is worth a repeat; a decision is not. */
const isTrouble = (outcome: Outcome): boolean =>
  kindOf(outcome) === 'unknown' || retryOf(outcome) === 'later' || outcome === 'upstream-mac';

/**
 * An answer to a notice. «Duplicate» says that the other side has it already: done. That its pre-authorisation is used
 * up may be the echo of an earlier send's own success: only the clearing file or a person can tell.
 */
export function answeredNotice(
  payment: PaymentIn<'sent'>,
  outcome: Outcome,
  approval: Approval,
  sharesFor: (payment: Payment) => Shares,
): readonly PaymentEvent[] {
  if (isTrouble(outcome)) return [];
  if (outcome === 'duplicate') return [{ kind: 'payment-approved', approval, shares: sharesFor(payment) }];
  if (outcome === 'related-transaction-error' && (payment.attempts ?? 1) > 1)
    return payment.unclear === outcome
      ? []
      : [{ kind: 'notice-answer-unclear', outcome, clearingDay: approval.clearingDay }];
  return noticeRefused(payment, outcome);
}

/** A sale made offline was handed out already: its refusal is a loss that the shop and the operators hear of. */
const noticeRefused = ({ offline, amountFen }: Payment, outcome: Outcome): readonly PaymentEvent[] => [
  { kind: 'payment-declined', outcome, by: 'network', late: false },
  ...(offline === undefined ? [] : [{ kind: 'goods-unpaid' as const, outcome, amountFen }]),
];

export function decideRepeat(payment: Payment, command: Given<'repeat'>): readonly PaymentEvent[] {
  if (payment.state !== 'sent' || payment.isNotice === undefined || payment.replyDueMs > command.atMs)
    return [];
  const { dueMs, overdue } = command;
  const told = overdue && payment.overdue === undefined;
  return [
    { kind: told ? 'notice-overdue' : 'notice-sent-again', attempt: (payment.attempts ?? 1) + 1, dueMs },
  ];
}

/** A repeat was refused as dealt with, and no send before it was carried out: the refusal is the outcome. */
export function decideNotCleared(
  payment: Payment,
  { clearingDay }: { readonly clearingDay: ClearingDay },
): readonly PaymentEvent[] {
  if (payment.state !== 'sent' || payment.unclear === undefined) return [];
  if ((payment.unclearDay ?? payment.expectedClearingDay) > clearingDay) return [];
  return noticeRefused(payment, payment.unclear);
}

export function evolveNotice(
  payment: Payment,
  event: Extract<PreauthEvent, { kind: `notice-${string}` }>,
): Payment | null {
  if (payment.state !== 'sent') return null;
  if (event.kind === 'notice-answer-unclear')
    return { ...payment, unclear: event.outcome, unclearDay: event.clearingDay };
  const { attempt: attempts, dueMs: replyDueMs } = event;
  return {
    ...payment,
    attempts,
    replyDueMs,
    ...(event.kind === 'notice-overdue' ? { overdue: true as const } : {}),
  };
}
