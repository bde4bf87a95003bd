/** Every cell of the table of top-ups and payouts: what each state makes of each word. */
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../outcome/index.ts';
import type { NetworkKey } from '../payment/index.ts';
import {
  bookedOf,
  type MovementState,
  stepTransfer,
  type TransferCommand,
  type WalletPayment,
} from './index.ts';

const network: NetworkKey = {
  ...{ year: '2026', transmission: '1123101530', stan: '000001' },
  ...{ acquirerId: '48020000', forwarderId: '48020000' },
};
const pace = {
  ...{ replyDueMs: 20_000, repeatFirstMs: 1_000, repeatMaxMs: 60_000 },
  ...{ attemptsMax: 3, overdueEveryMs: 3_600_000 },
};

function movement(kind: 'top-up' | 'payout', state: MovementState): WalletPayment {
  const follow = { network: { ...network, stan: '000002' }, attempts: 1, isOverdue: false };
  return {
    ...{ id: 'wpm_1' as never, book: 'wal_1', kind, state, amountFen: 100n, returnedFen: 0n, merchant: null },
    ...{ source: { kind: 'card', bindingId: 'bnd_1' as never }, card: null, serviceIds: [], networkKey: 'k' },
    ...{ reason: null, authCode: null, dueMs: 1, atMs: 0, endedAtMs: null, version: 1 },
    transfer: { network, rrn: '1', follow: state === 'held' ? null : follow, clearedOn: null },
  };
}

const says = (part: 'own' | 'follow', outcome: Outcome) =>
  ({ type: 'answered', part, outcome, authCode: null, mti: '0210' }) as const;

const WORDS = {
  'own yes': says('own', 'approved'),
  'own no': says('own', 'original-not-found'),
  'followed yes': says('follow', 'approved'),
  'followed never': says('follow', 'original-not-found'),
  'followed nothing': says('follow', 'switch-trouble'),
  'not sent': { type: 'not-sent', part: 'own' },
  due: { type: 'due', fresh: network },
  'in file': { type: 'cleared', clearingDay: '2026-11-23' },
  returned: { type: 'returned', why: 'account-closed', closed: false },
} as const satisfies Record<string, TransferCommand>;
type Word = keyof typeof WORDS;

/** A reversal is answered by 0430, a confirmation by 0230. */
function said(kind: 'top-up' | 'payout', word: Word): TransferCommand {
  const command = WORDS[word];
  if (command.type !== 'answered' || command.part === 'own') return command;
  return { ...command, mti: kind === 'top-up' ? '0430' : '0230' };
}

type Row = Readonly<Record<Word, MovementState | '·'>>;
const STAYS: Row = {
  ...{ 'own yes': '·', 'own no': '·', 'followed yes': '·', 'followed never': '·', 'followed nothing': '·' },
  ...{ 'not sent': '·', due: '·', 'in file': '·', returned: '·' },
};

/** `·`: the word is for another time, and nothing moves. */
const TABLE: Readonly<Record<'top-up' | 'payout', Readonly<Record<MovementState, Row>>>> = {
  'top-up': {
    held: {
      ...{ ...STAYS, 'own yes': 'paid', 'own no': 'declined', 'not sent': 'declined' },
      ...{ due: 'unknown', 'in file': 'paid' },
    },
    unknown: {
      ...{ ...STAYS, 'followed yes': 'reversed', 'followed never': 'reversed' },
      ...{ due: 'unknown', 'in file': 'paid' },
    },
    paid: { ...STAYS, 'in file': 'paid' },
    // A copy was carried out after another one was turned away: it goes back.
    declined: { ...STAYS, 'own yes': 'unknown', 'in file': 'unknown' },
    ...{ reversed: STAYS, bounced: STAYS },
  },
  payout: {
    held: {
      ...{ ...STAYS, 'own yes': 'paid', 'own no': 'declined', 'not sent': 'declined' },
      ...{ due: 'unknown', 'in file': 'paid', returned: 'bounced' },
    },
    unknown: {
      ...{ ...STAYS, 'own yes': 'paid', 'own no': 'declined', 'followed yes': 'paid' },
      ...{ 'followed never': 'declined', due: 'unknown', 'in file': 'paid', returned: 'bounced' },
    },
    paid: { ...STAYS, 'in file': 'paid', returned: 'bounced' },
    ...{ declined: STAYS, reversed: STAYS, bounced: STAYS },
  },
};

const cells = (['top-up', 'payout'] as const).flatMap((kind) =>
  (Object.keys(TABLE[kind]) as MovementState[]).flatMap((state) =>
    (Object.keys(WORDS) as Word[]).map((word) => [kind, state, word, TABLE[kind][state][word]] as const),
  ),
);

describe('a top-up or payout', () => {
  test.each(cells)('%s %s, %s → %s', (kind, state, word, becomes) => {
    const before = movement(kind, state);
    const step = stepTransfer(before, said(kind, word), 5, pace);
    if (becomes === '·') {
      expect(step).toEqual({ movement: before, events: [], journals: [], send: null });
      return;
    }
    expect(step.movement.state).toBe(becomes);
    // The same word once more moves nothing that it moved before.
    if (word === 'due') return;
    expect(stepTransfer(step.movement, said(kind, word), 6, pace).journals).toEqual([]);
  });

  test('what follows silence keeps its key, and only its distance grows', () => {
    let now = movement('payout', 'held');
    const waits: number[] = [];
    for (let at = 0; at < 5; at += 1) {
      const step = stepTransfer(now, WORDS.due, 0, pace);
      expect(step.send).toBe('follow');
      waits.push(step.movement.dueMs ?? 0);
      now = step.movement;
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 3_600_000, 3_600_000]);
    expect(now.transfer?.follow).toMatchObject({ attempts: 5, isOverdue: true });
  });
});

test('a payout that comes back after the account was closed waits in suspense', () => {
  const paid = movement('payout', 'paid');
  const step = stepTransfer(paid, { type: 'returned', why: 'account-closed', closed: true }, 5, pace);
  expect(step.movement).toMatchObject({ state: 'bounced', suspenseFen: 100n });
  expect(
    step.journals
      .at(-1)!
      .lines.map(({ account }) => account)
      .sort(),
  ).toEqual(['payout_in_transit', 'suspense']);
  // What the holder was paid out of the balance is neither there nor under way: it waits.
  expect(bookedOf(step.movement)).toEqual({
    posted: { wallet_balance: -100n, suspense: 100n },
    pending: {},
  });
});

/** Undone by a refund, which was sent; `unknown` while nobody has heard of it. */
function refunded(state: 'reversed' | 'unknown'): WalletPayment {
  const before = movement('top-up', state);
  const line = before.transfer!;
  return { ...before, transfer: { ...line, follow: { ...line.follow!, byRefund: true } } };
}

test('W17: a refund of a top-up that comes back is the holder’s, once', () => {
  for (const state of ['reversed', 'unknown'] as const)
    for (const closed of [false, true]) {
      const word = { type: 'returned', why: 'account-closed', closed } as const;
      const step = stepTransfer(refunded(state), word, 5, pace);
      expect(step.movement).toMatchObject({ state: 'paid', reason: null, dueMs: null, endedAtMs: 5 });
      const books = { network_clearing: -100n, [closed ? 'suspense' : 'wallet_balance']: 100n };
      expect(bookedOf(step.movement)).toEqual({ posted: books, pending: {} });
      expect(step.events).toMatchObject([{ kind: 'wallet-transfer-bounced', body: { movement: 'top-up' } }]);
      // What was still reserved is not any more; what had ended reserved nothing.
      const pendingFen = step.journals
        .flatMap(({ lines }) => lines)
        .reduce((sum, line) => sum + line.debitPendingFen + line.creditPendingFen, 0n);
      expect(pendingFen).toBe(state === 'unknown' ? -200n : 0n);
      expect(stepTransfer(step.movement, word, 6, pace)).toMatchObject({ events: [], journals: [] });
    }
});

test('W17: while the refund of a top-up is under way, the file of its day tells its day and no more', () => {
  const step = stepTransfer(refunded('unknown'), WORDS['in file'], 5, pace);
  expect(step.movement).toMatchObject({ state: 'unknown', transfer: { clearedOn: '2026-11-23' } });
  expect([step.events, step.journals, step.send]).toEqual([[], [], null]);
});

test('W20: a declined top-up that is in the file of its day goes back by a refund', () => {
  const told = stepTransfer(movement('top-up', 'declined'), WORDS['in file'], 5, pace);
  expect(told.movement).toMatchObject({ state: 'unknown', dueMs: 5, endedAtMs: null });
  const fresh = { ...network, stan: '000009' };
  const sent = stepTransfer(told.movement, { type: 'due', fresh }, 5, pace);
  expect(sent).toMatchObject({
    send: 'follow',
    movement: { transfer: { follow: { network: fresh, byRefund: true } } },
  });
  const undone = stepTransfer(sent.movement, { ...WORDS['followed yes'], mti: '0230' }, 6, pace);
  expect(undone.movement).toMatchObject({ state: 'reversed', dueMs: null });
  expect(bookedOf(undone.movement)).toEqual({ posted: {}, pending: {} });
});

test.each([
  ['top-up', '0430', 'reversed'],
  ['payout', '0230', 'paid'],
] as const)('W20: a bank that is not there has not declined a %s', (kind, mti, ends) => {
  const told = stepTransfer(movement(kind, 'held'), says('own', 'issuer-not-operating'), 5, pace);
  expect(told).toMatchObject({ movement: { state: 'held', dueMs: 5 }, events: [], journals: [] });
  const asked = stepTransfer(told.movement, WORDS.due, 5, pace);
  expect(asked).toMatchObject({ send: 'follow', movement: { state: 'unknown' } });
  expect(stepTransfer(asked.movement, { ...WORDS['followed yes'], mti }, 6, pace).movement.state).toBe(ends);
});

test('W20: told declined, taken all the same, its reversal unheard: the file of its day does not make it paid', () => {
  const taken = stepTransfer(movement('top-up', 'declined'), WORDS['own yes'], 5, pace);
  const sent = stepTransfer(taken.movement, WORDS.due, 5, pace);
  const told = stepTransfer(sent.movement, WORDS['in file'], 6, pace);
  expect(told).toMatchObject({ movement: { state: 'unknown', dueMs: 6 }, journals: [] });
  const again = stepTransfer(told.movement, { type: 'due', fresh: network }, 6, pace);
  expect(again).toMatchObject({ send: 'follow', movement: { transfer: { follow: { byRefund: true } } } });
  const undone = stepTransfer(again.movement, { ...WORDS['followed yes'], mti: '0230' }, 7, pace);
  expect(undone.movement.state).toBe('reversed');
});
