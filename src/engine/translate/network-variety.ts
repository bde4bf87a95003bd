/**
 * Varieties of a sale in the network dialect: a plan of instalments in F48 under `IN`, points under `PB`, both with
 * F25 of their own; what a payer told (`90` and a telephone number, `91` and an id) goes on in F62 as it came.
 */
import type { InstalmentTerms, Variety } from '#domain/payment';
import {
  buildInstalmentPlan,
  buildNetworkField48,
  type Iso8583Message,
  parseInstalmentTerms,
  parseNetworkField48,
  textOf,
} from '#wire/iso8583';

const INSTALMENT = 'IN';
const POINTS = 'PB';
/** 60.7 of a terminal that names no points account. */
const NO_ACCOUNT = '000';

/** F48 and F62 of a request; nothing for a plain sale. */
export function varietyFields(
  variety: Variety | null,
  privateText: string | null,
): Readonly<Record<number, string>> {
  const told = privateText === null ? {} : { 62: privateText };
  switch (variety?.is) {
    case 'instalment':
      return {
        ...told,
        48: buildNetworkField48({ usage: INSTALMENT, text: buildInstalmentPlan(48, variety) }),
      };
    case 'points': {
      const text = `${variety.account ?? NO_ACCOUNT}${variety.productCode}`;
      return { ...told, 48: buildNetworkField48({ usage: POINTS, text }) };
    }
    default:
      return told;
  }
}

/** F48 under `IN` of an answer; null where there is none that can be read. */
export function instalmentTermsIn(message: Iso8583Message): InstalmentTerms | null {
  const text = textOf(message, 48);
  try {
    const found = text === undefined ? null : parseNetworkField48(text);
    return found?.usage === INSTALMENT ? parseInstalmentTerms(48, found.text) : null;
  } catch {
    return null;
  }
}
