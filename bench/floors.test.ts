import { describe, expect, test } from 'vitest';
import { figures, part, row } from './examples.ts';
import { floorLine, floorsOf } from './floors.ts';

const floorOf = (id: string, ...given: Parameters<typeof figures>) =>
  floorsOf(figures(...given)).find((floor) => floor.id === id)!;
const naive = { ...row('naive', 32), p50Ms: 40 };

describe('floors', () => {
  test('take the number in flight at which the product is quickest', () => {
    const rows = [
      row('pay', 64, { timesTpcB: 2, perSecond: 200 }),
      row('pay', 512, { timesTpcB: 3.4, perSecond: 340 }),
    ];
    expect(floorOf('pay', { switch: part(rows) })).toMatchObject({ value: 3.4, reached: true, seconds: 40 });
  });
  test('that are not reached say so', () => {
    const rows = [row('pay', 512, { timesTpcB: 0.66, seconds: 3.2 })];
    const floor = floorOf('pay', { switch: part(rows) });
    expect(floor).toMatchObject({ value: 0.66, reached: false });
    expect(floorLine(floor)).toBe(
      'card payment (two commits) against TPC-B: floor 3.00 ×: 0.66 × not reached, measured for 3 s',
    );
  });
  test('that were just met are met', () =>
    expect(floorOf('pay', { switch: part([row('pay', 512, { timesTpcB: 3 })]) }).reached).toBe(true));
  test('are not measured where the part was skipped, or there was nothing to hold it against', () => {
    for (const each of [{}, { switch: { skipped: 'no room' } }, { switch: part([row('pay', 512)]) }]) {
      const floor = floorOf('pay', each);
      expect(floor).toMatchObject({ value: null, reached: null });
      expect(floorLine(floor)).toContain('floor 3.00 ×: not measured');
    }
  });
  test('of ways back compare the same number in flight', () => {
    const rows = [row('pay', 64, { perSecond: 400 }), row('pay', 512, { perSecond: 200 }), row('void', 512)];
    expect(floorOf('void', { switch: part(rows) })).toMatchObject({ value: 0.5, reached: false });
    expect(floorOf('void', { switch: part(rows.slice(0, 1).concat(rows.slice(2))) }).value).toBeNull();
  });
  test('of waits are ceilings', () => {
    const rows = [row('pay', 64, { p99Ms: 20 }), row('pay', 512, { p99Ms: 900 })];
    expect(floorOf('tail', { switch: part(rows, { naive }) })).toMatchObject({ value: 0.5, reached: true });
    const slower = part([row('pay', 64, { p99Ms: 21 })], { naive });
    expect(floorLine(floorOf('tail', { switch: slower }))).toContain('at most 0.50 ×: 0.53 × not reached');
  });
});
