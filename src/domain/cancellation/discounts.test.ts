/** A discounted price in the books: who paid a part of it is owed it, and gets it back with what goes back (EXC-08). */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { approvedAnswer } from '../../../test/domain/bounced-samples.ts';
import { Books, CONTRACT, open, paymentBase, paymentCommand, walk } from '../../../test/domain/samples.ts';
import {
  type DiscountPart,
  discountOf,
  FUNDERS,
  type Payment,
  type PaymentIn,
  remainingFen,
  startPayment,
  stepPayment,
} from '../payment/index.ts';

const FREE = { ...CONTRACT, ratePpm: 0, issuerRatePpm: 0, networkRatePpm: 0 };

/** A payment of 7.00 of which others pay a part, and its books. */
function pay(
  amountFen: bigint,
  discounts: readonly DiscountPart[],
  contract = FREE,
): { payment: PaymentIn<'approved'>; books: Books } {
  const first = startPayment({ ...paymentBase(amountFen, contract), discounts }, 0);
  const { payment, journals } = stepPayment(first.payment, paymentCommand.approve);
  if (payment.state !== 'approved') throw new Error('not approved');
  return { payment, books: new Books().add(first.journals).add(journals) };
}

function refund(payment: Payment, books: Books, amountFen: bigint): Payment {
  const opened = open(payment, { route: 'REFUND', amountFen });
  books.add(opened.journals);
  const done = walk(opened, approvedAnswer);
  books.add(done.journals);
  return done.payment;
}

describe('a price of 10.00 of which the payer paid 7.00', () => {
  test.each<[string, DiscountPart, object, object]>([
    // what stands after the sale, and after 6.30 went back to the payer
    [
      'the scheme 3.00: it owes them, and 2.70 less',
      { funder: 'scheme', amountFen: 300n },
      { network_clearing: 700n, discount_scheme: 300n, merchant_payable: 1_000n },
      { network_clearing: 70n, discount_scheme: 30n, merchant_payable: 100n },
    ],
    [
      'the issuer 3.00',
      { funder: 'issuer', amountFen: 300n },
      { network_clearing: 700n, discount_issuer: 300n, merchant_payable: 1_000n },
      { network_clearing: 70n, discount_issuer: 30n, merchant_payable: 100n },
    ],
    [
      'this institution 3.00: its expense',
      { funder: 'institution', amountFen: 300n },
      { network_clearing: 700n, discount_institution: 300n, merchant_payable: 1_000n },
      { network_clearing: 70n, discount_institution: 30n, merchant_payable: 100n },
    ],
    [
      'the shop 3.00: nobody owes them, it is paid less',
      { funder: 'merchant', amountFen: 300n },
      { network_clearing: 700n, merchant_payable: 700n },
      { network_clearing: 70n, merchant_payable: 70n },
    ],
  ])('%s', (_what, part, sold, left) => {
    const { payment, books } = pay(700n, [part]);
    expect(books.posted()).toEqual(sold);
    const after = refund(payment, books, 630n);
    expect(books.posted()).toEqual(left);
    refund(after, books, 70n);
    expect(books.posted()).toEqual({});
    expect(books.pending()).toEqual([]);
  });
});

test('C16: refunds in any parts give each funder its part back, no more, whatever becomes of the fees', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt(1n, 5_000n), { minLength: 1, maxLength: 7 }),
      fc.subarray([...FUNDERS], { minLength: 1 }),
      fc.array(fc.bigInt(0n, 3_000n), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('PRO_RATA', 'NONE'),
      (parts, funders, sizes, feeReturn) => {
        const discounts = funders.map((funder, at) => ({ funder, amountFen: sizes[at]! }));
        const amountFen = parts.reduce((sum, part) => sum + part, 0n);
        const paid = pay(amountFen, discounts, { ...CONTRACT, feeReturn });
        const { books } = paid;
        let payment: Payment = paid.payment;
        for (const part of parts) {
          payment = refund(payment, books, part);
          expect(books.isEven()).toBe(true);
          if (payment.state !== 'approved') throw new Error('not approved');
          for (const { funder, amountFen: wholeFen } of discounts) {
            const givenFen = discountOf(payment.back.returnedShares, funder);
            expect(givenFen >= 0n && givenFen <= wholeFen).toBe(true);
          }
        }
        if (payment.state !== 'approved') throw new Error('not approved');
        expect(remainingFen(payment)).toBe(0n);
        for (const { funder, amountFen: wholeFen } of discounts)
          expect(discountOf(payment.back.returnedShares, funder)).toBe(wholeFen);
        const {
          discount_scheme: a = 0n,
          discount_issuer: b = 0n,
          discount_institution: c = 0n,
        } = books.posted();
        expect([a, b, c]).toEqual([0n, 0n, 0n]);
        const feeFen = feeReturn === 'NONE' ? payment.shares.feeFen : 0n;
        expect(books.posted().merchant_payable ?? 0n).toBe(-feeFen);
      },
    ),
    { numRuns: 200 },
  );
});

test('a void of a discounted payment leaves nothing with anybody', () => {
  const { payment, books } = pay(700n, [{ funder: 'scheme', amountFen: 300n }], CONTRACT);
  const opened = open(payment, { route: 'VOID', amountFen: 700n });
  books.add(opened.journals);
  books.add(walk(opened, approvedAnswer).journals);
  expect(books.posted()).toEqual({});
});
