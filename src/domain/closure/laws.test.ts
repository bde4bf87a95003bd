/** Whatever is told to a closing, in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base, PACE, PHONE, STAFF, shown, T0, TABLET } from '../../../test/domain/closure-samples.ts';
import type { DeductionId } from '../wallet/index.ts';
import {
  type Closure,
  type ClosureCommand,
  type ClosureEvent,
  type ClosureStep,
  dueOfClosure,
  type Hand,
  isOpenClosure,
  openClosure,
  PROOF_KINDS,
  type Shown,
  stepClosure,
} from './index.ts';

const MINUTE = 60_000;
const hand = fc.constantFrom<Hand>(PHONE, TABLET, STAFF);
const page = fc.constantFrom<Shown>(shown('first'), shown('second'), shown('first', 'NO'));
type Untimed = ClosureCommand extends infer C ? (C extends ClosureCommand ? Omit<C, 'atMs'> : never) : never;
const told: fc.Arbitrary<Untimed> = fc.oneof(
  fc.record({ type: fc.constant('resume' as const), by: hand, now: page }),
  fc.record({
    type: fc.constant('choose' as const),
    by: hand,
    choices: fc.constant({ endDeductions: ['ded_1' as DeductionId], giveUp: null }),
    now: page,
  }),
  fc.record({
    type: fc.constant('prove' as const),
    by: hand,
    kind: fc.constantFrom(...PROOF_KINDS),
    provenMs: fc.nat(60 * MINUTE).map((afterMs) => T0 + afterMs),
    untilMs: fc.nat(60 * MINUTE).map((afterMs) => T0 + afterMs),
  }),
  fc.record({
    type: fc.constant('confirm' as const),
    by: hand,
    seen: fc.constantFrom('first', 'second'),
    now: page,
    takeBackUntilMs: fc.constant(null),
  }),
  fc.record({ type: fc.constant('step-back' as const), by: hand }),
  fc.constant({ type: 'due' as const }),
  fc.constant({ type: 'overtake' as const, wonBy: 'loss' }),
);
const story = fc.array(fc.record({ told, afterMs: fc.integer({ min: 0, max: 12 * MINUTE }) }), {
  minLength: 1,
  maxLength: 40,
});

interface Told {
  readonly before: Closure;
  readonly command: ClosureCommand;
  readonly step: ClosureStep;
}

/** Plays a story and gives every step of it to the check. */
function always(check: (each: Told) => void): void {
  fc.assert(
    fc.property(story, (commands) => {
      let { closure } = openClosure(base(), PACE);
      let atMs = T0;
      for (const { told: said, afterMs } of commands) {
        atMs += afterMs;
        const command = { ...said, atMs } as ClosureCommand;
        const step = stepClosure(closure, command, PACE);
        check({ before: closure, command, step });
        closure = step.closure;
      }
    }),
  );
}

test('C2: who confirms has proven enough under the own sign-in, a short while ago', () => {
  always(({ before, command, step }) => {
    if (!step.carryOut) return;
    if (command.type !== 'confirm') throw new Error('only a confirmation carries out');
    const own = before.proofs.filter(
      ({ by, atMs, untilMs }) => by === command.by && atMs <= command.atMs && command.atMs < untilMs,
    );
    const kinds = new Set(own.map(({ kind }) => kind));
    expect(before.needs.some((way) => way.every((kind) => kinds.has(kind)))).toBe(true);
  });
});

test('C3: what is carried out is what was seen, and its answer is yes at that instant', () => {
  always(({ command, step }) => {
    if (!step.carryOut) return;
    if (command.type !== 'confirm') throw new Error('only a confirmation carries out');
    expect(command.seen).toBe(command.now.print);
    expect(command.now.answer.verdict).toBe('YES');
    expect(step.closure.shown).toBe(command.now);
  });
});

test('C4: it is carried out at most once, and an end is an end', () => {
  always(({ before, step }) => {
    if (isOpenClosure(before)) expect(step.carryOut).toBe(step.closure.state === 'done');
    else expect([step.closure, step.carryOut, step.events]).toEqual([before, false, []]);
  });
});

test('C5: what is open has a due time within the whole and what ended has none', () => {
  always(({ step: { closure } }) => {
    const dueMs = dueOfClosure(closure);
    if (!isOpenClosure(closure)) expect(dueMs).toBeNull();
    else expect(dueMs).toBeLessThanOrEqual(closure.begunAtMs + PACE.wholeMs);
  });
});

test('C6: what it is about never changes', () => {
  always(({ before, step: { closure } }) => {
    const fixed = ({ id, book, walletId, subject, route, begunAtMs, begunBy, needs }: Closure) => ({
      ...{ id, book, walletId, subject, route, begunAtMs, begunBy, needs },
    });
    expect(fixed(closure)).toEqual(fixed(before));
  });
});

test('C7: stepping back and expiry need no proof: nobody is kept in a closing', () => {
  always(({ before, command, step }) => {
    if (isOpenClosure(before) && command.type === 'step-back')
      expect(isOpenClosure(step.closure)).toBe(false);
  });
});

test('C8: proofs and events are bounded, and hold no secret', () => {
  const members = new Set<keyof ClosureEvent | string>();
  always(({ step }) => {
    expect(step.closure.proofs.length).toBeLessThanOrEqual(PACE.proofsMax);
    expect(step.events.length).toBeLessThanOrEqual(1);
    for (const { event } of step.events) for (const member of Object.keys(event)) members.add(member);
  });
  const may = 'kind closureId subject route by endDeductions givesUp proof proven print wonBy reason'.split(
    ' ',
  );
  expect([...members].filter((member) => !may.includes(member))).toEqual([]);
});
