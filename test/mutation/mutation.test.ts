/**
 * Every good scenario once more with each of its messages lost, doubled, late, much later, and swapped with its
 * neighbour, and with a crash at every passing of every crash point: all of them, none by chance.
 */
import { afterAll, describe, it } from 'vitest';
import { record, replay } from './replay.ts';
import { SCENARIOS } from './scenarios.ts';
import { MUTATIONS } from './wires.ts';

const counts: string[] = [];
for (const scenario of SCENARIOS) {
  const recorded = await record(scenario);
  const messages = recorded.wires.sent;
  const { passings } = recorded;
  let ran = 0;
  let handed = 0;
  describe(scenario.title, () => {
    describe.each(messages)('message $no, $words', ({ no }) => {
      it.each(MUTATIONS)('%s', async (how) => {
        const world = await replay(scenario, { mutate: { no, how }, crashAt: null });
        ran += 1;
        handed += world.handed;
      });
    });
    it.each(passings.map((words, index) => [index + 1, words] as const))(
      'the program dies at passing %i: %s',
      async (crashAt) => {
        const world = await replay(scenario, { mutate: null, crashAt });
        ran += 1;
        handed += world.handed;
      },
    );
    afterAll(() => {
      counts.push(
        `${String(ran).padStart(5)} variants, ${messages.length} messages, ${passings.length} passings, ` +
          `${handed} ended by a person: ${scenario.title}`,
      );
    });
  });
}
afterAll(() => console.log(counts.join('\n')));
