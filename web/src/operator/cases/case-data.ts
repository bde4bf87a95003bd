/** Reports of loss as the API tells operators of them. */
import type { LossRefusalWhy, LossState } from '#domain/loss';
import type { Words } from '../../shared/words.ts';

export type Coded = Words & { readonly code: string };

export interface WalletCase {
  readonly id: string;
  readonly what: Coded;
  readonly state: LossState;
  readonly stateWords: Words;
  readonly stolen: boolean;
  readonly reportedAt: string;
  readonly words: string;
  readonly stopped: boolean;
  readonly dueAt: string | null;
  readonly holder: { readonly name: string; readonly phone: string; readonly idNumber: string };
  readonly papersWanted: readonly Coded[];
  readonly papers: readonly { readonly sha256: string; readonly item: Coded; readonly link: string }[];
  readonly cover: {
    readonly claimed: number;
    readonly covered: number;
    readonly left: number;
    readonly payments: readonly {
      readonly payment: string;
      readonly name: Words;
      readonly at: string;
      readonly lacking: number;
      readonly covered: number;
      readonly class: Coded;
      readonly rules: readonly string[];
    }[];
  };
  readonly proposed: { readonly amount: number; readonly words: string } | null;
  readonly decision: {
    readonly amount: number | null;
    readonly why: Coded | null;
    readonly words: string;
    readonly remedies: readonly Words[];
  } | null;
  readonly objection: { readonly words: string } | null;
  readonly fourEyesFrom: number;
}

export interface CaseList {
  readonly items: readonly WalletCase[];
  readonly next: string | null;
}

export const WHYS: readonly LossRefusalWhy[] = [
  'authorised',
  'at-fault',
  'papers-do-not-show',
  'already-returned',
];
