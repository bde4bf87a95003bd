/** When a member is told of a payment: by its plan alone, or because a restart found it without an answer. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NetworkNode } from '../src/programs/network-simulator/node.ts';
import { startNotices } from '../src/programs/network-simulator/notices.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function world(standing: readonly string[]) {
  const unacknowledged = new Map(standing.map((key) => [key, { order: key, member: '48020000' }]));
  const told: string[] = [];
  const node = {
    state: { unacknowledged },
    actor: { notice: (wireKey: string) => ({ mti: '0220', fields: { 59: wireKey } }) },
  } as unknown as NetworkNode;
  const link = {
    tell: (_member: string, message: { fields: Record<number, unknown> }) =>
      told.push(String(message.fields[59])),
  };
  const notices = startNotices({ node, link: link as never, say: () => undefined });
  const pay = (key: string) => unacknowledged.set(key, { order: key, member: '48020000' });
  return { told, notices, pay, acknowledge: (key: string) => unacknowledged.delete(key) };
}

test('a payment still on its way to the disk is not told before its plan is known', () => {
  const { told, notices, pay } = world([]);
  pay('late');
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([]);
  notices.add('late', 'usual', 0);
  expect(told).toEqual(['late']);
  pay('silent');
  vi.advanceTimersByTime(500);
  notices.add('silent', 'never', 0);
  vi.advanceTimersByTime(120_000);
  expect(told).not.toContain('silent');
  notices.stop();
});

test('what a restart finds without an answer is told again at growing distances, until it is acknowledged', () => {
  const { told, notices, acknowledge } = world(['found']);
  vi.advanceTimersByTime(200);
  expect(told).toEqual(['found']);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual(['found', 'found']);
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(2);
  vi.advanceTimersByTime(1_000);
  expect(told).toHaveLength(3);
  acknowledge('found');
  vi.advanceTimersByTime(120_000);
  expect(told).toHaveLength(3);
  notices.stop();
});
