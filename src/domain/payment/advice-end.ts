/**
 * Two persons end what no repeat could: one operator says what became of an advice and on what evidence, another one
 * approves. The books move as if the network itself had said so.
 */
import type { Outcome } from '../outcome/index.ts';
import type { Advice, AdviceEvent, AdviceId, AdviceKind } from './advice.ts';

/** What can have become of a message that nobody acknowledged, or that it is to be asked once more. */
export const END_VERDICTS = ['carried-out', 'not-carried-out', 'ask-again'] as const;
export type EndVerdict = (typeof END_VERDICTS)[number];

export interface AdviceEndProposal {
  readonly verdict: EndVerdict;
  readonly evidence: string;
  readonly by: string;
  readonly atMs: number;
}

export type AdviceEndCommand =
  | {
      readonly type: 'advice-end-propose';
      readonly id: AdviceId;
      readonly verdict: EndVerdict;
      readonly evidence: string;
      readonly by: string;
      readonly atMs: number;
    }
  | {
      readonly type: 'advice-end-reject';
      readonly id: AdviceId;
      readonly by: string;
      readonly atMs: number;
    }
  /** `dueMs`: when the next repeat is, where it is asked again. */
  | {
      readonly type: 'advice-end-approve';
      readonly id: AdviceId;
      readonly by: string;
      /** When the finding was proposed that was read; another one, proposed since, is not approved by it. */
      readonly ofMs?: number | undefined;
      readonly dueMs: number;
      readonly atMs: number;
    };

export type AdviceEndEvent =
  | {
      readonly kind: 'advice-end-proposed';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly verdict: EndVerdict;
      readonly evidence: string;
      readonly by: string;
    }
  | {
      readonly kind: 'advice-end-rejected';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly by: string;
    }
  /** What it leads to is told by the event behind it; `dueMs` where it is asked again. */
  | {
      readonly kind: 'advice-end-approved';
      readonly id: AdviceId;
      readonly advice: AdviceKind;
      readonly verdict: EndVerdict;
      readonly by: string;
      readonly dueMs?: number;
    };

type HandedAdvice = Extract<Advice, { readonly state: 'handed' }>;
type Proposed = Extract<AdviceEndCommand, { type: 'advice-end-propose' }>;

const isSame = (proposal: AdviceEndProposal, { verdict, evidence, by }: Proposed): boolean =>
  proposal.verdict === verdict && proposal.evidence === evidence && proposal.by === by;

/**
 * Why an operator's act on this advice is not possible; `null` when it is. Outcomes: `not-found`, `not-in-this-state`,
 * `proposal-stands`, `four-eyes`.
 */
export function refusalOfAdviceEnd(
  found: Advice | undefined,
  command:
    | Proposed
    | { readonly type: 'advice-end-reject'; readonly by: string }
    | { readonly type: 'advice-end-approve'; readonly by: string; readonly ofMs?: number | undefined },
): Outcome | null {
  if (found === undefined) return 'not-found';
  if (found.state !== 'handed') return 'not-in-this-state';
  const { proposal } = found;
  // What somebody is about to approve is not changed under their eyes: it is put back first, and that is told.
  if (command.type === 'advice-end-propose')
    return proposal === undefined || isSame(proposal, command) ? null : 'proposal-stands';
  if (proposal === undefined) return 'not-in-this-state';
  if (command.type === 'advice-end-reject') return null;
  if (proposal.by === command.by) return 'four-eyes';
  return (command.ofMs ?? proposal.atMs) === proposal.atMs ? null : 'not-in-this-state';
}

/** The events of an act; `outcomeEvents` are those of the network's word that the two persons stand for. */
export function decideAdviceEnd(
  found: HandedAdvice,
  command: AdviceEndCommand,
  outcomeEvents: (outcome: Outcome) => readonly AdviceEvent[],
): readonly AdviceEvent[] {
  if (refusalOfAdviceEnd(found, command) !== null) return [];
  const { id, kind: advice, proposal } = found;
  const { by } = command;
  if (command.type === 'advice-end-propose') {
    const { verdict, evidence } = command;
    if (proposal !== undefined) return [];
    return [{ kind: 'advice-end-proposed', id, advice, verdict, evidence, by }];
  }
  if (command.type === 'advice-end-reject') return [{ kind: 'advice-end-rejected', id, advice, by }];
  const { verdict } = proposal!;
  const approved = { kind: 'advice-end-approved', id, advice, verdict, by } as const;
  if (verdict === 'ask-again') return [{ ...approved, dueMs: command.dueMs }];
  return [approved, ...outcomeEvents(verdict === 'carried-out' ? 'approved' : 'not-carried-out')];
}

/** What an act makes of the advice. */
export function evolveAdviceEnd(found: HandedAdvice, event: AdviceEndEvent, atMs: number): Advice {
  const { proposal: _proposal, ...rest } = found;
  switch (event.kind) {
    case 'advice-end-proposed': {
      const { verdict, evidence, by } = event;
      return { ...found, proposal: { verdict, evidence, by, atMs } };
    }
    case 'advice-end-rejected':
      return rest;
    case 'advice-end-approved': {
      if (event.dueMs === undefined) return found;
      const { sinceMs: _sinceMs, ...open } = rest;
      // The repeats begin anew, and count as repeats.
      return { ...open, state: 'sending', attempts: 2, dueMs: event.dueMs };
    }
  }
}
