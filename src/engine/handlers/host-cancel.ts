/** The back office, the payer or an operator asks; the system takes the route. */
import type { Asker } from '#domain/answer';
import type { SentRoute } from '#domain/cancellation';
import { type Handled, type HostCancel, replyWith } from '../commands.ts';
import type { OnceRow } from '../ports/index.ts';
import { type Context, writeBack } from './context.ts';
import { ask, hostKey, open } from './way-back.ts';

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
