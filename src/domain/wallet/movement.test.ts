import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountKind, isBalanced, type Journal } from '../ledger/index.ts';
import {
  bookedOf,
  declineMovement,
  holdMovement,
  MOVEMENT_STATES,
  type MovementCommand,
  type MovementCommandType,
  type MovementState,
  type MovementStep,
  payMovement,
  type Source,
  stepMovement,
  TRANSITIONS,
  type WalletPayment,
} from './index.ts';

const BALANCE: Source = { kind: 'balance' };
const base = (source: Source = BALANCE) => ({
  ...{ id: 'wpm_1' as WalletPayment['id'], book: 'wal_1', kind: 'tap' as const, source, amountFen: 1_000n },
  ...{ card: null, serviceIds: [], merchant: null, networkKey: 'k', atMs: 1, dueMs: 2 },
});

const COMMANDS: Readonly<Record<MovementCommandType, MovementCommand>> = {
  settle: { type: 'settle', authCode: '123456', atMs: 5 },
  decline: { type: 'decline', reason: 'declined-other', atMs: 5 },
  lose: { type: 'lose' },
  reverse: { type: 'reverse', atMs: 5, closed: false },
  revive: { type: 'revive', atMs: 5, closed: false, freeFen: 1_000n },
  'give-back': { type: 'give-back', amountFen: 400n, closed: false },
};
const TYPES = Object.keys(COMMANDS) as MovementCommandType[];

/** A movement in this state with the journals that led there; none leads a payment to `bounced`. */
function inState(state: MovementState): MovementStep {
  const held = holdMovement(base());
  const then = (from: MovementStep, command: MovementCommand): MovementStep => {
    const next = stepMovement(from.movement, command)!;
    return { movement: next.movement, journals: [...from.journals, ...next.journals] };
  };
  switch (state) {
    case 'held':
      return held;
    case 'unknown':
      return then(held, COMMANDS.lose);
    case 'paid':
      return payMovement(base(), '123456', 3);
    case 'declined':
      return declineMovement(base(), 'wallet-balance-short', 3);
    case 'reversed':
      return then(held, COMMANDS.reverse);
    case 'bounced':
      return { movement: { ...held.movement, state }, journals: [] };
  }
}

/** Credits less debits of all journals, by account; accounts at nothing are left out. */
function summed(journals: readonly Journal[]) {
  const sums = { posted: {} as Record<string, bigint>, pending: {} as Record<string, bigint> };
  const add = (of: Record<string, bigint>, account: AccountKind, fen: bigint): void => {
    of[account] = (of[account] ?? 0n) + fen;
    if (of[account] === 0n) delete of[account];
  };
  for (const { lines } of journals)
    for (const line of lines) {
      add(sums.posted, line.account, line.creditPostedFen - line.debitPostedFen);
      add(sums.pending, line.account, line.creditPendingFen - line.debitPendingFen);
    }
  return sums;
}

describe('what each state makes of each command', () => {
  it.each(MOVEMENT_STATES.flatMap((state) => TYPES.map((type) => [state, type] as const)))(
    'W7: %s, %s: as the table says',
    (state, type) => {
      const { movement } = inState(state);
      const step = stepMovement(movement, COMMANDS[type]);
      const verdict = step === null ? 'refused' : step.movement === movement ? 'same' : 'moves';
      expect(verdict).toBe(TRANSITIONS[state][type]);
      if (verdict === 'same') expect(step!.journals).toEqual([]);
    },
  );

  it('W7: no state and no command is missing in the table', () => {
    expect(Object.keys(TRANSITIONS).sort()).toEqual([...MOVEMENT_STATES].sort());
    for (const row of Object.values(TRANSITIONS)) expect(Object.keys(row).sort()).toEqual([...TYPES].sort());
  });
});

const someCommand: fc.Arbitrary<MovementCommand> = fc.oneof(
  fc.constantFrom(...TYPES.filter((type) => type !== 'give-back').map((type) => COMMANDS[type])),
  fc.record({
    type: fc.constant('give-back' as const),
    amountFen: fc.bigInt(-1n, 1_100n),
    closed: fc.boolean(),
  }),
  fc.record({ type: fc.constant('reverse' as const), atMs: fc.constant(9), closed: fc.boolean() }),
  fc.record({
    type: fc.constant('revive' as const),
    atMs: fc.constant(9),
    closed: fc.boolean(),
    freeFen: fc.bigInt(-1_100n, 1_100n),
  }),
);

describe('the books of a movement', () => {
  it('W8: whatever happened to it, its journals balance and sum to what its state says', () => {
    const starts = ['held', 'unknown', 'paid', 'declined', 'reversed'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.bigInt(0n, 1_000n),
        fc.array(someCommand, { maxLength: 12 }),
        (start, coveredFen, commands) => {
          let { movement, journals } = inState(start);
          if (start === 'paid') movement = { ...movement, coveredFen };
          for (const command of commands) {
            const step = stepMovement(movement, command);
            if (step === null) continue;
            for (const journal of step.journals) expect(isBalanced(journal)).toBe(true);
            journals = [...journals, ...step.journals];
            movement = step.movement;
          }
          expect(summed(journals)).toEqual(bookedOf(movement));
          expect(movement.returnedFen <= movement.amountFen).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('W9: what goes back in parts never passes what was paid, and what went back in part is not undone whole', () => {
    const paid = inState('paid').movement;
    const back = (from: WalletPayment, amountFen: bigint) =>
      stepMovement(from, { type: 'give-back', amountFen, closed: false });
    const once = back(paid, 600n)!.movement;
    expect(back(once, 401n)).toBeNull();
    expect(back(once, 400n)!.movement.returnedFen).toBe(1_000n);
    expect(stepMovement(once, COMMANDS.reverse)).toBeNull();
    expect(back(paid, 0n)).toBeNull();
  });

  it('W10: after the closing it waits in suspense; what was covered is the institution’s first', () => {
    const paid = { ...inState('paid').movement, coveredFen: 300n };
    const step = stepMovement(paid, { type: 'give-back', amountFen: 500n, closed: true })!;
    expect(step.movement).toMatchObject({ returnedFen: 500n, recoveredFen: 300n, suspenseFen: 200n });
    expect(summed(step.journals).posted).toEqual({
      loss_cover: 300n,
      suspense: 200n,
      on_us_clearing: -500n,
    });
  });

  it('W10: what was covered is the institution’s when the payment is undone, and not when it stands again', () => {
    const paid = { ...inState('paid').movement, coveredFen: 300n };
    const undone = stepMovement(paid, COMMANDS.reverse)!;
    expect(undone.movement).toMatchObject({ state: 'reversed', recoveredFen: 300n });
    expect(summed(undone.journals).posted).toEqual({
      ...{ loss_cover: 300n, wallet_balance: 700n, on_us_clearing: -1_000n },
    });
    const again = stepMovement(undone.movement, COMMANDS.revive)!;
    expect(again.movement).toEqual({ ...paid, endedAtMs: 5 });
    expect(summed([...undone.journals, ...again.journals]).posted).toEqual({});
  });

  it.each([
    ['all of it is free', 1_000n, undefined],
    ['some of it is', 999n, 1n],
    ['nothing is', 0n, 1_000n],
    ['others owe already', -5n, 1_000n],
  ] as const)('W18: a payment that stands again is taken whole; %s', (_what, freeFen, missing) => {
    const undone = stepMovement(inState('paid').movement, COMMANDS.reverse)!;
    const again = stepMovement(undone.movement, { type: 'revive', atMs: 9, closed: false, freeFen })!;
    expect(again.movement.uncoveredFen).toBe(missing);
    expect(summed(again.journals).posted).toEqual({ wallet_balance: -1_000n, on_us_clearing: 1_000n });
    // Voided once more nothing of it is owed.
    const undoneAgain = stepMovement(again.movement, COMMANDS.reverse)!;
    expect(undoneAgain.movement).toEqual({ ...undone.movement });
  });

  it('W18: after the closing it is taken out of suspense, wherever its void had put it', () => {
    const paid = inState('paid').movement;
    const revive = { type: 'revive', atMs: 9, closed: true, freeFen: 0n } as const;
    for (const closed of [false, true]) {
      const undone = stepMovement(paid, { type: 'reverse', atMs: 5, closed })!;
      const again = stepMovement(undone.movement, revive)!;
      expect(summed(again.journals).posted).toEqual({ suspense: -1_000n, on_us_clearing: 1_000n });
      expect(again.movement.suspenseFen).toBe(closed ? undefined : -1_000n);
      // What comes back then fills it.
      const back = { type: 'give-back', amountFen: 400n, closed: true } as const;
      const filled = stepMovement(again.movement, back)!;
      expect(summed(filled.journals).posted).toEqual({ suspense: 400n, on_us_clearing: -400n });
      expect(filled.movement.suspenseFen).toBe(closed ? 400n : -600n);
    }
  });

  it('W8: a payment with a bound card moves nothing of this book', () => {
    const source = { kind: 'card', bindingId: 'bnd_1' } as Source;
    const held = holdMovement(base(source));
    const paid = stepMovement(held.movement, COMMANDS.settle)!;
    const back = stepMovement(paid.movement, COMMANDS['give-back'])!;
    expect([held, paid, back].flatMap(({ journals }) => journals)).toEqual([]);
    expect(back.movement.returnedFen).toBe(400n);
  });
});
