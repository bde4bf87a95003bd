/** What happens to a closing. Pure: time, answers and ids arrive in the command. */
import {
  type Closure,
  type ClosureBase,
  closureBase,
  type Hand,
  isOpenClosure,
  type OpenClosure,
  type Proof,
} from './closure.ts';
import type { ClosureCommand, ClosureEvent, ClosurePace, ClosureStep } from './closure-moves.ts';
import type { ProofKind } from './proof.ts';

type Said<E = ClosureEvent> = E extends ClosureEvent ? Omit<E, 'closureId' | 'subject' | 'route'> : never;

const unmoved = (closure: Closure, refusal: ClosureStep['refusal'] = null): ClosureStep => ({
  closure,
  events: [],
  carryOut: false,
  refusal,
});

function moved(closure: Closure, atMs: number, said: Said | null, carryOut = false): ClosureStep {
  const { id: closureId, subject, route } = closure;
  const events =
    said === null ? [] : [{ atMs, event: { ...said, closureId, subject, route } as ClosureEvent }];
  return { closure, events, carryOut, refusal: null };
}

/** Whoever did something has the idle time again, within the whole. */
const dueOf = ({ begunAtMs }: ClosureBase, atMs: number, { idleMs, wholeMs }: ClosurePace): number =>
  Math.min(atMs + idleMs, begunAtMs + wholeMs);

/** The same person under the same sign-in; staff by their own name. */
const sameHand = (one: Hand, other: Hand): boolean =>
  one.kind === 'holder'
    ? other.kind === 'holder' && one.session === other.session
    : other.kind === 'staff' && one.by === other.by;

/** Kinds that count for this hand now: its own, and fresh. */
export function provenBy(
  { proofs }: Pick<ClosureBase, 'proofs'>,
  by: Hand,
  atMs: number,
): readonly ProofKind[] {
  const counts = (proof: Proof): boolean =>
    sameHand(proof.by, by) && proof.atMs <= atMs && atMs < proof.untilMs;
  return [...new Set(proofs.filter(counts).map(({ kind }) => kind))];
}

/** What this hand still has to prove, by the way that is nearest; empty: enough. */
export function missingProofs(
  closure: Pick<ClosureBase, 'needs' | 'proofs'>,
  by: Hand,
  atMs: number,
): readonly ProofKind[] {
  const proven = provenBy(closure, by, atMs);
  const missing = closure.needs.map((way) => way.filter((kind) => !proven.includes(kind)));
  return missing.sort((one, other) => one.length - other.length)[0] ?? [];
}

/** Begins a closing whose answer is yes. */
export function openClosure(base: ClosureBase, pace: ClosurePace): ClosureStep {
  const { begunAtMs, begunBy: by } = base;
  const dueMs = dueOf(base, begunAtMs, pace);
  return moved({ ...base, state: 'begun', dueMs }, begunAtMs, { kind: 'closure-begun', by });
}

/** Moves a closing. A command with nothing to do returns the same object. */
export function stepClosure(closure: Closure, command: ClosureCommand, pace: ClosurePace): ClosureStep {
  if (!isOpenClosure(closure)) return ofEnded(closure, command);
  const { atMs } = command;
  // A press that comes after the due time finds it expired, whether or not the row was worked off before.
  if (atMs >= closure.dueMs && command.type !== 'overtake') {
    const expired = { ...closureBase(closure), state: 'expired', endedMs: atMs } as const;
    const step = moved(expired, atMs, { kind: 'closure-expired' });
    return command.type === 'due' ? step : { ...step, refusal: 'closure-ended' };
  }
  switch (command.type) {
    case 'resume':
      return moved({ ...again(closure, atMs, pace), shown: command.now }, atMs, null);
    case 'choose':
      return choose(closure, command, pace);
    case 'prove':
      return prove(closure, command, pace);
    case 'confirm':
      return confirm(closure, command, pace);
    case 'step-back': {
      const { by } = command;
      const back = { ...closureBase(closure), state: 'stepped-back', by, endedMs: atMs } as const;
      return moved(back, atMs, { kind: 'closure-stepped-back', by });
    }
    case 'overtake': {
      const { wonBy } = command;
      const overtaken = { ...closureBase(closure), state: 'overtaken', wonBy, endedMs: atMs } as const;
      return moved(overtaken, atMs, { kind: 'closure-overtaken', wonBy });
    }
    case 'due':
      return unmoved(closure);
  }
}

const again = (closure: OpenClosure, atMs: number, pace: ClosurePace): OpenClosure => ({
  ...closure,
  dueMs: dueOf(closure, atMs, pace),
});

/** What ended stays as it ended. Pressed again, or by the second device, a confirmed one tells its result. */
function ofEnded(closure: Closure, command: ClosureCommand): ClosureStep {
  if (command.type === 'due' || command.type === 'overtake' || command.type === 'resume')
    return unmoved(closure);
  if (command.type === 'confirm' && closure.state === 'done') return unmoved(closure);
  if (command.type === 'step-back' && closure.state === 'stepped-back') return unmoved(closure);
  return unmoved(closure, 'closure-ended');
}

type Of<T extends ClosureCommand['type']> = Extract<ClosureCommand, { readonly type: T }>;

function choose(closure: OpenClosure, command: Of<'choose'>, pace: ClosurePace): ClosureStep {
  const { choices, now: shown, atMs } = command;
  const { endDeductions, giveUp } = choices;
  return moved({ ...again(closure, atMs, pace), choices, shown }, atMs, {
    kind: 'closure-chosen',
    endDeductions,
    givesUp: giveUp !== null,
  });
}

/** The newest proof of a kind and hand counts; the oldest of all goes when there are too many. */
function prove(closure: OpenClosure, command: Of<'prove'>, pace: ClosurePace): ClosureStep {
  const { kind, by, provenMs, untilMs, atMs } = command;
  const same = (each: Proof): boolean => each.kind === kind && sameHand(each.by, by);
  if (closure.proofs.some((each) => same(each) && each.atMs === provenMs)) return unmoved(closure);
  const others = closure.proofs.filter((each) => !same(each));
  const proofs = [...others, { kind, by, atMs: provenMs, untilMs }].slice(-pace.proofsMax);
  const enough = missingProofs({ needs: closure.needs, proofs }, by, atMs).length === 0;
  const state = enough ? 'proved' : closure.state;
  return moved({ ...again(closure, atMs, pace), state, proofs }, atMs, {
    kind: 'closure-proved',
    proof: kind,
  });
}

/**
 * Who confirms has to have proven it, then the answer must still be yes, then the page that was confirmed must be the
 * one of now: a person confirms what they saw.
 */
function confirm(closure: OpenClosure, command: Of<'confirm'>, pace: ClosurePace): ClosureStep {
  const { by, seen, now, takeBackUntilMs, atMs } = command;
  if (missingProofs(closure, by, atMs).length > 0) return unmoved(closure, 'closure-proof-missing');
  const base = { ...closureBase(closure), shown: now };
  if (now.answer.verdict !== 'YES') {
    const { reason } = now.answer;
    const step = moved({ ...base, state: 'refused', by, endedMs: atMs }, atMs, {
      kind: 'closure-refused',
      reason,
    });
    return { ...step, refusal: reason ?? 'closure-ended' };
  }
  if (seen !== now.print) {
    const shownAnew = moved({ ...again(closure, atMs, pace), shown: now }, atMs, null);
    return { ...shownAnew, refusal: 'closure-changed' };
  }
  const proven = provenBy(closure, by, atMs);
  const done = { ...base, state: 'done', by, proven, takeBackUntilMs, endedMs: atMs } as const;
  return moved(done, atMs, { kind: 'closure-done', by, proven, print: seen }, true);
}
