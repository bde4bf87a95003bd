/**
 * A hold lives to the end of its day here, at the acquirer by its rules and at the issuers by theirs: a world that
 * waited for thirty days would mostly wait.
 */
import type { RuleBook } from '#domain/policy';
import { INSTITUTION } from './acquirer.ts';

/** Calendar days after its own on which a hold can be completed or voided. The auditor has its own copy. */
export const WORLD_HOLD_DAYS = 0;

const OF_THE_WORLD = { certainty: 'P', source: 'the seeded world' } as const;

export const withShortHolds = (rules: RuleBook): RuleBook => ({
  ...rules,
  overrides: [
    ...rules.overrides,
    {
      ...{ layer: 'institution', owner: INSTITUTION.id, from: null, until: null, off: [] },
      set: {
        'preauth.days': { value: WORLD_HOLD_DAYS, ...OF_THE_WORLD },
        // An account is locked without a day's wait for its last payout.
        'wallet.payoutSettleHours': { value: 0, ...OF_THE_WORLD },
      },
    },
  ],
});
