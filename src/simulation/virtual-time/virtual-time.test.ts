import { describe, expect, it } from 'vitest';
import { createVirtualTime } from './index.ts';

describe('virtual time', () => {
  it('runs timers at their own instants, in order, and lets promises go on in between', async () => {
    const time = createVirtualTime(1_000);
    const seen: string[] = [];
    const note = (words: string): void => void seen.push(`${time.clock.nowMs()} ${words}`);
    time.timers.after(200, () => note('second'));
    time.timers.after(100, () => {
      note('first');
      void Promise.resolve()
        .then(() => Promise.resolve())
        .then(() => time.timers.after(50, () => note('set by a promise')));
    });
    time.timers.after(200, () => note('third, set later for the same instant'));
    await time.advance(199);
    expect(seen).toEqual(['1100 first', '1150 set by a promise']);
    await time.advance(1);
    expect(seen.slice(2)).toEqual(['1200 second', '1200 third, set later for the same instant']);
    expect(time.clock.nowMs()).toBe(1_200);
  });

  it('a timer that was taken back does not run', async () => {
    const time = createVirtualTime(0);
    let ran = false;
    const takeBack = time.timers.after(10, () => {
      ran = true;
    });
    takeBack();
    await time.advance(100);
    expect([ran, time.waiting]).toEqual([false, 0]);
  });

  it('does not go back', async () => {
    const time = createVirtualTime(10);
    await expect(time.advanceTo(9)).rejects.toThrow(RangeError);
  });
});
