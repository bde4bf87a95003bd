/**
 * Every good scenario once more with each of its messages lost, doubled, late, much later, and swapped with
 * its neighbour, and with a crash at every passing of every crash point: all of them, none by chance.
 */
import { describe, it } from 'vitest';
import { describeScenarios } from './replay.ts';
import { UNDISTURBED } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { MUTATIONS } from './wires.ts';

await describeScenarios(SCENARIOS, ({ wires, passings }, play) => {
  describe.each([...wires.sent])('message $no, $words', ({ no }) => {
    it.each(MUTATIONS)('%s', async (how) => {
      await play({ ...UNDISTURBED, mutate: new Map([[no, how]]) });
    });
  });
  it.each(passings.map((words, index) => [index + 1, words] as const))(
    'the program dies at passing %i: %s',
    async (crashAt) => {
      await play({ ...UNDISTURBED, crashAt });
    },
  );
});
