/** Is it the card, and is it its holder? Chip, stripe and PIN, in this order: a copy gets no try at the PIN. */
import { type ChipSeen, checkChip } from './chip.ts';
import { type Card, type NetworkConfig, pinTriesMax } from './config.ts';
import type { Request } from './request.ts';
import type { NetworkState } from './state.ts';
import { checkStripe } from './stripe.ts';

export interface HolderCheck {
  /** F39 when it stops the payment. */
  readonly code: string | null;
  /** Wrong PINs in a row after this message; null when no PIN was looked at. */
  readonly pinTries: number | null;
  /** Null when neither chip nor stripe proved or failed to prove anything. */
  readonly chip: ChipSeen | null;
}

/** The wrong PINs in a row after this try, and a code when the PIN stops the payment. */
export function checkPin(
  card: Card,
  pinBlock: Uint8Array,
  state: NetworkState,
  config: NetworkConfig,
  over?: string,
): { readonly tries: number; readonly code: string | null } {
  const locked = config.issuers.find(({ id }) => id === card.issuer)?.pinLocked ?? '75';
  const before = state.pinTries.get(card.id) ?? 0;
  if (before >= pinTriesMax) return { tries: before, code: locked };
  switch (config.verifyPin(card, pinBlock, over)) {
    case 'right':
      return { tries: 0, code: null };
    case 'wrong':
      return { tries: before + 1, code: before + 1 >= pinTriesMax ? locked : '55' };
    case 'unreadable':
      return { tries: before, code: '99' };
  }
}

/** @param pinOver the number in the PIN block where it is not the card's. */
export function checkHolder(
  card: Card,
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
  pinOver?: string,
): HolderCheck {
  const chip = checkChip(card, request, state, config);
  if (chip.code !== null) return { code: chip.code, pinTries: null, chip: chip.seen };
  const stripe = checkStripe(card, request, state, config);
  if (stripe.code !== null) return { code: stripe.code, pinTries: null, chip: stripe.seen };
  const seen = chip.seen ?? stripe.seen;
  if (request.pinBlock === null) return { code: null, pinTries: null, chip: seen };
  const { tries, code } = checkPin(card, request.pinBlock, state, config, pinOver);
  return { code, pinTries: tries, chip: seen };
}
