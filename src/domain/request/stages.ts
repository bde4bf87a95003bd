/** What one command does to a request, and what is missing next. */
import type { Outcome } from '../outcome/index.ts';
import type { RequestEvent, RequestPace, RequestStep } from './moves.ts';
import { missingApproval, missingPapers, rulesOf } from './needs.ts';
import { type CancelRequest, type CancelRequestBase, requestBase } from './state.ts';

/** An event without the id of its request. */
type Said<E = RequestEvent> = E extends RequestEvent ? Omit<E, 'requestId'> : never;

/** Collects what one command does to a request. */
export class Move {
  request: CancelRequest;
  readonly #atMs: number;
  readonly #events: { readonly atMs: number; readonly event: RequestEvent }[] = [];
  #carryOut = false;

  constructor(request: CancelRequest, atMs: number) {
    this.request = request;
    this.#atMs = atMs;
  }

  become(request: CancelRequest): this {
    this.request = request;
    return this;
  }

  tell(said: Said): this {
    this.#events.push({
      atMs: this.#atMs,
      event: { ...said, requestId: this.request.id } as RequestEvent,
    });
    return this;
  }

  carryOut(): this {
    this.#carryOut = true;
    return this;
  }

  step(): RequestStep {
    return { request: this.request, events: this.#events, carryOut: this.#carryOut, refusal: null };
  }
}

export const unmoved = (request: CancelRequest, refusal: Outcome | null = null): RequestStep => ({
  request,
  events: [],
  carryOut: false,
  refusal,
});

/** The next thing that is missing; when nothing is, the way back may be opened. */
export function goOn(move: Move, base: CancelRequestBase, atMs: number, pace: RequestPace): Move {
  const missing = missingPapers(base);
  if (missing.length > 0) {
    const byMs = atMs + pace.papersDueMs;
    return move
      .become({ ...base, state: 'papers', dueMs: byMs })
      .tell({ kind: 'request-papers-wanted', papers: missing, rules: rulesOf(base.answer), byMs });
  }
  switch (missingApproval(base)) {
    case 'supervisor': {
      const byMs = atMs + pace.approvalDueMs;
      return move
        .become({ ...base, state: 'approval', dueMs: byMs })
        .tell({ kind: 'request-approval-wanted', byMs });
    }
    case 'review':
      return review(move, base, 'asked-by-rules', atMs, pace);
    case 'none':
      // The due time stands for a program that stops between this and the opening; both are one commit.
      return move.become({ ...base, state: 'waiting', dueMs: atMs }).carryOut();
  }
}

export function review(
  move: Move,
  base: CancelRequestBase,
  why: 'asked-by-rules' | 'approval-overdue',
  atMs: number,
  pace: RequestPace,
): Move {
  const byMs = atMs + pace.reviewDueMs;
  const { papers } = base.needs;
  return move
    .become({ ...base, state: 'review', dueMs: byMs })
    .tell({ kind: 'request-review-begun', why, papers, rules: rulesOf(base.answer), byMs });
}

export function finish(
  move: Move,
  request: CancelRequest,
  arrival: 'confirmed' | 'not-confirmed',
  atMs: number,
): RequestStep {
  if (request.state !== 'arriving') return unmoved(request);
  const { cancellationId } = request;
  return move
    .become({ ...requestBase(request), state: 'finished', cancellationId, arrival, endedMs: atMs })
    .tell({ kind: 'request-finished', arrival })
    .step();
}
