/** Where a payer can be told: sealed for the row of its payment, shown masked. */
import type { PaymentId } from '#domain/payment';
import type { Contact, SealedContact } from '#domain/request';
import { holdsCardNumber } from '#domain/wording';
import type { SecurityModule } from '#engine';
import { inputProblem } from '../problems.ts';

/** E.164 has at most fifteen digits. */
function phoneOf(text: string): string {
  const digits = text.replace(/[ ()-]/g, '');
  if (!/^\+?\d{5,15}$/.test(digits) || holdsCardNumber(digits))
    throw inputProblem('body', '/phone', 'must be a telephone number of 5 to 15 digits');
  return digits;
}

function emailOf(text: string): string {
  const address = text.trim();
  if (
    !/^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+\.[^\s@.<>"(),;:\\]{2,}$/.test(address) ||
    holdsCardNumber(address)
  )
    throw inputProblem('body', '/email', 'must be an e-mail address');
  return address;
}

/** `138****0000`, `*****12` for short ones. */
const maskedPhone = (phone: string): string =>
  phone.length < 9
    ? `${'*'.repeat(phone.length - 2)}${phone.slice(-2)}`
    : `${phone.slice(0, -8)}****${phone.slice(-4)}`;

/** `l***@example.com` */
const maskedEmail = (email: string): string =>
  `${email.slice(0, 1)}***${email.slice(email.lastIndexOf('@'))}`;

/** The seals are bound to the payment: use `telephone` and `email` of the security module open them. */
export async function contactFrom(
  security: Pick<SecurityModule, 'seal'>,
  paymentId: PaymentId,
  given: { readonly phone?: string | undefined; readonly email?: string | undefined },
): Promise<Contact | null> {
  if (given.phone === undefined && given.email === undefined) return null;
  const phone = given.phone === undefined ? null : phoneOf(given.phone);
  const email = given.email === undefined ? null : emailOf(given.email);
  const sealed = async (
    use: 'telephone' | 'email',
    text: string | null,
    mask: (text: string) => string,
  ): Promise<SealedContact | null> =>
    text === null ? null : { sealed: await security.seal(use, text, paymentId), masked: mask(text) };
  return {
    phone: await sealed('telephone', phone, maskedPhone),
    email: await sealed('email', email, maskedEmail),
  };
}
