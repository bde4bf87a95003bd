/** Plays a scenario and judges it; a broken law is told with the whole history, one line per message. */
import { expect } from 'vitest';
import { brokenOf } from './laws.ts';
import { type Fault, type Scenario, UNDISTURBED, World } from './world.ts';

/** Replays one variant. */
export async function replay(scenario: Scenario, fault: Fault): Promise<World> {
  const world = await World.play(scenario, fault);
  const broken = brokenOf(world);
  if (broken.length > 0)
    expect.fail(`${broken.join('\n')}\n\n${scenario.title}\n${world.history.join('\n')}`);
  return world;
}

/** The undisturbed run: what may be mutated, and where the program may die. */
export async function record(scenario: Scenario): Promise<World> {
  const world = await replay(scenario, UNDISTURBED);
  const { shop } = world;
  const ends = world.shop.store
    .payments()
    .map(({ terminal: { stan } }) => `${shop.state(stan)} ${shop.back(stan)}`);
  expect(ends, `${scenario.title}, undisturbed\n${world.history.join('\n')}`).toEqual(scenario.ends);
  return world;
}
