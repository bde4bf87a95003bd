/** A refund that came back: suspense, the holder's other account, four eyes, the payout. SPEC.md has the table. */
import type { Outcome } from '../outcome/index.ts';
import { type AfterBounce, type Bounced, type PayoutOrder, samePerson } from './bounce-state.ts';
import type { CancellationCommand, Pace } from './moves.ts';
import { type Cancellation, type CancellationIn, cancellationBase, isAfterBounce } from './state.ts';
import { finish, repeatAfterMs, type Steps } from './steps.ts';
import {
  bankFeeJournal,
  bounceJournal,
  orderJournal,
  paidJournal,
  payoutBackJournal,
  unorderJournal,
} from './suspense.ts';

type Given<T extends CancellationCommand['type']> = Extract<CancellationCommand, { type: T }>;

/** What every state after the bounce keeps. */
export function bouncedPart(cancellation: Cancellation & AfterBounce): Bounced {
  const { doneMs, outcome, clearingDay, bounce } = cancellation;
  return { doneMs, outcome, clearingDay, bounce };
}

/** `王小明` → `王**`: who knows the person recognises it, nobody else learns it. */
export const maskedName = (name: string): string => {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.min(rest.length, 8));
};

/** The issuer sent it back. A refund that is still repeated or handed was carried out, or it could not come back. */
export function returned(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'returned'>,
  pace: Pace,
): Steps {
  const { atMs, clearingDay, why, amountFen } = command;
  const { state } = cancellation;
  if (cancellation.route !== 'REFUND' || amountFen !== cancellation.amountFen) return steps;
  if (state === 'sending' || state === 'handed') finish(steps, 'approved', null, atMs);
  else if (state !== 'done') return steps;
  const done = steps.cancellation;
  if (done.state !== 'done') return steps;
  return steps
    .book(bounceJournal(amountFen))
    .become({
      ...cancellationBase(done),
      doneMs: done.doneMs,
      outcome: done.outcome,
      clearingDay: done.clearingDay,
      bounce: { clearingDay, why, atMs, rounds: 0, bankFeesFen: 0n },
      state: 'bounced',
      reminders: 0,
      dueMs: atMs + pace.claimReminderMs,
    })
    .tell({ kind: 'refund-bounced', amountFen, why });
}

function backToSuspense(
  steps: Steps,
  cancellation: Cancellation & AfterBounce,
  atMs: number,
  pace: Pace,
): Steps {
  const part = bouncedPart(cancellation);
  if (part.bounce.rounds >= pace.payoutRoundsMax) return strand(steps, part, 'payouts-return', atMs);
  const dueMs = atMs + pace.claimReminderMs;
  return steps.become({ ...cancellationBase(cancellation), ...part, state: 'bounced', reminders: 0, dueMs });
}

function strand(steps: Steps, part: Bounced, why: CancellationIn<'stranded'>['why'], atMs: number): Steps {
  return steps
    .become({ ...cancellationBase(steps.cancellation), ...part, state: 'stranded', sinceMs: atMs, why })
    .tell({ kind: 'refund-stranded', why });
}

export function nameAccount(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'name-account'>,
  pace: Pace,
): Steps {
  if (cancellation.state !== 'bounced' && cancellation.state !== 'stranded') return steps;
  const { account, by, atMs } = command;
  return steps
    .become({
      ...cancellationBase(cancellation),
      ...bouncedPart(cancellation),
      state: 'account-named',
      account,
      namedBy: by,
      namedMs: atMs,
      issuerWord: null,
      dueMs: atMs + pace.accountCheckMs,
    })
    .tell({
      kind: 'account-named',
      bank: account.bank,
      account: account.number.masked,
      holder: maskedName(account.holder),
      by,
    });
}

/** The issuer's word on its former customer. Another person than the one named: the account goes, the money stays. */
export function recordIssuerWord(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'issuer-word'>,
  pace: Pace,
): Steps {
  if (cancellation.state !== 'account-named') return steps;
  const { reference, person, by, atMs } = command;
  if (!samePerson(cancellation.account, person)) {
    steps.tell({ kind: 'account-refused', why: 'not-the-same-person', by });
    return backToSuspense(steps, cancellation, atMs, pace);
  }
  return steps
    .become({ ...cancellation, issuerWord: { ...person, reference, by, atMs } })
    .tell({ kind: 'issuer-confirmed', reference, by });
}

export function rejectAccount(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'reject-account'>,
  pace: Pace,
): Steps {
  if (cancellation.state !== 'account-named') return steps;
  steps.tell({ kind: 'account-refused', why: 'rejected', by: command.by });
  return backToSuspense(steps, cancellation, command.atMs, pace);
}

/** The order's number: this refund's id and the round, so that the bank can tell a repetition from another order. */
export const orderNoOf = (cancellation: Cancellation & AfterBounce): string =>
  `${cancellation.id.slice(4)}-${cancellation.bounce.rounds + 1}`;

export function approvePayout(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'approve-payout'>,
  pace: Pace,
): Steps {
  if (cancellation.state !== 'account-named' || cancellation.issuerWord === null) return steps;
  const { by, atMs } = command;
  const { account, namedBy, issuerWord } = cancellation;
  const order: PayoutOrder = {
    orderNo: orderNoOf(cancellation),
    orderedMs: atMs,
    namedBy,
    checkedBy: issuerWord.by,
    approvedBy: by,
  };
  return steps
    .book(orderJournal(cancellation.amountFen))
    .become({
      ...cancellationBase(cancellation),
      ...bouncedPart(cancellation),
      state: 'payout-ordered',
      account,
      order,
      attempts: 1,
      deliveredMs: null,
      dueMs: atMs + repeatAfterMs(1, pace),
    })
    .tell({ kind: 'payout-ordered', orderNo: order.orderNo, amountFen: cancellation.amountFen, by });
}

export function payoutDelivered(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'payout-delivered'>,
  pace: Pace,
): Steps {
  if (cancellation.state !== 'payout-ordered' || cancellation.deliveredMs !== null) return steps;
  if (command.orderNo !== cancellation.order.orderNo) return steps;
  const { atMs, orderNo } = command;
  return steps
    .become({ ...cancellation, deliveredMs: atMs, dueMs: atMs + pace.payoutAnswerMs })
    .tell({ kind: 'payout-handed-over', orderNo });
}

export function payoutPaid(steps: Steps, cancellation: Cancellation, command: Given<'payout-paid'>): Steps {
  if (cancellation.state !== 'payout-ordered' || command.orderNo !== cancellation.order.orderNo) return steps;
  const { bankReference, bankFeeFen, orderNo, atMs } = command;
  const part = bouncedPart(cancellation);
  const { account, order, amountFen } = cancellation;
  return steps
    .book(paidJournal(amountFen, bankFeeFen))
    .become({
      ...cancellationBase(cancellation),
      ...part,
      bounce: { ...part.bounce, bankFeesFen: part.bounce.bankFeesFen + bankFeeFen },
      state: 'paid-out',
      account,
      order,
      paidMs: atMs,
      bankReference,
      bankFeeFen,
    })
    .tell({ kind: 'paid-out', orderNo, amountFen, bankReference, bankFeeFen });
}

/**
 * The bank did not keep it at the other account. A return (退票) keeps the bank's fee; a struck entry (冲账) undoes it
 * all (EXC-06). Both end the round: the money is in suspense again.
 */
export function payoutReturned(
  steps: Steps,
  cancellation: Cancellation,
  command: Given<'payout-returned'>,
  pace: Pace,
): Steps {
  const { state } = cancellation;
  if (state !== 'payout-ordered' && state !== 'paid-out') return steps;
  if (command.orderNo !== cancellation.order.orderNo) return steps;
  const { how, orderNo, bankReference, bankFeeFen, atMs } = command;
  const { amountFen, bounce } = cancellation;
  let { bankFeesFen } = bounce;
  if (cancellation.state === 'paid-out') {
    const undoneFen = how === 'struck' ? cancellation.bankFeeFen : 0n;
    steps.book(payoutBackJournal(amountFen, undoneFen));
    bankFeesFen -= undoneFen;
  } else {
    steps.book(unorderJournal(amountFen));
    if (how === 'returned') {
      steps.book(bankFeeJournal(bankFeeFen));
      bankFeesFen += bankFeeFen;
    }
  }
  const next = { ...cancellation, bounce: { ...bounce, rounds: bounce.rounds + 1, bankFeesFen } };
  steps.tell({ kind: 'payout-returned', orderNo, how, bankReference, rounds: next.bounce.rounds });
  return backToSuspense(steps, next, atMs, pace);
}

/** A time has come: the holder is reminded, the check or the bank's answer is overdue, an order goes out again. */
export function bounceDue(steps: Steps, cancellation: Cancellation, atMs: number, pace: Pace): Steps {
  if (!isAfterBounce(cancellation) || !('dueMs' in cancellation)) return steps;
  const { dueMs } = cancellation;
  if (dueMs === null || dueMs > atMs) return steps;
  switch (cancellation.state) {
    case 'bounced': {
      const reminders = cancellation.reminders + 1;
      if (reminders > pace.claimRemindersMax)
        return strand(steps, bouncedPart(cancellation), 'nobody-claims', atMs);
      return steps
        .become({ ...cancellation, reminders, dueMs: atMs + pace.claimReminderMs })
        .tell({ kind: 'holder-reminded', reminders });
    }
    case 'account-named':
      return steps.become({ ...cancellation, dueMs: null }).tell({ kind: 'account-check-overdue' });
    case 'payout-ordered': {
      const { orderNo } = cancellation.order;
      if (cancellation.deliveredMs !== null || cancellation.attempts >= pace.attemptsMax)
        return steps.become({ ...cancellation, dueMs: null }).tell({ kind: 'payout-overdue', orderNo });
      const attempts = cancellation.attempts + 1;
      return steps
        .become({ ...cancellation, attempts, dueMs: atMs + repeatAfterMs(attempts, pace) })
        .tell({ kind: 'payout-tried-again', orderNo, attempt: attempts });
    }
  }
}

/** Why a person's or the bank's act on a bounced refund is not possible; `null` when it is, or was done already. */
export function refusalOfBounceAct(cancellation: Cancellation, command: CancellationCommand): Outcome | null {
  const inStates = (...states: readonly Cancellation['state'][]): Outcome | null =>
    states.includes(cancellation.state) ? null : 'not-in-this-state';
  switch (command.type) {
    case 'name-account': {
      if (!['bounced', 'stranded'].includes(cancellation.state)) return 'not-in-this-state';
      if (cancellation.state === 'stranded' && !command.byOperator) return 'not-allowed';
      return command.isClosedCard ? 'account-is-the-closed-card' : null;
    }
    case 'issuer-word':
    case 'reject-account':
      return inStates('account-named');
    case 'approve-payout': {
      if (cancellation.state !== 'account-named') return 'not-in-this-state';
      const { namedBy, namedMs, issuerWord: word } = cancellation;
      if (word === null) return 'issuer-not-asked';
      if ([namedBy, word.by].includes(command.by)) return 'four-eyes';
      return (command.ofMs ?? namedMs) === namedMs ? null : 'not-in-this-state';
    }
    case 'payout-paid':
      if (
        cancellation.state === 'paid-out' &&
        cancellation.order.orderNo === command.orderNo &&
        cancellation.bankReference === command.bankReference
      )
        return null;
      return inStates('payout-ordered') ?? orderIs(cancellation, command.orderNo);
    case 'payout-returned':
      return inStates('payout-ordered', 'paid-out') ?? orderIs(cancellation, command.orderNo);
    default:
      return null;
  }
}

const orderIs = (cancellation: Cancellation, orderNo: string): Outcome | null =>
  'order' in cancellation && cancellation.order.orderNo === orderNo ? null : 'no-such-order';
