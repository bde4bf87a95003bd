/**
 * The facts about one payment that the rules read, whatever its kind and channel. Whoever asks fills in what is
 * known; everything else stands at the value that says «nothing special» (`NEUTRAL`). Instants are milliseconds since
 * 1970 in UTC, days are `2026-11-23` in Shanghai, amounts are fen.
 */
import type { ClearingDay } from '../calendar/index.ts';
import type { Fen } from '../money/index.ts';
import type { DiscountPart } from '../payment/index.ts';
import { CHANNELS } from '../policy/index.ts';

/** What the question is about. */
export const KINDS = ['sale', 'order', 'preauthorisation', 'completion', 'refund', 'transfer'] as const;
export type Kind = (typeof KINDS)[number];

/** By which channel it came; the layer `channel` of the rules has these names. */
export { CHANNELS };
export type Channel = (typeof CHANNELS)[number];

/**
 * What this host knows. `unpaid` an order that nobody paid · `open` sent, the reply not yet due, or a refund under
 * way · `unknown` no answer in time · `approved` a success: paid, held, or for a refund arrived · `declined` not
 * carried out · `reversed`, `voided` undone · `closed` an order that was ended unpaid · `bounced` a refund that came
 * back · `not-found` no such payment.
 */
export const OUTCOME_FACTS = [
  'unpaid',
  'open',
  'unknown',
  'approved',
  'declined',
  'reversed',
  'voided',
  'closed',
  'bounced',
  'not-found',
] as const;
export type OutcomeFact = (typeof OUTCOME_FACTS)[number];

export interface Facts {
  readonly kind: Kind;
  readonly channel: Channel;
  readonly outcome: OutcomeFact;
  readonly amountFen: Fen;
  readonly discounts: readonly DiscountPart[];
  /** What of it the payer already got back; `null` for its share of what went back. */
  readonly payerBackFen: Fen | null;
  readonly returnedFen: Fen;
  readonly claimedFen: Fen;
  readonly remainingFen: Fen;
  readonly parts: number;
  readonly lastPartAtMs: number | null;
  readonly wholeUnderWay: 'VOID' | 'REVERSAL' | 'ADJUSTMENT' | null;

  readonly paidAtMs: number;
  readonly createdAtMs: number | null;
  readonly expiresAtMs: number | null;
  readonly clearingDay: ClearingDay;
  readonly clearingDayNow: ClearingDay;
  readonly paymentDay: string;

  readonly terminalId: string;
  readonly batchOpen: boolean;
  readonly forwarded: boolean;
  readonly orderClosed: boolean;

  readonly card: string;
  readonly source: 'card' | 'balance';
  readonly cardType: 'debit' | 'credit' | 'prepaid' | 'unknown';
  readonly cardState: 'normal' | 'replaced' | 'lost' | 'token-removed' | 'closed';
  readonly billIssued: boolean;
  readonly crossBorder: boolean;
  readonly scheme: 'unionpay' | 'visa' | 'mastercard' | 'other';

  readonly feeFen: Fen;
  readonly feeBackFen: Fen;
  readonly feeReturn: 'PRO_RATA' | 'NONE' | 'NONE_IF_CAPPED';
  readonly feeCapped: boolean;

  readonly completion: 'none' | 'open' | 'approved' | 'voided';
  readonly preauthFen: Fen | null;
  /** It raised an earlier pre-authorisation, with which it is voided. */
  readonly increment: boolean;
  /** An increment of it is under way. */
  readonly beingRaised: boolean;
  readonly notice: boolean;
  readonly agreed: boolean;
  /** Its time is over by the institution's own record. */
  readonly lapsed: boolean;

  readonly frozen: boolean;
  readonly dispute: 'none' | 'retrieval' | 'open' | 'charged-back' | 'won';
  /** When the bank asked for the slip. */
  readonly slipAskedAtMs: number | null;
  readonly suspicious: boolean;
  readonly noPin: boolean;
  /** Collected by a contract for automatic deduction, not by a code. */
  readonly autoDebit: boolean;
  readonly duplicate: 'none' | 'first' | 'later';
  readonly instalments: number;
  readonly split: 'none' | 'frozen' | 'settled' | 'returned';
  readonly splitAtMs: number | null;
  readonly splitReturns: number;

  readonly merchantActive: boolean;
  readonly turnoverFen: Fen | null;
  readonly balanceFen: Fen | null;
  readonly refundsToCardToday: number;
  readonly voidsAtTerminalToday: number;
  readonly refundRatioPercent: number | null;
  readonly d0PaidOutAtMs: number | null;

  readonly goods: 'none' | 'store' | 'distance' | 'prepaid-service';
  readonly goodsClass: 'ordinary' | 'custom-made' | 'perishable' | 'digital' | 'periodical' | 'agreed-final';
  readonly goodsIntact: boolean;
  readonly goodsDefective: boolean;
  readonly goodsReceivedAtMs: number | null;
  readonly goodsReturnedAtMs: number | null;
  readonly refundAskedAtMs: number | null;
  readonly serviceHadBefore: boolean;
  readonly transferMode: 'real-time' | 'normal' | 'next-day' | 'atm';
}

/** The value of every fact that is not told: nothing special. */
export const NEUTRAL = {
  discounts: [],
  payerBackFen: null,
  returnedFen: 0n,
  claimedFen: 0n,
  parts: 0,
  lastPartAtMs: null,
  wholeUnderWay: null,
  createdAtMs: null,
  expiresAtMs: null,
  terminalId: '',
  batchOpen: false,
  forwarded: true,
  orderClosed: false,
  card: '',
  source: 'card',
  cardType: 'unknown',
  cardState: 'normal',
  billIssued: false,
  crossBorder: false,
  scheme: 'unionpay',
  feeFen: 0n,
  feeBackFen: 0n,
  feeReturn: 'PRO_RATA',
  feeCapped: false,
  completion: 'none',
  preauthFen: null,
  increment: false,
  beingRaised: false,
  notice: false,
  agreed: false,
  lapsed: false,
  frozen: false,
  dispute: 'none',
  slipAskedAtMs: null,
  suspicious: false,
  noPin: false,
  autoDebit: false,
  duplicate: 'none',
  instalments: 0,
  split: 'none',
  splitAtMs: null,
  splitReturns: 0,
  merchantActive: true,
  turnoverFen: null,
  balanceFen: null,
  refundsToCardToday: 0,
  voidsAtTerminalToday: 0,
  refundRatioPercent: null,
  d0PaidOutAtMs: null,
  goods: 'none',
  goodsClass: 'ordinary',
  goodsIntact: true,
  goodsDefective: false,
  goodsReceivedAtMs: null,
  goodsReturnedAtMs: null,
  refundAskedAtMs: null,
  serviceHadBefore: false,
  transferMode: 'next-day',
} as const satisfies Partial<Facts>;

/** What has no neutral value, or follows from others. */
export type ToldFacts = Omit<Facts, keyof typeof NEUTRAL> & Partial<Pick<Facts, keyof typeof NEUTRAL>>;

export const factsWith = (told: ToldFacts): Facts => ({ ...NEUTRAL, ...told });
