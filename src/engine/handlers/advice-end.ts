/** Two operators end an advice that was handed to a person, or have it asked again. */
import { repeatAfterMs } from '#domain/cancellation';
import { type AdviceEndCommand, advicesOf, refusalOfAdviceEnd, stepPayment } from '#domain/payment';
import type { EndAdvice } from '../advice-commands.ts';
import { type Handled, replyWith } from '../commands.ts';
import { sendAdvice, writeAdvice } from './advice.ts';
import type { Context } from './context.ts';

function commandOf(context: Context, { adviceId: id, by, act }: EndAdvice): AdviceEndCommand {
  const { nowMs: atMs, pace } = context;
  switch (act.type) {
    case 'propose':
      return { ...act, type: 'advice-end-propose', id, by, atMs };
    case 'reject':
      return { type: 'advice-end-reject', id, by, atMs };
    case 'approve':
      return {
        ...{ type: 'advice-end-approve', id, by, ofMs: act.ofMs },
        ...{ dueMs: atMs + repeatAfterMs(2, pace), atMs },
      };
  }
}

export function handleEndAdvice(context: Context, command: EndAdvice): Handled {
  const { work, nowMs } = context;
  const payment = work.payment(command.paymentId);
  if (payment === undefined || payment.book !== command.book) return { reply: replyWith('not-found', nowMs) };
  const before = advicesOf(payment).find(({ id }) => id === command.adviceId);
  const given = commandOf(context, command);
  const refusal = refusalOfAdviceEnd(before, given);
  if (refusal !== null) return { reply: replyWith(refusal, nowMs, { payment }) };
  const step = stepPayment(payment, given);
  writeAdvice(context, payment, step);
  const after = advicesOf(step.payment).find(({ id }) => id === command.adviceId);
  if (after?.state === 'sending') sendAdvice(context, step.payment, after.id);
  return {
    reply: replyWith('accepted', nowMs, { payment: step.payment, repeated: step.payment === payment }),
  };
}
