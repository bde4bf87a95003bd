/** What becomes of a card while the network runs. An account may outlive its card: then a refund is posted. */
import type { Card } from './config.ts';

export { CARD_STATES } from './config.ts';

/** `replacedBy`: the card to whose account the issuer posts; `null`: to the account of the card itself. */
export interface CardState {
  readonly state: Card['status'];
  readonly replacedBy: string | null;
}

type Known = ReadonlyMap<string, CardState>;

/** F39 of a payment with a card in this state. */
export const STATE_CODES: Readonly<Record<Card['status'], string | null>> = {
  active: null,
  frozen: '62',
  lost: '41',
  stolen: '43',
  inactive: '21',
  captured: '04',
  closed: '14',
  replaced: '14',
};

export const cardStatusOf = (card: Card, known: Known): Card['status'] =>
  known.get(card.id)?.state ?? card.status;

/** The card whose account takes a refund; `null` when there is no account any more: it comes back. */
export function refundAccountOf(card: Card, known: Known): string | null {
  if (cardStatusOf(card, known) === 'closed') return null;
  return known.get(card.id)?.replacedBy ?? card.id;
}
