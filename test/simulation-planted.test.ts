/**
 * Mutation of the program: each planted fault is found by the auditor within a stated number of journeys, by a law that
 * has to do with it. A fault that is not found fails here.
 */
import { expect, test } from 'vitest';
import {
  type Law,
  PLANTED_FAULTS,
  PLANTED_NAMES,
  type PlantedName,
  type ProfileName,
  shrink,
} from '#simulation';
import { planted, play, worldOptions } from './simulation-world.ts';

interface Expected {
  readonly profile: ProfileName;
  /** Found before this many journeys have begun. */
  readonly within: number;
  readonly laws: readonly Law[];
  /** Of a world as large as that the one journey in which it shows; others are left out for speed. */
  readonly only?: number;
}

const EXPECTED: Readonly<Record<PlantedName, Expected>> = {
  'reversal-forgotten': { profile: 'hell', within: 1_500, laws: ['unknown-ends'] },
  'tombstone-missing': { profile: 'hell', within: 1_000, laws: ['told-stays-true'] },
  'duplicates-not-recognised': { profile: 'hell', within: 200, laws: ['one-message-one-payment'] },
  'refund-retried-paid-twice': {
    profile: 'hell',
    within: 1_500,
    laws: ['asked-once-paid-once', 'batch-agrees'],
  },
  'write-lost': {
    profile: 'hell',
    within: 1_500,
    laws: ['told-stays-true', 'intent-before-send', 'program-sound'],
  },
  'refund-counted-twice': { profile: 'hell', within: 1_500, laws: ['never-beyond-amount'] },
  'fee-remainder-dropped': { profile: 'calm', within: 1_500, laws: ['round-trip'] },
  'wrong-clearing-day': { profile: 'midnight', within: 2_000, laws: ['clearing-day'] },
  'void-claim-not-freed': { profile: 'hell', within: 1_000, laws: ['nothing-pending'] },
  'batch-not-uncounted': { profile: 'hell', within: 1_500, laws: ['batch-agrees'] },
  'late-approval-ignored': { profile: 'hell', within: 1_500, laws: ['late-approval-kept'] },
  'commit-after-send': { profile: 'calm', within: 50, laws: ['intent-before-send'] },
  'refund-under-new-key': {
    profile: 'hell',
    within: 1_500,
    laws: ['intent-before-send', 'never-beyond-amount'],
  },
  'tip-forgotten': {
    profile: 'calm',
    within: 1_500,
    laws: ['never-beyond-amount', 'told-stays-true', 'amount-as-told'],
  },
  'notice-not-repeated': { profile: 'hell', within: 1_500, laws: ['unknown-ends'] },
  'timeout-as-decline': {
    profile: 'hell',
    within: 500,
    laws: ['nothing-pending', 'parties-agree', 'told-stays-true'],
  },
  'payout-forgotten': { profile: 'calm', within: 400, laws: ['suspense-to-payout', 'round-trip'] },
  'four-eyes-forgotten': { profile: 'calm', within: 600, laws: ['persons-end'] },
  'suspense-paid-twice': { profile: 'calm', within: 1_500, laws: ['suspense-to-payout'] },
  'approval-skipped': { profile: 'calm', within: 1_500, laws: ['request-cleared'] },
  'request-forgotten': { profile: 'crash-loop', within: 1_500, laws: ['request-ends'] },
  'withdrawal-ignored': { profile: 'calm', within: 1_500, laws: ['request-end-stays'] },
  'late-payment-kept': { profile: 'calm', within: 1_500, laws: ['order-paid-once'] },
  'second-payment-kept': { profile: 'calm', within: 1_500, laws: ['order-paid-once'] },
  'order-forgotten': { profile: 'crash-loop', within: 1_500, laws: ['order-ends'] },
  'price-parts-forgotten': { profile: 'calm', within: 1_500, laws: ['round-trip', 'parties-agree'] },
  'completion-forgotten': { profile: 'calm', within: 1_500, laws: ['hold-ends', 'completed-once'] },
  'hold-not-revived': { profile: 'calm', within: 1_500, laws: ['hold-ends', 'program-sound'] },
  'lapse-forgotten': { profile: 'calm', within: 1_500, laws: ['hold-ends'] },
  'decline-is-final': { profile: 'hell', within: 2_500, laws: ['late-approval-kept'] },
  'closing-not-checked': {
    profile: 'calm',
    within: 1_500,
    laws: ['closed-pays-nothing', 'closing-as-asked'],
  },
  'token-not-removed': { profile: 'calm', within: 1_500, laws: ['closed-pays-nothing', 'closing-as-asked'] },
  'unbind-ends-nothing': {
    profile: 'calm',
    within: 1_500,
    laws: ['closed-pays-nothing', 'closing-as-asked'],
  },
  'unbind-ends-too-much': { profile: 'calm', within: 1_500, laws: ['closing-as-asked'] },
  'stopped-pays': { profile: 'calm', within: 1_500, laws: ['closed-pays-nothing', 'closing-as-asked'] },
  'refund-to-locked-account': {
    profile: 'calm',
    within: 5_000,
    laws: ['refund-finds-its-way', 'closing-as-asked'],
  },
  'counter-goes-back': { profile: 'calm', within: 1_500, laws: ['shown-once'] },
  'code-used-twice': { profile: 'calm', within: 1_500, laws: ['shown-once'] },
  'movement-forgotten': { profile: 'crash-loop', within: 1_500, laws: ['unknown-ends'] },
  'return-counted-twice': {
    profile: 'calm',
    within: 1_500,
    laws: ['wallet-books', 'parties-agree', 'never-beyond-amount'],
  },
  'balance-overdrawn': { profile: 'calm', within: 500, laws: ['owes-for-a-cause'] },
  'arrears-untold': { profile: 'bad-day', within: 5_000, laws: ['owes-for-a-cause'], only: 4_228 },
  'arrears-without-cause': { profile: 'calm', within: 500, laws: ['owes-for-a-cause'] },
  'loss-untold': { profile: 'calm', within: 1_500, laws: ['told-stays-true'] },
  'any-answer-is-success': { profile: 'hell', within: 500, laws: ['parties-agree', 'told-stays-true'] },
};

test('at least twelve faults are planted', () => {
  expect(PLANTED_NAMES.length).toBeGreaterThanOrEqual(12);
});

for (const name of PLANTED_NAMES) {
  const { profile, within, laws, only } = EXPECTED[name];
  test(`${name}: ${PLANTED_FAULTS[name].en} is found within ${within} journeys`, async () => {
    const few = only === undefined ? {} : { only: new Set([only]) };
    const { violation, begun } = await play(1, within, profile, { ...planted(name), ...few });
    expect(laws, `found: ${violation?.text ?? 'nothing'}`).toContain(violation?.law);
    expect(begun).toBeLessThanOrEqual(within);
  });
}

test('a failing world is made small: one journey and the one kind of harm that it needs', async () => {
  const options = worldOptions(3, 1_000, 'hell', planted('tombstone-missing'));
  const failed = await play(3, 1_000, 'hell', planted('tombstone-missing'));
  const small = await shrink(options, failed);
  expect(small.result.violation?.law).toBe('told-stays-true');
  expect(small.options.only?.size).toBe(1);
  expect([...(small.options.harms ?? [])]).toEqual(['late']);
  expect(small.options.crashes).toBe(false);
  expect(small.result.lines.length).toBeLessThan(40);
});
