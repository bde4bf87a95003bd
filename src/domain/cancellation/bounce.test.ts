/** Laws of a refund that came back: whatever holder, operators and bank do, no fen is lost and none goes twice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  act,
  approvedAnswer,
  BOUNCED_AT,
  bounced,
  dueAt,
  HOLDER,
  type Later,
  ordered,
  paid,
  refunded,
  SOMEBODY_ELSE,
  stranded,
} from '../../../test/domain/bounced-samples.ts';
import { approved, Books, networkKey, open, PACE, walk } from '../../../test/domain/samples.ts';
import type { AccountKind } from '../ledger/index.ts';
import { type PaymentStep, startPayment, stepPayment } from '../payment/index.ts';
import {
  type BackStep,
  bouncedNet,
  type CancellationCommand,
  dueMsOf,
  refusalOf,
  stepCancellation,
} from './index.ts';

const AMOUNT = 4_000n;
const DAY_MS = 86_400_000;

/** The books after a sale of 100.00 and a refund of 40.00 that was acknowledged. */
function refundBooks(): { books: Books; step: BackStep } {
  const books = new Books();
  const base = approved();
  const first: PaymentStep = startPayment(base, 0);
  books.add(first.journals);
  books.add(
    stepPayment(first.payment, {
      ...{ type: 'answered', outcome: 'approved', authCode: null, clearingDay: null, atMs: 1 },
    }).journals,
  );
  const opened = open(base, { route: 'REFUND', amountFen: AMOUNT });
  books.add(opened.journals);
  const step = walk(opened, approvedAnswer);
  books.add(step.journals);
  return { books, step };
}

const journey: Later[] = [act.returned, act.name, act.issuer, act.approve, act.delivered, act.paid];

describe('a refund that came back in the books, step by step', () => {
  test.each<[string, Later[], Partial<Record<AccountKind, bigint>>, AccountKind[]]>([
    ['sent back: the network owes it, the payer is owed it', journey.slice(0, 1), { suspense: AMOUNT }, []],
    ['account named and checked: nothing moves', journey.slice(0, 3), { suspense: AMOUNT }, []],
    ['ordered: reserved at the bank', journey.slice(0, 5), { suspense: AMOUNT }, ['suspense', 'bank']],
    ['paid: out of suspense, the fee is ours', journey, { bank: -4_050n, bank_fee_expense: 50n }, []],
    [
      'returned after it was paid: suspense again, the fee is kept (EXC-06)',
      [...journey, act.back('returned')],
      { suspense: AMOUNT, bank: -50n, bank_fee_expense: 50n },
      [],
    ],
    [
      'struck after it was paid: as if never paid',
      [...journey, act.back('struck')],
      { suspense: AMOUNT },
      [],
    ],
    [
      'returned before it was paid: suspense again, the bank took 0.30',
      [...journey.slice(0, 5), act.back('returned')],
      { suspense: AMOUNT, bank: -30n, bank_fee_expense: 30n },
      [],
    ],
    ['struck before it was paid', [...journey.slice(0, 5), act.back('struck')], { suspense: AMOUNT }, []],
  ])('%s', (_what, commands, expected, pending) => {
    const { books, step } = refundBooks();
    const before = books.posted();
    let now = step;
    for (const command of commands) {
      now = walk(now, command);
      books.add(now.journals);
    }
    const { network_clearing: clearing = 0n, ...rest } = books.posted();
    const { network_clearing: clearingBefore = 0n, ...restBefore } = before;
    expect(rest).toEqual({ ...restBefore, ...expected });
    expect(clearing - clearingBefore).toBe(AMOUNT);
    expect(books.pending()).toEqual(pending);
    // The merchant's refund stands: the payment does not know that it came back.
    expect(now.payment).toBe(step.payment);
  });
});

const commands = fc.constantFrom<CancellationCommand>(
  act.returned,
  act.name,
  { ...act.name, by: 'key_a', byOperator: true },
  act.issuer,
  { ...act.issuer, person: SOMEBODY_ELSE },
  act.approve,
  { ...act.approve, by: 'key_a' },
  act.reject,
  act.delivered,
  act.paid,
  act.back('returned'),
  act.back('struck'),
  { ...act.paid, orderNo: '1-2' },
  act.back('returned', '1-2'),
  { type: 'arrival-confirmed', by: 'payer', atMs: BOUNCED_AT },
  { type: 'asked-again', atMs: BOUNCED_AT },
  approvedAnswer,
  dueAt(BOUNCED_AT + 40 * DAY_MS),
  dueAt(BOUNCED_AT + 400 * DAY_MS),
);

test('C12: a refund that came back is one refund: card, suspense and bank always sum to its amount', () => {
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 40 }), (given) => {
      const { books, step } = refundBooks();
      const sale = books.posted();
      let now = step;
      for (const command of [act.returned, ...given]) {
        now = walk(now, command);
        books.add(now.journals);
        expect(books.isEven()).toBe(true);
        const posted = books.posted();
        const out = -(posted.bank ?? 0n) - (posted.bank_fee_expense ?? 0n);
        expect((posted.suspense ?? 0n) + out).toBe(AMOUNT);
        expect([0n, AMOUNT]).toContain(out);
        expect((posted.network_clearing ?? 0n) - (sale.network_clearing ?? 0n)).toBe(AMOUNT);
        expect(posted.merchant_payable).toBe(sale.merchant_payable);
        expect(now.payment).toBe(step.payment);
        expectBooksOfState(now, posted);
      }
    }),
    { numRuns: 300 },
  );
});

/** What verify recomputes of a state is what the journals of the way there add up to. */
function expectBooksOfState(step: BackStep, posted: Partial<Record<AccountKind, bigint>>): void {
  const net = new Map<string, bigint>();
  for (const { account, side, amountFen } of bouncedNet(step.cancellation).posted)
    net.set(account, (net.get(account) ?? 0n) + (side === 'debit' ? amountFen : -amountFen));
  expect(posted.suspense ?? 0n).toBe(-(net.get('suspense') ?? 0n));
  expect(posted.bank ?? 0n).toBe(net.get('bank') ?? 0n);
  expect(posted.bank_fee_expense ?? 0n).toBe(net.get('bank_fee_expense') ?? 0n);
}

test('C13: nothing leaves suspense but to the person the issuer confirmed, approved by a third pair of hands', () => {
  fc.assert(
    fc.property(fc.array(commands, { maxLength: 40 }), (given) => {
      let now = bounced();
      for (const command of given) {
        now = walk(now, command);
        const { cancellation } = now;
        if (cancellation.state !== 'payout-ordered' && cancellation.state !== 'paid-out') continue;
        const { order, account } = cancellation;
        expect([order.namedBy, order.checkedBy]).not.toContain(order.approvedBy);
        expect([account.namePrint, account.idPrint]).toEqual([HOLDER.namePrint, HOLDER.idPrint]);
      }
    }),
  );
});

test('C14: what a person ends another one approves', () => {
  const spent = (n: number): CancellationCommand => dueAt(BOUNCED_AT + n * 600_000);
  const refund = open(approved(), { route: 'REFUND', amountFen: AMOUNT });
  const handed = walk(refund, ...Array.from({ length: PACE.attemptsMax }, (_, n) => spent(n)));
  expect(handed.cancellation.state).toBe('handed');
  const { clearingDayNow } = dueAt(0);
  for (const verdict of ['carried-out', 'not-carried-out', 'ask-again'] as const) {
    const proposal: Later = {
      ...{ type: 'propose-end', verdict, evidence: 'seen', by: 'key_a', clearingDayNow, atMs: BOUNCED_AT },
    };
    const proposed = walk(handed, proposal);
    expect(proposed.journals).toEqual([]);
    const approve = (by: string): Later => ({
      ...{ type: 'approve-end', by, clearingDayNow, fresh: networkKey('000099'), atMs: BOUNCED_AT },
    });
    expect(refusalOf(proposed.payment, proposed.cancellation, approve('key_a'))).toBe('four-eyes');
    expect(walk(proposed, approve('key_a')).cancellation).toBe(proposed.cancellation);
    expect(walk(proposed, approve('key_b')).cancellation.state).not.toBe('handed');
  }
});

test('C15: an order keeps its number, and the number of payouts is bounded', () => {
  const again = walk(ordered(), dueAt(BOUNCED_AT + 3_600_000), dueAt(BOUNCED_AT + 7_200_000));
  expect(again.cancellation).toMatchObject({ state: 'payout-ordered', order: { orderNo: '1-1' } });
  let now = bounced();
  const numbers: string[] = [];
  for (let round = 1; now.cancellation.state === 'bounced'; round += 1) {
    now = walk(now, act.name, act.issuer, act.approve);
    if (now.cancellation.state !== 'payout-ordered') throw new Error('not ordered');
    numbers.push(now.cancellation.order.orderNo);
    now = walk(now, act.back('returned', `1-${round}`));
  }
  expect(numbers).toEqual(['1-1', '1-2']);
  expect(now.cancellation).toMatchObject({ state: 'stranded', why: 'payouts-return', bounce: { rounds: 2 } });
});

describe('what nobody does anything about is told, a bounded number of times', () => {
  /** Works off every deadline until none is left. */
  const waitOut = (first: BackStep): string[] => {
    const told: string[] = [];
    let now = first;
    for (let dueMs = dueMsOf(now.cancellation); dueMs !== null; dueMs = dueMsOf(now.cancellation)) {
      now = stepCancellation(now.payment, now.cancellation, dueAt(dueMs), PACE);
      told.push(...now.events.map(({ event }) => event.kind));
      if (told.length > 50) throw new Error('it never ends');
    }
    return [...told, now.cancellation.state];
  };
  test.each<[string, BackStep, string[]]>([
    ['nobody claims it', bounced(), ['holder-reminded', 'holder-reminded', 'refund-stranded', 'stranded']],
    ['nobody checks the account', walk(bounced(), act.name), ['account-check-overdue', 'account-named']],
    ['the bank does not answer', walk(ordered(), act.delivered), ['payout-overdue', 'payout-ordered']],
    [
      'the bank’s channel does not take the order',
      ordered(),
      [
        ...Array.from({ length: PACE.attemptsMax - 1 }, () => 'payout-tried-again'),
        'payout-overdue',
        'payout-ordered',
      ],
    ],
    ['it was paid', paid(), ['paid-out']],
    ['it is with a person', stranded(), ['stranded']],
  ])('%s', (_what, first, told) => expect(waitOut(first)).toEqual(told));
});

describe('arrival: what left by the network’s word is there when somebody says so', () => {
  const terms = {
    arrival: { fromDays: 1, toDays: 10, unit: 'clearing-day', certainty: 'B+', ruleId: 'UP-10' },
  };
  const withRange = (): BackStep => {
    const opened = open(approved(), { route: 'REFUND', amountFen: AMOUNT });
    const answer = { ...opened.cancellation.answer, terms } as typeof opened.cancellation.answer;
    return walk({ ...opened, cancellation: { ...opened.cancellation, answer } }, approvedAnswer);
  };
  const latestMs = Date.parse('2026-12-03T23:59:59+08:00');

  test('expected until the last second of the last day of the answer, then overdue, told once', () => {
    const done = withRange();
    expect(done.cancellation).toMatchObject({ state: 'done', arrival: { state: 'expected', latestMs } });
    expect(dueMsOf(done.cancellation)).toBe(latestMs);
    expect(walk(done, dueAt(latestMs - 1)).cancellation).toBe(done.cancellation);
    const late = walk(done, dueAt(latestMs));
    expect(late.events.map(({ event }) => event.kind)).toEqual(['arrival-overdue']);
    expect(dueMsOf(late.cancellation)).toBeNull();
  });

  test.each(['payer', 'merchant', 'bank'] as const)('%s says that it is there, in time or late', (by) => {
    const said: Later = { type: 'arrival-confirmed', by, atMs: BOUNCED_AT };
    for (const step of [withRange(), walk(withRange(), dueAt(latestMs))]) {
      const there = walk(step, said);
      expect(there.cancellation).toMatchObject({ state: 'done', arrival: { state: 'confirmed', by } });
      expect(dueMsOf(there.cancellation)).toBeNull();
      expect(walk(there, { ...said, by: 'payer' }).cancellation).toBe(there.cancellation);
    }
  });

  test('nobody waits for a void or a reversal, and one that came back waits no longer', () => {
    expect(dueMsOf(walk(open(approved(), { route: 'VOID' }), approvedAnswer).cancellation)).toBeNull();
    expect(walk(withRange(), act.returned).cancellation.state).toBe('bounced');
    expect(dueMsOf(refunded().cancellation)).toBeNull();
  });
});
