/**
 * Where the money is drawn, who waits for whom, and which messages are drawn: one row per state of a payment and of a
 * way back. Then what holds of every drawing, and what each pair of eyes may not see.
 */
import { describe, expect, test } from 'vitest';
import {
  CANCELLATION_STATES,
  type CancellationCommand,
  type CancellationState,
  type OpenRequest,
} from '#domain/cancellation';
import { ONLINE_TERMINAL_ID, PAYMENT_STATES, type PaymentState, withCircumstances } from '#domain/payment';
import { act, dueAt } from '../../../test/domain/bounced-samples.ts';
import { coinText, legTexts, Story, waitText } from '../../../test/domain/picture-samples.ts';
import {
  adviceOf,
  HOLD_UNTIL,
  NEXT_DAY,
  noticeBase,
  PACE,
  PAID_AT,
  paymentBase,
  paymentCommand,
  preauthBase,
  preauthCommand,
} from '../../../test/domain/samples.ts';
import { answered, due, file, undo } from '../../../test/domain/way-back-samples.ts';
import { LEGS_MAX, type Level } from './index.ts';

const { approve, decline } = paymentCommand;
const DAY_MS = 86_400_000;
const LATE = PAID_AT + 600_000;
const paid = (): Story => new Story().pay(approve);
const held = (): Story => new Story(preauthBase()).pay(approve);
const byDeadline = { route: 'REVERSAL', door: 'deadline', terminal: null } as const;
const lost = (...commands: readonly CancellationCommand[]): Story =>
  new Story().back(byDeadline, ...commands);
const byCode = (): Story => new Story({ ...paymentBase(), entryMode: '042', channel: 'unionpay.qr' });
const online = (): Story =>
  new Story({
    ...paymentBase(),
    ...{ entryMode: '072', channel: 'unionpay.qr' },
    terminal: { ...paymentBase().terminal, terminalId: ONLINE_TERMINAL_ID },
  });
const part = (amountFen = 4_000n): Partial<OpenRequest> & { route: 'REFUND' } => ({
  route: 'REFUND',
  amountFen,
});
const often = (count: number): CancellationCommand[] =>
  Array.from({ length: count }, (_, n) => due(LATE + n * 100_000));
const refunded = (...more: readonly CancellationCommand[]): Story =>
  paid().back(part(), answered('approved'), ...more);
const named = [act.returned, act.name] as const;
const ordered = [...named, act.issuer, act.approve] as const;

type Row = readonly [story: Story, coins: string, waits: string];

const OF_PAYMENTS: Readonly<Record<PaymentState, readonly Row[]>> = {
  sent: [
    [new Story(), 'asked 100.00 @account→merchant', 'answer institution→bank, then reverse'],
    [new Story(preauthBase()), 'asked 100.00 @account→bank', 'answer institution→bank, then reverse'],
    [
      new Story(noticeBase()),
      'held 100.00 @bank→merchant',
      'notice-answer institution→network, then send-again',
    ],
  ],
  unknown: [
    [lost(), 'unknown 100.00 @bank', 'back-answer institution→network, then send-again'],
    [
      lost().pay(approve),
      'returning 100.00 @bank→account',
      'back-answer institution→network, then send-again',
    ],
    [lost(due(LATE, NEXT_DAY)), 'unknown 100.00 @bank', 'file institution→network, then person'],
    [lost(...often(PACE.attemptsMax)), 'with-person 100.00 @bank', 'person account→institution'],
  ],
  approved: [
    [paid(), 'paid 100.00 @merchant', ''],
    [new Story(noticeBase()).pay(approve), 'paid 100.00 @merchant', ''],
    // A code that the payer scanned, and one that the shop's system took.
    [byCode().pay(approve), 'paid 100.00 @merchant', ''],
    [online().pay(approve), 'paid 100.00 @merchant', ''],
    [held(), 'held 100.00 @bank', 'completion bank→merchant, then lapse'],
    [held().pay(preauthCommand.raiseTo('open')), 'held 100.00 @bank', 'other-payment merchant→bank'],
    [
      held().pay(preauthCommand.raiseTo('open'), preauthCommand.raiseTo('held')),
      'held 120.00 @bank',
      'completion bank→merchant, then lapse',
    ],
    [
      paid().pay({ type: 'advise', advice: adviceOf('tip', 12_000n), dueMs: LATE, atMs: LATE - 1_000 }),
      'paid 100.00 @merchant',
      'advice institution→network, then send-again',
    ],
  ],
  declined: [
    [new Story().pay(decline), 'untouched 100.00 @account', ''],
    [new Story().pay({ type: 'not-sent', atMs: PAID_AT + 10 }), 'untouched 100.00 @account', ''],
  ],
  reversed: [
    [lost(answered('approved')), 'undone 100.00 @network→account', ''],
    [lost(answered('original-not-found')), 'untouched 100.00 @account', ''],
    [paid().back({ route: 'REVERSAL' }, answered('approved')), 'arriving 100.00 @network→account', ''],
  ],
  voided: [
    [paid().back({ route: 'VOID' }, answered('approved')), 'arriving 100.00 @bank→account', ''],
    [held().back({ route: 'VOID' }, answered('approved')), 'released 100.00 @bank', ''],
  ],
  completed: [
    [
      held().pay(preauthCommand.completionTo('open'), preauthCommand.completionTo('approved')),
      'used-up 100.00 @bank',
      '',
    ],
  ],
  expired: [[held().pay({ type: 'expire', atMs: HOLD_UNTIL + 1 }), 'released 100.00 @account', '']],
};

const OF_WAYS_BACK: Readonly<Record<CancellationState, readonly Row[]>> = {
  sending: [
    [
      paid().back({ route: 'VOID' }),
      'returning 100.00 @institution→account',
      'void-answer institution→bank, then undo',
    ],
    // An order was closed before its payment came: the whole goes back, whoever asks for nothing.
    [
      byCode().pay(approve).back({ route: 'REFUND', door: 'network', terminal: null }),
      'returning 100.00 @institution→account',
      'back-answer institution→network, then send-again',
    ],
    [
      paid().back({ route: 'REVERSAL' }),
      'returning 100.00 @institution→account',
      'back-answer institution→network, then send-again',
    ],
    [
      paid().back(part()),
      'paid 60.00 @merchant; returning 40.00 @institution→account',
      'back-answer institution→network, then send-again',
    ],
    [
      held().back({ route: 'VOID' }),
      'returning 100.00 @bank→account',
      'void-answer institution→bank, then undo',
    ],
    [
      refunded().back(part(1_000n), answered('approved')).back(part(5_000n)),
      'arriving 40.00 @network→account; arriving 10.00 @network→account; returning 50.00 @institution→account',
      'back-answer institution→network, then send-again',
    ],
  ],
  undoing: [
    [
      paid().back({ route: 'VOID' }, due(LATE)),
      'unknown 100.00 @institution',
      'undo-answer institution→network, then send-again',
    ],
    [
      paid().back({ route: 'VOID' }, answered('approved'), undo),
      'unknown 100.00 @institution',
      'undo-answer institution→network, then send-again',
    ],
  ],
  'awaiting-file': [
    [
      paid().back({ route: 'REVERSAL' }, due(LATE, NEXT_DAY)),
      'unknown 100.00 @institution',
      'file institution→network, then person',
    ],
  ],
  done: [
    [refunded(), 'paid 60.00 @merchant; arriving 40.00 @network→account', ''],
    [
      refunded({ type: 'arrival-confirmed', by: 'payer', atMs: LATE }),
      'paid 60.00 @merchant; returned 40.00 @account',
      '',
    ],
  ],
  refused: [[paid().back(part(), answered('funds-insufficient')), 'paid 100.00 @merchant', '']],
  undone: [
    [paid().back({ route: 'VOID' }, due(LATE), answered('approved', 'undo')), 'paid 100.00 @merchant', ''],
    [
      paid().back({ route: 'VOID' }, answered('approved'), undo, answered('approved', 'undo')),
      'paid 100.00 @merchant',
      '',
    ],
  ],
  overruled: [[lost(due(LATE, NEXT_DAY), file(true, false)), 'paid 100.00 @merchant', '']],
  handed: [
    [
      paid().back(part(), answered('duplicate')),
      'paid 60.00 @merchant; with-person 40.00 @institution',
      'person account→institution',
    ],
    [
      paid()
        .back(part(), answered('duplicate'))
        .go({
          ...{ type: 'propose-end', verdict: 'carried-out', evidence: 'a letter', by: 'key_a' },
          ...{ clearingDayNow: NEXT_DAY, atMs: LATE },
        }),
      'paid 60.00 @merchant; with-person 40.00 @institution',
      'second-person account→institution',
    ],
  ],
  bounced: [
    [
      refunded(act.returned),
      'paid 60.00 @merchant; suspense 40.00 @institution',
      'holder institution→account, then remind',
    ],
  ],
  'account-named': [
    [
      refunded(...named),
      'paid 60.00 @merchant; suspense 40.00 @institution',
      'account-check account→institution, then look',
    ],
  ],
  'payout-ordered': [
    [
      refunded(...ordered),
      'paid 60.00 @merchant; paying-out 40.00 @institution→account',
      'payout institution→bank, then send-again',
    ],
  ],
  'paid-out': [
    [refunded(...ordered, act.delivered, act.paid), 'paid 60.00 @merchant; paid-out 40.00 @account', ''],
  ],
  stranded: [
    [
      refunded(
        act.returned,
        ...Array.from({ length: PACE.claimRemindersMax + 1 }, (_, n) =>
          dueAt(PAID_AT + (n + 1) * 32 * DAY_MS),
        ),
      ),
      'paid 60.00 @merchant; suspense 40.00 @institution',
      'person account→institution',
    ],
  ],
};

const ROWS = Object.entries({ ...OF_PAYMENTS, ...OF_WAYS_BACK }).flatMap(([state, rows]) =>
  rows.map((row, index) => [`${state} ${index + 1}`, state, ...row] as const),
);

describe('where the money is, and who waits for whom', () => {
  test.each(ROWS)('%s', (_name, state, story, coins, waits) => {
    const found = (PAYMENT_STATES as readonly string[]).includes(state)
      ? story.payment.state
      : story.ways.at(-1)?.state;
    expect(found, 'the story is not what its row says').toBe(state);
    const picture = story.draw();
    expect({ coins: coinText(picture), waits: waitText(picture) }).toEqual({ coins, waits });
  });

  test('a chargeback takes what no refund took, and is a way back of its own', () => {
    const story = refunded();
    const told = {
      told: { dispute: 'charged-back' },
      by: 'key_a',
      reason: 'word of the bank',
      atMs: LATE,
    } as const;
    story.payment = withCircumstances(story.payment, told).payment;
    const picture = story.draw('cashier');
    expect(coinText(picture)).toBe('charged-back 60.00 @account; arriving 40.00 @network→account');
    expect(picture.ways.map(({ route, movement }) => `${route} ${movement}`)).toEqual([
      'REFUND arriving',
      'DISPUTE charged-back',
    ]);
  });

  test('what a court froze stays with the shop and is shown as frozen', () => {
    const story = paid();
    const told = { told: { frozen: true }, by: 'key_a', reason: 'order of a court', atMs: LATE } as const;
    story.payment = withCircumstances(story.payment, told).payment;
    expect(coinText(story.draw())).toBe('frozen 100.00 @merchant');
  });
});

describe('the messages', () => {
  const of = (story: Story, level: Level = 'operator'): string[] => legTexts(story.draw(level));

  test('of a sale: asked, approved, told', () => {
    expect(of(paid())).toEqual([
      '0 payment merchant→institution arrived',
      '0 payment institution→bank arrived',
      '0 payment-answer bank→institution arrived',
      '0 result institution→merchant told',
    ]);
  });

  test('an answer that does not come leaves its question lost, and its reversal goes', () => {
    expect(of(lost())).toEqual([
      '0 payment merchant→institution arrived',
      '0 payment institution→network lost',
      '0 result institution→merchant told',
      '1 note @institution',
      '1 back institution→network under-way',
    ]);
  });

  test('a late approval proves that the question had reached the bank', () => {
    expect(of(lost().pay(approve))).toContain('0 payment institution→bank late');
    expect(of(lost().pay(approve))).toContain('0 payment-answer bank→institution late');
  });

  test('whoever asked is told: the terminal, or the shop’s system', () => {
    const told = (door: 'terminal' | 'api'): string | undefined =>
      paid()
        .back({ ...part(), door, ...(door === 'api' ? { terminal: null } : {}) }, answered('approved'))
        .draw()
        .legs.at(-1)?.words.en;
    expect(told('terminal')).toBe('The terminal is told: refund done');
    expect(told('api')).toBe('The shop system is told: refund done');
  });

  test('what never left is not lost', () => {
    expect(of(new Story().pay({ type: 'not-sent', atMs: PAID_AT + 10 }))).toEqual([
      '0 payment merchant→institution arrived',
      '0 payment institution→network not-sent',
      '0 result institution→merchant told',
    ]);
  });

  test('a tip is told to the network until it is taken', () => {
    const told = paid().pay({
      type: 'advise',
      advice: adviceOf('tip', 12_000n),
      dueMs: LATE,
      atMs: LATE - 1_000,
    });
    expect(of(told).slice(-2)).toEqual([
      '0 advice merchant→institution arrived',
      '0 advice institution→network under-way',
    ]);
    const id = adviceOf('tip', 12_000n).id;
    const taken = told.pay({ type: 'advice-answered', id, outcome: 'approved', atMs: LATE });
    expect(of(taken).slice(-2)).toEqual([
      '0 advice institution→network arrived',
      '0 advice-answer network→institution arrived',
    ]);
    expect(coinText(taken.draw())).toBe('paid 120.00 @merchant');
    expect(of(taken, 'payer').some((leg) => leg.includes('advice'))).toBe(false);
  });

  test('a reversal by the terminal says that it never heard the answer', () => {
    expect(of(paid().back({ route: 'REVERSAL' }))).toContain('0 result institution→merchant lost');
  });

  test('a void that its terminal reverses was not heard by it either', () => {
    expect(of(paid().back({ route: 'VOID' }, answered('approved'), undo))).toContain(
      '1 back-result institution→merchant lost',
    );
  });

  test('a payment with the merchant’s code begins with the word of the network', () => {
    expect(
      of(new Story({ ...paymentBase(), entryMode: '042', channel: 'unionpay.qr' }).pay(approve)),
    ).toEqual(['0 notice network→institution arrived', '0 result institution→merchant told']);
  });

  test('repeats without an answer are folded, the newest ones stay by themselves', () => {
    const story = lost(...often(3));
    expect(of(story).filter((leg) => leg.startsWith('1 back'))).toHaveLength(4);
    expect(of(story, 'cashier').filter((leg) => leg.startsWith('1 back'))).toHaveLength(4);
    expect(of(story, 'payer').filter((leg) => leg.startsWith('1 back'))).toEqual([
      '1 back institution→network under-way',
    ]);
  });

  test('a day of repeats is a handful of legs, and their sum is every send', () => {
    const story = lost();
    const event = story.events.at(-1)!;
    for (let attempt = 2; attempt <= 1_440; attempt += 1)
      story.events.push({
        ...event,
        seq: BigInt(story.events.length + 1),
        atMs: event.atMs + attempt * 60_000,
        body: { message: 'reversal', attempt },
      });
    const sends = story.draw().legs.filter(({ kind }) => kind === 'back');
    expect(sends).toHaveLength(6);
    expect(sends.reduce((sum, { repeats }) => sum + repeats, 0)).toBe(1_440);
  });

  test('however much happened, a bounded number of legs is drawn, and the picture says so', () => {
    const story = paid();
    const event = { ...story.events.at(-1)!, kind: 'payment-noted', body: { frozen: true } };
    for (let n = 0; n < 300; n += 1) story.events.push({ ...event, seq: BigInt(story.events.length + 1) });
    expect(story.draw()).toMatchObject({ truncated: true });
    expect(story.draw().legs).toHaveLength(LEGS_MAX);
  });
});

describe('of every picture', () => {
  const stories = ROWS.map(([name, , story]) => [name, story] as const);

  test.each(stories)('the coins are the whole amount, at every level: %s', (_name, story) => {
    for (const level of ['payer', 'cashier', 'operator'] as const) {
      const { coins, amounts } = story.draw(level);
      expect(coins.reduce((sum, { amountFen }) => sum + amountFen, 0n)).toBe(amounts.amountFen);
      expect(new Set(coins.map(({ id }) => id)).size, 'one id, one coin').toBe(coins.length);
    }
  });

  test.each(stories)('legs have names of their own, and both languages: %s', (_name, story) => {
    const { legs, now, waits } = story.draw();
    expect(new Set(legs.map(({ id }) => id)).size).toBe(legs.length);
    for (const { zh, en } of [now, ...legs.map(({ words }) => words), ...waits.map(({ words }) => words)]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^[\p{Script=Latin}¥]/u);
    }
  });

  test.each(stories)('what is under way names the end of its time: %s', (_name, story) => {
    for (const leg of story
      .draw()
      .legs.filter(({ state, kind }) => state === 'under-way' && kind !== 'payout'))
      expect(leg.dueMs, `${leg.kind} ${leg.id}`).not.toBeNull();
  });

  const texts = (story: Story, level: Level): string =>
    JSON.stringify(story.draw(level), (_key, value) => (typeof value === 'bigint' ? String(value) : value));

  test.each(stories)('a payer reads no number, name or person of ours: %s', (_name, story) => {
    const text = texts(story, 'payer');
    for (const hidden of [
      'pay_',
      'can_',
      'key_',
      '00000001',
      '000001',
      '2611',
      '898',
      '622848',
      'a letter',
      '"attempt":2',
    ])
      expect(text, hidden).not.toContain(hidden);
    const { legs, ways } = story.draw('payer');
    expect(
      legs.every(({ codes, outcome, sentence }) => codes === null && outcome === null && sentence === null),
    ).toBe(true);
    expect(ways.length).toBeLessThanOrEqual(1);
    expect(
      ways.every(({ door, reason, attempts }) => door === null && reason === null && attempts === null),
    ).toBe(true);
  });

  test.each(stories)('a cashier reads no F11, F37 and code: %s', (_name, story) => {
    const text = texts(story, 'cashier');
    expect(text).not.toContain('261123000001');
    expect(text).not.toContain('1123100000');
    expect(
      story.draw('cashier').legs.every(({ codes, sentence }) => codes === null && sentence === null),
    ).toBe(true);
    expect(story.draw('operator').legs.some(({ codes }) => codes !== null)).toBe(true);
  });

  test('a payer’s link shows their own way back and of another one only where its money is', () => {
    const story = refunded().back(part(1_000n));
    const picture = story.draw('payer', { only: 'can_1' });
    expect(picture.ways.map(({ amountFen }) => amountFen)).toEqual([4_000n]);
    expect(picture.legs.every(({ wayNo }) => wayNo <= 1)).toBe(true);
    expect(picture.waits).toEqual([]);
    expect(coinText(picture)).toBe(
      'paid 50.00 @merchant; arriving 40.00 @network→account; returning 10.00 @institution→account',
    );
  });

  test('every state has a row', () => {
    expect(Object.keys(OF_PAYMENTS).sort()).toEqual([...PAYMENT_STATES].sort());
    expect(Object.keys(OF_WAYS_BACK).sort()).toEqual([...CANCELLATION_STATES].sort());
  });
});
