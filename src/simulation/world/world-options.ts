/** What a world is made from, and what comes of it. */
import type { RuleBook } from '#domain/policy';
import type { AuditFigures, Law } from '#simulation/auditor';
import type { AcquirerParts } from './acquirer.ts';
import type { Harm } from './ground.ts';
import type { ProfileName } from './profiles.ts';
import type { Dice } from './seed.ts';
import type { StoryLine } from './story.ts';

export type Tamper = AcquirerParts['tamper'];

export interface WorldOptions {
  readonly seed: number;
  /**
   * How many journeys begin: each a sale, an order, a hold or a wallet, and what people then do about it. A journey
   * makes one payment or a few, or none where its message never arrives; the figures of the result tell how many.
   */
  readonly payments: number;
  readonly profile: ProfileName;
  readonly rules: RuleBook;
  /** Goes on once every promise that can go on has; the world's floor has no way of its own that is quick. */
  readonly breathe: (goOn: () => void) => void;
  /** Only these journeys begin; all when left out. */
  readonly only?: ReadonlySet<number>;
  /** Kinds of harm that happen; all when left out. */
  readonly harms?: ReadonlySet<Harm>;
  /** False: the acquirer never dies. */
  readonly crashes?: boolean;
  /** Stops at this instant, as milliseconds of virtual time since the world's beginning. */
  readonly untilMs?: number;
  /** All lines, or those of one journey and of what concerns all; the last 200,000 of them at least. */
  readonly keepLines?: boolean | { readonly journey: number };
  readonly tamper?: (parts: { readonly dice: Dice; readonly starts: () => number }) => Tamper;
  readonly progress?: (done: WorldProgress) => void;
}

export interface WorldProgress {
  readonly begun: number;
  readonly ended: number;
  /** Payments that the acquirer wrote so far, and ways back of them. */
  readonly payments: number;
  readonly waysBack: number;
  readonly virtualMs: number;
  readonly open: number;
}

export interface WorldResult {
  readonly violation: {
    readonly law: Law;
    /** -1 when it concerns no single journey. */
    readonly journey: number;
    readonly terminal: string | null;
    readonly text: string;
  } | null;
  readonly atMs: number;
  readonly virtualMs: number;
  readonly digest: string;
  readonly lines: readonly StoryLine[];
  readonly lineCount: number;
  readonly begun: number;
  readonly crashes: number;
  readonly figures: AuditFigures;
  /** Most journeys that were open at once: what memory depends on. */
  readonly openMost: number;
  /** Rows and entries that are still remembered, by where: of a world that ended none. */
  readonly kept: Readonly<Record<string, number>>;
}

export const UNTAMPERED: Tamper = {
  store: (store) => store,
  network: (network) => network,
  answer: (answer) => answer,
};
