/** The terminal that the cashier works at, and what it is doing. */
import { createContext, use } from 'react';
import type { Till } from './till-api.ts';
import type { Acting } from './use-act.ts';

export interface TillAtHand {
  readonly till: Till;
  readonly acting: Acting;
  /** The role may give money back without asking anybody. */
  readonly mayReturn: boolean;
}

export const TillContext = createContext<TillAtHand | null>(null);

export function useTill(): TillAtHand {
  const found = use(TillContext);
  if (found === null) throw new Error('There is no till around this component');
  return found;
}
