import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DueQueue } from './due-queue.ts';

interface Row {
  readonly key: number;
  atMs: number;
}

const ALL = 1_000;
/** The same by looking through everything: rows keep their place while they wait. */
class Looked {
  rows: Row[] = [];

  note(key: number, atMs: number): void {
    const known = this.rows.find((row) => row.key === key);
    if (known === undefined) this.rows.push({ key, atMs });
    else known.atMs = atMs;
  }

  forget(key: number): void {
    this.rows = this.rows.filter((row) => row.key !== key);
  }

  come(nowMs: number, limit: number): number[] {
    const due = this.rows.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
    return due.slice(0, limit).map(({ key }) => key);
  }
}

const moves = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('note' as const), key: fc.nat(9), atMs: fc.nat(9) }),
    fc.record({ kind: fc.constant('forget' as const), key: fc.nat(9) }),
    fc.record({ kind: fc.constant('come' as const), nowMs: fc.nat(9), limit: fc.nat(5) }),
  ),
);

test('it says what somebody says who looks through all rows, and looking changes nothing', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const queue = new DueQueue<number, number>();
      const looked = new Looked();
      for (const move of all) {
        if (move.kind === 'note') {
          queue.note(move.key, move.atMs, move.key);
          looked.note(move.key, move.atMs);
        } else if (move.kind === 'forget') {
          queue.forget(move.key);
          looked.forget(move.key);
        } else {
          const come = (): number[] => queue.come(move.nowMs, move.limit).map(({ value }) => value);
          expect(come()).toEqual(looked.come(move.nowMs, move.limit));
          expect(come()).toEqual(looked.come(move.nowMs, move.limit));
        }
        expect(queue.size).toBe(looked.rows.length);
      }
    }),
  );
});

test('of one time those of a lower rank come first, whenever they began to wait', () => {
  const queue = new DueQueue<string, string>();
  queue.note('late', 5, 'late', 2);
  queue.note('early', 5, 'early', 1);
  expect(queue.come(5, ALL).map(({ value }) => value)).toEqual(['early', 'late']);
});

test('a row that is noted again and again is carried once', () => {
  const queue = new DueQueue<string, number>();
  for (let time = 0; time < 50_000; time += 1) queue.note('one', 1_000_000 + time, time);
  expect(queue.held).toBeLessThan(3_000);
  expect(queue.come(2_000_000, ALL).map(({ value }) => value)).toEqual([49_999]);
});
