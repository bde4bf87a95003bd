/** What issuers make of a stripe: are its check digits right, and may a card with a chip be swiped at all? */
import { type ChipCheck, NEVER_SEEN } from './chip.ts';
import type { Card, NetworkConfig } from './config.ts';
import type { Request } from './request.ts';
import type { NetworkState } from './state.ts';

/** Wrong check digits in a row until it is no mistake any more: 34 instead of 59. */
const WRONG_MAX = 3;
/** Number, separator, expiry, service code; the check digits stand behind five more digits. */
const TRACK = /^(\d{12,19})[D=](\d{4})(\d{3})\d{5}(\d{3})/;
const NO_DIGITS = '000';

const hasChip = (serviceCode: string): boolean => serviceCode.startsWith('2') || serviceCode.startsWith('6');

export function checkStripe(
  card: Card,
  request: Request,
  state: NetworkState,
  config: NetworkConfig,
): ChipCheck {
  const issuer = config.chips?.of(card) ?? null;
  if (issuer === null || !request.entryMode.startsWith('02')) return { code: null, seen: null };
  const found = TRACK.exec(request.track2 ?? '');
  const [, pan = '', expiry = '', serviceCode = '', given = NO_DIGITS] = found ?? [];
  const strict = config.chips?.demandsData ?? false;
  if (given === NO_DIGITS) return { code: strict ? '59' : null, seen: null };
  const seen = state.chips.get(card.id) ?? NEVER_SEEN;
  if (pan !== card.pan || !issuer.verifyCardCheck({ pan, expiry, serviceCode }, given)) {
    const wrong = seen.wrong + 1;
    return { code: wrong >= WRONG_MAX ? '34' : '59', seen: { ...seen, wrong } };
  }
  // The chip is there: only a reader that could not read it may take the stripe.
  if (card.chip !== undefined && hasChip(serviceCode) && !request.isFallback) return { code: '45', seen };
  return { code: null, seen: { ...seen, wrong: 0 } };
}
