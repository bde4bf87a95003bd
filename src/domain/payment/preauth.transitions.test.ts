/** Every situation of a pre-authorisation, and of a completion by notice, × every command. SPEC.md shows both. */
import { describe, expect, test } from 'vitest';
import {
  at,
  completedPreauth,
  DAY,
  expiredPreauth,
  HOLD_UNTIL,
  held,
  noticeBase,
  PAID_AT,
  paymentCommand,
  preauthBase,
  preauthCommand,
  sent,
  stepped,
} from '../../../test/domain/samples.ts';
import { specTable } from '../../../test/domain/spec-table.ts';
import { type CancellationId, NO_SHARES, type Payment, type PaymentCommand, stepPayment } from './index.ts';

const { completionTo, raiseTo } = preauthCommand;
const id = 'can_1' as CancellationId;
const atMs = at('2026-11-23 10:05:00');
const way = (type: 'claim' | 'free' | 'return', route: 'VOID' | 'REVERSAL'): PaymentCommand => ({
  ...{ type, route, cancellationId: id, amountFen: 10_000n, shares: NO_SHARES, atMs },
});
const noticeSent = (): Payment => sent(noticeBase());
const repeat: PaymentCommand = { type: 'repeat', dueMs: atMs + 60_000, overdue: false, atMs };

/** What each situation is; a situation that a step leads to is found again by `nameOf`. */
const HOLDS = {
  sent: () => sent(preauthBase()),
  unknown: () => stepped(sent(preauthBase()), paymentCommand.lose),
  held: () => held(),
  'raise open': () => stepped(held(), raiseTo('open')),
  raised: () => stepped(held(), raiseTo('open'), raiseTo('held')),
  completing: () => stepped(held(), completionTo('open')),
  'completion voided': () => stepped(completedPreauth(), completionTo('voided')),
  voiding: () => stepped(held(), way('claim', 'VOID')),
  completed: () => completedPreauth(),
  expired: () => expiredPreauth(),
  voided: () => stepped(held(), way('claim', 'VOID'), way('return', 'VOID')),
  reversed: () => stepped(sent(preauthBase()), paymentCommand.lose, way('return', 'REVERSAL')),
  declined: () => stepped(sent(preauthBase()), answered('funds-insufficient')),
} as const satisfies Record<string, () => Payment>;
type HoldSituation = keyof typeof HOLDS;

const NOTICES = {
  'sent once': noticeSent,
  'sent again': () => stepped(noticeSent(), repeat),
  unclear: () => stepped(noticeSent(), repeat, answered('related-transaction-error')),
  approved: () => stepped(noticeSent(), answered('approved')),
  declined: () => stepped(noticeSent(), answered('funds-insufficient')),
} as const satisfies Record<string, () => Payment>;
type NoticeSituation = keyof typeof NOTICES;

function answered(
  outcome:
    | 'approved'
    | 'funds-insufficient'
    | 'switch-no-answer'
    | 'duplicate'
    | 'related-transaction-error'
    | 'switch-trouble',
): PaymentCommand {
  return { type: 'answered', outcome, authCode: '123456', clearingDay: DAY, atMs, reversalId: id };
}

const COMMANDS = {
  'answered: approved': answered('approved'),
  'answered: declined': answered('funds-insufficient'),
  'answered: duplicate': answered('duplicate'),
  'answered: dealt with already': answered('related-transaction-error'),
  'answered: try later': answered('switch-trouble'),
  'answered: outcome unknown': answered('switch-no-answer'),
  'not-sent': { type: 'not-sent', atMs },
  'outcome-lost': { ...paymentCommand.lose, atMs },
  'claim VOID': way('claim', 'VOID'),
  'free VOID': way('free', 'VOID'),
  'return VOID': way('return', 'VOID'),
  'return REVERSAL': way('return', 'REVERSAL'),
  revive: { type: 'revive', cancellationId: id, atMs },
  cleared: { type: 'cleared', clearingDay: DAY, atMs },
  'not in the file': { type: 'not-cleared', clearingDay: DAY, atMs },
  'raise: open': { ...raiseTo('open'), atMs },
  'raise: held': { ...raiseTo('held'), atMs },
  'raise: gone': { ...raiseTo('gone'), atMs },
  'completion: open': { ...completionTo('open'), atMs },
  'completion: approved': { ...completionTo('approved'), atMs },
  'completion: voided': { ...completionTo('voided'), atMs },
  'completion: gone': { ...completionTo('gone'), atMs },
  'expire, too early': { type: 'expire', atMs: HOLD_UNTIL },
  expire: { type: 'expire', atMs: HOLD_UNTIL + 1 },
  'repeat, too early': { ...repeat, atMs: PAID_AT },
  repeat: { ...repeat, atMs: atMs + 60_000 },
  'repeat, beyond its bound': { ...repeat, overdue: true, atMs: atMs + 60_000 },
} as const satisfies Record<string, PaymentCommand>;
type CommandName = keyof typeof COMMANDS;

/** `·`: the same object, no event. `fault`: only a broken program asks. */
type Cell<S extends string> = S | '·' | 'fault' | 'declined' | 'unknown, late approval';

const [o, X, D, L] = ['·', 'fault', 'declined', 'unknown, late approval'] as const;
const [H, RO, RD, CO, CV, VO] = [
  'held',
  'raise open',
  'raised',
  'completing',
  'completion voided',
  'voiding',
] as const;
const [U, C, E, V, R] = ['unknown', 'completed', 'expired', 'voided', 'reversed'] as const;

const COLUMNS = [
  ...['sent', 'unknown', 'held', 'raise open', 'raised', 'completing', 'completion voided', 'voiding'],
  ...['completed', 'expired', 'voided', 'reversed', 'declined'],
] as readonly HoldSituation[];
// biome-ignore format: rows and columns as in SPEC.md
const TABLE: Record<CommandName, readonly Cell<HoldSituation>[]> = {
  //                                sent unk held open rais comp cvoi void comp exp. void rev. decl
  'answered: approved':            [H,   L,   o,    o,    o,    o,    o,    o,    o,    o,    o,    R,    L],
  'answered: declined':            [D,   D,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'answered: duplicate':           [D,   D,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'answered: dealt with already':  [D,   D,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'answered: try later':           [D,   D,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'answered: outcome unknown':     [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'not-sent':                      [D,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'outcome-lost':                  [U,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'claim VOID':                    [o,   o,   VO,   X,    VO,   X,    VO,   X,    o,    o,    o,    o,    o],
  'free VOID':                     [o,   o,   X,    X,    X,    X,    X,    H,    o,    o,    o,    o,    o],
  'return VOID':                   [o,   o,   X,    X,    X,    X,    X,    V,    o,    o,    o,    o,    o],
  'return REVERSAL':               [o,   R,   X,    X,    X,    X,    X,    X,    o,    o,    o,    o,    o],
  revive:                          [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    H,    o,    o],
  cleared:                         [H,   H,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'not in the file':               [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'raise: open':                   [o,   o,   RO,   o,    o,    CO,   CV,   VO,   C,    o,    o,    o,    o],
  'raise: held':                   [o,   o,   o,    RD,   o,    o,    o,    o,    o,    o,    o,    o,    o],
  'raise: gone':                   [o,   o,   o,    H,    H,    o,    o,    o,    o,    o,    o,    o,    o],
  'completion: open':              [o,   o,   CO,   CO,   CO,   o,    CO,   o,    o,    o,    o,    o,    o],
  'completion: approved':          [o,   o,   o,    o,    o,    C,    C,    o,    o,    o,    o,    o,    o],
  'completion: voided':            [o,   o,   o,    o,    o,    CV,   o,    o,    CV,   o,    o,    o,    o],
  'completion: gone':              [o,   o,   o,    o,    o,    H,    o,    o,    H,    o,    o,    o,    o],
  'expire, too early':             [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  expire:                          [o,   o,   E,    o,    E,    o,    E,    o,    o,    o,    o,    o,    o],
  'repeat, too early':             [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  repeat:                          [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
  'repeat, beyond its bound':      [o,   o,   o,    o,    o,    o,    o,    o,    o,    o,    o,    o,    o],
};

const NOTICE_COLUMNS = ['sent once', 'sent again', 'unclear', 'approved', 'declined'] as const;
const [A, S, N, Z] = ['approved', 'sent again', 'unclear', 'overdue'] as const;
type OfNotices = Exclude<CommandName, `${'raise' | 'completion' | 'expire'}${string}`>;
type NoticeCell = Cell<NoticeSituation | 'overdue'>;
// biome-ignore format: rows and columns as in SPEC.md
const NOTICE_TABLE: Record<OfNotices, readonly NoticeCell[]> = {
  //                               once again unclear approved declined
  'answered: approved':            [A,  A,    A,      o,  A],
  'answered: declined':            [D,  D,    D,      o,  o],
  'answered: duplicate':           [A,  A,    A,      o,  o],
  'answered: dealt with already':  [D,  N,    o,      o,  o],
  'answered: try later':           [o,  o,    o,      o,  o],
  'answered: outcome unknown':     [o,  o,    o,      o,  o],
  'not-sent':                      [o,  o,    o,      o,  o],
  'outcome-lost':                  [o,  o,    o,      o,  o],
  'claim VOID':                    [o,  o,    o,      A,  o],
  'free VOID':                     [o,  o,    o,      X,  o],
  'return VOID':                   [o,  o,    o,      X,  o],
  'return REVERSAL':               [o,  o,    o,      X,  o],
  revive:                          [o,  o,    o,      o,  o],
  cleared:                         [A,  A,    A,      o,  o],
  'not in the file':               [o,  o,    D,      o,  o],
  'repeat, too early':             [o,  o,    o,      o,  o],
  repeat:                          [S,  S,    N,      o,  o],
  'repeat, beyond its bound':      [Z,  Z,    N,      o,  o],
};

/** The situation that a payment is in, by what of it the table tells apart. */
function nameOf(payment: Payment): string {
  switch (payment.state) {
    case 'sent':
      if (payment.isNotice === undefined) return 'sent';
      if (payment.unclear !== undefined) return 'unclear';
      return payment.attempts === 1 ? 'sent once' : payment.overdue ? 'overdue' : 'sent again';
    case 'unknown':
      return payment.lateApproval === null ? 'unknown' : 'unknown, late approval';
    case 'approved': {
      if (payment.kind === 'completion') return 'approved';
      if (payment.back.whole !== null) return 'voiding';
      if (payment.hold?.completion?.state === 'open') return 'completing';
      if (payment.hold?.completion?.state === 'voided') return 'completion voided';
      const [raise] = payment.hold?.raises ?? [];
      return raise === undefined ? 'held' : raise.state === 'open' ? 'raise open' : 'raised';
    }
    default:
      return payment.state;
  }
}

const cells = <S extends string>(
  table: Readonly<Record<string, readonly Cell<S>[]>>,
  columns: readonly string[],
  samples: Readonly<Record<string, () => Payment>>,
): [string, string, string, () => Payment][] =>
  Object.entries(table).flatMap(([name, row]) =>
    columns.map((column, index): [string, string, string, () => Payment] => [
      column,
      name,
      row[index] ?? 'missing',
      samples[column]!,
    ]),
  );

describe.each([
  ['P13: a pre-authorisation answers every command in every situation', cells(TABLE, COLUMNS, HOLDS)],
  [
    'P15: a completion by notice answers every command in every situation',
    cells(NOTICE_TABLE, NOTICE_COLUMNS, NOTICES),
  ],
])('%s', (what, all) => {
  test.each([...all])('%s × %s → %s', (column, name, cell, sample) => {
    const payment = sample();
    expect(nameOf(payment)).toBe(column);
    const before = structuredClone(payment);
    const command = COMMANDS[name as CommandName];
    if (cell === 'fault') {
      expect(() => stepPayment(payment, command)).toThrow(`in state ${payment.state}`);
    } else {
      const step = stepPayment(payment, command);
      expect(step.events).toHaveLength(cell === '·' ? 0 : 1);
      if (cell === '·') expect(step.payment).toBe(payment);
      else expect(nameOf(step.payment)).toBe(cell);
      if (what.startsWith('P13')) expect(step.journals).toEqual([]);
    }
    expect(payment).toEqual(before);
  });
});

test('SPEC.md of this room shows these tables', () => {
  const page = new URL('./SPEC.md', import.meta.url);
  const rowsOf = (table: Readonly<Record<string, readonly string[]>>) =>
    Object.entries(table).map(([name, row]) => [name, ...row]);
  expect([
    Object.keys(HOLDS),
    specTable(page, 'preauth-transitions', ['command', ...COLUMNS], rowsOf(TABLE)),
    specTable(page, 'notice-transitions', ['command', ...NOTICE_COLUMNS], rowsOf(NOTICE_TABLE)),
  ]).toEqual([COLUMNS, 'as shown', 'as shown']);
});
