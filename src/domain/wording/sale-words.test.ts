/** What the first line of a journey calls a payment, in both languages. */
import { expect, test } from 'vitest';
import { eventWords, paymentWords } from './index.ts';

const body = (more: object) => ({ amountFen: 10_000n, card: '620000******0005', ...more });

test.each([
  ['a plain sale', {}, '消费 ¥100.00', 'Sale of ¥100.00'],
  ['a telephone order', { variety: 'moto' }, '邮购电购 ¥100.00', 'Mail and telephone order of ¥100.00'],
  [
    'twelve instalments',
    { variety: 'instalment', periods: 12 },
    '分期付款（12 期） ¥100.00',
    'Sale by instalments (12 of them) of ¥100.00',
  ],
  ['points', { variety: 'points' }, '积分消费 ¥100.00', 'Sale by points of ¥100.00'],
  ['a reservation', { variety: 'reservation' }, '预约消费 ¥100.00', 'Sale by reservation of ¥100.00'],
  ['without the host', { offline: true }, '脱机消费 ¥100.00', 'Sale made offline of ¥100.00'],
  ['a variety of a later program', { variety: 'barter' }, '消费 ¥100.00', 'Sale of ¥100.00'],
  ['a hold', { paymentKind: 'preauthorisation' }, '预授权 ¥100.00', 'Pre-authorisation of ¥100.00'],
])('%s', (_, more, zh, en) => {
  expect(eventWords('payment-sent', body(more), 'zh').startsWith(zh)).toBe(true);
  expect(eventWords('payment-sent', body(more), 'en').startsWith(en)).toBe(true);
  expect(eventWords('payment-refused', body({ ...more, outcome: 'merchant-not-valid' }), 'zh')).toContain(zh);
});

test('a tip says that it is one', () => {
  const said = { advice: 'tip', amountFen: 11_000n };
  expect(eventWords('advice-opened', said, 'zh')).toContain('小费');
  expect(eventWords('advice-opened', said, 'en')).toContain('tip');
});

test('a receipt calls it alike', () => {
  expect(paymentWords({ kind: 'sale', variety: 'points' })).toEqual({ zh: '积分消费', en: 'sale by points' });
  expect(paymentWords({ kind: 'completion', variety: null }).zh).toBe('预授权完成');
});
