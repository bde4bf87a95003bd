/** A closing as the API tells it: the answer, what it changes, the proofs, and how far it has come. */
import type { ClosureState, ClosureSubject, ProofKind } from '#domain/closure';
import type { Words } from '../shared/words.ts';
import type { Coded, Rule } from './wallet-shapes.ts';

export type { ClosureState, ClosureSubject };

export interface Blocker {
  readonly reason: Coded;
  readonly words: Words;
  readonly rule: string;
  readonly usually: boolean;
  /** Where in the wallet it is put right. */
  readonly at: string;
  readonly opensAt: string | null;
  readonly items: readonly {
    readonly what: string;
    readonly id: string | null;
    readonly name: Words | null;
    readonly amount: number | null;
    readonly at: string | null;
  }[];
}
export interface Stop {
  readonly what: 'service' | 'device-card' | 'card' | 'deduction' | 'account';
  readonly id: string;
  readonly name: Words;
  readonly words: Words;
  readonly lastUsedAt: string | null;
  readonly usedCount: number | null;
  readonly rule: string;
}
export interface GoesOn {
  readonly what: 'contract' | 'service';
  readonly id: string;
  readonly name: Words;
  readonly words: Words;
  readonly rule: string;
  /** It can be ended in the same go. */
  readonly mayEnd: boolean;
  readonly chosen: boolean;
  readonly otherSource: boolean | null;
  readonly perPayment: number | null;
  readonly lastUsedAt: string | null;
}
export interface RefundUnderWay {
  readonly id: string;
  readonly amount: number;
  readonly merchant: Words | null;
  readonly to: 'card' | 'balance' | 'suspense';
  readonly masked: string | null;
  readonly stuck: boolean;
  readonly words: Words;
  readonly rule: string;
  readonly usually: boolean;
}
export interface Impact {
  readonly subject: ClosureSubject;
  readonly route: string;
  readonly name: Words;
  readonly stops: readonly Stop[];
  readonly goesOn: readonly GoesOn[];
  readonly refundsUnderWay: readonly RefundUnderWay[];
  readonly blockers: readonly Blocker[];
  readonly money: {
    readonly balance: number;
    readonly redPacket: number;
    readonly points: number;
    /** Red packets and points are lost with it. */
    readonly benefitsLost: boolean;
    readonly words: readonly Words[];
  };
  readonly fee: { readonly amount: number; readonly rule: string; readonly words: Words };
  readonly otherWays: readonly { readonly how: string; readonly words: Words }[];
  readonly kept: {
    readonly years: number;
    readonly rules: readonly string[];
    readonly until: string | null;
    readonly words: Words;
  };
  readonly takenBack: {
    readonly how: 'at-once-again' | 'until' | 'never';
    readonly until: string | null;
    readonly words: Words;
  };
  readonly proof: { readonly ways: readonly (readonly ProofKind[])[]; readonly words: Words };
}
export interface ClosurePage {
  readonly answer: {
    readonly verdict: 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';
    readonly sentence: Words;
    readonly reason: Coded | null;
    readonly opensAt: string | null;
    readonly aftercare: readonly Coded[];
    readonly advice: readonly Coded[];
    readonly rules: readonly Rule[];
  };
  readonly impact: Impact;
  /** Fingerprint of this page: it goes with the confirmation. */
  readonly seen: string;
}
export interface Choices {
  readonly endDeductions: readonly string[];
  readonly giveUp: { readonly redPacket: number; readonly points: number } | null;
}
export interface ClosureView {
  readonly id: string;
  readonly subject: ClosureSubject;
  readonly state: ClosureState;
  readonly stateWords: Words;
  readonly open: boolean;
  readonly begunAt: string;
  readonly expiresAt: string | null;
  readonly endedAt: string | null;
  readonly page: ClosurePage;
  readonly choices: Choices;
  readonly proofs: {
    readonly ways: readonly (readonly ProofKind[])[];
    readonly given: readonly ProofKind[];
    readonly missing: readonly ProofKind[];
    readonly enough: boolean;
  };
  /** Every detail of the last page, in order. */
  readonly details: readonly { readonly label: Words; readonly value: Words }[];
  readonly wonBy: string | null;
  readonly takeBackUntil: string | null;
}
