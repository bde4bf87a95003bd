/** What one may do about each refusal, and where. */
import type { Outcome } from '../outcome/index.ts';
import type { ClosureFacts } from './facts.ts';

/** Where in the wallet something is put right; `elsewhere`: at an authority, an institution or a bank. */
export const PLACES = [
  'movements',
  'refunds',
  'cases',
  'deductions',
  'balance',
  'benefits',
  'cards',
  'device-cards',
  'services',
  'proof',
  'closing',
  'person',
  'elsewhere',
] as const;
export type Place = (typeof PLACES)[number];

interface Remedy {
  readonly at: Place;
  readonly advice: readonly string[];
}

export const REMEDIES = {
  'closing-by-holder-alone': { at: 'elsewhere', advice: ['ask-holder'] },
  'closing-off-already': { at: 'services', advice: ['switch-on-instead'] },
  'closing-on-already': { at: 'services', advice: ['switch-off-instead'] },
  'closing-unbound-already': { at: 'cards', advice: ['bind-again-any-time'] },
  'closing-removed-already': { at: 'device-cards', advice: ['add-again-any-time'] },
  'closing-closed-already': { at: 'elsewhere', advice: ['open-anew'] },
  'closing-under-way': { at: 'closing', advice: ['take-back-first'] },
  'closing-not-begun': { at: 'closing', advice: ['nothing-to-take-back'] },
  'closing-final': { at: 'elsewhere', advice: ['open-anew'] },
  'closing-waits': { at: 'closing', advice: ['wait-or-take-back'] },
  'closing-loss-open': { at: 'cases', advice: ['end-the-loss'] },
  'closing-limited': { at: 'cases', advice: ['object-to-restriction'] },
  'closing-frozen': { at: 'elsewhere', advice: ['ask-authority', 'ask-reasons-of-stop'] },
  'closing-suspended': { at: 'cases', advice: ['end-the-loss'] },
  'closing-nothing-to-tap': { at: 'device-cards', advice: ['add-device-card'] },
  'closing-source-gone': { at: 'cards', advice: ['bind-card'] },
  'closing-real-name': { at: 'person', advice: ['confirm-real-name'] },
  'closing-guardian': { at: 'person', advice: ['guardian-consents'] },
  'closing-payment-unknown': { at: 'movements', advice: ['wait-for-outcome', 'report-payment'] },
  'closing-payment-unfinished': { at: 'movements', advice: ['wait-for-outcome'] },
  'closing-hold-open': { at: 'movements', advice: ['ask-shop-to-end-hold'] },
  'closing-refund-under-way': { at: 'refunds', advice: ['wait-for-refund'] },
  'closing-payout-under-way': { at: 'balance', advice: ['wait-for-payout'] },
  'closing-payout-recent': { at: 'balance', advice: ['wait-for-payout'] },
  'closing-dispute-open': { at: 'cases', advice: ['wait-or-withdraw-dispute'] },
  'closing-contract-open': { at: 'deductions', advice: ['end-contracts'] },
  'closing-arrears': { at: 'balance', advice: ['pay-arrears'] },
  'closing-balance-left': { at: 'balance', advice: ['pay-out-balance'] },
  'closing-benefits-left': { at: 'benefits', advice: ['use-or-give-up'] },
  'closing-card-bound': { at: 'cards', advice: ['unbind-cards'] },
  'closing-proof-needed': { at: 'proof', advice: ['prove-yourself'] },
  'closing-face-consent': { at: 'proof', advice: ['consent-or-other-way'] },
  'closing-face-not-assessed': { at: 'proof', advice: ['consent-or-other-way'] },
  'closing-kept-by-law': { at: 'elsewhere', advice: ['kept-and-locked'] },
  'closing-account-in-use': { at: 'closing', advice: ['close-account-first'] },
  'route-unknown': { at: 'elsewhere', advice: ['choose-other-way'] },
} as const satisfies Partial<Record<Outcome, Remedy>>;

const remedyOf = (reason: Outcome): Remedy | undefined =>
  (REMEDIES as Partial<Record<Outcome, Remedy>>)[reason];

export const placeOf = (reason: Outcome): Place => remedyOf(reason)?.at ?? 'elsewhere';

/** Where a wallet closes in an app of its own, so is everything before it. */
export const adviceFor = (facts: ClosureFacts, reason: Outcome): readonly string[] => [
  ...(remedyOf(reason)?.advice ?? []),
  ...(facts.provider === 'own' ? [] : ['in-its-own-app']),
];
