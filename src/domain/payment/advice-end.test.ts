/** An advice that nobody acknowledged, and the operators who end it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adviceOf, approved, paymentCommand } from '../../../test/domain/samples.ts';
import {
  type AdviceId,
  advicesOf,
  END_VERDICTS,
  type Payment,
  type PaymentCommand,
  stepPayment,
} from './index.ts';

const id = 'adv_1' as AdviceId;
const atMs = paymentCommand.approve.atMs + 60_000;
const handed = (): { payment: Payment; journals: string[] } =>
  play(
    { payment: approved(), journals: [] },
    { type: 'advise', advice: adviceOf('tip', 11_000n), dueMs: atMs, atMs },
    { type: 'advice-due', id, dueMs: atMs + 3_600_000, overdue: true, atMs },
  );

function play(
  from: { readonly payment: Payment; readonly journals: readonly string[] },
  ...commands: readonly PaymentCommand[]
): { payment: Payment; journals: string[] } {
  let { payment } = from;
  const journals = [...from.journals];
  for (const command of commands) {
    const step = stepPayment(payment, command);
    payment = step.payment;
    journals.push(...step.journals.map(({ kind }) => kind));
  }
  return { payment, journals };
}

const operator = fc.constantFrom('ann', 'bob');
const act = (by: fc.Arbitrary<string>): fc.Arbitrary<PaymentCommand> =>
  fc.oneof(
    fc.record({
      ...{
        type: fc.constant('advice-end-propose' as const),
        id: fc.constant(id),
        by,
        atMs: fc.constant(atMs),
      },
      ...{ verdict: fc.constantFrom(...END_VERDICTS), evidence: fc.constantFrom('told', 'seen') },
    }),
    fc.record({
      type: fc.constant('advice-end-reject' as const),
      id: fc.constant(id),
      by,
      atMs: fc.constant(atMs),
    }),
    fc.record({
      ...{ type: fc.constant('advice-end-approve' as const), id: fc.constant(id), by },
      ...{ dueMs: fc.constant(atMs + 1_000), atMs: fc.constant(atMs) },
    }),
  );

test('P17: whatever one operator alone says, nothing moves: no amount, no journal, and it stays open', () => {
  fc.assert(
    fc.property(fc.array(act(fc.constant('ann')), { maxLength: 8 }), (acts) => {
      const before = handed();
      const after = play(before, ...acts);
      expect(after.payment.amountFen).toBe(10_000n);
      expect(after.journals).toEqual(before.journals);
      expect(advicesOf(after.payment)).toMatchObject([{ state: 'handed' }]);
    }),
  );
});

test('P17: whatever two say, it ends as one of three: as carried out, as not, or asked again', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(act(operator), { minLength: 4, maxLength: 12 }), (acts) => {
      const { payment, journals } = play(handed(), ...acts);
      const [advice] = advicesOf(payment);
      seen.add(advice!.state);
      const sum = { handed: 10_000n, sending: 10_000n, refused: 10_000n, done: 11_000n }[advice!.state];
      expect(payment.amountFen).toBe(sum);
      const last = { handed: 'hold', sending: 'hold', refused: 'release', done: 'post' }[advice!.state];
      expect(journals.at(-1)).toBe(last);
      expect(journals.filter((kind) => kind !== 'hold').length).toBe(last === 'hold' ? 0 : 1);
    }),
    { numRuns: 300, seed: 17 },
  );
  expect([...seen].sort()).toEqual(['done', 'handed', 'refused', 'sending']);
});
