/** What happens to a request. Pure: time, ids and answers arrive in the command. */
import type { RequestCommand, RequestPace, RequestStep } from './moves.ts';
import { missingPapers } from './needs.ts';
import { finish, goOn, Move, review, unmoved } from './stages.ts';
import {
  type CancelRequest,
  type CancelRequestBase,
  isUnsent,
  type RefusalStage,
  requestBase,
} from './state.ts';
import { byWayBack } from './way-back.ts';
import { whyNot } from './who.ts';

/** Opens a request. A payer's is for the shop to decide; a shop's or an operator's goes on to what is missing. */
export function openRequest(base: CancelRequestBase, pace: RequestPace): RequestStep {
  const { asked } = base;
  const { atMs, amountFen, door, by, reason } = asked;
  const first = door === 'payer' ? atMs + pace.decideDueMs : null;
  const request: CancelRequest = { ...base, state: 'asked', dueMs: first ?? atMs };
  const move = new Move(request, atMs).tell({
    kind: 'request-asked',
    amountFen,
    door,
    by,
    reason,
    decideByMs: first,
  });
  return (door === 'payer' ? move : goOn(move, { ...base, acceptedBy: by }, atMs, pace)).step();
}

/** Moves a request. A command with nothing to do returns the same object. */
export function stepRequest(request: CancelRequest, command: RequestCommand, pace: RequestPace): RequestStep {
  const move = new Move(request, command.atMs);
  switch (command.type) {
    case 'accept':
    case 'refuse':
    case 'approve':
    case 'reject':
    case 'withdraw':
    case 'confirm-arrival':
      return byPerson(move, request, command, pace);
    case 'paper':
      return takePaper(move, request, command.paper, command.atMs, pace);
    case 'due':
      return due(move, request, command.atMs, pace);
    default:
      return byWayBack(move, request, command, pace);
  }
}

type PersonCommand = Extract<RequestCommand, { readonly by: unknown }>;

function byPerson(
  move: Move,
  request: CancelRequest,
  command: PersonCommand,
  pace: RequestPace,
): RequestStep {
  const refusal = whyNot(request, command.type, command.by);
  if (refusal !== null) return unmoved(request, refusal);
  const base = requestBase(request);
  const { atMs, by } = command;
  switch (command.type) {
    case 'accept': {
      move.tell({ kind: 'request-accepted', by: by.id });
      return goOn(move, { ...base, acceptedBy: by.id, needs: command.needs }, atMs, pace).step();
    }
    case 'approve': {
      const stage = request.state === 'review' ? 'review' : 'approval';
      move.tell({ kind: 'request-approved', by: by.id, stage });
      const seen = stage === 'review' ? { reviewedBy: by.id } : { approvedBy: by.id };
      return goOn(move, { ...base, ...seen }, atMs, pace).step();
    }
    case 'refuse':
    case 'reject': {
      const stage: RefusalStage =
        request.state === 'review' ? 'review' : request.state === 'approval' ? 'approval' : 'decision';
      const { why } = command;
      return move
        .become({ ...base, state: 'refused', by: by.id, stage, why, endedMs: atMs })
        .tell({ kind: 'request-refused', by: by.id, stage, why })
        .step();
    }
    case 'withdraw':
      return move
        .become({ ...base, state: 'withdrawn', endedMs: atMs })
        .tell({ kind: 'request-withdrawn', by: by.id })
        .step();
    case 'confirm-arrival':
      return finish(move, request, 'confirmed', atMs);
  }
}

/** Papers are taken while nothing was sent. The same paper twice is one. */
function takePaper(
  move: Move,
  request: CancelRequest,
  paper: CancelRequest['papers'][number],
  atMs: number,
  pace: RequestPace,
): RequestStep {
  if (!isUnsent(request)) return unmoved(request, 'request-moved-on');
  const known = request.papers.some(({ sha256, item }) => sha256 === paper.sha256 && item === paper.item);
  if (known) return unmoved(request);
  if (request.papers.length >= pace.papersMax) return unmoved(request, 'papers-too-many');
  const papers = [...request.papers, paper];
  const { item, sha256, by } = paper;
  move.become({ ...request, papers }).tell({ kind: 'request-paper-received', item, sha256, by });
  if (request.state !== 'papers') return move.step();
  const base = { ...requestBase(request), papers };
  // Its time goes on running while one of several papers is missing.
  return missingPapers(base).length > 0 ? move.step() : goOn(move, base, atMs, pace).step();
}

function due(move: Move, request: CancelRequest, atMs: number, pace: RequestPace): RequestStep {
  if (!('dueMs' in request) || request.dueMs === null || atMs < request.dueMs) return unmoved(request);
  const base = requestBase(request);
  switch (request.state) {
    case 'asked': {
      const decideByMs = atMs + pace.reviewDueMs;
      return move
        .become({ ...base, state: 'escalated', dueMs: decideByMs })
        .tell({ kind: 'request-escalated', decideByMs })
        .step();
    }
    case 'escalated':
      return move
        .become({ ...request, dueMs: null })
        .tell({ kind: 'request-overdue', stage: 'decision' })
        .step();
    case 'review':
      return move
        .become({ ...request, dueMs: null })
        .tell({ kind: 'request-overdue', stage: 'review' })
        .step();
    case 'papers':
      return move
        .become({ ...base, state: 'expired', endedMs: atMs })
        .tell({ kind: 'request-expired', papers: missingPapers(base) })
        .step();
    case 'approval':
      return review(move, base, 'approval-overdue', atMs, pace).step();
    case 'waiting':
      return move.carryOut().step();
    case 'arriving':
      return finish(move, request, 'not-confirmed', atMs);
  }
}
