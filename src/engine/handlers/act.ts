/** Persons, the bank and the clearing file move a way back after the network's word. */
import {
  type AfterCommand,
  type Cancellation,
  isAfterBounce,
  type PersonCommand,
  refusalOf,
  stepCancellation,
} from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { Payment } from '#domain/payment';
import { type Act, type Handled, replyWith } from '../commands.ts';
import { type Context, required, writeBack } from './context.ts';

/** The act with all that only the engine knows: the time, the network's day, a fresh key where one is needed. */
function commandOf(context: Context, payment: Payment, { act }: Act): AfterCommand | PersonCommand {
  const { nowMs: atMs, clearingDayNow } = context;
  switch (act.type) {
    case 'name-account':
      return { ...act, atMs, isClosedCard: act.account.number.index === payment.card.index };
    case 'propose-end':
      return { ...act, atMs, clearingDayNow };
    case 'approve-end':
      return { ...act, atMs, clearingDayNow, fresh: context.networkKeys.next(atMs) };
    default:
      return { ...act, atMs };
  }
}

/** What an act that was taken came to, where its own words say more than «accepted». */
function outcomeOf({ act }: Act, after: Cancellation): Outcome {
  if (act.type === 'issuer-word' && after.state !== 'account-named') return 'not-the-same-person';
  if (act.type === 'returned' && !isAfterBounce(after)) return 'not-in-this-state';
  return 'accepted';
}

export function handleAct(context: Context, command: Act): Handled {
  const { work, nowMs } = context;
  const cancellation = work.cancellation(command.cancellationId);
  if (cancellation === undefined || cancellation.book !== command.book)
    return { reply: replyWith('not-found', nowMs) };
  const payment = required(context, cancellation.paymentId);
  const given = commandOf(context, payment, command);
  const refusal = refusalOf(payment, cancellation, given);
  if (refusal !== null) return { reply: replyWith(refusal, nowMs, { payment, cancellation }) };
  const step = stepCancellation(payment, cancellation, given, context.pace);
  if (step.events.length > 0) writeBack(context, step);
  const outcome = outcomeOf(command, step.cancellation);
  const repeated = outcome === 'accepted' && step.events.length === 0;
  const { payment: paid, cancellation: back } = step;
  return { reply: replyWith(outcome, nowMs, { payment: paid, cancellation: back, repeated }) };
}
