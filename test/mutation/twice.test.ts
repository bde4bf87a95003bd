/**
 * Two scenarios with every pair of mutated messages: the second one is any later message of the run in which
 * the first was mutated, so that what repairs the first fault is itself disturbed.
 */
import { describe, it } from 'vitest';
import { describeScenarios } from './replay.ts';
import { UNDISTURBED } from './scenario.ts';
import { NO_ANSWER, VOID_AT_THE_TILL } from './scenarios.ts';
import { MUTATIONS } from './wires.ts';

await describeScenarios([VOID_AT_THE_TILL, NO_ANSWER], ({ wires }, play) => {
  describe.each([...wires.sent])('message $no, $words', ({ no }) => {
    it.each(MUTATIONS)('%s, and any later message mutated too', async (how) => {
      const first = await play({ ...UNDISTURBED, mutate: new Map([[no, how]]) });
      for (const { no: later } of first.wires.sent.slice(no)) {
        for (const second of MUTATIONS) {
          const mutate = new Map([
            [no, how],
            [later, second],
          ]);
          await play({ ...UNDISTURBED, mutate });
        }
      }
    });
  });
});
