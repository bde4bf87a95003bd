import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANNA,
  BEN,
  base,
  COMMANDS,
  COUNTER,
  coverBy,
  DAY,
  HOLDER,
  move,
  PACE,
  paid,
  paper,
  refuseBy,
  SITUATIONS,
  T0,
} from '../../../test/domain/loss-samples.ts';
import { dueOfLoss, isLossOpen, type LossCase, openLoss, stepLoss, withReturned } from './index.ts';

/** Any row of commands, from any report. */
const lives = fc.record({
  start: fc.constantFrom(...Object.values(SITUATIONS)),
  commands: fc.array(fc.constantFrom(...Object.values(COMMANDS)), { maxLength: 12 }),
});
function live(each: (before: LossCase, step: ReturnType<typeof stepLoss>) => void): void {
  fc.assert(
    fc.property(lives, ({ start, commands }) => {
      let loss: LossCase = start;
      for (const command of commands) {
        const step = stepLoss(loss, command, PACE);
        each(loss, step);
        loss = step.loss;
      }
    }),
  );
}

test('L4: money is paid once, when the papers are there, and what is paid is what was decided', () => {
  live((before, { loss, pay }) => {
    if (pay.length === 0) return;
    expect(before.state === 'covered').toBe(false);
    if (loss.state !== 'covered') throw new Error('paid without a yes');
    expect(pay).toEqual(loss.shares);
    expect(loss.papers.some(({ item }) => item === 'statement')).toBe(true);
    for (const share of pay) {
      const named = loss.disputed.find(({ movementId }) => movementId === share.movementId)!;
      expect(share.amountFen <= named.amountFen - named.returnedFen).toBe(true);
    }
  });
});

describe('L5: beyond the sum two persons decide, and an objection is looked at by another one', () => {
  const claim = (amountFen: bigint): LossCase =>
    move(openLoss(base({ disputed: [paid(1, { amountFen })] }), PACE).loss, {
      ...{ type: 'paper', paper: paper('statement'), atMs: T0 + 1 },
    });
  test('to the fen', () => {
    expect(move(claim(500_000n), coverBy(ANNA, { wmv_1: 500_000n })).state).toBe('covered');
    expect(move(claim(500_001n), coverBy(ANNA, { wmv_1: 500_001n })).state).toBe('approval');
  });
  test('who took the report neither decides nor approves', () => {
    expect(stepLoss(claim(1n), refuseBy(COUNTER), PACE).refusal).toBe('four-eyes');
    const proposed = move(claim(600_000n), coverBy(ANNA, { wmv_1: 600_000n }));
    expect(stepLoss(proposed, { type: 'approve', by: COUNTER, atMs: T0 + 9 }, PACE).refusal).toBe(
      'four-eyes',
    );
  });
  test('who refused does not decide about the objection; the other one does, and it ends there', () => {
    const objected = move(move(claim(100n), refuseBy(ANNA)), {
      ...{ type: 'object', by: HOLDER, words: 'no', atMs: T0 + 9 },
    });
    expect(stepLoss(objected, coverBy(ANNA, { wmv_1: 100n }), PACE).refusal).toBe('four-eyes');
    const again = move(objected, refuseBy(BEN, T0 + 10));
    expect(again).toMatchObject({ state: 'refused', objectUntilMs: null });
    const late = stepLoss(again, { type: 'object', by: HOLDER, words: 'no', atMs: T0 + 11 }, PACE);
    expect(late.refusal).toBe('loss-objection-late');
  });
  test('an approval is refused when a refund arrived since the proposal (LAW-49)', () => {
    const proposed = move(claim(600_000n), coverBy(ANNA, { wmv_1: 600_000n }));
    const refunded = withReturned(proposed, new Map([['wmv_1', 200_000n]]));
    const step = stepLoss(refunded, { type: 'approve', by: BEN, atMs: T0 + 9 }, PACE);
    expect([step.refusal, step.pay]).toEqual(['loss-more-than-lost', []]);
  });
  test('the sum of the year is asked again at the second yes', () => {
    const proposed = move(claim(600_000n), coverBy(ANNA, { wmv_1: 600_000n }));
    const step = stepLoss(
      proposed,
      { type: 'approve', by: BEN, atMs: T0 + 9 },
      { ...PACE, usedFen: 2_500_000n },
    );
    expect(step.refusal).toBe('loss-over-year');
  });
});

test('L6: the report never changes, papers and decisions are only added, and an end stays an end', () => {
  live((before, { loss }) => {
    expect(loss.report).toEqual(before.report);
    expect(loss.papers.slice(0, before.papers.length)).toEqual(before.papers);
    expect(loss.decisions.slice(0, before.decisions.length)).toEqual(before.decisions);
    const reopened = before.state === 'refused' && loss.objection !== null && before.objection === null;
    if (!isLossOpen(before) && !reopened) expect(loss.state).toBe(before.state);
  });
});

test('L7: what waits has a due time or was told to be overdue, and no end has one', () => {
  live((before, { loss, events }) => {
    if (!isLossOpen(loss)) expect(dueOfLoss(loss)).toBe(null);
    else if (dueOfLoss(loss) === null && dueOfLoss(before) !== null)
      expect(events.map(({ event }) => event.kind).join()).toMatch(
        /loss-(reminder|escalated|approval-overdue)/,
      );
  });
});

test('L8: an event holds no words of a person, no card and no contact', () => {
  live((_before, { events }) => {
    for (const { event } of events)
      expect(JSON.stringify(Object.keys(event))).not.toMatch(/words|card|phone/i);
  });
});

test('too many payments and too many papers are refused by name', () => {
  const many = Array.from({ length: PACE.disputedMax + 1 }, (_, no) => paid(no));
  const step = stepLoss(
    SITUATIONS.noted,
    { type: 'add', disputed: many, deviceCardIds: [], bindingIds: [], atMs: T0 + DAY },
    PACE,
  );
  expect(step.refusal).toBe('loss-too-many');
  const full = ['a', 'b', 'c'].reduce<LossCase>(
    (loss, sha256) => move(loss, { type: 'paper', paper: paper('other', sha256), atMs: T0 + 2 }),
    SITUATIONS.noted,
  );
  const more = stepLoss(full, { type: 'paper', paper: paper('other', 'd'), atMs: T0 + 3 }, PACE);
  expect(more.refusal).toBe('papers-too-many');
});
