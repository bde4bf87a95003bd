/**
 * Tips, corrected amounts, script results and sales made without the host: every good scenario with each
 * message lost, doubled, late, much later and swapped, and with a crash at every passing of every crash point.
 */
import { describe, it } from 'vitest';
import { describeScenarios } from './replay.ts';
import { UNDISTURBED } from './scenario.ts';
import { ADVICE_SCENARIOS } from './till-scenarios.ts';
import { MUTATIONS } from './wires.ts';

await describeScenarios(ADVICE_SCENARIOS, ({ wires, passings }, play) => {
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
