/** Terminals of the shop, what they take, and the switches. */
import { api, type CallOptions } from '../shared/api.ts';
import type { Words } from '../shared/words.ts';
import type { Coded, Rule } from './merchant-api.ts';

export interface Acceptance {
  readonly product: string;
  readonly state: 'on' | 'off' | 'barred';
  readonly version: number;
  readonly since: string | null;
  readonly words: Words;
}
export interface Terminal {
  readonly id: string;
  readonly status: 'active' | 'blocked';
  readonly signedIn: { readonly operator: string; readonly at: string } | null;
  readonly batch: string;
  readonly acceptances: readonly Acceptance[];
}
export interface SwitchAnswer {
  readonly product: string;
  readonly verdict: 'YES' | 'NO' | 'NOT_YET' | 'YES_WITH_REVIEW';
  readonly sentence: Words;
  readonly aftercare: readonly Coded[];
  readonly advice: readonly Coded[];
  readonly rules: readonly Rule[];
  readonly at: string;
}
export interface Switched {
  readonly terminal: Terminal;
  readonly answer: SwitchAnswer;
}
export interface SwitchHistory {
  readonly history: readonly {
    readonly product: string;
    readonly state: Acceptance['state'];
    readonly version: number;
    readonly at: string;
    readonly by: string;
    readonly reason: string;
  }[];
}

export const readTerminals = (options: CallOptions) =>
  api.get<{ readonly items: readonly Terminal[] }>('/v1/terminals?limit=200', options);
export const readTerminal = (id: string, options: CallOptions) =>
  api.get<Terminal>(`/v1/terminals/${encodeURIComponent(id)}`, options);
export const readSwitches = (id: string, options: CallOptions) =>
  api.get<SwitchHistory>(`/v1/terminals/${encodeURIComponent(id)}/acceptances`, options);

export interface Switch {
  readonly terminal: string;
  readonly product: string;
  readonly state: 'on' | 'off';
  readonly reason: string;
}
const post = ({ terminal, ...wanted }: Switch, only: object, options: CallOptions) =>
  api.post<Switched>(
    `/v1/terminals/${encodeURIComponent(terminal)}/acceptances`,
    { ...wanted, ...only },
    options,
  );
/** What would come of it; nothing is switched. */
export const askSwitch = (wanted: Switch, options: CallOptions) => post(wanted, { only: 'ask' }, options);
export const doSwitch = (wanted: Switch, options: CallOptions) => post(wanted, {}, options);

/** How a customer pays; the other products are kinds of business. */
export const WAYS_TO_PAY = ['tap', 'no-pin', 'qr', 'chip', 'swipe', 'keyed'] as const;
export const isWayToPay = (product: string): boolean => WAYS_TO_PAY.some((each) => each === product);
