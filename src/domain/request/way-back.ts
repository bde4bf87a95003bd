/** What the one decision, and the ways back of the payment, do to a request. */
import type { Outcome } from '../outcome/index.ts';
import type { RequestCommand, RequestPace, RequestStep } from './moves.ts';
import { finish, goOn, type Move, unmoved } from './stages.ts';
import { type CancelRequest, type CancelRequestBase, isUnsent, requestBase } from './state.ts';

export type WayBackCommand = Extract<
  RequestCommand,
  {
    readonly type:
      | 'carried'
      | 'more-needed'
      | 'not-carried'
      | 'overtaken'
      | 'way-back-done'
      | 'way-back-bounced'
      | 'arrived'
      | 'way-back-failed';
  }
>;

export function byWayBack(
  move: Move,
  request: CancelRequest,
  command: WayBackCommand,
  pace: RequestPace,
): RequestStep {
  const { atMs } = command;
  const base = requestBase(request);
  switch (command.type) {
    case 'carried':
      if (request.state !== 'waiting') return unmoved(request);
      return move
        .become({ ...base, state: 'carrying', cancellationId: command.cancellationId })
        .tell({ kind: 'request-carried-out', byCancellation: command.cancellationId })
        .step();
    case 'more-needed':
      if (request.state !== 'waiting') return unmoved(request);
      return goOn(move, { ...base, needs: command.needs }, atMs, pace).step();
    case 'not-carried':
      return request.state === 'waiting' ? notCarried(move, base, command) : unmoved(request);
    case 'overtaken':
      return isUnsent(request) ? overtaken(move, base, command.wonBy, atMs) : unmoved(request);
    case 'way-back-done': {
      const { cancellationId, arriveByMs } = command;
      if (request.state !== 'carrying' || request.cancellationId !== cancellationId) return unmoved(request);
      return move
        .become({ ...base, state: 'arriving', cancellationId, dueMs: arriveByMs })
        .tell({ kind: 'request-arrival-expected', byMs: arriveByMs })
        .step();
    }
    case 'way-back-bounced': {
      const { cancellationId } = command;
      if (request.state !== 'arriving' || request.cancellationId !== cancellationId) return unmoved(request);
      return move
        .become({ ...base, state: 'carrying', cancellationId })
        .tell({ kind: 'request-bounced' })
        .step();
    }
    case 'arrived':
      if (request.state !== 'arriving' || request.cancellationId !== command.cancellationId)
        return unmoved(request);
      return finish(move, request, 'confirmed', atMs);
    case 'way-back-failed': {
      const { cancellationId, outcome } = command;
      // A void that was done may still be undone by its terminal: what was promised does not arrive then.
      const its = request.state === 'carrying' || request.state === 'arriving';
      if (!its || request.cancellationId !== cancellationId) return unmoved(request);
      return failed(move, base, outcome, cancellationId, atMs);
    }
  }
}

function notCarried(
  move: Move,
  base: CancelRequestBase,
  command: Extract<RequestCommand, { readonly type: 'not-carried' }>,
): RequestStep {
  const { opensAtMs, wonBy, outcome, atMs } = command;
  if (opensAtMs !== null && opensAtMs > atMs && base.asked.whenOpen) {
    return move
      .become({ ...base, state: 'waiting', dueMs: opensAtMs })
      .tell({ kind: 'request-waiting', opensAtMs })
      .step();
  }
  if (wonBy !== null) return overtaken(move, base, wonBy, atMs);
  return failed(move, base, outcome, null, atMs);
}

const overtaken = (
  move: Move,
  base: CancelRequestBase,
  wonBy: Extract<CancelRequest, { state: 'overtaken' }>['wonBy'],
  endedMs: number,
): RequestStep =>
  move
    .become({ ...base, state: 'overtaken', wonBy, endedMs })
    .tell({ kind: 'request-overtaken', wonBy })
    .step();

const failed = (
  move: Move,
  base: CancelRequestBase,
  outcome: Outcome,
  cancellationId: Extract<CancelRequest, { state: 'failed' }>['cancellationId'],
  endedMs: number,
): RequestStep =>
  move
    .become({ ...base, state: 'failed', outcome, cancellationId, endedMs })
    .tell({ kind: 'request-failed', outcome })
    .step();
