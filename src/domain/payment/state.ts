/** What a payment is, state by state. SPEC.md of this room has the table of transitions. */
import type { ClearingDay } from '../calendar/index.ts';
import type { Currency, Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { Advice } from './advice.ts';
import type { Circumstances, Release } from './circumstances.ts';
import type { DiscountPart, Funder } from './discounts.ts';
import type { Hold, PaymentKind, PreauthLink } from './kinds.ts';
import type { InstalmentTerms, Variety } from './variety.ts';

export type PaymentId = string & { readonly __brand: 'PaymentId' };
export type CancellationId = string & { readonly __brand: 'CancellationId' };

/** A card as it may be stored: found by `index`, opened only by the security module. Expiry is `YYMM`. */
export interface SealedCard {
  readonly index: string;
  readonly cipher: string;
  readonly masked: string;
  readonly expiry: string | null;
  readonly sequence: string | null;
}

/** How a terminal names one of its messages: F42, F41, F60.2, F11. */
export interface TerminalKey {
  readonly merchantId: string;
  readonly terminalId: string;
  readonly batchNo: string;
  readonly stan: string;
}

/**
 * How the network names one of our messages: F7 `MMDDhhmmss`, F11, F32, F33. `year` is ours, F7 has none.
 * Voids and reversals quote it (F90), so it is stored before anything is sent.
 */
export interface NetworkKey {
  readonly year: string;
  readonly transmission: string;
  readonly stan: string;
  readonly acquirerId: string;
  readonly forwarderId: string;
}

/**
 * What a refund returns of the fees (FEE-08): its share, nothing, or nothing where the cap cut the merchant discount
 * and its share otherwise.
 */
export const FEE_RETURNS = ['PRO_RATA', 'NONE', 'NONE_IF_CAPPED'] as const;
export type FeeReturn = (typeof FEE_RETURNS)[number];

/** Price of a payment as the contract row says; rates in parts per million, caps in fen. */
export interface Contract {
  readonly id: string;
  readonly ratePpm: number;
  readonly capFen: Fen | null;
  readonly feeReturn: FeeReturn;
  readonly issuerRatePpm: number;
  readonly issuerCapFen: Fen | null;
  readonly networkRatePpm: number;
  readonly networkCapFen: Fen | null;
}

/** The parts of an amount that are neither the payer's nor the merchant's. */
export interface Shares {
  readonly feeFen: Fen;
  readonly issuerFeeFen: Fen;
  readonly networkFeeFen: Fen;
  /** What others pay of the price beside the payer; absent where nobody does. Each funder at most once. */
  readonly discounts?: readonly DiscountPart[];
}
export const NO_SHARES: Shares = { feeFen: 0n, issuerFeeFen: 0n, networkFeeFen: 0n };

/** What the network's approval said. */
export interface Approval {
  readonly authCode: string | null;
  readonly clearingDay: ClearingDay;
  readonly approvedMs: number;
  /** Of a sale by instalments, where the issuer told them. */
  readonly instalments?: InstalmentTerms;
}

/** The way back of an approved payment: what is claimed by cancellations under way and what already went. */
export interface Back {
  readonly claimedFen: Fen;
  readonly claimedShares: Shares;
  readonly returnedFen: Fen;
  readonly returnedShares: Shares;
  /** A void or reversal under way: it takes the whole and shuts every other way. */
  readonly whole: { readonly route: 'VOID' | 'REVERSAL'; readonly cancellationId: CancellationId } | null;
}
export const NOTHING_BACK: Back = {
  claimedFen: 0n,
  claimedShares: NO_SHARES,
  returnedFen: 0n,
  returnedShares: NO_SHARES,
  whole: null,
};

/** By which way of paying it came: a card at a terminal, or a code on a screen. */
export const PAYMENT_CHANNELS = ['unionpay.pos', 'unionpay.qr'] as const;
export type PaymentChannel = (typeof PAYMENT_CHANNELS)[number];

/** The order that a payment pays. Its id is the order room's. */
export interface OrderLink {
  readonly id: string;
  readonly orderNo: string;
}

/**
 * The acceptance point of payments by code: a number that no till has, and a batch that is never settled. Such a
 * payment is known by its network key; `stan` repeats the trace number in it.
 */
export const ONLINE_TERMINAL_ID = 'QR000000';
export const ONLINE_BATCH_NO = '000000';

/** Who said yes while the terminal was alone. */
export interface OfflineApproval {
  /** F38: told by telephone or by a stand-in; `null` where the chip decided. */
  readonly authCode: string | null;
  /** The certificate of the chip under the module's key, until the network has it. */
  readonly sealedChip: string | null;
}

export interface PaymentBase {
  readonly id: PaymentId;
  readonly book: string;
  readonly kind: PaymentKind;
  /** Of an increment or a completion. */
  readonly preauth?: PreauthLink;
  /** Of a pre-authorisation: the last millisecond at which it can be completed or voided (UP-11). */
  readonly holdUntilMs?: number;
  /** Of a completion: a notice, stored and repeated until it is acknowledged, and never reversed. */
  readonly isNotice?: true;
  /** Absent: a plain sale. */
  readonly variety?: Variety;
  /** Made without the host: the card or a voice said yes. A notice like a completion's: never reversed. */
  readonly offline?: OfflineApproval;
  /** What the network is told beside the payment itself, oldest first. */
  readonly advices?: readonly Advice[];
  /** Why it was declined, where an approval came after that: it is undone, and whoever asked is told this for ever. */
  readonly toldDeclined?: Outcome;
  /** Absent: `unionpay.pos`. {@link channelOf} reads it. */
  readonly channel?: PaymentChannel;
  readonly order?: OrderLink;
  readonly terminal: TerminalKey;
  readonly network: NetworkKey;
  /** F37, ours, unique per day. */
  readonly rrn: string;
  readonly amountFen: Fen;
  readonly currency: Currency;
  readonly card: SealedCard;
  /** F22 and F25 as the terminal gave them; a reversal repeats them. */
  readonly entryMode: string;
  readonly conditionCode: string;
  readonly contract: Contract;
  /** Parts of the price that the payer did not pay (EXC-08): `amountFen` is what the payer did. */
  readonly discounts?: readonly DiscountPart[];
  /** What an operator recorded around it; absent: nothing. {@link circumstancesOf} reads it. */
  readonly circumstances?: Partial<Circumstances>;
  /** Holds that one operator wants taken off. */
  readonly releases?: readonly Release[];
  readonly mcc: string;
  /** The clearing day in force when the intent was written; F15 of the approval outweighs it. */
  readonly expectedClearingDay: ClearingDay;
  readonly startedMs: number;
  readonly version: number;
}

export type Payment = PaymentBase &
  (
    | {
        readonly state: 'sent';
        /** When no answer counts as none; of a notice: when it is sent again. */
        readonly replyDueMs: number;
        /** Of a notice: how often it was sent. */
        readonly attempts?: number;
        /** Of a notice: the answer to a repeat that may be the echo of an earlier one’s success. */
        readonly unclear?: Outcome;
        /** The network's day at that answer: what it carried out before stands in a file up to this day. */
        readonly unclearDay?: ClearingDay;
        /** Of a notice: it passed the bound of its repeats, and a person was told. */
        readonly overdue?: true;
      }
    | {
        readonly state: 'unknown';
        readonly sinceMs: number;
        readonly cancellationId: CancellationId;
        readonly lateApproval: Approval | null;
      }
    | {
        readonly state: 'approved';
        readonly approval: Approval;
        readonly shares: Shares;
        readonly back: Back;
        /** Of a pre-authorisation. */
        readonly hold?: Hold;
      }
    | {
        readonly state: 'declined';
        readonly outcome: Outcome;
        readonly by: 'network' | 'host';
        readonly endedMs: number;
      }
    | {
        readonly state: 'reversed';
        readonly cancellationId: CancellationId;
        readonly approval: Approval | null;
        readonly endedMs: number;
      }
    | {
        readonly state: 'voided';
        readonly cancellationId: CancellationId;
        readonly approval: Approval;
        readonly shares: Shares;
        readonly endedMs: number;
        readonly hold?: Hold;
      }
    /** A pre-authorisation that its completion used up, or that nobody completed in its time. */
    | {
        readonly state: 'completed';
        readonly approval: Approval;
        readonly hold: Hold;
        readonly endedMs: number;
      }
    | {
        readonly state: 'expired';
        readonly approval: Approval;
        readonly hold: Hold;
        readonly endedMs: number;
      }
  );

export type PaymentState = Payment['state'];
export const PAYMENT_STATES = [
  'sent',
  'unknown',
  'approved',
  'declined',
  'reversed',
  'voided',
  'completed',
  'expired',
] as const satisfies PaymentState[];

export const channelOf = (payment: Pick<PaymentBase, 'channel'>): PaymentChannel =>
  payment.channel ?? 'unionpay.pos';

export type PaymentIn<S extends PaymentState> = Extract<Payment, { state: S }>;

/** What is neither given back nor claimed by a cancellation under way. */
export function remainingFen(payment: PaymentIn<'approved'>): Fen {
  if (payment.back.whole !== null) return 0n;
  return payment.amountFen - payment.back.returnedFen - payment.back.claimedFen;
}

/** Funder by funder; where neither has discounts there is no part of that name. */
function sumOfDiscounts(
  a: Shares,
  b: Shares,
  sign: 1n | -1n,
): { readonly discounts?: readonly DiscountPart[] } {
  if (a.discounts === undefined && b.discounts === undefined) return {};
  const funders = [...new Set([...(a.discounts ?? []), ...(b.discounts ?? [])].map(({ funder }) => funder))];
  return {
    discounts: funders.map((funder) => ({
      funder,
      amountFen: discountOf(a, funder) + sign * discountOf(b, funder),
    })),
  };
}

/** What one funder has of these shares; 0 where it funds nothing. */
export const discountOf = (shares: Shares, funder: Funder): Fen =>
  shares.discounts?.find((part) => part.funder === funder)?.amountFen ?? 0n;

export const addShares = (a: Shares, b: Shares): Shares => ({
  feeFen: a.feeFen + b.feeFen,
  issuerFeeFen: a.issuerFeeFen + b.issuerFeeFen,
  networkFeeFen: a.networkFeeFen + b.networkFeeFen,
  ...sumOfDiscounts(a, b, 1n),
});

export const subtractShares = (a: Shares, b: Shares): Shares => ({
  feeFen: a.feeFen - b.feeFen,
  issuerFeeFen: a.issuerFeeFen - b.issuerFeeFen,
  networkFeeFen: a.networkFeeFen - b.networkFeeFen,
  ...sumOfDiscounts(a, b, -1n),
});

export const terminalKeyText = (key: TerminalKey): string =>
  `${key.merchantId}/${key.terminalId}/${key.batchNo}/${key.stan}`;

const named: { key: NetworkKey | null; text: string } = { key: null, text: '' };

/** One key is named several times in a row, by all who look up or note something under it: its text is made once. */
export function networkKeyText(key: NetworkKey): string {
  if (key === named.key) return named.text;
  named.key = key;
  named.text = `${key.year}${key.transmission}/${key.stan}/${key.acquirerId}/${key.forwarderId}`;
  return named.text;
}
