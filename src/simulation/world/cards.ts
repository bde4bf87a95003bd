/** The cards of a world: invented numbers of two invented institutions, most with plenty of money. */
import type { SealedCard } from '#domain/payment';
import { type Card, issuedTestCards, payCodeFor, testIssuers } from '#simulation/network';
import { maskPan } from '#wire/iso8583';

export function checkedNumber(digits: string): string {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    const part = at % 2 === 1 ? digit : digit * 2;
    sum += part > 9 ? part - 9 : part;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

const CARDS_PER_ISSUER = 20;

const plenty: readonly Card[] = testIssuers.flatMap(({ id, bin }) =>
  Array.from(
    { length: CARDS_PER_ISSUER },
    (_, number): Card => ({
      id: `${id}-${number + 1}`,
      issuer: id,
      pan: checkedNumber(`${bin}9${String(number + 1).padStart(9, '0')}`),
      expiry: '3512',
      status: 'active',
      openingFen: 0n,
      limitFen: 1_000_000_000_000_000n,
      paymentMaxFen: null,
    }),
  ),
);

const refused = issuedTestCards.filter(({ status, expiry }) => status !== 'active' || expiry < '3000');
export const WORLD_CARDS: readonly Card[] = [...plenty, ...refused];
export const GOOD_CARDS = plenty.length;
/** An account that is closed: its issuer refuses even what was made without the host. */
export const CLOSED_CARD = WORLD_CARDS.findIndex(({ status }) => status === 'closed');

/** A model of sealing: the index and the cipher name the card, and only the world can open them. */
export const sealedOf = (number: number): SealedCard => {
  const card = WORLD_CARDS[number]!;
  return {
    index: String(number).padStart(32, '0'),
    cipher: `model-${number}`,
    masked: maskPan(card.pan),
    expiry: card.expiry,
    sequence: null,
  };
};
export const sealedPan = (pan: string): SealedCard =>
  sealedOf(WORLD_CARDS.findIndex((card) => card.pan === pan));

/** The card that an index names, as its terminal reads it. */
export const cardOfIndex = (index: string): Pick<Card, 'pan' | 'expiry'> => WORLD_CARDS[Number(index)]!;

const CODE = 'code-';
/** Numbers of the institution itself: tokens, and codes of its wallets. */
const OWN = 'number-';
/** A payer's code of this card, sealed; another serial is another code. */
export function payCodeOf(number: number, serial: number): SealedCard {
  const code = payCodeFor(WORLD_CARDS, WORLD_CARDS[number]!.id, BigInt(serial));
  const masked = maskPan(code);
  return { index: code.padStart(32, 'c'), cipher: `${CODE}${code}`, masked, expiry: null, sequence: null };
}

/** The number that goes upstream: of a card, or a payer's code. */
export function panOf({ cipher }: SealedCard): string {
  if (cipher.startsWith(CODE)) return cipher.slice(CODE.length);
  return cipher.startsWith(OWN) ? cipher.slice(OWN.length) : WORLD_CARDS[Number(cipher.slice(6))]!.pan;
}
