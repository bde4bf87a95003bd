import { describe, expect, it } from 'vitest';
import {
  type BookedPayment,
  type BookedRefund,
  compare,
  compareRefund,
  gather,
  keyInFile,
} from '#adapters/clearing-inbox';
import { clearingDay } from '#domain/calendar';
import { type ClearingRow, emptyClearingRow } from '#wire/clearing';

const day = clearingDay('2026-11-23');

function row(
  mti: string,
  processingCode: string,
  trace: string,
  original: string | null,
  amountFen = 1000n,
): ClearingRow {
  return {
    ...emptyClearingRow,
    acquirerId: '48020000',
    forwarderId: '48020000',
    trace,
    time: '1123101500',
    maskedPan: '622202******0005',
    amountFen,
    mti,
    processingCode,
    originalTrace: original,
    originalTime: original === null ? null : '1123101500',
  };
}

const key = (trace: string): string => `20261123101500/${trace}/48020000/48020000`;

describe('a clearing file gathered by payment', () => {
  // rows of the file                                                → payment, void stands, reversed, refunded
  const cases: [string, ClearingRow[], boolean, boolean, boolean, bigint][] = [
    ['sale alone', [row('0200', '000000', '000001', null)], true, false, false, 0n],
    [
      'sale and its reversal',
      [row('0200', '000000', '000001', null), row('0420', '000000', '000002', '000001')],
      true,
      false,
      true,
      0n,
    ],
    [
      'sale and its void',
      [row('0200', '000000', '000001', null), row('0200', '200000', '000002', '000001')],
      true,
      true,
      false,
      0n,
    ],
    [
      'sale, void, and the reversal of the void',
      [
        row('0200', '000000', '000001', null),
        row('0200', '200000', '000002', '000001'),
        row('0420', '200000', '000003', '000002'),
      ],
      true,
      false,
      false,
      0n,
    ],
    [
      'two refunds of an older sale',
      [row('0220', '200000', '000002', '000001', 300n), row('0220', '200000', '000003', '000001', 200n)],
      false,
      false,
      false,
      500n,
    ],
  ];
  it.each(cases)('%s', (_name, rows, paymentIn, voidIn, reversalIn, refundedFen) => {
    expect(gather(day, rows).payments.get(key('000001'))).toMatchObject({
      paymentIn,
      voidIn,
      reversalIn,
      refundedFen,
    });
  });

  it('knows refunds by their own keys and by the payment, also when a row comes twice', () => {
    const refund = row('0220', '200000', '000002', '000001', 300n);
    const { payments, refunds } = gather(day, [refund, row('0220', '200000', '000003', null, 200n), refund]);
    expect(payments.get(key('000001'))).toMatchObject({ refundedFen: 300n, refundKeys: [key('000002')] });
    expect([...refunds.values()]).toEqual([
      { networkKey: key('000002'), originalKey: key('000001'), amountFen: 300n },
      { networkKey: key('000003'), originalKey: null, amountFen: 200n },
    ]);
  });

  it.each([
    ['December in a January file', '2027-01-01', '1231231500', '20261231231500'],
    ['the other side of the cut-over of New Year’s Eve', '2026-12-31', '0101000009', '20270101000009'],
    ['the original of a refund ten months later', '2026-12-01', '0205101500', '20260205101500'],
    ['the original of a refund a spring later', '2027-02-05', '0601101500', '20260601101500'],
  ])('gives a time its year: %s', (_words, fileDay, time, expected) => {
    const ids = { acquirerId: '1', forwarderId: '2' };
    expect(keyInFile(clearingDay(fileDay), ids, time, '000009')).toBe(`${expected}/000009/1/2`);
  });
});

describe('the file against the books', () => {
  const there = {
    networkKey: key('000001'),
    amountFen: 1000n,
    paymentIn: true,
    voidIn: false,
    reversalIn: false,
    refundedFen: 0n,
    refundKeys: [],
  };
  const here: BookedPayment = {
    networkKey: key('000001'),
    paymentId: 'pay_1',
    amountFen: 1000n,
    state: 'approved',
    open: false,
  };
  const cases: [string, Partial<typeof there>, Partial<BookedPayment> | null, string | null][] = [
    ['both approved', {}, {}, null],
    ['not in the books', {}, null, 'unknown-here'],
    ['not in the books and undone there', { reversalIn: true }, null, null],
    ['other amount', {}, { amountFen: 999n }, 'amount-differs'],
    ['declined here', {}, { state: 'declined' }, 'not-approved-here'],
    ['reversed here, standing there', {}, { state: 'reversed' }, 'undone-here-only'],
    ['voided on both sides', { voidIn: true }, { state: 'voided' }, null],
    ['approved here, voided there', { voidIn: true }, {}, 'undone-there-only'],
    [
      'told a terminal that it is reversed, and it stands',
      {},
      { toldReversed: true },
      'stands-though-told-reversed',
    ],
    ['still open here', { reversalIn: true }, { open: true }, null],
  ];
  it.each(cases)('%s', (_name, cleared, booked, kind) => {
    expect(
      compare({ ...there, ...cleared }, booked === null ? undefined : { ...here, ...booked })?.kind ?? null,
    ).toBe(kind);
  });
});

describe('a refund of the file against the books', () => {
  const there = { networkKey: key('000002'), originalKey: key('000001'), amountFen: 300n };
  const here: BookedRefund = {
    ...{ networkKey: key('000002'), cancellationId: 'can_1', paymentId: 'pay_1', amountFen: 300n },
    ...{ state: 'done', openedMs: 0 },
  };
  const cases: [string, Partial<BookedRefund> | null, string | null][] = [
    ['done on both sides', {}, null],
    ['not in the books', null, 'refund-unknown-here'],
    ['refused here', { state: 'refused' }, 'refund-unknown-here'],
    ['still open here', { state: 'open', amountFen: 299n }, null],
    ['other amount', { amountFen: 299n }, 'amount-differs'],
  ];
  it.each(cases)('%s', (_name, booked, kind) => {
    expect(compareRefund(there, booked === null ? undefined : { ...here, ...booked })?.kind ?? null).toBe(
      kind,
    );
  });
});

describe('top-ups and payouts of wallets', () => {
  const ours = { mcc: '6540', merchantId: '480200006540001' };
  const topUp = { ...row('0200', '000000', '000001', null), ...ours };

  it('stand beside the payments of merchants', () => {
    const { payments, transfers } = gather(day, [
      topUp,
      row('0200', '290000', '000002', null),
      row('0200', '000000', '000003', null),
    ]);
    expect([...transfers]).toEqual([key('000001'), key('000002')]);
    expect([...payments.keys()]).toEqual([key('000003')]);
  });

  it('a top-up with its reversal leaves nothing', () => {
    const reversal = { ...row('0420', '000000', '000002', '000001'), ...ours };
    const { payments, transfers } = gather(day, [topUp, reversal]);
    expect(transfers.size + payments.size).toBe(0);
  });

  it('the number of another merchant makes a sale of any category a payment', () => {
    const { payments } = gather(day, [{ ...topUp, merchantId: '898310154110001' }]);
    expect(payments.size).toBe(1);
  });
});
