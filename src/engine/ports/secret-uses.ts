/** What the module marks and seals beside keys and cards. */

/**
 * What a mark proves. Each use has a key of its own, so a mark of one use is nothing to another.
 * - `tracking` the link to the public view of a cancellation
 * - `telephone` finds equal telephone numbers without showing them
 * - `receipt` the secret in the code of a receipt
 * - `request` the token by which a payer comes back to a request
 * - `id-number` finds equal identity numbers without showing them
 * - `sms-code` a code by text, as the database has it
 * - `check` what a holder says at a counter, and what a provider sends back of a check
 */
export const MARK_USES = [
  'tracking',
  'telephone',
  'receipt',
  'request',
  'id-number',
  'sms-code',
  'check',
] as const;
export type MarkUse = (typeof MARK_USES)[number];

/**
 * What a small secret is sealed for; each use has a key of its own.
 * - `webhook` the secret that a merchant's endpoint checks signatures with
 * - `telephone` the number that a text message goes to
 * - `email` the address that a payer left
 * - `chip` chip data of what is stored and repeated, until the network has it
 * - `component` a part of a key between two persons of a ceremony
 * - `staff-code` the secret of a person's one-time codes
 * - `id-number`, `person-name` who a cardholder is
 * - `sms-code` a code on its way to a telephone
 */
export const SEAL_USES = [
  'webhook',
  'telephone',
  'email',
  'component',
  'chip',
  'staff-code',
  'id-number',
  'person-name',
  'sms-code',
] as const;
export type SealUse = (typeof SEAL_USES)[number];
