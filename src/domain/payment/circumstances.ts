/**
 * What surrounds a payment and no message of ours tells: a court's freeze, a dispute at the bank, the mark of a risk
 * rule, a card that was closed. An operator records it, and every answer reads it.
 */
import type { Payment, PaymentBase } from './state.ts';

export const DISPUTES = ['none', 'retrieval', 'open', 'charged-back', 'won'] as const;
export const CARD_STATES = ['normal', 'replaced', 'lost', 'token-removed', 'closed'] as const;

export interface Circumstances {
  readonly frozen: boolean;
  readonly dispute: (typeof DISPUTES)[number];
  readonly suspicious: boolean;
  readonly crossBorder: boolean;
  readonly cardState: (typeof CARD_STATES)[number];
}

/** Nothing special. */
export const NO_CIRCUMSTANCES: Circumstances = {
  frozen: false,
  dispute: 'none',
  suspicious: false,
  crossBorder: false,
  cardState: 'normal',
};

export const circumstancesOf = ({ circumstances }: Pick<PaymentBase, 'circumstances'>): Circumstances =>
  circumstances ?? NO_CIRCUMSTANCES;

/** Records what changed and leaves the rest; told what is known already, it is the same object. */
export function withCircumstances(payment: Payment, told: Partial<Circumstances>): Payment {
  const before = circumstancesOf(payment);
  const after: Circumstances = { ...before, ...told };
  const names = Object.keys(NO_CIRCUMSTANCES) as (keyof Circumstances)[];
  return names.every((name) => before[name] === after[name]) ? payment : { ...payment, circumstances: after };
}
