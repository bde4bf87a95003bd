/** Closing the account: its steps, taking it back; and reports of loss. */
import type { CallOptions } from '../shared/api.ts';
import type { Words } from '../shared/words.ts';
import type { Blocker, ClosurePage } from './closure-shapes.ts';
import { wallet } from './wallet-api.ts';
import type { Coded, MovementView } from './wallet-shapes.ts';

export interface ClosingStep {
  readonly step: string;
  readonly number: number;
  readonly state: 'done' | 'open' | 'next' | 'ahead' | 'waits';
  readonly blockers: readonly Blocker[];
  readonly until: string | null;
}
export interface AccountClosing {
  readonly wallet: string;
  readonly state: 'open' | 'stopped' | 'closing' | 'closed';
  readonly closesAt: string | null;
  readonly steps: readonly ClosingStep[];
  /** Why it does not end yet although its time is over. */
  readonly delayedBy: Coded | null;
  readonly payout: MovementView | null;
  /** Bills and late charges to look out for afterwards. */
  readonly watch: readonly { readonly what: string; readonly id: string; readonly words: Words }[];
  readonly answer: ClosurePage['answer'] | null;
}
export const readAccountClosing = (options: CallOptions) =>
  wallet.get<AccountClosing>('/account/closing', options);
export const takeBack = (key: string) => wallet.post('/account/take-back', {}, { key });
