/** What an operator records changes nothing but the record, and holds are taken off by two. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approved, paymentCommand, sent } from '../../../test/domain/samples.ts';
import {
  CARD_STATES,
  type Circumstances,
  circumstancesOf,
  DISPUTES,
  type Payment,
  type RecordOf,
  refusalOfRecord,
  releasesOf,
  stepPayment,
  withCircumstances,
} from './index.ts';

const record = (told: Partial<Circumstances>, by: string): RecordOf => ({ told, by, reason: 'why', atMs: 7 });
const noted = (payment: Payment, ...records: readonly RecordOf[]): Payment =>
  records.reduce((current, each) => withCircumstances(current, each).payment, payment);

describe('P10: a freeze, a suspicion and a chargeback are taken off by two operators', () => {
  test.each<[string, Partial<Circumstances>, Partial<Circumstances>, boolean]>([
    ['a freeze', { frozen: true }, { frozen: false }, true],
    ['a suspicion', { suspicious: true }, { suspicious: false }, true],
    ['a chargeback, to won', { dispute: 'charged-back' }, { dispute: 'won' }, true],
    ['a chargeback, to open', { dispute: 'charged-back' }, { dispute: 'open' }, true],
    ['an open dispute', { dispute: 'open' }, { dispute: 'won' }, false],
    ['a closed card', { cardState: 'closed' }, { cardState: 'normal' }, false],
    ['a border', { crossBorder: true }, { crossBorder: false }, false],
  ])('%s', (_what, told, end, byTwo) => {
    const held = noted(approved(), record(told, 'ann'));
    const one = withCircumstances(held, record(end, 'ann'));
    expect([Object.keys(one.proposed).length > 0, releasesOf(one.payment).length]).toEqual([
      byTwo,
      byTwo ? 1 : 0,
    ]);
    expect(circumstancesOf(one.payment)).toMatchObject(byTwo ? told : end);
    expect(refusalOfRecord(one.payment, record(end, 'ann'))).toBe(byTwo ? 'four-eyes' : null);
    const two = noted(one.payment, record(end, 'bo'));
    expect(circumstancesOf(two)).toMatchObject(end);
    expect(two.releases).toBeUndefined();
  });

  test('another value is another proposal, and one that frees nothing goes through at once', () => {
    const held = noted(
      approved(),
      record({ dispute: 'charged-back' }, 'ann'),
      record({ dispute: 'won' }, 'ann'),
    );
    const mixed = withCircumstances(held, record({ dispute: 'none', cardState: 'lost' }, 'bo'));
    expect([mixed.changed, mixed.proposed]).toEqual([{ cardState: 'lost' }, { dispute: 'none' }]);
    expect(releasesOf(mixed.payment)).toMatchObject([{ value: 'none', by: 'bo' }]);
  });
});

const told: fc.Arbitrary<Partial<Circumstances>> = fc.record(
  {
    frozen: fc.boolean(),
    suspicious: fc.boolean(),
    crossBorder: fc.boolean(),
    dispute: fc.constantFrom(...DISPUTES),
    cardState: fc.constantFrom(...CARD_STATES),
  },
  { requiredKeys: [] },
);

test('P11: whatever one operator alone records, no hold comes off; nothing but the record changes', () => {
  fc.assert(
    fc.property(fc.array(told, { maxLength: 20 }), (list) => {
      const start = approved();
      let payment: Payment = start;
      for (const each of list) {
        const before = circumstancesOf(payment);
        if (refusalOfRecord(payment, record(each, 'ann')) !== null) continue;
        payment = noted(payment, record(each, 'ann'));
        const now = circumstancesOf(payment);
        expect([before.frozen && !now.frozen, before.suspicious && !now.suspicious]).toEqual([false, false]);
        if (before.dispute === 'charged-back') expect(now.dispute).toBe('charged-back');
        const { circumstances: _told, releases: _asked, ...rest } = payment;
        expect(rest).toEqual(start);
      }
    }),
  );
});

test('P12: what moves a payment keeps the record and the proposals on it', () => {
  const held = noted(sent(), record({ frozen: true }, 'ann'), record({ frozen: false }, 'ann'));
  for (const command of [paymentCommand.approve, paymentCommand.decline, paymentCommand.lose]) {
    const { circumstances, releases } = stepPayment(held, command).payment;
    expect([circumstances, releases]).toEqual([held.circumstances, held.releases]);
  }
});
