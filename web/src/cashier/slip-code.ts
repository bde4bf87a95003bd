/** The code on a slip, as a scanner types it or as it stands below the symbol: which payment it names. */

const CODE = /(?:^|[#/=])\s*([0-9A-HJKMNP-TV-Z]{8})-?([0-9A-HJKMNP-TV-Z]{8})(?:-|$)/i;

/** `null` for what is no such code. The secret part is not sent: who works at the till may see the payment anyway. */
export function paymentOfSlip(text: string): string | null {
  const found = CODE.exec(text.trim());
  return found === null ? null : `pay_${`${found[1]}${found[2]}`.toUpperCase()}`;
}
