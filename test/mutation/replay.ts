/** Plays a scenario and judges it; a broken law is told with the whole history, one line per message. */
import { afterAll, describe, expect, it } from 'vitest';
import { brokenOf, leftToTheFile, purposesMissed } from './laws.ts';
import { type Fault, type Scenario, UNDISTURBED } from './scenario.ts';
import { World } from './world.ts';

/** Replays one variant. */
export async function replay(scenario: Scenario, fault: Fault): Promise<World> {
  const world = await World.play(scenario, fault);
  const faults = fault.mutate.size + (fault.crashAt === null ? 0 : 1);
  const broken = [...brokenOf(world), ...(faults < 2 ? purposesMissed(world) : [])];
  if (broken.length > 0)
    expect.fail(`${broken.join('\n')}\n\n${scenario.title}\n${world.history.join('\n')}`);
  return world;
}

/** The undisturbed run: what may be mutated, and where the program may die. */
async function record(scenario: Scenario): Promise<World> {
  const world = await replay(scenario, UNDISTURBED);
  const { shop } = world;
  const ends = shop.store
    .payments()
    .map(({ terminal: { stan } }) => `${shop.state(stan)} ${shop.back(stan)}`);
  expect(ends, `${scenario.title}, undisturbed\n${world.history.join('\n')}`).toEqual(scenario.ends);
  return world;
}

type Play = (fault: Fault) => Promise<World>;

/**
 * One group of tests per scenario: `tests` declares its variants from the undisturbed run and plays them with
 * `play`, which counts. The counts are printed when all have run.
 */
export async function describeScenarios(
  scenarios: readonly Scenario[],
  tests: (recorded: World, play: Play) => void,
): Promise<void> {
  const counts: string[] = [];
  for (const scenario of scenarios) {
    const recorded = await record(scenario).catch((error: unknown) => error);
    if (!(recorded instanceof World)) {
      // The others are still worth their run.
      it(`${scenario.title}: undisturbed`, () => {
        throw recorded;
      });
      continue;
    }
    let [ran, handed, overtaken] = [0, 0, 0];
    const play: Play = async (fault) => {
      ran += 1;
      const world = await replay(scenario, fault);
      handed += world.handed > 0 ? 1 : 0;
      overtaken += leftToTheFile(world) > 0 ? 1 : 0;
      return world;
    };
    describe(scenario.title, () => {
      tests(recorded, play);
      afterAll(() => {
        const { wires, passings } = recorded;
        const from = `${wires.sent.length} messages, ${passings.length} passings`;
        const ended = `${handed} ended by a person, ${overtaken} overtaken by the cut-over`;
        counts.push(`${String(ran).padStart(5)} variants (${from}; ${ended}): ${scenario.title}`);
      });
    });
  }
  afterAll(() => console.log(counts.join('\n')));
}
