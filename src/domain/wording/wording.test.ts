import { describe, expect, test } from 'vitest';
import type { Answer, Terms } from '../answer/index.ts';
import type { Route } from '../cancellation/index.ts';
import {
  answerSentence,
  arrivalText,
  EVENT_KINDS,
  eventWords,
  holdsCardNumber,
  isEventKind,
  maskDigits,
  shownText,
} from './index.ts';

/** 23 November 2026, ten in the morning in Shanghai. */
const NOW_MS = Date.UTC(2026, 10, 23, 2);
const HOUR_MS = 3_600_000;

const TERMS: Terms = {
  amountFen: 12_000n,
  destination: { masked: '622202******0005', zh: '付款原卡', en: 'the card that paid' },
  arrival: { fromDays: 0, toDays: 0, unit: 'at-once', certainty: 'B+', ruleId: 'UP-02' },
  fee: { returnedFen: 72n, keptFen: 0n, ruleId: 'FEE-07' },
  evidence: { items: ['slip-or-reference'], approval: 'none' },
  aftercare: ['keep-slip'],
};
const YES: Answer<Route> = {
  verdict: 'YES',
  route: 'VOID',
  terms: TERMS,
  deadline: { atMs: NOW_MS + 13 * HOUR_MS - 1_000, thenRoute: 'REFUND' },
  opensAtMs: null,
  reason: null,
  next: 'none',
  rules: [],
  atMs: NOW_MS,
};
const refund = (parts: Partial<Terms>): Answer<Route> => ({
  ...YES,
  route: 'REFUND',
  deadline: { atMs: NOW_MS + 180 * 24 * HOUR_MS, thenRoute: 'DISPUTE' },
  terms: {
    ...TERMS,
    arrival: { fromDays: 1, toDays: 10, unit: 'clearing-day', certainty: 'B+', ruleId: 'UP-10' },
    ...parts,
  },
});
const no = (parts: Partial<Answer<Route>>): Answer<Route> => ({
  ...YES,
  verdict: 'NO',
  route: null,
  terms: null,
  deadline: null,
  ...parts,
});

const left = (remainingFen: bigint, claimedFen: bigint): Answer<Route>['rules'] => [
  {
    id: 'UP-05',
    zh: '退货',
    en: 'refund',
    source: 'a page',
    certainty: 'A',
    held: false,
    parameters: [],
    facts: [
      { name: 'remainingFen', value: remainingFen.toString(), certainty: null },
      { name: 'claimedFen', value: claimedFen.toString(), certainty: null },
    ],
  },
];

describe('the answer in one sentence', () => {
  test.each<[string, Answer<Route>, string, string]>([
    [
      'a void',
      YES,
      'Yes. Void until 22:59:59 today; the whole ¥120.00 goes back to 622202******0005 at once, no fee.',
      '可以。撤销，截至今天 22:59:59；全额 ¥120.00 即时退回 622202******0005，不收手续费。',
    ],
    [
      'a refund with its fee',
      refund({}),
      "Yes. Refund until 10:00:00 on 2027-05-22; ¥120.00 goes back to 622202******0005 in 1 to 10 clearing days, the merchant's fee of ¥0.72 comes back too.",
      '可以。退货，截至 2027 年 5 月 22 日 10:00:00；¥120.00 将在 1 至 10 个清算日内退回 622202******0005，商户手续费 ¥0.72 一并退还。',
    ],
    [
      'a refund whose fee is kept',
      refund({ fee: { returnedFen: 0n, keptFen: 72n, ruleId: 'FEE-08' } }),
      "Yes. Refund until 10:00:00 on 2027-05-22; ¥120.00 goes back to 622202******0005 in 1 to 10 clearing days, the merchant's fee of ¥0.72 is kept.",
      '可以。退货，截至 2027 年 5 月 22 日 10:00:00；¥120.00 将在 1 至 10 个清算日内退回 622202******0005，商户手续费 ¥0.72 不退。',
    ],
    [
      'done before',
      no({ reason: 'already-refunded' }),
      'No. Already refunded in full.',
      '不可以。已全额退货。',
    ],
    [
      'too late for all but the bank',
      no({ reason: 'refund-window-over', next: { route: 'DISPUTE', opensAtMs: null, at: 'issuer' } }),
      'No. The refund window is over. Possible instead: dispute at the bank that issued the card.',
      '不可以。已过退货期限。可改走：差错处理，请联系发卡行。',
    ],
    [
      'another route now',
      no({ route: 'VOID', reason: 'batch-settled', next: { route: 'REFUND', opensAtMs: null, at: 'here' } }),
      'No. The batch of the payment is settled. Possible instead: refund.',
      '不可以。批次已结算。可改走：退货。',
    ],
    [
      'later',
      no({
        verdict: 'NOT_YET',
        route: 'REFUND',
        reason: 'refund-not-open-yet',
        opensAtMs: NOW_MS + 13 * HOUR_MS,
        next: { route: 'REFUND', opensAtMs: NOW_MS + 13 * HOUR_MS, at: 'here' },
      }),
      'Not yet. A refund opens after settlement. Possible from 23:00:00 today: refund.',
      '暂时不可以。结算后方可退货。今天 23:00:00 起可退货。',
    ],
    [
      'later, and another route now',
      no({
        verdict: 'NOT_YET',
        route: 'REFUND',
        reason: 'refund-not-open-yet',
        opensAtMs: NOW_MS + 13 * HOUR_MS,
        next: { route: 'VOID', opensAtMs: null, at: 'here' },
      }),
      'Not yet. A refund opens after settlement. Possible from 23:00:00 today: refund. Possible instead: void.',
      '暂时不可以。结算后方可退货。今天 23:00:00 起可退货。可改走：撤销。',
    ],
    [
      'more than is left',
      no({ reason: 'exceeds-remaining', route: 'REFUND', rules: left(12_000n, 0n) }),
      'No. More than what is left to give back. ¥120.00 is left; up to ¥120.00 can go back.',
      '不可以。超过可退金额。尚余 ¥120.00，最多可退 ¥120.00。',
    ],
    [
      'all of the rest under way',
      no({ reason: 'refund-in-progress', route: 'REFUND', rules: left(0n, 5_000n) }),
      'No. A refund is in progress. ¥50.00 is on its way back; nothing is left.',
      '不可以。正在退货。¥50.00 正在退回，已无余额可退。',
    ],
  ])('%s', (_name, answer, en, zh) => {
    expect(answerSentence(answer, 'en')).toBe(en);
    expect(answerSentence(answer, 'zh')).toBe(zh);
  });

  test.each([
    ['A', 'in 1 to 10 clearing days', '1 至 10 个清算日内'],
    ['B+', 'in 1 to 10 clearing days', '1 至 10 个清算日内'],
    ['B', 'usually in 1 to 10 clearing days', '通常 1 至 10 个清算日内'],
    ['C', 'usually in 1 to 10 clearing days', '通常 1 至 10 个清算日内'],
    ['P', 'usually in 1 to 10 clearing days', '通常 1 至 10 个清算日内'],
  ] as const)('a source of certainty %s is said as it deserves', (certainty, en, zh) => {
    const arrival = { fromDays: 1, toDays: 10, unit: 'clearing-day', certainty, ruleId: 'UP-10' } as const;
    expect(arrivalText(arrival, 'en')).toBe(en);
    expect(arrivalText(arrival, 'zh')).toBe(zh);
  });

  test('one day is one day', () => {
    expect(
      arrivalText({ fromDays: 1, toDays: 1, unit: 'working-day', certainty: 'A', ruleId: 'X' }, 'en'),
    ).toBe('in 1 working day');
  });
});

describe('the steps of a journey', () => {
  test.each<[Parameters<typeof eventWords>[0], Record<string, unknown>, string, string]>([
    [
      'payment-sent',
      { amountFen: 12_000n, card: '622202******0005' },
      'Sale of ¥120.00 with 622202******0005: recorded and sent to the network',
      '消费 ¥120.00，卡 622202******0005，已记录并发往网络',
    ],
    [
      'payment-approved',
      { approval: { authCode: '654321', clearingDay: '2026-11-23' } },
      'Approved by the bank, authorisation 654321, clearing day 2026-11-23',
      '发卡行批准，授权码 654321，清算日 2026-11-23',
    ],
    [
      'payment-approved',
      { approval: { authCode: null, clearingDay: '2026-11-23' } },
      'Approved by the bank, clearing day 2026-11-23',
      '发卡行批准，清算日 2026-11-23',
    ],
    [
      'payment-declined',
      { outcome: 'funds-insufficient', by: 'network', late: false },
      'Declined: not enough money',
      '未获批准：余额不足',
    ],
    [
      'payment-declined',
      { outcome: 'funds-insufficient', by: 'network', late: true },
      'Late answer: declined: not enough money',
      '迟到的应答：未获批准：余额不足',
    ],
    [
      'payment-declined',
      { outcome: 'network-unreachable', by: 'host', late: false },
      'Not made, nothing was sent: the network is not connected; nothing was sent',
      '未成功，未发出：网络未连接，交易未发出',
    ],
    ['back-sent', { message: 'reversal', attempt: 1 }, 'Reversal sent', '发出冲正'],
    [
      'back-sent',
      { message: 'void-reversal', attempt: 3 },
      'Reversal of the void sent (attempt 3)',
      '发出撤销的冲正（第 3 次）',
    ],
    [
      'money-returned',
      { route: 'REFUND', amountFen: '5000' },
      '¥50.00 went back by refund, the way it came',
      '退货完成，¥50.00 原路退回',
    ],
    [
      'back-answered',
      { outcome: 'switch-trouble', final: false },
      'The network answered: the network is in trouble [96]',
      '网络应答：交换中心异常 [96]',
    ],
    [
      'cancellation-done',
      { outcome: 'approved', route: 'REVERSAL' },
      'The network confirmed the reversal [00]',
      '网络确认冲正 [00]',
    ],
    [
      'cancellation-done',
      { outcome: 'original-not-found', route: 'REVERSAL' },
      'The bank had no such payment; nothing was taken [25]',
      '发卡行没有这笔交易，未扣款 [25]',
    ],
    [
      'cancellation-refused',
      { outcome: 'card-restricted', route: 'VOID' },
      'The network refused the void: card restricted or frozen [62]',
      '网络拒绝撤销：受限制的卡 [62]',
    ],
    [
      'cancellation-refused',
      { outcome: 'network-unreachable', route: 'VOID' },
      'The void was not made: the network is not connected; nothing was sent',
      '撤销未办理：网络未连接，交易未发出',
    ],
    [
      'handed-to-person',
      { why: 'no-clearing-file' },
      'Handed to a person: the clearing file did not come',
      '转人工：清算文件未到',
    ],
    [
      'batch-settled',
      { batchNo: '000001', result: 'differs' },
      'Batch 000001 settled, totals differ',
      '批次 000001 结算，账不平',
    ],
  ])('%s', (kind, body, en, zh) => {
    expect(eventWords(kind, body, 'en')).toBe(en);
    expect(eventWords(kind, body, 'zh')).toBe(zh);
  });

  test('every kind has words for a body that lost its members', () => {
    for (const kind of EVENT_KINDS) {
      expect(isEventKind(kind)).toBe(true);
      expect(eventWords(kind, {}, 'en'), kind).toMatch(/^\S.*[A-Za-z]/);
      expect(eventWords(kind, {}, 'zh'), kind).toMatch(/\p{Script=Han}/u);
      expect(`${eventWords(kind, {}, 'en')}${eventWords(kind, {}, 'zh')}`, kind).not.toMatch(
        /undefined|null|NaN/,
      );
    }
    expect(isEventKind('toString')).toBe(false);
  });
});

describe('card numbers stay out of texts', () => {
  test.each([
    ['card 6222021234560005 refused', 'card 622202******0005 refused'],
    ['6222 0212 3456 0005', '622202******0005'],
    ['6222-0212-3456-000-5678', '622202*********5678'],
    ['a1234567890123b', 'a123456***0123b'],
    ['trace 123456789012', 'trace 123456789012'],
    ['2026-11-23 10:00:00', '2026-11-23 10:00:00'],
    ['2026-11-23T10:00:00+08:00 000123', '2026-11-23T10:00:00+08:00 000123'],
  ])('%s', (text, masked) => {
    expect(maskDigits(text)).toBe(masked);
  });

  test('what is shown of input is masked first and cut after, without control characters', () => {
    expect(shownText(`x\u0007\n${'6222021234560005'}`)).toBe('x??622202******0005');
    expect(shownText('a'.repeat(100))).toBe(`${'a'.repeat(59)}…`);
    expect(shownText(`${'a'.repeat(50)}6222021234560005`)).toBe(`${'a'.repeat(50)}622202***…`);
  });

  test.each([
    ['6200000000000005', true],
    ['paid with 6200 0000 0000 0005 yesterday', true],
    ['6200000000000006', false],
    ['order 20261123000123', false],
    ['620000000000', false],
  ])('%s: a card number? %s', (text, expected) => {
    expect(holdsCardNumber(text)).toBe(expected);
  });
});
