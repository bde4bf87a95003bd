/** How bad a world is. Odds in parts per thousand, times in milliseconds of virtual time. */

export interface Profile {
  /** Messages that are harmed, on every line. */
  readonly harm: number;
  /** Issuers that answer slowly, of all payments. */
  readonly slowIssuer: number;
  /** Journeys whose card's account is closed when a refund comes to it. */
  readonly closedAccount: number;
  /** Mean time between two crashes of the acquirer's program; 0 for none. */
  readonly crashEveryMs: number;
  /** Mean time between two partitions of a line; 0 for none. */
  readonly partitionEveryMs: number;
  readonly partitionMs: readonly [number, number];
  /** Applies of the store that fail, half of them after writing. */
  readonly storeFails: number;
  /** Applies that take up to two seconds. */
  readonly storeSlow: number;
  /** Largest difference of a party's clock from true time. */
  readonly driftMs: number;
  /** Cashiers who press twice or give up, of all exchanges. */
  readonly restless: number;
  /** Mean time between two new journeys. */
  readonly gapMs: number;
  /** Traffic only in this window around 23:00, `null` for the whole day. */
  readonly window: { readonly beforeMs: number; readonly afterMs: number } | null;
}

const MINUTE = 60_000;

export const PROFILES = {
  calm: {
    harm: 0,
    slowIssuer: 2,
    closedAccount: 30,
    crashEveryMs: 0,
    partitionEveryMs: 0,
    partitionMs: [0, 0],
    storeFails: 0,
    storeSlow: 5,
    driftMs: 500,
    restless: 5,
    gapMs: 800,
    window: null,
  },
  'bad-day': {
    harm: 40,
    slowIssuer: 30,
    closedAccount: 40,
    crashEveryMs: 20 * MINUTE,
    partitionEveryMs: 15 * MINUTE,
    partitionMs: [2_000, 90_000],
    storeFails: 2,
    storeSlow: 10,
    driftMs: 10_000,
    restless: 30,
    gapMs: 1_000,
    window: null,
  },
  hell: {
    harm: 333,
    slowIssuer: 80,
    closedAccount: 60,
    crashEveryMs: 2 * MINUTE,
    partitionEveryMs: 4 * MINUTE,
    partitionMs: [1_000, 120_000],
    storeFails: 10,
    storeSlow: 30,
    driftMs: 30_000,
    restless: 80,
    gapMs: 1_500,
    window: null,
  },
  midnight: {
    harm: 80,
    slowIssuer: 100,
    closedAccount: 30,
    crashEveryMs: 8 * MINUTE,
    partitionEveryMs: 6 * MINUTE,
    partitionMs: [1_000, 60_000],
    storeFails: 3,
    storeSlow: 20,
    driftMs: 120_000,
    restless: 40,
    gapMs: 250,
    window: { beforeMs: 12 * MINUTE, afterMs: 8 * MINUTE },
  },
  'crash-loop': {
    harm: 20,
    slowIssuer: 20,
    closedAccount: 40,
    crashEveryMs: 15_000,
    partitionEveryMs: 0,
    partitionMs: [0, 0],
    storeFails: 5,
    storeSlow: 60,
    driftMs: 2_000,
    restless: 20,
    gapMs: 1_000,
    window: null,
  },
} as const satisfies Record<string, Profile>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];
export const isProfileName = (text: string): text is ProfileName => Object.hasOwn(PROFILES, text);
