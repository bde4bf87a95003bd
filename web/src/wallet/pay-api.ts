/** Ways to pay: a code that is shown, a tap at the demonstration's terminal, a merchant's code that is scanned. */
import type { Words } from '../shared/words.ts';
import { wallet } from './wallet-api.ts';
import type { MovementView, SourceView } from './wallet-shapes.ts';

export interface PayCode {
  readonly code: string;
  readonly expiresAt: string;
  readonly source: SourceView | null;
}
export const makePayCode = (source: string | null) =>
  wallet.post<PayCode>('/pay-codes', source === null ? {} : { source });

export interface Tapped {
  readonly result: string;
  readonly approved: boolean;
  /** F39, as the terminal has it. */
  readonly code: string | null;
  /** What the terminal's screen says. */
  readonly words: Words;
  readonly shop: string | null;
  readonly terminal: string;
  readonly movement: MovementView | null;
}
export interface Tapping {
  readonly deviceCardId: string;
  readonly amount: number;
  /** Unlocked for it: the telephone itself knew its holder. */
  readonly unlocked: boolean;
}
export const tap = (tapping: Tapping, key: string) => wallet.post<Tapped>('/taps', tapping, { key });

export interface Scanned {
  readonly id: string;
  readonly merchant: Words;
  readonly amount: number;
  readonly sources: readonly SourceView[];
  readonly expiresAt: string;
}
export const scanCode = (code: string) => wallet.post<Scanned>('/scans', { code });
export const payScanned = (id: string, source: string | null, key: string) =>
  wallet.post<MovementView>(`/scans/${id}/pay`, source === null ? {} : { source }, { key });
