/** A seeded world for the tests: the published rules, and the turn of the event loop in which promises go on. */
import {
  PLANTED_FAULTS,
  type PlantedName,
  type ProfileName,
  runWorld,
  type WorldOptions,
  type WorldResult,
} from '#simulation';
import { publishedRules } from './shop-fixtures.ts';

/** What a next tick is put after are all promises that may go on; the event loop has a turn now and then. */
let turns = 0;
const done = Promise.resolve();
const soon = (goOn: () => void): void => void done.then(goOn);
export const breathe = (goOn: () => void): void => {
  turns = (turns + 1) % 1_024;
  if (turns === 0) setImmediate(soon, goOn);
  else process.nextTick(soon, goOn);
};

export const worldOptions = (
  seed: number,
  payments: number,
  profile: ProfileName,
  parts: Partial<WorldOptions> = {},
): WorldOptions => ({ seed, payments, profile, rules: publishedRules(), breathe, ...parts });

export const play = (
  seed: number,
  payments: number,
  profile: ProfileName,
  parts: Partial<WorldOptions> = {},
): Promise<WorldResult> => runWorld(worldOptions(seed, payments, profile, parts));

export const planted = (name: PlantedName): Partial<WorldOptions> => ({ tamper: PLANTED_FAULTS[name].plant });

/** What a person needs to look at a failing world. */
export const replayOf = (seed: number, payments: number, profile: ProfileName): string =>
  `npm run simulate -- --seed ${seed} --payments ${payments} --faults ${profile}`;
