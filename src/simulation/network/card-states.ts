/** What becomes of a card while the network runs. An account may outlive its card: then a refund is posted. */
import type { Card } from './config.ts';

export const CARD_STATES = ['active', 'frozen', 'lost', 'closed', 'replaced'] as const;

/** `replacedBy`: the card to whose account the issuer posts; `null`: to the account of the card itself. */
export interface CardState {
  readonly state: Card['status'];
  readonly replacedBy: string | null;
}

type Known = ReadonlyMap<string, CardState>;

export const cardStatusOf = (card: Card, known: Known): Card['status'] =>
  known.get(card.id)?.state ?? card.status;

/** The card whose account takes a refund; `null` when there is no account any more: it comes back. */
export function refundAccountOf(card: Card, known: Known): string | null {
  if (cardStatusOf(card, known) === 'closed') return null;
  return known.get(card.id)?.replacedBy ?? card.id;
}
