/** Every state of a payment × every command. A forgotten cell does not compile; SPEC.md shows the same table. */
import { describe, expect, test } from 'vitest';
import {
  adviceOf,
  approved,
  completedPreauth,
  DAY,
  expiredPreauth,
  paymentCommand,
  sent,
} from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import { clearingDay } from '../calendar/index.ts';
import {
  type AdviceId,
  type CancellationId,
  decidePayment,
  NO_SHARES,
  PAYMENT_STATES,
  type Payment,
  type PaymentCommand,
  type PaymentId,
  type PaymentState,
  stepPayment,
} from './index.ts';

const SITUATIONS = {
  sent: ['sent'],
  unknown: ['unknown', 'unknown, late approval'],
  approved: [
    'approved',
    'approved, refund claimed',
    'approved, void under way',
    'approved, reversal under way',
  ],
  declined: ['declined'],
  reversed: ['reversed'],
  voided: ['voided'],
  completed: ['completed'],
  expired: ['expired'],
} as const satisfies Record<PaymentState, readonly string[]>;
type Situation = (typeof SITUATIONS)[PaymentState][number];

const COMMANDS = {
  answered: [
    'answered: approved',
    'answered: approved partly',
    'answered: declined',
    'answered: outcome unknown',
  ],
  'not-sent': ['not-sent'],
  'outcome-lost': ['outcome-lost'],
  claim: ['claim REFUND', 'claim VOID', 'claim REVERSAL'],
  free: ['free REFUND', 'free VOID', 'free REVERSAL'],
  return: ['return REFUND', 'return VOID', 'return REVERSAL'],
  revive: ['revive'],
  cleared: ['cleared'],
  'not-cleared': ['not-cleared'],
  raise: ['raise'],
  completion: ['completion'],
  expire: ['expire'],
  repeat: ['repeat'],
  advise: ['advise a tip', 'advise a script result'],
  'advice-answered': ['advice-answered'],
  'advice-due': ['advice-due'],
  'advice-end-propose': ['advice-end-propose'],
  'advice-end-reject': ['advice-end-reject'],
  'advice-end-approve': ['advice-end-approve'],
} as const satisfies Record<PaymentCommand['type'], readonly string[]>;
type CommandName = (typeof COMMANDS)[PaymentCommand['type']][number];

/** A state: the payment moves or changes there. `·`: the same object, no event. `fault`: only a broken program asks. */
type Cell = PaymentState | '·' | 'fault';
const { sent: s1, unknown: s2, approved: s3, declined: s4, reversed: s5, voided: s6 } = SITUATIONS;
const { completed: s7, expired: s8 } = SITUATIONS;
const COLUMNS = [
  ...s1,
  ...s2,
  ...s3,
  ...s4,
  ...s5,
  ...s6,
  ...s7,
  ...s8,
] as const satisfies readonly Situation[];
type CellFor<Columns extends readonly unknown[]> = { readonly [Index in keyof Columns]: Cell };
/** One cell for each column, in their order: no more, no fewer. */
type Row = CellFor<typeof COLUMNS>;
/** Fails to compile, naming the situation, when a column is missing. */
type Missing = Exclude<Situation, (typeof COLUMNS)[number]>;
const EVERY_SITUATION: [Missing] extends [never] ? true : Missing = true;

const [o, A, D, U, R, V, X, S, C, E] = [
  '·',
  'approved',
  'declined',
  'unknown',
  'reversed',
  'voided',
  'fault',
  'sent',
  'completed',
  'expired',
] as const;
// biome-ignore format: rows and columns as in SPEC.md
const TABLE: Record<CommandName, Row> = {
  //                           sent unkn …late appr …claim …void …rev decl reversed voided completed expired
  'answered: approved':        [A,    U,    o,    o,    o,    o,    o,    U,    R,    o,    o,    o],
  'answered: approved partly': [o,    U,    o,    o,    o,    o,    o,    U,    R,    o,    o,    o],
  'answered: declined':        [D,    D,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'answered: outcome unknown': [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'not-sent':                  [D,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'outcome-lost':              [U,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'claim REFUND':              [o,    o,    o,    A,    A,    X,    X,    o,    o,    o,    o,    o],
  'claim VOID':                [o,    o,    o,    A,    X,    X,    X,    o,    o,    o,    o,    o],
  'claim REVERSAL':            [o,    o,    o,    A,    X,    X,    X,    o,    o,    o,    o,    o],
  'free REFUND':               [o,    o,    o,    X,    A,    X,    X,    o,    o,    o,    o,    o],
  'free VOID':                 [o,    o,    o,    X,    X,    A,    X,    o,    o,    o,    o,    o],
  'free REVERSAL':             [o,    o,    o,    X,    X,    X,    A,    o,    o,    o,    o,    o],
  'return REFUND':             [o,    o,    o,    X,    A,    X,    X,    o,    o,    o,    o,    o],
  'return VOID':               [o,    o,    o,    X,    X,    V,    X,    o,    o,    o,    o,    o],
  'return REVERSAL':           [o,    R,    R,    X,    X,    X,    R,    o,    o,    o,    o,    o],
  revive:                      [o,    o,    o,    o,    o,    o,    o,    o,    o,    A,    o,    o],
  cleared:                     [A,    A,    A,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'not-cleared':               [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  raise:                       [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    C,    o],
  completion:                  [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  expire:                      [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  repeat:                      [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'advise a tip':              [o,    o,    o,    A,    o,    o,    o,    o,    o,    o,    o,    o],
  'advise a script result':    [S,    U,    U,    A,    A,    A,    A,    D,    R,    V,    C,    E],
  'advice-answered':           [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'advice-due':                [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'advice-end-propose':        [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'advice-end-reject':         [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'advice-end-approve':        [o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
};

const id = 'can_1' as CancellationId;
const atMs = paymentCommand.approve.atMs + 60_000;
const way = (type: 'claim' | 'free' | 'return', route: 'REFUND' | 'VOID' | 'REVERSAL'): PaymentCommand => ({
  type,
  route,
  cancellationId: id,
  amountFen: route === 'REFUND' ? 4_000n : 10_000n,
  shares: NO_SHARES,
  atMs,
});
const answered = (
  outcome: 'approved' | 'approved-partly' | 'funds-insufficient' | 'switch-no-answer',
): PaymentCommand => ({
  type: 'answered',
  outcome,
  authCode: '123456',
  clearingDay: DAY,
  atMs,
  reversalId: id,
});
const after = (payment: Payment, ...commands: readonly PaymentCommand[]): Payment =>
  commands.reduce((current, command) => stepPayment(current, command).payment, payment);

const SAMPLES: Record<Situation, () => Payment> = {
  sent: () => sent(),
  unknown: () => after(sent(), paymentCommand.lose),
  'unknown, late approval': () => after(sent(), paymentCommand.lose, answered('approved')),
  approved: () => approved(),
  'approved, refund claimed': () => after(approved(), way('claim', 'REFUND')),
  'approved, void under way': () => after(approved(), way('claim', 'VOID')),
  'approved, reversal under way': () => after(approved(), way('claim', 'REVERSAL')),
  declined: () => after(sent(), paymentCommand.decline),
  reversed: () => after(sent(), paymentCommand.lose, way('return', 'REVERSAL')),
  voided: () => after(approved(), way('claim', 'VOID'), way('return', 'VOID')),
  completed: () => completedPreauth(),
  expired: () => expiredPreauth(),
};

const GIVEN: Record<CommandName, PaymentCommand> = {
  'answered: approved': answered('approved'),
  'answered: approved partly': answered('approved-partly'),
  'answered: declined': answered('funds-insufficient'),
  'answered: outcome unknown': answered('switch-no-answer'),
  'not-sent': { type: 'not-sent', atMs },
  'outcome-lost': { type: 'outcome-lost', cancellationId: id, atMs },
  'claim REFUND': way('claim', 'REFUND'),
  'claim VOID': way('claim', 'VOID'),
  'claim REVERSAL': way('claim', 'REVERSAL'),
  'free REFUND': way('free', 'REFUND'),
  'free VOID': way('free', 'VOID'),
  'free REVERSAL': way('free', 'REVERSAL'),
  'return REFUND': way('return', 'REFUND'),
  'return VOID': way('return', 'VOID'),
  'return REVERSAL': way('return', 'REVERSAL'),
  revive: { type: 'revive', cancellationId: id, atMs },
  cleared: { type: 'cleared', clearingDay: clearingDay('2026-11-23'), atMs },
  'not-cleared': { type: 'not-cleared', clearingDay: clearingDay('2026-11-23'), atMs },
  raise: { type: 'raise', paymentId: 'pay_2' as PaymentId, amountFen: 1n, to: 'open', atMs },
  completion: { type: 'completion', paymentId: 'pay_3' as PaymentId, amountFen: 1n, to: 'open', atMs },
  expire: { type: 'expire', atMs },
  repeat: { type: 'repeat', dueMs: atMs, overdue: false, atMs },
  'advise a tip': { type: 'advise', advice: adviceOf('tip', 11_000n), dueMs: atMs, atMs },
  'advise a script result': { type: 'advise', advice: adviceOf('script-result', 10_000n), dueMs: atMs, atMs },
  'advice-answered': { type: 'advice-answered', id: 'adv_1' as AdviceId, outcome: 'approved', atMs },
  'advice-due': { type: 'advice-due', id: 'adv_1' as AdviceId, dueMs: atMs + 60_000, overdue: true, atMs },
  'advice-end-propose': {
    ...{
      type: 'advice-end-propose',
      id: 'adv_1' as AdviceId,
      verdict: 'carried-out',
      evidence: 'told',
      by: 'ann',
    },
    atMs,
  },
  'advice-end-reject': { type: 'advice-end-reject', id: 'adv_1' as AdviceId, by: 'bob', atMs },
  'advice-end-approve': { type: 'advice-end-approve', id: 'adv_1' as AdviceId, by: 'bob', dueMs: atMs, atMs },
};

const NAMES = Object.keys(TABLE) as CommandName[];
const CELLS = NAMES.flatMap((name) =>
  COLUMNS.map((situation, index) => [situation, name, TABLE[name][index]!] as const),
);

describe('P1: every state answers every command, and what has nothing to do returns the same payment', () => {
  test('the columns are the situations of all states', () => {
    expect(EVERY_SITUATION).toBe(true);
    expect(Object.keys(SITUATIONS)).toEqual([...PAYMENT_STATES]);
    for (const situation of COLUMNS) expect(SAMPLES[situation]().state).toBe(situation.split(',')[0]);
  });

  test.each(CELLS)('%s × %s → %s', (situation, name, cell) => {
    const payment = SAMPLES[situation]();
    const before = structuredClone(payment);
    if (cell === 'fault') {
      expect(() => stepPayment(payment, GIVEN[name])).toThrow(`payment pay_1 in state ${payment.state}`);
    } else {
      const step = stepPayment(payment, GIVEN[name]);
      if (cell === '·') {
        expect(step.payment).toBe(payment);
        expect([step.events, step.journals, decidePayment(payment, GIVEN[name])]).toEqual([[], [], []]);
      } else {
        expect(step.payment.state).toBe(cell);
        expect(step.payment).not.toBe(payment);
        expect(step.events).toHaveLength(1);
        expect(step.events[0]?.atMs).toBe(atMs);
      }
    }
    expect(payment).toEqual(before);
  });
});

test('SPEC.md of this room shows this table', () => {
  const header = ['command', ...COLUMNS];
  const rows = NAMES.map((name) => [name, ...TABLE[name]]);
  expect(specTable(new URL('./SPEC.md', import.meta.url), 'transitions', header, rows)).toBe('as shown');
});
