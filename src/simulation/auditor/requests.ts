/**
 * Requests to cancel, by the auditor's own reckoning: what persons said before the program heard it, what the answer of
 * a way back asks for, and how long a request may stay where it is.
 */
import type { Cancellation } from '#domain/cancellation';
import type { CancelRequest } from '#domain/request';
import type { ChangeSet } from '#engine';
import type { AuditMemory } from './memory.ts';
import type { AuditedPayment } from './records.ts';
import { Violation } from './violation.ts';

/** Somebody said something of a request; whether the program heard it is another matter. */
export interface Said {
  readonly move: string;
  readonly id: string;
  readonly role: 'payer' | 'merchant' | 'operator';
  readonly supervisor: boolean;
}

export interface AuditedRequest {
  readonly id: string;
  readonly payment: AuditedPayment;
  readonly door: string;
  readonly by: string;
  readonly wishFen: bigint | null;
  readonly said: Said[];
  readonly papers: Set<string>;
  state: string;
  sinceMs: number;
  dueMs: number | null;
  cancellationId: string | null;
}

const MINUTE_MS = 60_000;
/** The world's people have minutes where the product gives days; the rest is slack for a program that is down. */
const SLACK_MS = 5 * MINUTE_MS;
const BOUNDS_MS: Readonly<Record<string, number>> = {
  asked: 30 * MINUTE_MS + SLACK_MS,
  escalated: 30 * MINUTE_MS + SLACK_MS,
  papers: 60 * MINUTE_MS + SLACK_MS,
  approval: 20 * MINUTE_MS + SLACK_MS,
  review: 30 * MINUTE_MS + SLACK_MS,
  // A refund opens with the next clearing day at the latest.
  waiting: 26 * 60 * MINUTE_MS,
};
const ENDED: ReadonlySet<string> = new Set([
  'finished',
  'refused',
  'withdrawn',
  'expired',
  'overtaken',
  'failed',
]);
/** Naming the payment and a reason shows these; they are no papers. */
const SHOWN: ReadonlySet<string> = new Set([
  'slip-or-reference',
  'slip-or-order',
  'order-number',
  'reason-in-words',
]);

const broken = (request: AuditedRequest, law: Violation['law'], text: string): Violation =>
  new Violation(law, request.payment.journey.index, `${request.id}: ${text}`);

/** It waits for a person without a time limit: told so, and nobody came. */
const isWithPerson = ({ state, dueMs }: AuditedRequest): boolean =>
  (state === 'escalated' || state === 'review') && dueMs === null;

/** Something of it is still to come by itself or within a time limit. */
export const isRequestMoving = (request: AuditedRequest): boolean =>
  request.state in BOUNDS_MS && !isWithPerson(request);

export function noteRequests(memory: AuditMemory, changes: ChangeSet): void {
  for (const { request } of changes.requests) {
    const known = memory.requests.get(request.id) ?? newRequest(memory, request);
    requestWritten(memory, known, request);
    memory.stir(known.payment.journey);
    if (isRequestMoving(known)) memory.movingRequests.add(known);
    else memory.movingRequests.delete(known);
  }
}

function newRequest(memory: AuditMemory, row: CancelRequest): AuditedRequest {
  const payment = memory.payments.get(row.paymentId);
  if (payment === undefined)
    throw new Violation('request-cleared', -1, `${row.id} is a request for no payment`);
  const { door, by, amountFen } = row.asked;
  const open = payment.requests.some((each) => each.door === 'payer' && !ENDED.has(each.state));
  const fresh: AuditedRequest = {
    ...{ id: row.id, payment, door, by, wishFen: amountFen, said: [], papers: new Set() },
    ...{ state: 'new', sinceMs: memory.now(), dueMs: null, cancellationId: null },
  };
  if (door === 'payer' && open) throw broken(fresh, 'request-end-stays', 'its payer has an open one already');
  payment.requests.push(fresh);
  memory.requests.set(row.id, fresh);
  memory.figures.requests += 1;
  // What the office asked for was wished when it asked; a payer's wish counts from the request on.
  if (door === 'payer') payment.journey.wishes.push(amountFen);
  return fresh;
}

function requestWritten(memory: AuditMemory, known: AuditedRequest, row: CancelRequest): void {
  const before = known.state;
  if (ENDED.has(before) && row.state !== before)
    throw broken(known, 'request-end-stays', `it had ended as ${before} and is ${row.state} now`);
  if (before !== row.state) known.sinceMs = memory.now();
  known.state = row.state;
  known.dueMs = 'dueMs' in row ? row.dueMs : null;
  known.cancellationId = 'cancellationId' in row ? row.cancellationId : null;
  if (before === row.state) return;
  if (row.state === 'refused') needSaid(known, ['refuse', 'reject'], () => true);
  if (row.state === 'withdrawn') needSaid(known, ['withdraw'], ({ id }) => id === known.by);
  const isNo = row.state === 'refused' || row.state === 'withdrawn' || row.state === 'expired';
  if (isNo) dropWish(known);
}

function needSaid(request: AuditedRequest, moves: readonly string[], fits: (said: Said) => boolean): void {
  if (request.said.some((each) => moves.includes(each.move) && fits(each))) return;
  throw broken(request, 'request-cleared', `it is ${request.state}, and nobody who may said ${moves[0]}`);
}

function dropWish({ payment, wishFen, door }: AuditedRequest): void {
  const { wishes } = payment.journey;
  const at = door === 'payer' ? wishes.indexOf(wishFen) : -1;
  if (at >= 0) wishes.splice(at, 1);
}

/** A way back begins: what its own answer asks for was there, whoever opened it. @throws Violation */
export function checkOpened(memory: AuditMemory, payment: AuditedPayment, row: Cancellation): void {
  const { evidence } = row.answer.terms ?? {};
  const papers = (evidence?.items ?? []).filter((item) => !SHOWN.has(item));
  const approval =
    evidence === undefined || evidence.approval === 'merchant'
      ? 'none'
      : evidence.approval === 'none' && row.answer.verdict === 'YES_WITH_REVIEW'
        ? 'review'
        : evidence.approval;
  if (row.requestId === undefined) {
    const asks = papers.length > 0 || approval !== 'none';
    if (!asks || (row.door !== 'api' && row.door !== 'console' && row.door !== 'payer')) return;
    throw new Violation(
      'request-cleared',
      payment.journey.index,
      `${row.id} was opened at the door ${row.door} without a request; its answer asks for ${approval}`,
    );
  }
  const request = memory.requests.get(row.requestId);
  if (request === undefined)
    throw new Violation('request-cleared', payment.journey.index, `${row.requestId} is not on disk`);
  if (request.state !== 'carrying' || request.cancellationId !== row.id)
    throw broken(request, 'request-end-stays', `it is ${request.state}, and ${row.id} is sent for it`);
  const missing = papers.filter((item) => !request.papers.has(item));
  if (missing.length > 0)
    throw broken(request, 'request-cleared', `${row.id} is sent, and nobody handed in ${missing.join(', ')}`);
  checkPersons(request, approval);
}

/** The shop or the institution agreed to what a payer asked; whoever approves is somebody else. */
function checkPersons(request: AuditedRequest, approval: string): void {
  const first =
    request.door === 'payer'
      ? request.said.filter(({ move, role }) => move === 'accept' && role !== 'payer').map(({ id }) => id)
      : [request.by];
  if (first.length === 0) throw broken(request, 'request-cleared', 'it is sent, and nobody agreed to it');
  if (approval === 'none') return;
  const second = request.said.filter(
    ({ move, role, supervisor }) =>
      move === 'approve' && (role === 'operator' || (approval === 'supervisor' && supervisor)),
  );
  const four = second.some(({ id }) => id !== request.by && first.some((one) => one !== id));
  if (!four)
    throw broken(
      request,
      'request-cleared',
      `it is sent without the ${approval} that its answer asks for: agreed by ${first.join(', ')}, approved by ` +
        `${second.map(({ id }) => id).join(', ') || 'nobody'}`,
    );
}

/** @throws Violation when a request stays where it is for too long, or its time has come and nothing happened. */
export function checkRequestAge(request: AuditedRequest, nowMs: number): void {
  const { state, sinceMs, dueMs } = request;
  const boundMs = BOUNDS_MS[state];
  if (boundMs === undefined || isWithPerson(request)) return;
  const overdue = dueMs !== null && nowMs > dueMs + SLACK_MS;
  if (nowMs - sinceMs <= boundMs && !overdue) return;
  const seconds = Math.round((nowMs - sinceMs) / 1_000);
  throw broken(request, 'request-ends', `it is ${state} for ${seconds} seconds, its time was ${dueMs}`);
}

/** The journey is over: the request has an end, is with a person, or its money is on its way. @throws Violation */
export function checkRequestEnd(request: AuditedRequest): void {
  const { state, payment, cancellationId } = request;
  if (ENDED.has(state) || state === 'arriving' || isWithPerson(request)) return;
  const back = payment.backs.get(cancellationId ?? '');
  const open = back !== undefined && !['done', 'refused', 'undone', 'overruled'].includes(back.state);
  if (state === 'carrying' && open) return;
  throw broken(
    request,
    'request-ends',
    `its journey is over and it is ${state}, its way back ${back?.state}`,
  );
}

/** A person was told that the request was withdrawn: it is, on disk. @throws Violation */
export function checkRequestTold(request: AuditedRequest, move: string, outcome: string): void {
  if (outcome !== 'accepted') return;
  const is = request.state;
  const holds =
    move === 'withdraw'
      ? is === 'withdrawn'
      : move === 'refuse' || move === 'reject'
        ? is === 'refused'
        : move === 'accept'
          ? is !== 'asked' && is !== 'escalated'
          : true;
  if (!holds) throw broken(request, 'told-stays-true', `«${move}» was told as accepted, and it is ${is}`);
}
