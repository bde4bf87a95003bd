/** The back office or an operator asks; the system takes the route. */
import type { Asker } from '#domain/answer';
import { needsAnything, needsOf } from '#domain/request';
import { type Handled, type HostCancel, type Reply, replyWith } from '../commands.ts';
import type { OnceRow } from '../ports/index.ts';
import { type Context, writeBack } from './context.ts';
import { decideHost } from './host-decision.ts';
import { openFor } from './request.ts';
import { hostKey, open } from './way-back.ts';

export function handleHostCancel(context: Context, command: HostCancel): Handled {
  const { work, nowMs } = context;
  const { book } = command.merchant;
  const before = work.once(book, hostKey(command.key));
  if (before !== undefined) {
    if (before.print !== command.print) return { reply: replyWith('duplicate-other-content', nowMs) };
    return { reply: repeatedHost(context, before) };
  }
  const payment = work.payment(command.paymentId);
  if (payment === undefined || payment.book !== book) return { reply: replyWith('payment-not-found', nowMs) };
  const asker: Asker = command.door === 'console' ? 'operator' : 'merchant';
  const { route, amountFen } = command;
  const decision = decideHost(context, payment, { asker, route, amountFen });
  const { answer } = decision;
  if (decision.kind === 'running') {
    const { cancellation } = decision;
    remember(context, command, { kind: 'cancellation', id: cancellation.id });
    return { reply: replyWith('accepted', nowMs, { payment, cancellation, answer }) };
  }
  const waits = decision.kind === 'refused' && answer.opensAtMs !== null && command.whenOpen === true;
  if (waits || (decision.kind === 'open' && needsAnything(needsOf(answer)))) {
    const reply = openFor(context, payment, answer, {
      amountFen,
      route,
      whenOpen: command.whenOpen ?? false,
      door: command.door === 'console' ? 'operator' : 'merchant',
      by: command.requestedBy,
      shopPerson: command.shopPerson ?? null,
      reason: command.reason,
      contact: null,
      atMs: nowMs,
    });
    if (reply.request !== null) remember(context, command, { kind: 'request', id: reply.request.id });
    return { reply };
  }
  if (decision.kind === 'refused') {
    // A refusal is not remembered: the same request may be allowed later, and a refusal moves no money.
    return { reply: replyWith(answer.reason ?? 'internal', nowMs, { payment, answer }) };
  }
  const { shopPerson } = command;
  const step = open(context, payment, decision.route, decision.amountFen, answer, {
    door: command.door,
    requestedBy: command.requestedBy,
    reason: command.reason,
    terminal: null,
    ...(shopPerson === undefined ? {} : { shopPerson }),
  });
  remember(context, command, { kind: 'cancellation', id: step.cancellation.id });
  writeBack(context, step);
  return {
    reply: replyWith('accepted', nowMs, { payment: step.payment, cancellation: step.cancellation, answer }),
  };
}

function remember(context: Context, command: HostCancel, subject: NonNullable<OnceRow['subject']>): void {
  const { print, merchant, key } = command;
  context.work.putOnce({
    book: merchant.book,
    key: hostKey(key),
    print,
    subject,
    outcome: null,
    atMs: context.nowMs,
  });
}

function repeatedHost({ work, nowMs }: Context, before: OnceRow): Reply {
  if (before.subject?.kind === 'request') {
    const request = work.request(before.subject.id);
    if (request === undefined)
      throw new Error(`Cannot find the request ${before.subject.id} in the loaded batch`);
    const payment = work.payment(request.paymentId) ?? null;
    return replyWith('request-opened', nowMs, { request, payment, answer: request.answer, repeated: true });
  }
  if (before.subject?.kind !== 'cancellation')
    return replyWith(before.outcome ?? 'internal', nowMs, { repeated: true });
  const cancellation = work.cancellation(before.subject.id);
  if (cancellation === undefined)
    throw new Error(`Cannot find the cancellation ${before.subject.id} in the loaded batch`);
  const payment = work.payment(cancellation.paymentId) ?? null;
  const { answer } = cancellation;
  return replyWith('accepted', nowMs, { cancellation, payment, answer, repeated: true });
}
