/** A void or refund message of a terminal. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { type Cancellation, stepCancellation } from '#domain/cancellation';
import type { Order } from '#domain/order';
import type { Outcome } from '#domain/outcome';
import { type Payment, terminalKeyText } from '#domain/payment';
import { acceptanceRefusal, admission, answersArrived, type Terminal } from '#domain/terminal';
import { type Handled, replyWith, type TerminalCancel } from '../commands.ts';
import type { OnceRow } from '../ports/index.ts';
import { type Context, paymentKey, writeBack } from './context.ts';
import { codeOf, findHold, originalText } from './find-hold.ts';
import { openKey, tillOrderKey } from './order.ts';
import { clockRefusal } from './terminal-clock.ts';
import { ask, cancelKey, open, replyOfCancellation } from './way-back.ts';

/** Finds the payment that a terminal's void or refund names: by its own key, else by reference number. */
function findOriginal(context: Context, command: TerminalCancel): Payment | Outcome {
  const { book } = command.merchant;
  const { original } = command;
  if (command.of === 'preauthorisation') {
    const card = command.cardIndex === null ? null : { index: command.cardIndex };
    const { merchant, terminal, authCode } = command;
    return findHold(context, { merchant, terminal, card }, { original, authCode: authCode ?? null });
  }
  const kind = command.of ?? 'sale';
  const once = context.work.once(book, paymentKey(kind, originalText(command.terminal, original)));
  const named = once?.subject?.kind === 'payment' ? context.work.payment(once.subject.id) : undefined;
  const isNamed = named !== undefined && (command.rrn === null || command.rrn === named.rrn);
  if (isNamed && daysAgree(context, command, named)) return named;
  const order = command.byCode === true ? codeOrderOf(context, command) : undefined;
  if (order !== undefined) return paymentOfOrder(context, command, order);
  if (command.rrn === null) return named === undefined ? 'payment-not-found' : 'reference-differs';
  // A refund may be made at another terminal, which may have used the same batch and trace number for a sale of
  // its own: the reference number and the trace of the original must agree.
  const candidates = context.work
    .paymentsByRrn(book, command.rrn)
    // A void names what it undoes; a refund gives money back, whatever took it.
    .filter((payment) => command.route === 'REFUND' || payment.kind === kind)
    .filter((payment) => payment.terminal.stan === original.stan || original.stan === '000000')
    .filter((payment) => original.day === null || isDayOf(context, original.day, payment));
  if (candidates.length === 1) return candidates[0]!;
  return named === undefined ? 'payment-not-found' : 'reference-differs';
}

/**
 * Does a refund name the day of its sale? Batch and trace numbers come again, so the day counts (F61); what was made
 * without the host was made before it was told. A void is bound to the open batch, in which no trace number comes
 * again.
 */
const daysAgree = (context: Context, { route, original }: TerminalCancel, payment: Payment): boolean =>
  route === 'VOID' ||
  original.day === null ||
  payment.offline !== undefined ||
  isDayOf(context, original.day, payment);

/** A terminal takes the day from the answer. On the wire it has no year: the nearest may be another than the sale's. */
const isDayOf = ({ replyDueMs }: Context, day: string, { startedMs }: Payment): boolean =>
  [startedMs, startedMs + replyDueMs].some((atMs) => calendarDayOf(atMs, SHANGHAI).slice(5) === day.slice(5));

/** The order whose code the till showed by the message that F61 names. */
function codeOrderOf({ work }: Context, { merchant, terminal, original }: TerminalCancel): Order | undefined {
  const once = work.once(merchant.book, openKey(tillOrderKey(originalText(terminal, original))));
  return once?.subject?.kind === 'order' ? work.order(once.subject.id) : undefined;
}

/** What paid it; of several payments the one that the reference number names. */
function paymentOfOrder({ work }: Context, command: TerminalCancel, order: Order): Payment | Outcome {
  if (order.state !== 'paid') return order.state === 'closed' ? 'order-closed' : 'order-unpaid';
  const { rrn } = command;
  const named = rrn === null ? [] : work.paymentsByRrn(order.book, rrn);
  return named.find(({ id }) => id === order.paymentId) ?? 'reference-differs';
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
  const notNow =
    admission(terminal, command.terminal.batchNo) ??
    clockRefusal(context, command.merchant.merchantId, command.toldMs) ??
    (command.route === 'REFUND'
      ? acceptanceRefusal(terminal, { service: 'refund', entryMode: '', pinEntered: false })
      : null);
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
  if (command.authCode != null && ![null, command.authCode].includes(codeOf(original))) {
    remember(null, 'reference-differs');
    return { reply: replyWith('reference-differs', nowMs, { payment: original }) };
  }
  if (command.offline === true && original.offline === undefined) {
    remember(null, 'not-made-offline');
    return { reply: replyWith('not-made-offline', nowMs, { payment: original }) };
  }
  if (namesAnother(command, original)) {
    remember(null, 'variety-differs');
    return { reply: replyWith('variety-differs', nowMs, { payment: original }) };
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
    // «Somebody looks first» is code 00 by itself: at a till, which cannot wait for it, it is a no.
    const reason = answer.verdict === 'YES_WITH_REVIEW' ? 'review-at-office' : answer.reason;
    remember(null, reason);
    return { reply: replyWith(reason ?? 'internal', nowMs, { payment: original, answer }) };
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
 * A void has the F25 of its sale: what one of another kind would undo is not what the cardholder was asked for. A plain
 * refund message gives any sale back: a till need not know how it was paid.
 */
function namesAnother({ route, variety }: TerminalCancel, original: Payment): boolean {
  if (variety === undefined || (route === 'REFUND' && variety === 'plain')) return false;
  return variety !== (original.variety?.is ?? 'plain');
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
