/** What the rules of a day bound: for each a payment that passes and one that does not, a fen apart. */
import { describe, expect, test } from 'vitest';
import { BALANCE, fromCard, richWallet, service } from '../../../test/domain/wallet-samples.ts';
import { bookFor } from '../../../test/rule-contents.ts';
import { decidePay, type PayAsk, payLimits, type Service, type Wallet } from './index.ts';

const DAY = '2026-11-29';
const SCOPE = { channel: 'unionpay.pos', institution: 'i1', issuer: null, merchant: 'any' };
/** ICBC debit, and CMB credit as in the sample. */
const DEBIT = fromCard('bnd_0005');
const CREDIT = fromCard('bnd_0013');

const used = (kind: Service['kind'], amountFen: bigint): Partial<Wallet> => ({
  services: richWallet().services.map((each) =>
    each.kind === kind && each.place.kind === 'everywhere'
      ? { ...each, usedOn: { day: DAY, amountFen } }
      : each,
  ),
});
const ofClass = (accountClass: Wallet['accountClass'], everFen: bigint, year = 2026): Partial<Wallet> => ({
  accountClass,
  spent: { year, inYearFen: everFen, everFen },
});
const cmbDebit = (): Partial<Wallet> => {
  const { bindings } = richWallet();
  return {
    bindings: bindings.map((each) => (each.issuer === 'CMB' ? { ...each, cardKind: 'debit' } : each)),
  };
};

function pay(wallet: Partial<Wallet>, ask: Partial<PayAsk>, off: readonly string[] = []): string {
  const whole = richWallet(wallet);
  const limits = payLimits(whole, { book: bookFor('i1', {}, off), scope: SCOPE, day: DAY });
  const plain: PayAsk = {
    ...{ way: 'scan', amountFen: 1n, merchantId: 'm1', terminalId: null, source: BALANCE, verified: true },
    ...{ deviceCard: null, deduction: null, day: DAY, year: 2026 },
  };
  const answer = decidePay(whole, { ...plain, ...ask }, limits, { availableFen: 10n ** 12n });
  return answer.may ? 'passes' : answer.reason;
}

/** A bound stands for the rule, `+` on its good side and `-` beyond it. */
const ROWS: readonly (readonly [string, string, Partial<Wallet>, Partial<PayAsk>, string])[] = [
  // PBC-30: class I counts since the opening, the others by calendar year; a card of the bank does not count.
  ['+PBC-30', 'class I, its last fen', ofClass('I', 99_999n), { amountFen: 1n }, 'passes'],
  ['-PBC-30', 'class I, one fen more', ofClass('I', 99_999n), { amountFen: 2n }, 'wallet-account-limit'],
  ['-PBC-30', 'class I, years later', ofClass('I', 99_999n, 2020), { amountFen: 2n }, 'wallet-account-limit'],
  ['+PBC-30', 'class I, from a card', ofClass('I', 99_999n), { amountFen: 2n, source: DEBIT }, 'passes'],
  ['+PBC-30', 'class II, its last fen', ofClass('II', 9_999_999n), { amountFen: 1n }, 'passes'],
  ['-PBC-30', 'class II, one fen more', ofClass('II', 9_999_999n), { amountFen: 2n }, 'wallet-account-limit'],
  ['+PBC-30', 'class II, in the next year', ofClass('II', 9_999_999n, 2025), { amountFen: 2n }, 'passes'],
  ['+PBC-30', 'class III, its last fen', ofClass('III', 19_999_999n), { amountFen: 1n }, 'passes'],
  [
    '-PBC-30',
    'class III, one fen more',
    ofClass('III', 19_999_999n),
    { amountFen: 2n },
    'wallet-account-limit',
  ],
  // PBC-20: codes of both kinds together, in a day.
  ['+PBC-20', 'a code, the last fen of the day', used('pay-code', 499_999n), { amountFen: 1n }, 'passes'],
  ['-PBC-20', 'a code, one fen more', used('pay-code', 499_999n), { amountFen: 2n }, 'wallet-code-day-limit'],
  [
    '-PBC-20',
    'both kinds of code count',
    used('scan', 500_000n),
    { way: 'pay-code' },
    'wallet-code-day-limit',
  ],
  ['+PBC-20', 'a tap is no code', used('scan', 500_000n), { way: 'tap' }, 'passes'],
  // PBC-40: at once without PIN.
  [
    '+PBC-40',
    'a tap without PIN, 1,000 yuan',
    {},
    { way: 'tap', verified: false, amountFen: 100_000n, source: DEBIT },
    'passes',
  ],
  [
    '-PBC-40',
    'one fen more',
    {},
    { way: 'tap', verified: false, amountFen: 100_001n, source: DEBIT },
    'wallet-verification-needed',
  ],
  [
    '+PBC-40',
    'the same with proof on the device',
    {},
    { way: 'tap', amountFen: 100_001n, source: DEBIT },
    'passes',
  ],
  // PBC-41: without PIN in a day; a bank may have less for its debit cards.
  [
    '+PBC-41',
    'ICBC, 3,000 yuan in a day',
    used('no-pin', 299_999n),
    { way: 'tap', verified: false, source: DEBIT },
    'passes',
  ],
  [
    '-PBC-41',
    'one fen more',
    used('no-pin', 299_999n),
    { way: 'tap', verified: false, amountFen: 2n, source: DEBIT },
    'wallet-verification-needed',
  ],
  [
    '+PBC-41',
    'CMB credit, 3,000 yuan',
    used('no-pin', 299_999n),
    { way: 'tap', verified: false, source: CREDIT },
    'passes',
  ],
  [
    '-PBC-41',
    'CMB debit, 2,000 yuan',
    { ...used('no-pin', 200_000n), ...cmbDebit() },
    { way: 'tap', verified: false, source: CREDIT },
    'wallet-verification-needed',
  ],
  [
    '+PBC-41',
    'CMB debit, the last fen of them',
    { ...used('no-pin', 199_999n), ...cmbDebit() },
    { way: 'tap', verified: false, source: CREDIT },
    'passes',
  ],
];

describe('each bound of a rule, on both of its sides', () => {
  test.each(ROWS)('%s %s', (sign, _what, wallet, ask, expected) => {
    expect(pay(wallet, ask)).toBe(expected);
    // A rule that an institution switched off bounds nothing.
    if (sign.startsWith('-')) expect(pay(wallet, ask, [sign.slice(1)])).toBe('passes');
  });
});

test('a service of its own bounds more narrowly than the rules', () => {
  const limits = { perPaymentFen: 50n, perDayFen: 80n };
  const services = [
    service('scan', { kind: 'everywhere' }, { limits, usedOn: { day: DAY, amountFen: 40n } }),
  ];
  expect(pay({ services }, { amountFen: 40n })).toBe('passes');
  expect(pay({ services }, { amountFen: 41n })).toBe('wallet-service-limit');
  expect(pay({ services }, { amountFen: 51n })).toBe('wallet-service-limit');
});
