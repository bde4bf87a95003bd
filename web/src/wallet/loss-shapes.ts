/** A report of loss as the API tells it. */
import { LOSS_WHATS, type LossState, type LossWhat } from '#domain/loss';
import type { Words } from '../shared/words.ts';
import type { Coded } from './wallet-shapes.ts';

export type { LossWhat };
export { LOSS_WHATS };

export interface LossCover {
  readonly payments: readonly {
    readonly payment: string;
    readonly name: Words;
    readonly at: string;
    readonly amount: number;
    readonly returned: number;
    readonly lacking: number;
    readonly covered: number;
    readonly class: Coded;
    readonly rules: readonly string[];
  }[];
  readonly claimed: number;
  readonly covered: number;
  readonly left: number;
  readonly hours: number;
  readonly perYear: number;
  readonly paidFrom: string;
  readonly paidTo: string;
  readonly sentence: Words;
}
export interface LossView {
  readonly id: string;
  readonly what: Coded;
  readonly state: LossState;
  readonly stateWords: Words;
  readonly stolen: boolean;
  readonly happenedAt: string | null;
  readonly reportedAt: string;
  readonly words: string;
  readonly stopped: boolean;
  readonly liftedAt: string | null;
  readonly cover: LossCover;
  readonly papersWanted: readonly Coded[];
  readonly papers: readonly {
    readonly sha256: string;
    readonly kind: string;
    readonly size: number;
    readonly item: Coded;
    readonly at: string;
  }[];
  readonly dueAt: string | null;
  readonly decision: {
    readonly kind: 'cover' | 'refuse';
    readonly amount: number | null;
    readonly why: Coded | null;
    readonly words: string;
    readonly remedies: readonly Words[];
    readonly objectUntil: string | null;
  } | null;
  readonly objection: { readonly words: string; readonly at: string } | null;
  readonly rules: readonly string[];
  readonly endedAt: string | null;
}
