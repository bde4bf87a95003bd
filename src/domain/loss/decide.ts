/** The decisions about a report of loss. Total: every state answers every command. */
import { DAY_MS } from '../calendar/index.ts';
import type { Outcome } from '../outcome/index.ts';
import { coverOf, usedOf } from './cover.ts';
import { type LossCommand, LossMove, type LossPace, type LossStep, unmoved } from './moves.ts';
import { missingLossPapers } from './needs.ts';
import {
  dueOfLoss,
  isLossOpen,
  type LossActor,
  type LossBase,
  type LossCase,
  type LossDecision,
  lossBase,
} from './state.ts';

type Of<T extends LossCommand['type']> = Extract<LossCommand, { type: T }>;
type Cover = LossDecision & { readonly kind: 'cover' };

/** Where a case stands by what is claimed and which papers are there. */
function goOn(move: LossMove, base: LossBase, atMs: number, pace: LossPace): LossMove {
  if (base.disputed.length === 0) return move.become(base, { state: 'noted', dueMs: atMs + pace.remindMs });
  const papers = missingLossPapers(base);
  if (papers.length > 0) {
    const byMs = atMs + pace.terms.papersDays * DAY_MS;
    return move
      .become(base, { state: 'papers', dueMs: byMs })
      .tell({ kind: 'loss-papers-wanted', papers, byMs });
  }
  return review(move, base, atMs, pace);
}

function review(move: LossMove, base: LossBase, atMs: number, pace: LossPace): LossMove {
  const byMs = atMs + pace.terms.answerDays * DAY_MS;
  return move
    .become(base, { state: 'review', dueMs: byMs })
    .tell({ kind: 'loss-review-begun', byMs, objected: base.objection !== null });
}

/** A report, as it is made. The stop of the wallet goes with it in the same commit. */
export function openLoss(base: LossBase, pace: LossPace): LossStep {
  const { what, door, atMs } = base.report;
  const move = new LossMove({ ...base, state: 'noted', dueMs: null }, atMs);
  move.tell({ kind: 'loss-reported', what, door });
  return goOn(move, base, atMs, pace).step();
}

export function stepLoss(loss: LossCase, command: LossCommand, pace: LossPace): LossStep {
  const move = new LossMove(loss, command.atMs);
  switch (command.type) {
    case 'add':
      return add(move, loss, command, pace);
    case 'paper':
      return paper(move, loss, command, pace);
    case 'withdraw':
      return withdraw(move, loss, command);
    case 'lift':
      return lift(move, loss, command);
    case 'decide':
      return decide(move, loss, command, pace);
    case 'approve':
      return approve(move, loss, command, pace);
    case 'reject':
      return reject(move, loss, command, pace);
    case 'object':
      return object(move, loss, command, pace);
    case 'due':
      return due(move, loss, command.atMs);
  }
}

/** More payments or devices. A decision that waits for its second pair of eyes falls with its ground. */
function add(move: LossMove, loss: LossCase, command: Of<'add'>, pace: LossPace): LossStep {
  if (!isLossOpen(loss)) return unmoved(loss, 'loss-moved-on');
  const { atMs } = command;
  const known = new Set(loss.disputed.map(({ movementId }) => movementId));
  const disputed = command.disputed.filter(({ movementId }) => !known.has(movementId));
  const lost = [loss.report, ...loss.alsoLost];
  const deviceCardIds = command.deviceCardIds.filter(
    (id) => !lost.some((each) => each.deviceCardIds.includes(id)),
  );
  const bindingIds = command.bindingIds.filter((id) => !lost.some((each) => each.bindingIds.includes(id)));
  const more = deviceCardIds.length + bindingIds.length > 0;
  if (disputed.length === 0 && !more) return unmoved(loss);
  if (loss.disputed.length + disputed.length > pace.disputedMax) return unmoved(loss, 'loss-too-many');
  const base: LossBase = {
    ...lossBase(loss),
    disputed: [...loss.disputed, ...disputed],
    alsoLost: more ? [...loss.alsoLost, { deviceCardIds, bindingIds, atMs }] : loss.alsoLost,
  };
  const amountFen = disputed.reduce((sum, each) => sum + each.amountFen, 0n);
  move.become(base, stateOf(loss)).tell({ kind: 'loss-added', payments: disputed.length, amountFen });
  // Only what was noted without a claim begins anew: a claim under way keeps its papers and its time.
  const anew = loss.state === 'noted' || loss.state === 'approval';
  return anew && disputed.length > 0 ? goOn(move, base, atMs, pace).step() : move.step();
}

/** What a case has beside its base. */
function stateOf(loss: LossCase): Parameters<LossMove['become']>[1] {
  const { id, book, report, alsoLost, disputed, papers, lifted, decisions, objection, version, ...own } =
    loss;
  return own;
}

function paper(move: LossMove, loss: LossCase, command: Of<'paper'>, pace: LossPace): LossStep {
  if (!isLossOpen(loss) && loss.state !== 'refused') return unmoved(loss, 'loss-moved-on');
  const { item, sha256 } = command.paper;
  if (loss.papers.some((each) => each.sha256 === sha256 && each.item === item)) return unmoved(loss);
  if (loss.papers.length >= pace.papersMax) return unmoved(loss, 'papers-too-many');
  const base = { ...lossBase(loss), papers: [...loss.papers, command.paper] };
  move.become(base, stateOf(loss)).tell({ kind: 'loss-paper-received', item, sha256 });
  // Its time goes on running while one of several papers is missing.
  return loss.state === 'papers' && missingLossPapers(base).length === 0
    ? review(move, base, command.atMs, pace).step()
    : move.step();
}

/** The claim is taken back; a wallet that was stopped stays so until somebody saw its holder. */
function withdraw(move: LossMove, loss: LossCase, { by, atMs }: Of<'withdraw'>): LossStep {
  if (by.role !== 'holder') return unmoved(loss, 'not-allowed');
  if (!isLossOpen(loss) || loss.state === 'noted') return unmoved(loss, 'loss-moved-on');
  return move
    .become(lossBase(loss), { state: 'withdrawn', endedMs: atMs })
    .tell({ kind: 'loss-withdrawn' })
    .step();
}

function lift(move: LossMove, loss: LossCase, { by, atMs }: Of<'lift'>): LossStep {
  if (by.role !== 'operator') return unmoved(loss, 'not-allowed');
  if (loss.lifted !== null) return unmoved(loss);
  const base = { ...lossBase(loss), lifted: { atMs, by: by.id } };
  move.become(base, stateOf(loss)).tell({ kind: 'loss-lifted' });
  // A report without a claim has nothing more to do.
  return loss.state === 'noted'
    ? move.become(base, { state: 'closed', endedMs: atMs }).tell({ kind: 'loss-closed' }).step()
    : move.step();
}

/** Why this decision cannot be made about this case, whoever makes it. */
function wrongDecision(loss: LossCase, decision: LossDecision, pace: LossPace): Outcome | null {
  if (decision.kind === 'refuse') return null;
  const { rows } = coverOf(loss.disputed, loss.report.atMs, pace.terms, pace.usedFen);
  const { shares } = decision;
  if (shares.length === 0 || new Set(shares.map(({ movementId }) => movementId)).size !== shares.length)
    return 'amount-out-of-range';
  for (const { movementId, amountFen } of shares) {
    const row = rows.find(({ payment }) => payment.movementId === movementId);
    if (row === undefined) return 'loss-payment-not-named';
    // LAW-49: together never more than the loss.
    if (amountFen <= 0n || amountFen > row.lackingFen) return 'loss-more-than-lost';
  }
  if (pace.usedFen + usedOf(loss, shares, pace.terms) > pace.terms.perYearFen) return 'loss-over-year';
  return null;
}

/** Whoever refused before does not look at the objection. */
const refusedBefore = (loss: LossCase, by: LossActor): boolean =>
  loss.decisions.some((record) => record.by === by.id && record.decision.kind === 'refuse');

function decide(move: LossMove, loss: LossCase, command: Of<'decide'>, pace: LossPace): LossStep {
  const { by, decision, atMs } = command;
  if (by.role !== 'operator') return unmoved(loss, 'not-allowed');
  if (loss.state !== 'review' && loss.state !== 'escalated')
    return unmoved(loss, loss.state === 'papers' ? 'loss-papers-missing' : 'loss-moved-on');
  // Whoever took the report at the counter does not decide what comes of it.
  if (loss.report.by === by.id || refusedBefore(loss, by)) return unmoved(loss, 'four-eyes');
  const wrong = wrongDecision(loss, decision, pace);
  if (wrong !== null) return unmoved(loss, wrong);
  const base: LossBase = {
    ...lossBase(loss),
    decisions: [...loss.decisions, { by: by.id, step: 'decided', decision, atMs }],
  };
  if (decision.kind === 'refuse') return refuse(move, base, decision, atMs, pace);
  const amountFen = sumOf(decision);
  if (amountFen <= pace.terms.fourEyesFen) return cover(move, base, decision, atMs);
  const dueMs = atMs + pace.approvalDueMs;
  return move
    .become(base, { state: 'approval', proposed: decision, proposedBy: by.id, dueMs })
    .tell({ kind: 'loss-approval-wanted', amountFen, byMs: dueMs })
    .step();
}

const sumOf = ({ shares }: Cover): bigint => shares.reduce((sum, share) => sum + share.amountFen, 0n);

function cover(move: LossMove, base: LossBase, decision: Cover, atMs: number): LossStep {
  const { shares, words } = decision;
  const amountFen = sumOf(decision);
  return move
    .become(base, { state: 'covered', shares, amountFen, words, endedMs: atMs })
    .tell({ kind: 'loss-covered', amountFen })
    .pay(shares)
    .step();
}

function refuse(
  move: LossMove,
  base: LossBase,
  { why, words }: LossDecision & { readonly kind: 'refuse' },
  atMs: number,
  pace: LossPace,
): LossStep {
  const objectUntilMs = base.objection === null ? atMs + pace.terms.objectDays * DAY_MS : null;
  return move
    .become(base, { state: 'refused', why, words, objectUntilMs, endedMs: atMs })
    .tell({ kind: 'loss-refused', why, objectUntilMs })
    .step();
}

const isOneOfThem = (loss: LossCase & { readonly state: 'approval' }, by: LossActor): boolean =>
  by.id === loss.report.by || by.id === loss.proposedBy || refusedBefore(loss, by);

function approve(move: LossMove, loss: LossCase, { by, atMs }: Of<'approve'>, pace: LossPace): LossStep {
  if (by.role !== 'operator') return unmoved(loss, 'not-allowed');
  if (loss.state !== 'approval') return unmoved(loss, 'loss-moved-on');
  if (isOneOfThem(loss, by)) return unmoved(loss, 'four-eyes');
  const { proposed } = loss;
  // A refund may have arrived since it was proposed.
  const wrong = wrongDecision(loss, proposed, pace);
  if (wrong !== null) return unmoved(loss, wrong);
  const decisions = [...loss.decisions, { by: by.id, step: 'approved' as const, decision: proposed, atMs }];
  return cover(move, { ...lossBase(loss), decisions }, proposed, atMs);
}

/** The second pair of eyes says no: it is decided anew, perhaps for another amount. */
function reject(move: LossMove, loss: LossCase, command: Of<'reject'>, pace: LossPace): LossStep {
  const { by, atMs } = command;
  if (by.role !== 'operator') return unmoved(loss, 'not-allowed');
  if (loss.state !== 'approval') return unmoved(loss, 'loss-moved-on');
  if (isOneOfThem(loss, by)) return unmoved(loss, 'four-eyes');
  const decision: LossDecision = { ...loss.proposed, words: command.words };
  const decisions = [...loss.decisions, { by: by.id, step: 'rejected' as const, decision, atMs }];
  return review(move, { ...lossBase(loss), decisions }, atMs, pace).step();
}

/** LAW-23: whoever objects gets an answer within fifteen days, from somebody who has not decided yet. */
function object(move: LossMove, loss: LossCase, command: Of<'object'>, pace: LossPace): LossStep {
  const { by, atMs, words } = command;
  if (by.role !== 'holder') return unmoved(loss, 'not-allowed');
  if (loss.state !== 'refused') return unmoved(loss, 'loss-moved-on');
  if (loss.objectUntilMs === null || atMs > loss.objectUntilMs) return unmoved(loss, 'loss-objection-late');
  return review(move, { ...lossBase(loss), objection: { words, atMs } }, atMs, pace).step();
}

function due(move: LossMove, loss: LossCase, atMs: number): LossStep {
  const dueMs = dueOfLoss(loss);
  if (dueMs === null || atMs < dueMs) return unmoved(loss);
  const base = lossBase(loss);
  switch (loss.state) {
    case 'noted':
      return move.become(base, { state: 'noted', dueMs: null }).tell({ kind: 'loss-reminder' }).step();
    case 'papers':
      return move
        .become(base, { state: 'lapsed', endedMs: atMs })
        .tell({ kind: 'loss-lapsed', papers: missingLossPapers(base) })
        .step();
    case 'review':
      return move.become(base, { state: 'escalated' }).tell({ kind: 'loss-escalated' }).step();
    case 'approval':
      return move
        .become(base, {
          state: 'approval',
          proposed: loss.proposed,
          proposedBy: loss.proposedBy,
          dueMs: null,
        })
        .tell({ kind: 'loss-approval-overdue' })
        .step();
    default:
      return unmoved(loss);
  }
}

/** What went back of the disputed payments meanwhile, as their movements tell. */
export function withReturned(loss: LossCase, returnedFen: ReadonlyMap<string, bigint>): LossCase {
  const moved = loss.disputed.some(
    (each) => (returnedFen.get(each.movementId) ?? each.returnedFen) !== each.returnedFen,
  );
  if (!moved) return loss;
  const disputed = loss.disputed.map((each) => ({
    ...each,
    returnedFen: returnedFen.get(each.movementId) ?? each.returnedFen,
  }));
  return { ...loss, disputed };
}
