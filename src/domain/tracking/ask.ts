/** Whom to ask, from when on, and what to have at hand. */
import { type Cancellation, carriedOut } from '../cancellation/index.ts';
import type { Payment } from '../payment/index.ts';

/** `network` is the line of UnionPay, 95516; `issuer` the number on the back of the card. */
export const WHOM = ['merchant', 'institution', 'issuer', 'network'] as const;
export type Whom = (typeof WHOM)[number];

export const REFERENCE_NAMES = [
  'rrn',
  'original-rrn',
  'auth-code',
  'clearing-day',
  'trace',
  'transmission',
] as const;
export type ReferenceName = (typeof REFERENCE_NAMES)[number];

export interface Reference {
  readonly name: ReferenceName;
  readonly value: string;
}

export interface Ask {
  readonly whom: Whom;
  /** Earlier it is no use; `null`: now. */
  readonly fromMs: number | null;
  /** Which of the references they find it by. */
  readonly by: readonly ReferenceName[];
}

const approvalOf = (payment: Payment) => {
  switch (payment.state) {
    case 'approved':
    case 'voided':
    case 'reversed':
      return payment.approval;
    case 'unknown':
      return payment.lateApproval;
    case 'sent':
    case 'declined':
      return null;
  }
};

/** The numbers by which banks and network know the way back; what is not known is left out. */
export function referencesOf(payment: Payment, cancellation: Cancellation): Reference[] {
  const approval = approvalOf(payment);
  const { network, rrn } = cancellation;
  const day = carriedOut(cancellation) && 'clearingDay' in cancellation ? cancellation.clearingDay : null;
  const all: readonly (readonly [ReferenceName, string | null])[] = [
    ['rrn', rrn],
    ['original-rrn', payment.rrn],
    ['auth-code', approval?.authCode ?? null],
    ['clearing-day', day],
    ['trace', network.stan],
    ['transmission', network.transmission],
  ];
  return all.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

/**
 * Who is asked when the money did not come in time: the bank that issued the card first, for it sees the account;
 * then the network, then the institution that sent the message.
 */
export function askAfter(latestMs: number): readonly Ask[] {
  const fromMs = latestMs + 1000;
  return [
    { whom: 'issuer', fromMs, by: ['rrn', 'auth-code', 'clearing-day'] },
    { whom: 'network', fromMs, by: ['rrn', 'clearing-day'] },
    { whom: 'institution', fromMs, by: ['rrn', 'trace', 'transmission'] },
  ];
}
