import { expect, test } from 'vitest';
import { minutesOf, type Sample } from './live-data.ts';

const sample = (at: number, more: Partial<Sample> = {}): Sample => ({
  at,
  payments: { success: 1, declined: 0, refused: 0, unknown: 0, trouble: 0 },
  latency: null,
  opened: {},
  done: {},
  unknown: 0,
  handed: 0,
  queue: 0,
  waiting: 0,
  inFlight: 0,
  networkUp: true,
  terminals: 1,
  ...more,
});

test('minutes sum what happened and keep the highest of what stood, the newest first', () => {
  const latency = (p95: number) => ({ p50: 1, p95, p99: p95 });
  const minutes = minutesOf([
    sample(60_000, { latency: latency(20), unknown: 2 }),
    sample(119_000, { latency: latency(40), opened: { VOID: 1, REFUND: 2 } }),
    sample(120_000, {
      payments: { success: 0, declined: 3, refused: 0, unknown: 1, trouble: 0 },
      unknown: null,
    }),
  ]);
  expect(minutes).toEqual([
    { at: 120_000, payments: 4, notApproved: 4, p95: null, unknown: null, opened: 0, done: 0 },
    { at: 60_000, payments: 2, notApproved: 0, p95: 40, unknown: 2, opened: 3, done: 0 },
  ]);
});

test('nothing in, nothing out', () => expect(minutesOf([])).toEqual([]));
