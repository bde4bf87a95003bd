/** Requests: opened by a payer or by a shop, moved by persons and by the clock, carried out by the one decision. */
import type { Answer } from '#domain/answer';
import { carriedOut, type Door, isOpen, type Route, stepCancellation } from '#domain/cancellation';
import type { Outcome } from '#domain/outcome';
import type { CancellationId, Payment } from '#domain/payment';
import {
  type Actor,
  type Asked,
  type CancelRequest,
  isCleared,
  isRequestOpen,
  needsOf,
  openRequest,
  type RequestCommand,
  type RequestDoor,
  type RequestId,
  type RequestStep,
  stepRequest,
} from '#domain/request';
import {
  type Due,
  type Handled,
  type Reply,
  type RequestMove,
  type RequestOpen,
  type RequestPaper,
  replyWith,
} from '../commands.ts';
import { LIMITS } from '../limits.ts';
import { type Context, required, writeBack } from './context.ts';
import { decideHost } from './host-decision.ts';
import { putRequest } from './request-notes.ts';
import { ask, hostKey, open } from './way-back.ts';

const DOORS: Readonly<Record<RequestDoor, Door>> = { payer: 'payer', merchant: 'api', operator: 'console' };

/** Who the question is asked as when a request is carried out: a payer's request is the shop's act by then. */
const askerOf = ({ door }: Asked): 'merchant' | 'operator' => (door === 'operator' ? 'operator' : 'merchant');

/** Blanks are in no caller's key: nobody else can write this one. */
const carryKey = (id: RequestId): string => hostKey(`request ${id}`);

/** Opens a request and goes on with it as far as it goes by itself. */
export function openFor(context: Context, payment: Payment, answer: Answer<Route>, asked: Asked): Reply {
  const { work, nowMs } = context;
  // Counted apart: whoever holds a receipt asks and withdraws at will, and must not use up what the shop may ask.
  const byPayer = asked.door === 'payer';
  const alike = work.requestsOf(payment.id).filter(({ asked: { door } }) => (door === 'payer') === byPayer);
  if (alike.length >= LIMITS.requestsPerPaymentMax)
    return replyWith('requests-too-many', nowMs, { payment, answer });
  const step = openRequest(
    {
      id: context.ids.request(payment.book, nowMs),
      paymentId: payment.id,
      book: payment.book,
      // What was told is what is approved: a sum that grows meanwhile is another request.
      asked: { ...asked, amountFen: asked.amountFen ?? answer.terms?.amountFen ?? null },
      answer,
      needs: needsOf(answer),
      papers: [],
      acceptedBy: null,
      approvedBy: null,
      reviewedBy: null,
      version: 0,
    },
    context.requestPace,
  );
  const request = writeRequest(context, step);
  return replyWith('request-opened', nowMs, { payment, request, answer });
}

/** Writes a step; what has all it needs is carried out in the same commit. */
function writeRequest(context: Context, step: RequestStep): CancelRequest {
  putRequest(context, step);
  return step.carryOut ? carryOut(context, step.request) : step.request;
}

function move(context: Context, request: CancelRequest, command: RequestCommand): CancelRequest {
  const step = stepRequest(request, command, context.requestPace);
  putRequest(context, step);
  return step.request;
}

/** Asks again, by the same decision as every other door, and opens the way back. */
function carryOut(context: Context, request: CancelRequest): CancelRequest {
  const { work, nowMs: atMs } = context;
  const payment = required(context, request.paymentId);
  const { asked } = request;
  const { route, amountFen, purpose } = asked;
  const decision = decideHost(context, payment, { asker: askerOf(asked), route, amountFen, purpose });
  const { answer } = decision;
  if (decision.kind === 'running')
    return move(context, request, { type: 'carried', cancellationId: decision.cancellation.id, atMs });
  if (decision.kind === 'refused') {
    const outcome: Outcome = answer.reason ?? 'internal';
    const wonBy = winner(context, payment, outcome);
    const { opensAtMs } = answer;
    return move(context, request, { type: 'not-carried', outcome, opensAtMs, wonBy, atMs });
  }
  const needs = needsOf(answer);
  if (!isCleared({ ...request, needs })) return move(context, request, { type: 'more-needed', needs, atMs });
  const step = open(context, payment, decision.route, decision.amountFen, answer, {
    door: DOORS[asked.door],
    requestedBy: asked.by,
    reason: asked.reason,
    terminal: null,
    requestId: request.id,
    ...(asked.shopPerson === null ? {} : { shopPerson: asked.shopPerson }),
  });
  const { id } = step.cancellation;
  const { book } = payment;
  const subject = { kind: 'cancellation', id } as const;
  work.putOnce({ book, key: carryKey(request.id), print: null, subject, outcome: null, atMs });
  writeBack(context, step);
  return move(context, request, { type: 'carried', cancellationId: id, atMs });
}

/** Refusals that say that the money goes, or went, another way. */
const WON_BY_ANOTHER: ReadonlySet<Outcome> = new Set<Outcome>([
  'already-voided',
  'already-reversed',
  'already-refunded',
  'void-in-progress',
  'reversal-in-progress',
  'refund-in-progress',
  'refund-started',
  'exceeds-remaining',
]);

function winner({ work }: Context, payment: Payment, outcome: Outcome): CancellationId | null {
  if (!WON_BY_ANOTHER.has(outcome)) return null;
  const others = work.cancellationsOf(payment.id).filter((each) => isOpen(each) || carriedOut(each));
  return others.sort((a, b) => b.openedMs - a.openedMs)[0]?.id ?? null;
}

/** A payer asks. One open request of a payer at a time: asked again it is told, and nothing new is made. */
export function handleRequestOpen(context: Context, command: RequestOpen): Handled {
  const { work, nowMs } = context;
  const payment = work.payment(command.paymentId);
  if (payment === undefined || payment.book !== command.merchant.book)
    return { reply: replyWith('payment-not-found', nowMs) };
  const before = work
    .requestsOf(payment.id)
    .find((each) => each.asked.door === 'payer' && isRequestOpen(each));
  if (before !== undefined) {
    const { answer } = before;
    return {
      reply: replyWith('request-opened', nowMs, { payment, request: before, answer, repeated: true }),
    };
  }
  const { amountFen, whenOpen, reason, contact, told } = command;
  const answer = ask(context, payment, 'payer', null, amountFen, null, told?.purpose);
  const waits = answer.verdict === 'NOT_YET' && whenOpen;
  if (answer.terms === null && !waits)
    return { reply: replyWith(answer.reason ?? 'internal', nowMs, { payment, answer }) };
  // Its reversal is under way already: there is nothing that the shop could decide.
  if (payment.state === 'unknown')
    return { reply: replyWith('reversal-in-progress', nowMs, { payment, answer }) };
  const reply = openFor(context, payment, answer, {
    amountFen,
    route: null,
    whenOpen,
    door: 'payer',
    by: 'payer',
    shopPerson: null,
    reason,
    contact,
    ...told,
    atMs: nowMs,
  });
  return { reply };
}

function requestOf(context: Context, id: RequestId, book: string): CancelRequest | null {
  const request = context.work.request(id);
  return request === undefined || request.book !== book ? null : request;
}

function told(context: Context, request: CancelRequest, outcome: Outcome): Handled {
  const payment = context.work.payment(request.paymentId) ?? null;
  const cancellation =
    'cancellationId' in request && request.cancellationId !== null
      ? (context.work.cancellation(request.cancellationId) ?? null)
      : null;
  return { reply: replyWith(outcome, context.nowMs, { request, payment, cancellation }) };
}

function commandOf(context: Context, request: CancelRequest, given: RequestMove): RequestCommand {
  const { by, move: type } = given;
  const atMs = context.nowMs;
  switch (type) {
    case 'accept': {
      const payment = required(context, request.paymentId);
      const { route, amountFen, purpose } = request.asked;
      const answer = ask(context, payment, askerOf(request.asked), route, amountFen, null, purpose);
      return { type, by, needs: needsOf(answer), atMs };
    }
    case 'refuse':
    case 'reject':
      return { type, by, why: given.why ?? '', atMs };
    default:
      return { type, by, atMs };
  }
}

export function handleRequestMove(context: Context, command: RequestMove): Handled {
  const request = requestOf(context, command.requestId, command.book);
  if (request === null) return { reply: replyWith('not-found', context.nowMs) };
  const step = stepRequest(request, commandOf(context, request, command), context.requestPace);
  if (step.refusal !== null) return told(context, request, step.refusal);
  const after = writeRequest(context, step);
  if (after.state === 'finished') tellArrival(context, after.cancellationId, command.by);
  return told(context, after, 'accepted');
}

/** Who says of a request that the money is there says it of its refund. */
function tellArrival(context: Context, id: CancellationId, by: Actor): void {
  const cancellation = context.work.cancellation(id);
  if (cancellation === undefined) return;
  const payment = required(context, cancellation.paymentId);
  const source = by.role === 'payer' ? 'payer' : 'merchant';
  const arrived = { type: 'arrival-confirmed', by: source, atMs: context.nowMs } as const;
  const step = stepCancellation(payment, cancellation, arrived, context.pace);
  if (step.events.length > 0) writeBack(context, step);
}

export function handleRequestPaper(context: Context, command: RequestPaper): Handled {
  const request = requestOf(context, command.requestId, command.book);
  if (request === null) return { reply: replyWith('not-found', context.nowMs) };
  const { nowMs: atMs } = context;
  const paper = { ...command.paper, atMs };
  const step = stepRequest(request, { type: 'paper', paper, atMs }, context.requestPace);
  if (step.refusal !== null) return told(context, request, step.refusal);
  return told(context, writeRequest(context, step), 'accepted');
}

export function handleRequestDue(context: Context, command: Due, id: RequestId): Handled {
  const request = requestOf(context, id, command.book);
  if (request === null) return { reply: replyWith('not-found', context.nowMs) };
  const step = stepRequest(request, { type: 'due', atMs: context.nowMs }, context.requestPace);
  return told(context, writeRequest(context, step), 'accepted');
}
