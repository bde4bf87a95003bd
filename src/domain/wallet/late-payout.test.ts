import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountKind, isBalanced, type Journal } from '../ledger/index.ts';
import {
  bookedOf,
  LATE_STATES,
  LATE_TRANSITIONS,
  type LateCommand,
  type LateCommandType,
  type LateMovement,
  type LatePace,
  type LateState,
  lateOrderNo,
  nameLateAccount,
  refusalOfLate,
  stepLate,
  type WalletPaymentId,
} from './index.ts';

const pace: LatePace = {
  ...{ accountCheckMs: 1_000, payoutAnswerMs: 2_000, attemptsMax: 3 },
  againMs: (attempt) => attempt * 10,
};
const id = 'wpm_01H4S9X2M8K3P7QR' as WalletPaymentId;
const number = { index: 'i', cipher: 'sealed', masked: '622202*********0008' };
const NAMED = {
  ...{ id, book: 'wal_1', amountFen: 4_000n, atMs: 1, namedBy: 'ann', check: 'identity card: seen' },
  account: { bank: '工商银行', holder: '持卡人甲', number },
};
const orderNo = lateOrderNo(id);
const told = { orderNo, bankReference: 'B1', bankFeeFen: 50n };
const COMMANDS: Readonly<Record<LateCommandType, LateCommand>> = {
  approve: { type: 'approve', by: 'ben' },
  reject: { type: 'reject', by: 'ben' },
  delivered: { type: 'delivered', orderNo },
  paid: { type: 'paid', ...told },
  returned: { type: 'returned', ...told },
  struck: { type: 'struck', ...told },
  due: { type: 'due' },
};
const TYPES = Object.keys(COMMANDS) as LateCommandType[];
const PATHS: Readonly<Record<LateState, readonly LateCommandType[]>> = {
  named: [],
  ordered: ['approve'],
  paid: ['approve', 'delivered', 'paid'],
  returned: ['approve', 'returned'],
  rejected: ['reject'],
};

/** After these words, with all journals that led there. What is refused changes nothing. */
function heard(path: readonly LateCommandType[], from = nameLateAccount(NAMED, pace)) {
  return path.reduce(
    ({ movement, journals }, type, index) => {
      if (refusalOfLate(movement, COMMANDS[type], 0n) !== null) return { movement, journals };
      const next = stepLate(movement, COMMANDS[type], 100_000 * (index + 1), pace);
      return { movement: next.movement, journals: [...journals, ...next.journals] };
    },
    { movement: from.movement as LateMovement, journals: [...from.journals] as readonly Journal[] },
  );
}

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

describe('what each state makes of each word', () => {
  it.each(LATE_STATES.flatMap((state) => TYPES.map((type) => [state, type] as const)))(
    'W14: %s, %s: as the table says',
    (state, type) => {
      const { movement } = heard(PATHS[state]);
      expect(movement.late.state).toBe(state);
      const refusal = refusalOfLate(movement, COMMANDS[type], 0n);
      const step = stepLate(movement, COMMANDS[type], 1_000_000, pace);
      const verdict =
        refusal === 'not-in-this-state' ? 'refused' : step.movement === movement ? 'same' : 'moves';
      expect(verdict).toBe(LATE_TRANSITIONS[state][type]);
      if (verdict !== 'moves') expect(step).toEqual({ movement, events: [], journals: [] });
    },
  );

  it('W14: no state and no word is missing in the table', () => {
    expect(Object.keys(LATE_TRANSITIONS).sort()).toEqual([...LATE_STATES].sort());
    for (const row of Object.values(LATE_TRANSITIONS))
      expect(Object.keys(row).sort()).toEqual([...TYPES].sort());
  });

  it('W14: whatever is said in whatever order, journals balance and sum to what the state says', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...TYPES), { maxLength: 12 }), (path) => {
        const { movement, journals } = heard(path);
        expect(journals.every(isBalanced)).toBe(true);
        expect(summed(journals)).toEqual(bookedOf(movement));
      }),
    );
  });
});

describe('who has a say', () => {
  const { movement } = nameLateAccount(NAMED, pace);

  it('W15: whoever named the account does not approve it', () => {
    expect(refusalOfLate(movement, { type: 'approve', by: 'ann' }, 0n)).toBe('four-eyes');
    expect(refusalOfLate(movement, COMMANDS.approve, 0n)).toBeNull();
  });

  it('W15: what a payment that stands again took back is paid to nobody', () =>
    expect(refusalOfLate(movement, COMMANDS.approve, -1n)).toBe('wallet-nothing-waits'));

  it('W15: the bank speaks of its own order, and of one entry under one reference', () => {
    const { movement: ordered } = heard(PATHS.ordered);
    expect(refusalOfLate(ordered, { ...told, type: 'paid', orderNo: 'W2-1' }, 0n)).toBe('no-such-order');
    const { movement: paid } = heard(PATHS.paid);
    expect(refusalOfLate(paid, COMMANDS.paid, 0n)).toBeNull();
    expect(refusalOfLate(paid, { ...told, type: 'paid', bankReference: 'B2' }, 0n)).toBe('not-in-this-state');
  });
});

describe('the bank keeps its fee or not', () => {
  const fees = (path: readonly LateCommandType[]) => bookedOf(heard(path).movement).posted;

  it.each([
    ['paid', ['approve', 'paid'], { suspense: -4_000n, bank: 4_050n, bank_fee_expense: -50n }],
    ['sent back', ['approve', 'returned'], { bank: 50n, bank_fee_expense: -50n }],
    ['paid, then sent back', ['approve', 'paid', 'returned'], { bank: 50n, bank_fee_expense: -50n }],
    ['paid, then struck', ['approve', 'paid', 'struck'], {}],
    ['struck at once', ['approve', 'struck'], {}],
  ] as const)('W14: %s', (_name, path, expected) => expect(fees(path)).toEqual(expected));
});

describe('time', () => {
  it('W16: an order that no channel took goes out again, up to its bound, then a person is told once', () => {
    let movement = heard(PATHS.ordered).movement;
    const seen: (number | null)[] = [];
    const kinds: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      const step = stepLate(movement, { type: 'due' }, 10_000_000 * (round + 1), pace);
      movement = step.movement;
      seen.push(movement.late.state === 'ordered' ? movement.late.attempts : null);
      kinds.push(...step.events.map(({ kind }) => kind));
    }
    expect(seen).toEqual([2, 3, 3, 3, 3]);
    expect([kinds, movement.dueMs]).toEqual([['wallet-late-payout-overdue'], null]);
  });

  it('W16: before its time nothing happens, and one that the channel has is not handed over again', () => {
    const { movement } = nameLateAccount(NAMED, pace);
    expect(stepLate(movement, { type: 'due' }, 2, pace).movement).toBe(movement);
    const { movement: there } = heard(['approve', 'delivered']);
    const step = stepLate(there, { type: 'due' }, 10_000_000, pace);
    expect(step.events.map(({ kind }) => kind)).toEqual(['wallet-late-payout-overdue']);
    expect(step.movement.late).toEqual(there.late);
  });
});
