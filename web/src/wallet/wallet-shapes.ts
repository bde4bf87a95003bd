/** What stands in a wallet, as the API tells it. */
import type { AccountClass, MovementKind, MovementState, ServiceKind } from '#domain/wallet';
import type { Words } from '../shared/words.ts';

export interface Coded extends Words {
  readonly code: string;
}
export interface ToldRule extends Words {
  readonly id: string;
  readonly source: string;
  /** Missing in an answer, `null` where the rule's file has none. */
  readonly sourceZh?: string | null;
  readonly certainty: 'A' | 'B+' | 'B' | 'C' | 'P';
}
export interface Rule extends ToldRule {
  readonly held: boolean;
}
export interface SourceView {
  readonly kind: 'balance' | 'card';
  readonly card: string | null;
  readonly words: Words;
}
/** Something that stands or falls with what is shown. */
export interface Part {
  readonly kind: 'service' | 'device-card' | 'deduction';
  readonly id: string;
  readonly words: Words;
  readonly endsWithIt: boolean;
}
export interface OpenClosure {
  readonly id: string;
  readonly subject: { readonly kind: 'service' | 'binding' | 'device-card' | 'account'; readonly id: string };
  readonly state: string;
  readonly expiresAt: string | null;
}
interface Common {
  readonly id: string;
  readonly name: Words;
  readonly stateWords: Words;
  readonly lastUsedAt: string | null;
  readonly dependsOn: readonly Part[];
  readonly closure: OpenClosure | null;
}
export interface CardView extends Common {
  readonly masked: string;
  readonly bank: Words;
  readonly kind: 'debit' | 'credit';
  readonly state: 'bound' | 'lost' | 'unbound';
  readonly boundAt: string;
  readonly endedAt: string | null;
}
export interface DeviceCardView extends Common {
  readonly masked: string;
  readonly device: { readonly kind: 'phone' | 'watch'; readonly name: string; readonly words: Words };
  readonly source: SourceView;
  readonly state: 'active' | 'suspended' | 'removed';
  readonly addedAt: string;
  readonly endedAt: string | null;
}
export interface ServiceView extends Common {
  readonly kind: ServiceKind;
  readonly meaning: Words;
  readonly place: {
    readonly kind: 'everywhere' | 'merchant' | 'terminal' | 'source';
    readonly merchant: string | null;
    readonly terminal: string | null;
    readonly source: SourceView | null;
    readonly words: Words;
  };
  readonly state: 'on' | 'off' | 'suspended';
  readonly since: string;
  readonly usedCount: number;
  readonly usedToday: number;
  readonly limits: { readonly perPayment: number | null; readonly perDay: number | null };
}
export interface DeductionView {
  readonly id: string;
  readonly name: Words;
  readonly subject: string;
  readonly perPayment: number;
  readonly source: SourceView;
  readonly state: 'active' | 'ended';
  readonly signedAt: string;
  readonly lastUsedAt: string | null;
  readonly endedAt: string | null;
}
/** What the rules of today bound, whole fen; null: no bound. */
export interface AccountLimits {
  readonly account: {
    readonly max: number | null;
    readonly used: number;
    readonly left: number | null;
    readonly period: 'ever' | 'year';
  };
  readonly codeDay: number | null;
  readonly noPin: readonly {
    readonly source: SourceView;
    readonly once: number | null;
    readonly day: number | null;
  }[];
  readonly rules: readonly string[];
}
export interface WalletView {
  readonly id: string;
  readonly version: number;
  readonly state: 'open' | 'stopped' | 'closing' | 'closed';
  readonly stateWords: Words;
  readonly since: string | null;
  readonly closesAt: string | null;
  readonly keptUntil: string | null;
  readonly caseId: string | null;
  readonly accountClass: AccountClass;
  readonly classWords: Words;
  readonly holder: { readonly name: string; readonly idNumber: string; readonly phone: string };
  readonly openedAt: string;
  readonly balance: {
    readonly available: number;
    readonly held: number;
    readonly total: number;
    /** What the holder owes, and its words. */
    readonly arrears: number;
    readonly arrearsWords: Words | null;
  };
  readonly redPacket: number;
  readonly points: number;
  readonly spent: { readonly year: number; readonly inYear: number; readonly ever: number };
  readonly limits: AccountLimits;
  readonly sourceOrder: readonly SourceView[];
  readonly cards: readonly CardView[];
  readonly deviceCards: readonly DeviceCardView[];
  readonly services: readonly ServiceView[];
  readonly deductions: readonly DeductionView[];
  readonly closures: readonly OpenClosure[];
}
export interface MovementView {
  readonly id: string;
  readonly kind: MovementKind;
  readonly kindWords: Words;
  readonly state: MovementState;
  readonly stateWords: Words;
  readonly amount: number;
  readonly returned: number;
  /** What of it was missing in the balance when its void was undone. */
  readonly uncovered: number;
  readonly source: SourceView;
  readonly card: string | null;
  readonly merchant: { readonly id: string; readonly name: Words; readonly terminal: string | null } | null;
  readonly reason: Coded | null;
  readonly at: string;
  readonly endedAt: string | null;
}
