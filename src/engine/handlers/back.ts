/** The way back: five doors, one decision. */

import type { Answer, Asker } from '#domain/answer';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import {
  answerForPayment,
  type BackStep,
  type Cancellation,
  type Door,
  dayOf,
  mayTryVoidAgain,
  openCancellation,
  type Route,
  type SentRoute,
  stepCancellation,
  tryVoidAgain,
} from '#domain/cancellation';
import { isSuccess, type Outcome } from '#domain/outcome';
import { networkKeyText, type Payment, type TerminalKey, terminalKeyText } from '#domain/payment';
import { admission, answersArrived, type Terminal } from '#domain/terminal';
import type {
  Answered,
  Cleared,
  Due,
  Handled,
  HostCancel,
  NotSent,
  Reply,
  TerminalCancel,
  TerminalReverse,
} from '../commands.ts';
import { replyWith } from '../commands.ts';
import { rrnOf } from '../ids.ts';
import type { OnceRow } from '../ports/index.ts';
import { type Context, questionAbout, settingFor, writeBack } from './context.ts';
import { required, saleKey } from './pay.ts';

export const cancelKey = (route: 'VOID' | 'REFUND', terminalKey: string): string =>
  `${route.toLowerCase()}/${terminalKey}`;
export const hostKey = (key: string): string => `api/${key}`;

/** What a cancellation says to a terminal or an API caller that waits; `null` while its message is under way. */
export function replyOfCancellation(
  cancellation: Cancellation,
  payment: Payment | null,
  atMs: number,
): Reply | null {
  if (cancellation.state === 'sending') return null;
  // «Accepted» is code 00 at a terminal, which would print a void that the clearing file may not hold.
  const undecided = cancellation.state === 'awaiting-file' && cancellation.terminal !== null;
  return replyWith(undecided ? 'outcome-unknown' : outcomeOfCancellation(cancellation), atMs, {
    cancellation,
    payment,
    answer: cancellation.answer,
  });
}

export function outcomeOfCancellation(cancellation: Cancellation): Outcome {
  switch (cancellation.state) {
    case 'done':
      return 'approved';
    case 'refused':
      return cancellation.outcome;
    case 'undoing':
    case 'undone':
    case 'overruled':
      return 'void-undone';
    case 'handed':
      return 'reversal-not-acknowledged';
    case 'sending':
    case 'awaiting-file':
      return 'accepted';
  }
}

function ask(
  context: Context,
  payment: Payment,
  asker: Asker,
  route: Route | null,
  amountFen: bigint | null,
  terminalId: string | null,
): Answer<Route> {
  return answerForPayment(
    payment,
    questionAbout(payment, { asker, route, amountFen, terminalId }),
    settingFor(context, payment),
  );
}

interface Opening {
  readonly door: Door;
  readonly requestedBy: string;
  readonly reason: string;
  readonly terminal: TerminalKey | null;
}

function open(
  context: Context,
  payment: Payment,
  route: SentRoute,
  amountFen: bigint,
  answer: Answer<Route>,
  opening: Opening,
): BackStep {
  const network = context.networkKeys.next(context.nowMs);
  return openCancellation(
    payment,
    {
      ...opening,
      id: context.ids.cancellation(payment.book, context.nowMs),
      route,
      amountFen,
      rrn: rrnOf(network),
      network,
      answer,
      atMs: context.nowMs,
    },
    context.pace,
  );
}

/** The host's own reversal: the outcome was lost. Its answer is stored like any other. */
export function openReversal(context: Context, payment: Payment, opening: Opening): BackStep {
  const answer = ask(context, payment, 'deadline', 'REVERSAL', payment.amountFen, null);
  const step = open(context, payment, 'REVERSAL', payment.amountFen, answer, opening);
  return payment.expectedClearingDay < context.clearingDayNow ? leftToTheFile(context, step) : step;
}

/**
 * The clearing day of the payment is over before its reversal could begin. The network would refuse it for its day
 * alone, which proves nothing: it is opened, not sent, and the clearing file decides.
 */
function leftToTheFile(context: Context, opened: BackStep): BackStep {
  const { cancellation, payment } = opened;
  if (cancellation.state !== 'sending') return opened;
  const { nowMs: atMs, clearingDayNow } = context;
  const dueNow = { ...cancellation, dueMs: atMs };
  const fresh = context.networkKeys.next(atMs);
  const waits = stepCancellation(payment, dueNow, { type: 'due', clearingDayNow, fresh, atMs }, context.pace);
  const events = [...opened.events.filter(({ event }) => event.kind !== 'back-sent'), ...waits.events];
  return { ...opened, cancellation: waits.cancellation, events, send: null };
}

/** Finds the payment that a terminal's void or refund names: by its own key, else by reference number. */
function findOriginal(context: Context, command: TerminalCancel): Payment | Outcome {
  const { book } = command.merchant;
  const { original } = command;
  const atThisTerminal = `${command.terminal.merchantId}/${command.terminal.terminalId}/${original.batchNo}/${original.stan}`;
  const once = context.work.once(book, saleKey(atThisTerminal));
  const named = once?.subject?.kind === 'payment' ? context.work.payment(once.subject.id) : undefined;
  if (named !== undefined && (command.rrn === null || command.rrn === named.rrn)) return named;
  if (command.rrn === null) return 'payment-not-found';
  // A refund may be made at another terminal, which may have used the same batch and trace number for a sale of
  // its own: the reference number and the trace of the original must agree.
  const candidates = context.work
    .paymentsByRrn(book, command.rrn)
    .filter((payment) => payment.terminal.stan === original.stan || original.stan === '000000')
    .filter(
      (payment) => original.day === null || calendarDayOf(payment.startedMs, SHANGHAI) === original.day,
    );
  if (candidates.length === 1) return candidates[0]!;
  return named === undefined ? 'payment-not-found' : 'reference-differs';
}

function repeatedCancel(context: Context, before: OnceRow, print: string): Handled {
  // A row without a print is the tombstone of a reversal that overtook this message, whatever it says.
  const tombstone = before.print === null && before.subject === null;
  if (!tombstone && before.print !== print)
    return { reply: replyWith('duplicate-other-content', context.nowMs) };
  if (before.subject?.kind !== 'cancellation') {
    return { reply: replyWith(before.outcome ?? 'internal', context.nowMs, { repeated: true }) };
  }
  return waitOrReply(context, before.subject.id, true);
}

function waitOrReply(context: Context, id: Cancellation['id'], repeated: boolean): Handled {
  const cancellation = context.work.cancellation(id);
  if (cancellation === undefined) throw new Error(`Cannot find the cancellation ${id} in the loaded batch`);
  const reply = replyOfCancellation(
    cancellation,
    context.work.payment(cancellation.paymentId) ?? null,
    context.nowMs,
  );
  return reply === null ? { waitFor: id, repeated } : { reply: { ...reply, repeated } };
}

export function handleTerminalCancel(context: Context, command: TerminalCancel): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const key = cancelKey(command.route, terminalKeyText(command.terminal));
  const before = work.once(book, key);
  if (before !== undefined) return repeatedCancel(context, before, command.print);
  const terminal = work.terminal(book, command.terminal.terminalId);
  if (terminal === undefined) return { reply: replyWith('terminal-unknown', nowMs) };
  const notNow = admission(terminal, command.terminal.batchNo);
  if (notNow !== null) return { reply: replyWith(notNow, nowMs) };

  const remember = (subject: OnceRow['subject'], outcome: Outcome | null): void =>
    work.putOnce({ book, key, print: command.print, subject, outcome, atMs: nowMs });
  const original = findOriginal(context, command);
  if (typeof original === 'string') {
    remember(null, original);
    return { reply: replyWith(original, nowMs) };
  }
  if (command.cardIndex !== null && command.cardIndex !== original.card.index) {
    remember(null, 'card-differs');
    return { reply: replyWith('card-differs', nowMs, { payment: original }) };
  }
  const earlier =
    command.route === 'REFUND' ? undeliveredRefund(context, command, terminal, original) : undefined;
  if (earlier !== undefined) {
    remember({ kind: 'cancellation', id: earlier.id }, null);
    writeBack(
      context,
      stepCancellation(original, earlier, { type: 'asked-again', atMs: nowMs }, context.pace),
    );
    return waitOrReply(context, earlier.id, true);
  }
  const answer = ask(
    context,
    original,
    'terminal',
    command.route,
    command.amountFen,
    command.terminal.terminalId,
  );
  if (answer.verdict !== 'YES') {
    remember(null, answer.reason);
    return { reply: replyWith(answer.reason ?? 'internal', nowMs, { payment: original, answer }) };
  }
  const step = open(context, original, command.route, command.amountFen, answer, {
    door: 'terminal',
    requestedBy: command.terminal.terminalId,
    reason: command.route.toLowerCase(),
    terminal: command.terminal,
  });
  remember({ kind: 'cancellation', id: step.cancellation.id }, null);
  writeBack(context, step);
  return { waitFor: step.cancellation.id, repeated: false };
}

/**
 * A terminal that saw no reply to a refund asks again under a new trace number. Until the batch of the first one
 * settled in balance nothing proves that its reply arrived: the same original and amount gets the earlier result.
 */
function undeliveredRefund(
  context: Context,
  command: TerminalCancel,
  terminal: Terminal,
  original: Payment,
): Cancellation | undefined {
  return context.work
    .cancellationsOf(original.id)
    .find(
      (each) =>
        each.route === 'REFUND' &&
        each.state !== 'refused' &&
        each.terminal?.terminalId === command.terminal.terminalId &&
        each.amountFen === command.amountFen &&
        !answersArrived(terminal, each.terminal.batchNo),
    );
}

export function handleTerminalReverse(context: Context, command: TerminalReverse): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const text = terminalKeyText(command.terminal);
  const key = command.of === 'sale' ? saleKey(text) : cancelKey('VOID', text);
  const once = work.once(book, key);
  if (once === undefined) {
    // It overtook the message it reverses, or that one never came. Either way it must not be carried out later.
    work.putOnce({ book, key, print: null, subject: null, outcome: 'reversed-before-arrival', atMs: nowMs });
    return { reply: replyWith('original-not-found', nowMs) };
  }
  if (once.subject === null) {
    // Its own tombstone again, or a void that was refused: nothing to undo, and the terminal may stop asking.
    return {
      reply: replyWith(once.print === null ? 'original-not-found' : 'payment-not-approved', nowMs, {
        repeated: true,
      }),
    };
  }
  return once.subject.kind === 'payment'
    ? reverseSale(context, command, once.subject.id)
    : reverseVoid(context, command, once.subject.id);
}

const dayIsOver = (context: Context, payment: Payment): boolean => dayOf(payment) < context.clearingDayNow;

function reverseSale(context: Context, command: TerminalReverse, id: Payment['id']): Handled {
  const { nowMs } = context;
  const payment = required(context, id);
  if (command.cardIndex !== null && command.cardIndex !== payment.card.index)
    return { reply: replyWith('card-differs', nowMs, { payment }) };
  if (command.amountFen !== payment.amountFen)
    return { reply: replyWith('reversal-amount-differs', nowMs, { payment }) };
  const known = context.work
    .cancellationsOf(id)
    .find((each) => each.route === 'REVERSAL' && each.state !== 'refused');
  if (known !== undefined && known.state !== 'overruled') {
    // What the day ended before it was acknowledged may yet turn out to be paid: it is not called undone.
    if (known.state !== 'done' && dayIsOver(context, payment))
      return { reply: replyWith('clearing-day-over', nowMs, { payment, cancellation: known }) };
    return { reply: replyWith('approved', nowMs, { payment, cancellation: known, repeated: true }) };
  }
  const answer = ask(
    context,
    payment,
    'terminal',
    'REVERSAL',
    command.amountFen,
    command.terminal.terminalId,
  );
  const opening: Opening = {
    door: 'terminal',
    requestedBy: command.terminal.terminalId,
    reason: command.reason,
    terminal: command.terminal,
  };
  if (answer.verdict !== 'YES') {
    // The terminal has no result and never will: an approval that still comes, perhaps on the network's new day,
    // must find a way back that is open, though nobody is told that it was undone.
    if (payment.state === 'sent' && answer.reason === 'clearing-day-over') {
      writeBack(context, openReversal(context, payment, opening));
    }
    return { reply: replyWith(answer.reason ?? 'internal', nowMs, { payment, answer }) };
  }
  const step = open(context, payment, 'REVERSAL', payment.amountFen, answer, opening);
  writeBack(context, step);
  // Own books and the message upstream are safe on disk: the terminal need not wait for the issuer.
  return { reply: replyWith('approved', nowMs, { payment: step.payment, cancellation: step.cancellation }) };
}

function reverseVoid(context: Context, command: TerminalReverse, id: Cancellation['id']): Handled {
  const { work, nowMs } = context;
  const cancellation = work.cancellation(id);
  if (cancellation === undefined) throw new Error(`Cannot find the cancellation ${id} in the loaded batch`);
  const payment = required(context, cancellation.paymentId);
  if (command.amountFen !== cancellation.amountFen)
    return { reply: replyWith('reversal-amount-differs', nowMs, { payment, cancellation }) };
  if (cancellation.state === 'refused')
    return { reply: replyWith('payment-not-approved', nowMs, { payment, cancellation }) };
  // Not only a completed void: one that is still open is decided by the clearing file, and may stand.
  if (cancellation.state !== 'undone' && dayIsOver(context, payment)) {
    return { reply: replyWith('clearing-day-over', nowMs, { payment, cancellation }) };
  }
  const fresh = context.networkKeys.next(nowMs);
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'undo-void', fresh, atMs: nowMs },
    context.pace,
  );
  if (step.cancellation !== cancellation) writeBack(context, step);
  return { reply: replyWith('approved', nowMs, { payment: step.payment, cancellation: step.cancellation }) };
}

export function handleHostCancel(context: Context, command: HostCancel): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const key = hostKey(command.key);
  const before = work.once(book, key);
  if (before !== undefined) {
    if (before.print !== command.print) return { reply: replyWith('duplicate-other-content', nowMs) };
    return repeatedHost(context, before);
  }
  const payment = work.payment(command.paymentId);
  if (payment === undefined || payment.book !== book) return { reply: replyWith('payment-not-found', nowMs) };
  const asker: Asker = command.door === 'console' ? 'operator' : 'merchant';
  const answer = ask(context, payment, asker, command.route, command.amountFen, null);
  const running = work.cancellationsOf(payment.id).find((each) => each.route === 'REVERSAL');
  if (answer.verdict === 'YES' && answer.route === 'REVERSAL' && running !== undefined) {
    // The outcome is unknown and its reversal is already under way: that one is the cancellation asked for.
    work.putOnce({
      book,
      key,
      print: command.print,
      subject: { kind: 'cancellation', id: running.id },
      outcome: null,
      atMs: nowMs,
    });
    return { reply: replyWith('accepted', nowMs, { payment, cancellation: running, answer }) };
  }
  if (answer.verdict !== 'YES' || answer.terms === null) {
    // A refusal is not remembered: the same request may be allowed later, and a refusal moves no money.
    return { reply: replyWith(answer.reason ?? 'internal', nowMs, { payment, answer }) };
  }
  const step = open(context, payment, answer.route as SentRoute, answer.terms.amountFen, answer, {
    door: command.door,
    requestedBy: command.requestedBy,
    reason: command.reason,
    terminal: null,
  });
  work.putOnce({
    book,
    key,
    print: command.print,
    subject: { kind: 'cancellation', id: step.cancellation.id },
    outcome: null,
    atMs: nowMs,
  });
  writeBack(context, step);
  return {
    reply: replyWith('accepted', nowMs, { payment: step.payment, cancellation: step.cancellation, answer }),
  };
}

function repeatedHost(context: Context, before: OnceRow): Handled {
  if (before.subject?.kind !== 'cancellation')
    return { reply: replyWith(before.outcome ?? 'internal', context.nowMs, { repeated: true }) };
  const cancellation = context.work.cancellation(before.subject.id);
  if (cancellation === undefined)
    throw new Error(`Cannot find the cancellation ${before.subject.id} in the loaded batch`);
  const payment = context.work.payment(cancellation.paymentId) ?? null;
  return {
    reply: replyWith('accepted', context.nowMs, {
      cancellation,
      payment,
      answer: cancellation.answer,
      repeated: true,
    }),
  };
}

/** A step of a cancellation that the outside caused; a void of the back office may go on with another try. */
function advance(context: Context, step: BackStep): void {
  const next = mayTryVoidAgain(step, context.pace) ? again(context, step) : step;
  writeBack(context, next);
}

function again(context: Context, step: BackStep): BackStep {
  const answer = ask(context, step.payment, 'merchant', 'VOID', step.cancellation.amountFen, null);
  return answer.verdict === 'YES'
    ? tryVoidAgain(step, context.networkKeys.next(context.nowMs), context.nowMs, context.pace)
    : step;
}

export function handleBackAnswered(context: Context, command: Answered): Handled {
  const { nowMs } = context;
  const cancellation = context.work.cancellation(command.subject.cancellationId!);
  if (cancellation === undefined)
    throw new Error(`Cannot find the cancellation ${command.subject.cancellationId} in the loaded batch`);
  const payment = required(context, cancellation.paymentId);
  const to = command.subject.part === 'undo' ? 'undo' : 'message';
  if (isAnswerToFormerVoid(cancellation, command)) {
    return { reply: replyWith('accepted', nowMs, { payment, cancellation }) };
  }
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'answered', to, outcome: command.outcome, clearingDay: command.clearingDay, atMs: nowMs },
    context.pace,
  );
  if (step.events.length > 0) advance(context, step);
  return {
    reply: replyWith(isSuccess(command.outcome) ? 'approved' : command.outcome, nowMs, {
      cancellation: step.cancellation,
    }),
  };
}

/** A void that is tried again goes under a new key. A late answer to an earlier try says nothing of the present one. */
function isAnswerToFormerVoid(cancellation: Cancellation, command: Answered): boolean {
  if (command.key === undefined) return false;
  if (command.subject.part !== 'undo') return command.key !== networkKeyText(cancellation.network);
  return cancellation.state === 'undoing' && command.key !== networkKeyText(cancellation.undo);
}

export function handleBackNotSent(context: Context, command: NotSent): Handled {
  const cancellation = context.work.cancellation(command.subject.cancellationId!);
  if (cancellation === undefined) return { reply: replyWith('not-found', context.nowMs) };
  const payment = required(context, cancellation.paymentId);
  // That the reversal of a void did not leave says nothing of the void: it is repeated.
  if (command.subject.part === 'undo') return { reply: replyWith('network-unreachable', context.nowMs) };
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'not-sent', atMs: context.nowMs },
    context.pace,
  );
  if (step.events.length > 0) writeBack(context, step);
  return { reply: replyWith('network-unreachable', context.nowMs) };
}

export function handleBackDue(context: Context, command: Due): Handled {
  const cancellation = context.work.cancellation(command.cancellationId!);
  if (cancellation === undefined) return { reply: replyWith('not-found', context.nowMs) };
  const payment = required(context, cancellation.paymentId);
  const fresh = context.networkKeys.next(context.nowMs);
  const step = stepCancellation(
    payment,
    cancellation,
    { type: 'due', clearingDayNow: context.clearingDayNow, fresh, atMs: context.nowMs },
    context.pace,
  );
  if (step.events.length > 0) writeBack(context, step);
  return { reply: replyWith('accepted', context.nowMs) };
}

/** The clearing file of the payment's day: it ends what the day left open. */
export function handleCleared(context: Context, command: Cleared): Handled {
  const { work, nowMs } = context;
  // A payment still waiting for its answer is not the file's business: its deadline opens the reversal, and
  // what that leaves open at the end of the day is.
  const payment = required(context, command.paymentId);
  for (const cancellation of work.cancellationsOf(payment.id)) {
    const step = stepCancellation(
      required(context, payment.id),
      cancellation,
      {
        type: 'clearing-file',
        paymentIn: command.paymentIn,
        undoneIn: cancellation.route === 'VOID' ? command.voidIn : command.reversalIn,
        messageIn: (command.refundKeys ?? []).includes(networkKeyText(cancellation.network)),
        clearingDay: command.clearingDay,
        atMs: nowMs,
      },
      context.pace,
    );
    if (step.events.length > 0) writeBack(context, step);
  }
  return { reply: replyWith('accepted', nowMs) };
}
