/** What the server's till takes and tells. */
import { api, withQuery } from '../shared/api.ts';
import type { Words } from '../shared/words.ts';

export type ActKind =
  | 'sign-in'
  | 'settle'
  | 'reversal'
  | 'sale'
  | 'preauth'
  | 'void'
  | 'refund'
  | 'completion'
  | 'preauth-void'
  | 'completion-void'
  | 'show-code'
  | 'query-code'
  | 'close-code'
  | 'code-back';

/** The order as it is sent. The PIN is in memory alone, until it is sent. */
export interface Order {
  readonly act: ActKind;
  readonly amount?: number;
  readonly card?: string;
  readonly entry?: 'tap' | 'chip' | 'swipe';
  readonly pin?: string;
  readonly code?: string;
  readonly stan?: string;
  readonly batch?: string;
  readonly confirm?: readonly string[];
  readonly loseAnswer?: boolean;
  readonly approval?: Approval;
}

/** A supervisor's own proof, for one act. */
export type Approval =
  | { readonly login: string; readonly password: string; readonly code?: string }
  | { readonly passkey: unknown };

export interface Step {
  readonly step: 'connecting' | 'sent' | 'answered' | 'unanswered';
  readonly at: string;
  readonly mti: string | null;
  readonly stan: string | null;
  readonly code: string | null;
}

export interface Totals {
  readonly debit: number;
  readonly debitCount: number;
  readonly credit: number;
  readonly creditCount: number;
}

export interface Settlement {
  readonly batch: string;
  readonly stan: string | null;
  readonly outcome: 'balanced' | 'differs';
  readonly terminal: Totals;
  readonly host: Totals;
  readonly at: string;
}

export interface Reversal {
  readonly state: 'acknowledged' | 'pending' | 'failed';
  readonly batch: string;
  readonly stan: string;
  readonly amount: number;
  readonly card: string;
  readonly sends: number;
  readonly code: string | null;
}

export interface Result {
  readonly result: 'approved' | 'declined' | 'unknown' | 'refused' | 'undone';
  readonly code: string | null;
  readonly reason: string | null;
  readonly words: Words;
  readonly detail: string | null;
  readonly batch: string;
  readonly stan: string | null;
  readonly amount: number | null;
  readonly card: string | null;
  readonly entry: string | null;
  readonly variety: string | null;
  readonly reference: string | null;
  readonly original: { readonly batch: string; readonly stan: string } | null;
  readonly reversal: 'pending' | 'acknowledged' | 'failed' | null;
  readonly flushed: Reversal | null;
  readonly settlement: Settlement | null;
  readonly codeText: string | null;
  readonly hasSlip: boolean;
}

export interface Act {
  readonly id: string;
  readonly terminal: string;
  readonly act: ActKind;
  readonly amount: number | null;
  readonly state: 'under-way' | 'ended';
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly steps: readonly Step[];
  readonly result: Result | null;
  readonly trouble: Words | null;
  readonly recovered: boolean;
}

export interface Entry {
  readonly batch: string;
  readonly stan: string;
  readonly kind: string;
  readonly state: 'approved' | 'declined' | 'unknown' | 'reversed' | 'reversal-failed' | 'voided';
  readonly code: string | null;
  readonly words: Words;
  readonly amount: number;
  readonly card: string;
  readonly entry: string;
  readonly variety: string | null;
  readonly reference: string | null;
  readonly authCode: string | null;
  readonly at: string;
  readonly voidedBy: string | null;
  readonly original: { readonly batch: string; readonly stan: string } | null;
  readonly inOpenBatch: boolean;
  readonly payment: { readonly id: string; readonly state: string } | null;
}

export interface Doubt {
  readonly why: 'unknown' | 'just-paid';
  readonly entry: Entry;
}

export interface ShownCode {
  readonly batch: string;
  readonly stan: string;
  readonly amount: number;
  readonly text: string | null;
  readonly state: 'unknown' | 'waiting';
  readonly at: string;
}

export interface Till {
  readonly id: string;
  readonly merchant: string;
  readonly merchantName: string | null;
  readonly demo: boolean;
  readonly operator: string;
  readonly signInDue: string | null;
  readonly batch: string;
  readonly totals: Totals;
  readonly entries: number;
  readonly underWay: Act | null;
  readonly pending: Reversal | null;
  readonly unknown: readonly Entry[];
  readonly codes: readonly ShownCode[];
  readonly settlementOpen: boolean;
  readonly settlements: readonly Settlement[];
}

export interface TillShort {
  readonly id: string;
  readonly merchantName: string | null;
}

export interface Card {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly issuer: string | null;
  readonly masked: string;
  readonly pin: string | null;
  readonly chip: boolean;
}

export interface PayerCode {
  readonly card: string;
  readonly name: string;
  readonly code: string;
}

export type SlipLine =
  | { readonly is: 'title' | 'mark' | 'note'; readonly text: string }
  | { readonly is: 'rule' }
  | { readonly is: 'row' | 'amount'; readonly label: string; readonly value: string }
  | { readonly is: 'signature'; readonly label: string }
  | { readonly is: 'code'; readonly content: string; readonly text: string };

export interface SlipWanted {
  readonly copy?: 'merchant' | 'cardholder';
  readonly lang: 'zh' | 'en';
  readonly reprint?: boolean;
  readonly paper?: 58 | 80;
}

interface ListOf<T> {
  readonly items: readonly T[];
}

const at = (terminal: string): string => `/v1/till/terminals/${encodeURIComponent(terminal)}`;

export const till = {
  terminals: async () => (await api.get<ListOf<TillShort>>('/v1/till/terminals')).items,
  state: (terminal: string) => api.get<Till>(at(terminal)),
  begin: (terminal: string, key: string, order: Order) =>
    api.post<Act>(`${at(terminal)}/acts`, order, { key }),
  follow: async (
    terminal: string,
    key: string,
    known: { readonly steps: number; readonly wait: number },
    signal: AbortSignal,
  ) =>
    (await api.get<{ act: Act | null }>(withQuery(`${at(terminal)}/acts`, { key, ...known }), { signal }))
      .act,
  /** What began under the key; null: nothing, and from then on nothing will. */
  forgo: async (terminal: string, key: string) =>
    (await api.delete<{ act: Act | null }>(withQuery(`${at(terminal)}/acts`, { key }))).act,
  entries: async (terminal: string, wanted: Readonly<Record<string, string | number>>) =>
    (await api.get<ListOf<Entry>>(withQuery(`${at(terminal)}/entries`, wanted))).items,
  entry: (terminal: string, batch: string, stan: string) =>
    api.get<Entry>(`${at(terminal)}/entries/${batch}/${stan}`),
  cards: async () => (await api.get<ListOf<Card>>('/v1/till/cards')).items,
  payerCodes: async () => (await api.get<ListOf<PayerCode>>('/v1/till/codes')).items,
  pays: (card: string, code: string) =>
    api.post<{ result: string; code: string }>('/v1/till/codes/pay', { card, code }),
  slip: async (path: string) => (await api.get<{ lines: readonly SlipLine[] }>(path)).lines,
};

/** Where the slip of a transaction or a settlement is, in one of its forms. */
export function slipPath(
  terminal: string,
  of: { readonly batch: string; readonly stan: string | null },
  form: 'json' | 'pdf' | 'escpos',
  { copy, lang, reprint, paper }: SlipWanted,
): string {
  const place = of.stan === null ? `settlements/${of.batch}` : `entries/${of.batch}/${of.stan}`;
  return withQuery(`${at(terminal)}/${place}/slip`, { form, copy, lang, paper, reprint });
}
