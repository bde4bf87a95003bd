/** A reversal message of a terminal: of a payment of any kind, or of its own void. */
import { type Cancellation, dayOf, dayOfUndoing, stepCancellation } from '#domain/cancellation';
import type { Fen } from '#domain/money';
import type { Outcome } from '#domain/outcome';
import { advicesOf, isHold, movesMoney, type Payment, terminalKeyText } from '#domain/payment';
import { countedInBalance } from '#domain/terminal';
import { type Handled, replyWith, type TerminalReverse } from '../commands.ts';
import { type Context, paymentKey, required, writeBack } from './context.ts';
import { ask, cancelKey, mayLiveAgain, type Opening, open, openReversal } from './way-back.ts';

export function handleTerminalReverse(context: Context, command: TerminalReverse): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const text = terminalKeyText(command.terminal);
  const key = command.of === 'void' ? cancelKey('VOID', text) : paymentKey(command.of, text);
  const once = work.once(book, key);
  if (once === undefined) {
    // It overtook the message it reverses, or that one never came. Either way it must not be carried out later.
    work.putOnce({ book, key, print: null, subject: null, outcome: 'reversed-before-arrival', atMs: nowMs });
    return { reply: replyWith(nothingToUndo(context, command), nowMs) };
  }
  if (once.subject === null) {
    // Its own tombstone again, or a void that was refused: nothing to undo, and the terminal may stop asking.
    return {
      reply: replyWith(
        once.print === null ? nothingToUndo(context, command) : 'payment-not-approved',
        nowMs,
        { repeated: true },
      ),
    };
  }
  const { subject } = once;
  if (subject.kind === 'payment') return reversePayment(context, command, subject.id);
  if (subject.kind === 'cancellation') return reverseVoid(context, command, subject.id);
  throw new Error(`Cannot reverse ${subject.id}: a terminal's key leads to a payment or a void`);
}

/** A terminal undoes its own messages alone: the reference number may tell that it names another one's. */
function nothingToUndo({ work }: Context, { merchant, terminal, rrn }: TerminalReverse): Outcome {
  const named = rrn === null ? [] : work.paymentsByRrn(merchant.book, rrn);
  const elsewhere = named.some((payment) => payment.terminal.terminalId !== terminal.terminalId);
  return elsewhere ? 'other-terminal' : 'original-not-found';
}

/** A reversal repeats the fields of the sale: of one whose amount changed since (a tip), any that it had names it. */
const amountsOf = (payment: Payment): readonly Fen[] => [
  payment.amountFen,
  ...advicesOf(payment).flatMap((each) => (each.state === 'done' && movesMoney(each) ? [each.fromFen] : [])),
];

const dayIsOver = (context: Context, payment: Payment): boolean => dayOf(payment) < context.clearingDayNow;

function reversePayment(context: Context, command: TerminalReverse, id: Payment['id']): Handled {
  const { nowMs } = context;
  const payment = required(context, id);
  if (command.cardIndex !== null && command.cardIndex !== payment.card.index)
    return { reply: replyWith('card-differs', nowMs, { payment }) };
  if (!amountsOf(payment).includes(command.amountFen))
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
    payment.amountFen,
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

/** A void that the terminal counted in totals that agreed has its answer: it holds its result. */
function isAgreed(
  context: Context,
  payment: Payment,
  { terminal: key, ...cancellation }: Cancellation,
): boolean {
  const terminal = key === null ? undefined : context.work.terminal(payment.book, key.terminalId);
  if (key === null || terminal === undefined || cancellation.state !== 'done' || isHold(payment))
    return false;
  return countedInBalance(terminal, key.batchNo, cancellation.doneMs);
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
  const dayOfVoid = dayOfUndoing({ payment, cancellation }, context.pace);
  if (cancellation.state !== 'undone' && dayOfVoid < context.clearingDayNow) {
    return { reply: replyWith('clearing-day-over', nowMs, { payment, cancellation }) };
  }
  if (cancellation.state === 'done' && isAgreed(context, payment, cancellation))
    return { reply: replyWith('outcome-is-known', nowMs, { payment, cancellation }) };
  if (cancellation.state === 'done' && !mayLiveAgain(context, payment))
    return { reply: replyWith('related-transaction-error', nowMs, { payment, cancellation }) };
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
