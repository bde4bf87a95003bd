/** The seeded world: everything that can happen to a payment, from one number. */
export { HARMS, type Harm } from './ground.ts';
export { isProfileName, PROFILE_NAMES, PROFILES, type Profile, type ProfileName } from './profiles.ts';
export { type Dice, diceOf } from './seed.ts';
export { type Shrunk, shrink } from './shrink.ts';
export { type StoryLine, storyLineText } from './story.ts';
export { ENDS_WITHIN_MS, runWorld } from './world.ts';
export {
  type Tamper,
  UNTAMPERED,
  type WorldOptions,
  type WorldProgress,
  type WorldResult,
} from './world-options.ts';
