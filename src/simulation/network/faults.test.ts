import { expect, test } from 'vitest';
import { createFaultPlan, faultOrdersMax } from './index.ts';

const kinds = (plan: ReturnType<typeof createFaultPlan>, mtis: readonly string[]) =>
  mtis.map((mti) => plan.next(mti)?.kind ?? '-');

test('orders are worked off in turn, each for its own messages', () => {
  const plan = createFaultPlan();
  plan.order({ kind: 'no-reply', count: 2, mti: null, lateMs: 0 });
  plan.order({ kind: 'cut', count: 1, mti: '0420', lateMs: 0 });
  plan.order({ kind: 'late', count: 1, mti: '0820', lateMs: 70 });
  expect(kinds(plan, ['0200', '0820', '0420', '0420', '0200', '0820'])).toEqual([
    ...['no-reply', 'late', 'no-reply', 'cut', '-', '-'],
  ]);
  expect(plan.view().done).toMatchObject({ 'no-reply': 2, cut: 1, late: 1, double: 0 });
});

test('odds come true as often as they say, the same way for the same seed, and never for management', () => {
  const draw = (seed: number) => {
    const plan = createFaultPlan();
    plan.setOdds({ 'no-reply': 0.1, double: 0.2 }, seed, 0);
    return kinds(plan, Array<string>(10_000).fill('0200'));
  };
  const drawn = draw(7);
  expect(draw(7)).toEqual(drawn);
  expect(draw(8)).not.toEqual(drawn);
  const share = (kind: string) => drawn.filter((found) => found === kind).length / drawn.length;
  expect(share('no-reply')).toBeCloseTo(0.1, 1);
  expect(share('double')).toBeCloseTo(0.2, 1);
  const certain = createFaultPlan();
  certain.setOdds({ cut: 1 }, 1, 0);
  expect(kinds(certain, ['0820', '0200'])).toEqual(['-', 'cut']);
});

test('odds above certainty and too many orders are refused; clearing ends them all', () => {
  const plan = createFaultPlan();
  expect(() => plan.setOdds({ cut: 0.6, late: 0.5 }, 1, 0)).toThrow(RangeError);
  for (let i = 0; i < faultOrdersMax; i += 1) plan.order({ kind: 'cut', count: 1, mti: null, lateMs: 0 });
  expect(() => plan.order({ kind: 'cut', count: 1, mti: null, lateMs: 0 })).toThrow(RangeError);
  plan.clear();
  expect(plan.next('0200')).toBeNull();
});
