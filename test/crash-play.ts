/** Plays a scenario with the program dying at every passing of every crash point. */
import { describe, expect, it } from 'vitest';
import { Asked, type CrashPoint, Shop } from './shop.ts';

export type Act = (shop: Shop) => unknown;

export interface CrashScenario {
  readonly words: string;
  readonly before: Act;
  /** What people do, one after the other. Whoever hears nothing asks again with the same message. */
  readonly acts: readonly Act[];
  /** How it may end: state of the payment and its ways back. */
  readonly ends: readonly string[];
  /** What is told of the end; left out: the payment 000001 and its ways back. */
  readonly end?: (shop: Shop) => string;
  /** How many payments there may be; left out: 1. */
  readonly payments?: readonly number[];
}

const POINTS: readonly CrashPoint[] = ['before-apply', 'after-apply', 'before-send', 'after-send'];

const endOfFirst = (shop: Shop): string => `${shop.state('000001')} ${shop.back('000001')}`;

/** Plays a scenario with a crash at the `times`-th passing of a point; `false` when it never came so far. */
async function playWithCrash(scenario: CrashScenario, point: CrashPoint, times: number): Promise<boolean> {
  const shop = await Shop.open();
  await scenario.before(shop);
  shop.crashAt(point, times);
  let died = false;
  const startAnew = async (): Promise<boolean> => {
    if (!shop.died) return false;
    died = true;
    await shop.restart();
    return true;
  };
  for (const act of scenario.acts) {
    const made = await act(shop);
    await shop.time.settle();
    if (made instanceof Asked && made.result === 'waits' && !shop.died) await shop.wait(26_000);
    if (await startAnew()) {
      await act(shop);
      await shop.wait(26_000);
    }
  }
  await shop.wait(120_000);
  if (await startAnew()) await shop.wait(120_000);
  const end = (scenario.end ?? endOfFirst)(shop);
  expect(scenario.ends, `${point} ${times}: ${end}`).toContain(end);
  expect(scenario.payments ?? [1]).toContain(shop.store.payments().length);
  await shop.check();
  return died;
}

export const describeCrashes = (scenarios: readonly CrashScenario[]): void =>
  describe.each(scenarios)('$words', (scenario) => {
    it.each(POINTS)('the program dies %s, at every passing', async (point) => {
      let passings = 0;
      while (await playWithCrash(scenario, point, passings + 1)) passings += 1;
      expect(passings).toBeGreaterThan(0);
      // The last run came to its end without dying: the scenario is as good without a crash.
      expect(passings).toBeLessThan(40);
    });
  });
