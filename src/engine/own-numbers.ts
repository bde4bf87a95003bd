/** Numbers that this institution gives itself: they lead to a wallet, and nobody else's begin so. */

/** Of device cards: 19 digits with a Luhn digit. */
export const OWN_BIN = '62889900';
/** Of payment codes, 19 digits too. */
export const PAY_CODE_BIN = '62889901';

/** What a masked number shows of both. */
const SHOWN = OWN_BIN.slice(0, 6);

/** By what is shown of a number alone: the way of every other card is as short as it was. */
export const isOwnNumber = ({ masked }: { readonly masked: string }): boolean => masked.startsWith(SHOWN);
