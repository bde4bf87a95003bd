/** What issuers make of the varieties of a sale: instalments, points, orders that were told, reservations. */
import { proportionFen } from '#domain/money';
import type { InstalmentTerms } from '#domain/payment';
import {
  buildInstalmentTerms,
  buildNetworkField48,
  type InstalmentPlan,
  type Iso8583Message,
  parseInstalmentPlan,
  parseNetworkField48,
  textOf,
} from '#wire/iso8583';
import type { Card, Issuer } from './config.ts';
import type { Request } from './request.ts';

/** F25. */
const CONDITIONS = { moto: '08', instalment: '64', points: '65', reservation: '67' } as const;

/** What a PIN block is made over where no card number is told. */
export const NO_CARD = '0'.repeat(16);

/** What these issuers take for one instalment, in parts per million of the price. */
const FEE_PPM_A_PERIOD = 6_000n;
const PPM = 1_000_000n;

export const paysByPoints = ({ conditionCode }: { readonly conditionCode: string }): boolean =>
  conditionCode === CONDITIONS.points;

export const isReservation = ({ conditionCode }: { readonly conditionCode: string }): boolean =>
  conditionCode === CONDITIONS.reservation;

/** The card behind the telephone number of a reservation (F62 `90`); `null` where nobody has that number. */
export function cardOfReservation(cards: readonly Card[], message: Iso8583Message): Card | null {
  const found = /^90(\d{5,20})$/.exec(textOf(message, 62) ?? '');
  return found === null ? null : (cards.find(({ phone }) => phone === found[1]) ?? null);
}

/** The plan of F48; `null` where the message has none that can be read. */
export function planIn(message: Iso8583Message): InstalmentPlan | null {
  const text = textOf(message, 48);
  try {
    const found = text === undefined ? null : parseNetworkField48(text);
    return found?.usage === 'IN' ? parseInstalmentPlan(48, found.text) : null;
  } catch {
    return null;
  }
}

/** Why the issuer does not take a sale of this kind; `null` where it does. */
export function varietyFault(request: Request, card: Card, issuer: Issuer): string | null {
  switch (request.conditionCode) {
    case CONDITIONS.moto:
      // Nobody saw the card: whoever orders has to know more of it than its number.
      return request.expiry === card.expiry ? null : '05';
    case CONDITIONS.instalment:
      if (request.plan === null) return '30';
      return issuer.kind === 'credit' ? null : '57';
    case CONDITIONS.points:
      return card.pointsFen === undefined ? '57' : null;
    default:
      return null;
  }
}

/** Equal parts, the first takes the remainder; the fee at once or by period in the same way. */
export function termsOf(amountFen: bigint, plan: InstalmentPlan): InstalmentTerms {
  const periods = BigInt(plan.periods);
  const first = (sum: bigint): bigint => sum - (sum / periods) * (periods - 1n);
  const feeFen = proportionFen(amountFen, FEE_PPM_A_PERIOD * periods, PPM);
  return { firstFen: first(amountFen), feeFen, firstFeeFen: plan.fee === 'at-once' ? feeFen : first(feeFen) };
}

/** F48 of the answer to a sale by instalments. */
export const termsField = (amountFen: bigint, plan: InstalmentPlan): string =>
  buildNetworkField48({ usage: 'IN', text: buildInstalmentTerms(48, termsOf(amountFen, plan)) });
