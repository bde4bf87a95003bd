/** The published rules: what must be in them, with which certainty, on which days. */
import { describe, expect, test } from 'vitest';
import { addWorkingDays, type CalendarDay, isWorkingDay } from '#domain/calendar';
import { CHANNELS, calendarCertainty, type Effective, effective, inForce, type Scope } from '#domain/policy';
import { publishedBook } from './rule-files.ts';

const { book, faults, warnings } = publishedBook();
const SCOPE: Scope = { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'm1' };
const TODAY = '2026-11-23';

const run = (prefix: string, from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${prefix}-${String(from + index).padStart(2, '0')}`);

/** Every fact that bears on payments, on wallets and on their ways back. */
const BEARING = [
  ...['LAW-06', 'LAW-07', 'LAW-08', 'LAW-10', 'LAW-12', ...run('LAW', 20, 24), ...run('LAW', 30, 35)],
  ...run('LAW', 40, 51),
  ...['PBC-02', 'PBC-03', 'PBC-12', 'PBC-20', 'PBC-30', 'PBC-31', 'PBC-40', 'PBC-41'],
  ...[
    ...run('UP', 1, 19),
    ...run('WX', 1, 10),
    ...run('ALI', 1, 5),
    ...run('ISS', 1, 8),
    ...run('DSP', 1, 7),
  ],
  ...run('ACC', 1, 10),
  ...[...run('FEE', 1, 12), ...run('EXC', 1, 13), ...run('RSK', 1, 8)],
  ...run('LOS', 1, 5),
  ...['RCP-02', 'RCP-05', 'RCP-06', 'MER-04'],
  ...run('WAL', 1, 17),
];

test('the published files are read without a fault and leave no gap between versions', () => {
  expect(faults).toEqual([]);
  expect(warnings).toEqual([]);
});

test('every fact that bears on payments and wallets is a rule, and nothing else is', () => {
  expect([...book.rules.keys()].sort()).toEqual([...BEARING].sort());
});

describe('words in both languages', () => {
  const all = [...book.versions.values()].flat();
  test.each(all.map((rule) => [`${rule.id} ${rule.from ?? ''}`, rule] as const))('%s', (_id, rule) => {
    // A source may be nothing but an address: that reads the same in both.
    expect(rule.sourceZh).toMatch(/\p{Script=Han}|^[a-z0-9.]+$/u);
    for (const words of [rule, ...Object.values(rule.parameters)]) {
      expect(words.zh).toMatch(/[\u4e00-\u9fff]/);
      expect(words.en).not.toMatch(/[\u4e00-\u9fff]/);
    }
    for (const parameter of Object.values(rule.parameters))
      expect(parameter.unit).not.toMatch(/[\u4e00-\u9fff]/);
    for (const channel of rule.channels ?? []) expect(CHANNELS).toContain(channel);
  });
});

/** Parameters by name: what the answers, the engine and other rooms read them by. */
const PARAMETERS: readonly (readonly [
  key: string,
  value: Effective['value'],
  certainty: string,
  rule: string,
])[] = [
  ['terminal.foreignBeginnings', '345', 'C', 'ACC-07'],
  ['terminal.clockMinutes', 30, 'P', 'ACC-08'],
  ['terminal.hostOnlyUndone', true, 'P', 'ACC-09'],
  ['terminal.tipMaxPercent', 15, 'P', 'ACC-10'],
  ['unionpay.cutOver', '23:00:00', 'B+', 'UP-01'],
  ['unionpay.pos.hostVoid', true, 'P', 'UP-03'],
  ['unionpay.pos.refundDays', 180, 'P', 'UP-07'],
  ['unionpay.online.refundMonths', 11, 'B+', 'UP-06'],
  ['unionpay.qr.arrivalToDays', 5, 'B+', 'UP-10'],
  ['query.delaysSeconds', '1,2,4,8,16,32', 'B+', 'UP-09'],
  ['preauth.days', 30, 'B+', 'UP-11'],
  ['preauth.maxRatioPermille', 1150, 'B+', 'UP-12'],
  ['preauth.otherTerminalVoid', false, 'C', 'UP-13'],
  ['unionpay.refund.withinTurnover', false, 'P', 'UP-17'],
  ['unionpay.refund.partsMax', 20, 'A', 'UP-17'],
  ['wechat.refundSeconds', 31_536_000, 'A', 'WX-01'],
  ['wechat.partsMax', 50, 'A', 'WX-02'],
  ['wechat.partGapSeconds', 60, 'A', 'WX-02'],
  ['wechat.arrivalBalanceMinutes', 5, 'A', 'WX-03'],
  ['wechat.feeReturn', 'PRO_RATA', 'A', 'WX-05'],
  ['wechat.closeAfterSeconds', 300, 'B+', 'WX-08'],
  ['wechat.revokeAfterSeconds', 15, 'A', 'WX-08'],
  ['wechat.revokeDays', 7, 'A', 'WX-08'],
  ['wechat.splitReturnDays', 180, 'A', 'WX-09'],
  ['alipay.refundMonths', 12, 'B', 'ALI-01'],
  ['alipay.cancelSameDay', true, 'A', 'ALI-02'],
  ['alipay.feeReturnOnCancel', 'ALL', 'A', 'ALI-02'],
  ['alipay.feeReturnOnRefund', 'NONE', 'A', 'ALI-03'],
  ['alipay.qrValidSeconds', 7200, 'B+', 'ALI-05'],
  ['issuer.refundArrivalToDays', 5, 'C', 'ISS-04'],
  ['issuer.instalmentPartialRefund', false, 'C', 'ISS-08'],
  ['crossBorder.arrivalToDays', 30, 'C', 'ISS-06'],
  ['crossBorder.review', true, 'P', 'RSK-05'],
  ['scheme.visaDisputeDays', 120, 'B', 'ISS-06'],
  ['dispute.retrievalDays', 120, 'B', 'DSP-02'],
  ['dispute.firstChargebackDays', 180, 'C', 'DSP-03'],
  ['fee.return', 'CONTRACT', 'P', 'FEE-08'],
  ['fee.d0PayoutReturned', false, 'C', 'FEE-10'],
  ['law.noReasonReturnDays', 7, 'A', 'LAW-44'],
  ['law.merchantRefundDays', 7, 'A', 'LAW-44'],
  ['law.delayDays', 15, 'A', 'LAW-47'],
  ['law.prepaidRefundDays', 7, 'A', 'LAW-48'],
  ['law.retentionYears', 10, 'A', 'LAW-20'],
  ['law.measureAnswerDays', 15, 'A', 'LAW-23'],
  ['law.recordsFreeYears', 3, 'A', 'LAW-40'],
  ['account.transferCancelHours', 24, 'C', 'PBC-31'],
  ['risk.dualApprovalFen', 5_000_000, 'P', 'RSK-08'],
  ['risk.refundsPerCardPerDay', 3, 'P', 'RSK-08'],
  ['risk.voidsPerTerminalPerDay', 10, 'P', 'RSK-08'],
  ['risk.afterD0PayoutMinutes', 10, 'P', 'RSK-08'],
  ['risk.refundRatioPercent', 30, 'P', 'RSK-04'],
  ['risk.reviewSuspicious', true, 'P', 'RSK-05'],
];

test.each(PARAMETERS)('%s is %j (%s, %s)', (key, value, certainty, ruleId) => {
  expect(effective(book, key, SCOPE, TODAY)).toMatchObject({ value, certainty, ruleId, layer: 'platform' });
});

test.each([
  ['ICBC', 1, 10, 'B+'],
  ['CMB', 2, 3, 'B+'],
  ['CCB', 1, 3, 'B'],
  ['ABC', 1, 5, 'C'],
  [null, 1, 5, 'C'],
])('a refund to a card of %s arrives in %d to %d working days (%s)', (issuer, from, to, certainty) => {
  const scope = { ...SCOPE, issuer };
  expect(effective(book, 'issuer.refundArrivalFromDays', scope, TODAY).value).toBe(from);
  expect(effective(book, 'issuer.refundArrivalToDays', scope, TODAY)).toMatchObject({ value: to, certainty });
});

test.each([
  ['LAW-48', '2025-04-30', '2025-05-01'],
  ['FEE-01', '2016-09-05', '2016-09-06'],
  ['PBC-40', '2018-05-31', '2018-06-01'],
  ['PBC-20', '2018-03-31', '2018-04-01'],
  ['LAW-23', '2024-12-31', '2025-01-01'],
])('%s is not in force on %s and is on %s', (id, before, first) => {
  expect(inForce(book, id, before, SCOPE)).toBe(false);
  expect(inForce(book, id, first, SCOPE)).toBe(true);
});

test('the fee table of 2013 ends on the day before the reform of 2016 begins', () => {
  expect(inForce(book, 'FEE-04', '2016-09-05', SCOPE)).toBe(true);
  expect(inForce(book, 'FEE-04', '2016-09-06', SCOPE)).toBe(false);
});

test('records were to be kept 5 years until 2024, and are 10 since 2025', () => {
  const years = (day: string): unknown => effective(book, 'law.retentionYears', SCOPE, day).value;
  expect([years('2024-12-31'), years('2025-01-01')]).toEqual([5, 10]);
});

describe('the working calendar', () => {
  const day = (text: string): CalendarDay => text as CalendarDay;
  test.each([
    ['2026-01-02', false],
    ['2026-01-04', true],
    ['2026-02-14', true],
    ['2026-02-23', false],
    ['2026-05-09', true],
    ['2026-10-08', true],
    ['2027-10-01', true],
  ])('%s is a working day: %s', (text, works) => expect(isWorkingDay(day(text), book.holidays)).toBe(works));

  test('five working days after the last one before National Day end on Tuesday 13 October', () => {
    expect(addWorkingDays(day('2026-09-30'), 5, book.holidays)).toBe('2026-10-13');
  });

  test('a year that is not in the files, and one known from memory, speak as «usually»', () => {
    expect(calendarCertainty(book.holidays, '2026-03-01', '2026-03-09')).toBe('C');
    expect(calendarCertainty(book.holidays, '2027-03-01', '2027-03-09')).toBe('C');
  });
});
