/** Ways back of what is held and not taken: no journal, no place in a batch, and no clearing file to wait for. */
import { describe, expect, test } from 'vitest';
import {
  approved,
  at,
  completedPreauth,
  held,
  NEXT_DAY,
  noticeBase,
  open,
  PACE,
  preauthBase,
  preauthCommand,
  sent,
  stepped,
  walk,
} from '../../../test/domain/samples.ts';
import { answered, due, file, fresh, LATER, undo } from '../../../test/domain/way-back-samples.ts';
import { clearingDay } from '../calendar/index.ts';
import { heldFen } from '../payment/index.ts';
import type { BackStep, CancellationCommand } from './index.ts';

const NEXT_NOON = at('2026-11-24 12:00:00');

const voiding = (): BackStep => open(held(), { route: 'VOID' });
const lateVoid = (): BackStep => open(held(), { route: 'VOID', atMs: NEXT_NOON });
const reversal = (): BackStep =>
  open(sent(preauthBase()), { route: 'REVERSAL', door: 'deadline', terminal: null });
const ended = ({ payment, cancellation }: BackStep): string => `${cancellation.state}, ${payment.state}`;

/** Every step of the walk: what it booked and what it counted. */
function traces(first: BackStep, ...commands: readonly CancellationCommand[]): number[] {
  let step = first;
  const seen = [first.journals.length + first.batch.length];
  for (const command of commands) {
    step = walk(step, command);
    seen.push(step.journals.length + step.batch.length);
  }
  return seen;
}

describe('C17: what was never taken is never booked', () => {
  test.each<[string, BackStep, readonly CancellationCommand[], string]>([
    ['a void', voiding(), [answered('approved')], 'done, voided'],
    ['a void refused', voiding(), [answered('card-restricted')], 'refused, approved'],
    // Seed 2026, midnight, journey 288,847: of a doubled message one copy met the cut-over, the other the bank.
    [
      'a void of which a copy is carried out after another was turned away',
      voiding(),
      [answered('cut-over-running'), answered('approved')],
      'done, voided',
    ],
    ['a void undone', voiding(), [due(LATER), answered('approved', 'undo')], 'undone, approved'],
    [
      'a void approved, then reversed by its terminal',
      voiding(),
      [answered('approved'), undo, answered('approved', 'undo')],
      'undone, approved',
    ],
    ['a reversal of an unknown hold', reversal(), [answered('approved')], 'done, reversed'],
    [
      'a reversal of an approved hold',
      open(held(), { route: 'REVERSAL' }),
      [answered('approved')],
      'done, reversed',
    ],
  ])('%s', (_what, first, commands, end) => {
    expect(ended(walk(first, ...commands))).toBe(end);
    expect(traces(first, ...commands).every((count) => count === 0)).toBe(true);
  });

  test('a void that was turned away lifts nothing late once the hold is used', () => {
    const refused = walk(voiding(), answered('cut-over-running'));
    const { payment } = open(refused.payment, { route: 'VOID', id: 'can_2' as never });
    const late = walk({ ...refused, payment }, answered('approved'));
    expect(ended(late)).toBe('refused, approved');
    expect(late.payment).toBe(payment);
    expect(late.events.map(({ event }) => event)).toEqual([
      { kind: 'back-answered', outcome: 'approved', final: false },
    ]);
  });

  test('nor where it was raised since: the bank speaks of another sum', () => {
    const refused = walk(voiding(), answered('cut-over-running'));
    const raised = stepped(refused.payment, preauthCommand.raiseTo('open'), preauthCommand.raiseTo('held'));
    expect(ended(walk({ ...refused, payment: raised }, answered('approved')))).toBe('refused, approved');
  });

  test('a void lifts the sum of the hold and its increments, whole', () => {
    const raised = stepped(held(), preauthCommand.raiseTo('open'), preauthCommand.raiseTo('held'));
    const step = walk(open(raised, { route: 'VOID', amountFen: 12_000n }), answered('approved'));
    expect(ended(step)).toBe('done, voided');
    expect(step.cancellation.amountFen).toBe(12_000n);
  });
});

describe('C18: no clearing file speaks of holds', () => {
  test('a reversal that outlives its day is with a person at once, and says why', () => {
    const step = walk(reversal(), due(LATER, NEXT_DAY));
    expect(step.cancellation.state).toBe('handed');
    expect(step.events.map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ kind: 'handed-to-person', why: 'hold-outlived-its-day' }),
    );
    expect(step.send).toBeNull();
  });

  test.each([
    ['with the payment', true, false],
    ['without it', false, false],
    ['with what undoes it', true, true],
  ])('a file %s changes nothing', (_what, paymentIn, undoneIn) => {
    const handed = walk(reversal(), due(LATER, NEXT_DAY));
    const step = walk(handed, file(paymentIn, undoneIn));
    expect(step.cancellation).toBe(handed.cancellation);
    expect(step.payment).toBe(handed.payment);
  });

  test('a void on a later day may be undone all through that day, and not beyond it', () => {
    const ofThatDay = walk(lateVoid(), {
      ...{ type: 'due', clearingDayNow: NEXT_DAY, fresh, atMs: NEXT_NOON + PACE.voidReplyMs },
    });
    expect(ofThatDay.cancellation.state).toBe('undoing');
    expect(ofThatDay.send).not.toBeNull();
    const beyond = walk(ofThatDay, {
      ...{ type: 'due', clearingDayNow: clearingDay('2026-11-25'), fresh, atMs: at('2026-11-24 23:30:00') },
    });
    expect(beyond.cancellation.state).toBe('handed');
  });
});

describe('C19: a completion goes back like a sale', () => {
  const completion = () => approved(noticeBase());

  test('voided: its money is booked back, and its hold is as it was', () => {
    const step = walk(open(completion(), { route: 'VOID' }), answered('approved'));
    expect(ended(step)).toBe('done, voided');
    expect(step.journals.length).toBeGreaterThan(0);
    expect(step.batch).toEqual([{ entry: 'void', sign: 1 }]);
    const hold = stepped(completedPreauth(), preauthCommand.completionTo('voided'));
    expect([hold.state, heldFen(hold)]).toEqual(['approved', 10_000n]);
  });

  test('refunded: it stays approved, and its hold stays used up', () => {
    const step = walk(open(completion(), { route: 'REFUND', amountFen: 4_000n }), answered('approved'));
    expect(ended(step)).toBe('done, approved');
    expect(step.payment).toMatchObject({ back: { returnedFen: 4_000n } });
    expect(completedPreauth().state).toBe('completed');
  });
});
