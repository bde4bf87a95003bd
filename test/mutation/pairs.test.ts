/**
 * The most important scenarios with every pair of one mutated message and one crash: the program dies at each
 * passing of each crash point of the run in which that message was mutated.
 */
import { describe, it } from 'vitest';
import { ASKED_AND_ACCEPTED, EXPIRED_AND_PAID, PAID_BY_SCAN } from './order-scenarios.ts';
import { describeScenarios } from './replay.ts';
import { UNDISTURBED } from './scenario.ts';
import { HOST_VOID, NO_ANSWER, REFUND_IN_TWO_PARTS, VOID_AT_THE_TILL } from './scenarios.ts';
import { MUTATIONS } from './wires.ts';

const PAIRED = [
  ...[VOID_AT_THE_TILL, REFUND_IN_TWO_PARTS, HOST_VOID, NO_ANSWER],
  ...[ASKED_AND_ACCEPTED, PAID_BY_SCAN, EXPIRED_AND_PAID],
];

await describeScenarios(PAIRED, ({ wires }, play) => {
  describe.each([...wires.sent])('message $no, $words', ({ no }) => {
    it.each(MUTATIONS)('%s, and a crash at every passing', async (how) => {
      const mutate = new Map([[no, how]]);
      const { passings } = await play({ ...UNDISTURBED, mutate });
      for (let crashAt = 1; crashAt <= passings.length; crashAt += 1) await play({ mutate, crashAt });
    });
  });
});
