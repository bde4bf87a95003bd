import { expect, test } from 'vitest';
import { Settlements } from './settlements.ts';

const payment = (batchNo: string, backs: readonly (string | null)[] = []) => ({
  key: `m1/T1/${batchNo}/000001`,
  backs: new Map(backs.map((batch, at) => [String(at), { batch }])),
});

test('what a file decided of an open batch is told once, when the batch is settled', () => {
  const settlements = new Settlements();
  settlements.leaveToFile(payment('000001', ['T2/000007', null]));
  expect([settlements.settle('T1', '000001'), settlements.settle('T2', '000007')]).toEqual([true, true]);
  expect([settlements.settle('T1', '000002'), settlements.size]).toEqual([false, 0]);
});

test('of a batch that was settled before nothing is remembered, however often its file is compared', () => {
  const settlements = new Settlements();
  settlements.settle('T1', '000004');
  for (const batchNo of ['000001', '000003', '000004']) settlements.leaveToFile(payment(batchNo));
  expect(settlements.size).toBe(0);
  settlements.leaveToFile(payment('000005'));
  expect([settlements.size, settlements.settle('T1', '000005'), settlements.size]).toEqual([1, true, 0]);
});

test('behind the last number a batch is open again', () => {
  const settlements = new Settlements();
  settlements.settle('T1', '999999');
  settlements.leaveToFile(payment('999999'));
  settlements.leaveToFile(payment('000001'));
  expect([settlements.size, settlements.settle('T1', '000001')]).toEqual([1, true]);
});
