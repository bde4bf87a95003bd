import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONTRACT } from '../../../test/domain/samples.ts';
import {
  type Contract,
  type FeePart,
  type FeeReturn,
  feeBack,
  isCapped,
  payoutFeeFen,
  sharesOf,
} from './index.ts';

const contract = (given: Partial<Contract>): Contract => ({ ...CONTRACT, ...given });
const DEBIT = contract({ ratePpm: 5_000, capFen: 2_000n });
const QR = contract({ ratePpm: 3_800 });

describe('what the discount of a payment is (FEE-05, FEE-06)', () => {
  test.each<[string, bigint, Contract, bigint, boolean]>([
    ['333.33 at 0.6 %', 33_333n, CONTRACT, 200n, false],
    ['100.00 at 0.6 %', 10_000n, CONTRACT, 60n, false],
    ['debit, 50,000.00 at 0.5 %: capped at 20.00', 5_000_000n, DEBIT, 2_000n, true],
    ['debit, 4,000.00 at 0.5 %: just the cap, which cut nothing', 400_000n, DEBIT, 2_000n, false],
    ['debit, 4,000.99: one half fen over the cap', 400_100n, DEBIT, 2_000n, true],
    ['QR, 459.00 at 0.38 %', 45_900n, QR, 174n, false],
  ])('%s', (_what, amountFen, row, feeFen, capped) => {
    expect([sharesOf(amountFen, row).feeFen, isCapped(amountFen, row)]).toEqual([feeFen, capped]);
  });
});

describe('what of it goes back, refund by refund (FEE-07 to FEE-09)', () => {
  type Row = readonly [
    what: string,
    amountFen: bigint,
    row: Contract,
    parts: readonly bigint[],
    returnedFen: readonly bigint[],
    keptFen: readonly bigint[],
  ];
  const none = contract({ feeReturn: 'NONE' });
  const cappedKept: Contract = { ...DEBIT, feeReturn: 'NONE_IF_CAPPED' };
  test.each<Row>([
    ['333.33 whole', 33_333n, CONTRACT, [33_333n], [200n], [0n]],
    ['333.33 as 100.00 and the last 233.33', 33_333n, CONTRACT, [10_000n, 23_333n], [60n, 140n], [0n, 0n]],
    ['333.33 the other way round', 33_333n, CONTRACT, [23_333n, 10_000n], [140n, 60n], [0n, 0n]],
    ['half a fen rounds up, the last part has the rest', 250n, CONTRACT, [125n, 125n], [1n, 1n], [0n, 0n]],
    ['thirds of a fee of two fen', 300n, CONTRACT, [100n, 100n, 100n], [1n, 1n, 0n], [0n, 0n, 0n]],
    ['contract keeps the fee', 33_333n, none, [10_000n, 23_333n], [0n, 0n], [60n, 200n]],
    ['a capped fee returns within the fee taken', 5_000_000n, DEBIT, [2_500_000n], [1_000n], [0n]],
    ['capped merchant that keeps: fee was capped', 5_000_000n, cappedKept, [2_500_000n], [0n], [1_000n]],
    ['capped merchant that keeps: fee was not capped', 10_000n, cappedKept, [10_000n], [50n], [0n]],
    ['capped merchant that keeps: just at the cap', 400_000n, cappedKept, [400_000n], [2_000n], [0n]],
    ['QR in two parts', 45_900n, QR, [900n, 45_000n], [3n, 171n], [0n, 0n]],
    ['nothing charged, nothing back', 10_000n, contract({ ratePpm: 0 }), [4_000n], [0n], [0n]],
  ])('%s', (_what, amountFen, row, parts, returnedFen, keptFen) => {
    const feeFen = sharesOf(amountFen, row).feeFen;
    let alreadyBackFen = 0n;
    let alreadyFeeFen = 0n;
    const found = parts.map((backFen) => {
      const { feeReturn } = row;
      const capped = isCapped(amountFen, row);
      const given: FeePart = {
        ...{ route: 'REFUND', feeReturn, capped, amountFen, feeFen, alreadyBackFen, alreadyFeeFen, backFen },
      };
      const fee = feeBack(given);
      alreadyBackFen += backFen;
      alreadyFeeFen += fee.returnedFen;
      return fee;
    });
    expect(found.map((fee) => fee.returnedFen)).toEqual(returnedFen);
    expect(found.map((fee) => fee.keptFen)).toEqual(keptFen);
  });

  const whole: FeePart = {
    ...{ route: 'VOID', feeReturn: 'NONE', capped: false, amountFen: 10_000n, feeFen: 60n },
    ...{ alreadyBackFen: 0n, alreadyFeeFen: 0n, backFen: 10_000n },
  };
  test.each(['VOID', 'REVERSAL'] as const)('a %s is never charged, whatever the contract keeps', (route) => {
    expect(feeBack({ ...whole, route })).toMatchObject({ returnedFen: 60n, keptFen: 0n, ruleId: 'FEE-07' });
  });

  test.each<['VOID' | 'REFUND', FeeReturn]>([
    ['REFUND', 'PRO_RATA'],
    ['REFUND', 'NONE'],
    ['VOID', 'PRO_RATA'],
  ])('the fee for having the money at once is not returned: %s, %s (FEE-10)', (route, feeReturn) => {
    const paidFen = payoutFeeFen(10_000n, { ratePpm: 500, fixedFen: 100n });
    expect(paidFen).toBe(105n);
    const fee = feeBack({ ...whole, route, feeReturn, payoutFeeFen: paidFen });
    expect(fee.payoutFeeKeptFen).toBe(105n);
    expect(fee.returnedFen + fee.keptFen).toBe(60n);
  });

  test('in any parts and any order fees return within the fee taken, and in full with the whole amount', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 400_000n), { minLength: 1, maxLength: 9 }),
        fc.constantFrom<FeeReturn>('PRO_RATA', 'NONE', 'NONE_IF_CAPPED'),
        fc.constantFrom<bigint | null>(null, 1n, 2_000n),
        fc.bigInt(0n, 1_000n),
        (parts, feeReturn, capFen, unreturnedFen) => {
          const row = contract({ feeReturn, capFen });
          const amountFen = parts.reduce((sum, part) => sum + part, unreturnedFen);
          const feeFen = sharesOf(amountFen, row).feeFen;
          const capped = isCapped(amountFen, row);
          let alreadyBackFen = 0n;
          let alreadyFeeFen = 0n;
          for (const backFen of parts) {
            const fee = feeBack({
              ...{ route: 'REFUND', feeReturn, capped, amountFen, feeFen, alreadyBackFen, alreadyFeeFen },
              backFen,
            });
            expect(fee.returnedFen >= 0n && fee.keptFen >= 0n).toBe(true);
            alreadyBackFen += backFen;
            alreadyFeeFen += fee.returnedFen;
            expect(alreadyFeeFen <= feeFen).toBe(true);
          }
          const keeps = feeReturn === 'NONE' || (feeReturn === 'NONE_IF_CAPPED' && capped);
          if (keeps) expect(alreadyFeeFen).toBe(0n);
          else if (unreturnedFen === 0n) expect(alreadyFeeFen).toBe(feeFen);
        },
      ),
    );
  });
});
