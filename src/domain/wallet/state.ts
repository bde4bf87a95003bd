/**
 * What a cardholder has at this institution: the account, bound cards, device cards, services and contracts. One
 * wallet is one book: paying, limiting and closing meet in the lane of its bucket.
 */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import type { NetworkKey, SealedCard } from '../payment/index.ts';
import type { LatePayout } from './late-state.ts';

export type WalletId = string & { readonly __brand: 'WalletId' };
export type BindingId = string & { readonly __brand: 'BindingId' };
export type DeviceCardId = string & { readonly __brand: 'DeviceCardId' };
export type ServiceId = string & { readonly __brand: 'ServiceId' };
export type DeductionId = string & { readonly __brand: 'DeductionId' };

/** Classes of payment accounts (PBC-30): the class bounds what may be paid from the balance. */
export const ACCOUNT_CLASSES = ['I', 'II', 'III'] as const;
export type AccountClass = (typeof ACCOUNT_CLASSES)[number];

/** Where the money of a payment comes from. */
export type Source = { readonly kind: 'balance' } | { readonly kind: 'card'; readonly bindingId: BindingId };

/** A bank card that its issuer confirmed for this holder by name, ID number, telephone and a code of its own. */
export interface Binding {
  readonly id: BindingId;
  readonly card: SealedCard;
  /** Code of the issuing bank, as rules of issuers name it. */
  readonly issuer: string;
  readonly bankZh: string;
  readonly bankEn: string;
  readonly cardKind: 'debit' | 'credit';
  readonly boundAtMs: number;
  readonly lastUsedMs: number | null;
  /** `lost`: its holder reported the card; nothing is paid with it until a new one is bound. */
  readonly state: 'bound' | 'lost' | 'unbound';
  readonly endedAtMs: number | null;
}

/** A token on a telephone or a watch: it stands for a source, and its number is none of the bank card. */
export interface DeviceCard {
  readonly id: DeviceCardId;
  /** The token's number, sealed; its BIN is this institution's own. */
  readonly token: SealedCard;
  readonly source: Source;
  readonly device: { readonly kind: 'phone' | 'watch'; readonly name: string };
  readonly addedAtMs: number;
  readonly lastUsedMs: number | null;
  /** Highest transaction counter (9F36) that a good cryptogram carried; null: never used. */
  readonly counter: number | null;
  readonly state: 'active' | 'suspended' | 'removed';
  readonly endedAtMs: number | null;
}

/**
 * - `tap` a device card at a terminal (QuickPass)
 * - `no-pin` small amounts by tap without PIN and signature (PBC-40)
 * - `pay-code` the holder shows a code
 * - `scan` the holder scans a merchant's code
 * - `deduction` a merchant takes money by a contract
 * - `transit` gates and buses
 */
export const SERVICE_KINDS = ['tap', 'no-pin', 'pay-code', 'scan', 'deduction', 'transit'] as const;
export type ServiceKind = (typeof SERVICE_KINDS)[number];

/**
 * Where a service works. A service of one shop or one terminal stands beside that of everywhere: a payment passes
 * only when every service that covers it is on.
 */
export type ServicePlace =
  | { readonly kind: 'everywhere' }
  | {
      readonly kind: 'merchant';
      readonly merchantId: string;
      readonly nameZh: string;
      readonly nameEn: string;
    }
  | {
      readonly kind: 'terminal';
      readonly merchantId: string;
      readonly terminalId: string;
      readonly nameZh: string;
      readonly nameEn: string;
    }
  /** `no-pin` stands with one bound card, or with the balance. */
  | { readonly kind: 'source'; readonly source: Source };

export interface ServiceLimits {
  /** At most this much at once; null: no limit of its own. */
  readonly perPaymentFen: Fen | null;
  readonly perDayFen: Fen | null;
}

export interface Service {
  readonly id: ServiceId;
  readonly kind: ServiceKind;
  readonly place: ServicePlace;
  /** `suspended`: stopped by a report of loss, until the holder is proven anew. */
  readonly state: 'on' | 'off' | 'suspended';
  /** Since when the state is so. */
  readonly sinceMs: number;
  readonly lastUsedMs: number | null;
  /** How often it was paid with, ever. */
  readonly usedCount: number;
  readonly limits: ServiceLimits;
  /** What of `limits.perDayFen` was used on which calendar day. */
  readonly usedOn: { readonly day: string; readonly amountFen: Fen };
}

/** A merchant may take money by itself. Unbinding the card does not end it (WAL-03). */
export interface Deduction {
  readonly id: DeductionId;
  readonly merchantId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** What for, as the holder signed it. */
  readonly subject: string;
  readonly perPaymentFen: Fen;
  readonly source: Source;
  /** The number by which the merchant's charges find this wallet; absent: nothing can be charged. */
  readonly agreement?: SealedCard;
  readonly signedAtMs: number;
  readonly lastUsedMs: number | null;
  readonly state: 'active' | 'ended';
  readonly endedAtMs: number | null;
}

export type WalletState =
  | { readonly state: 'open' }
  /** Reported lost or stolen: everything is stopped until the holder is proven anew. */
  | { readonly state: 'stopped'; readonly sinceMs: number; readonly caseId: string }
  /** Closing was confirmed; until `closesAtMs` it can be taken back. Nothing is paid meanwhile. */
  | {
      readonly state: 'closing';
      readonly sinceMs: number;
      readonly closesAtMs: number;
      /** What was in the way when the waiting time was over; it is looked at again at `closesAtMs`. */
      readonly delayedBy?: Outcome;
    }
  /** Locked: kept, not used, until `keptUntilMs` (LAW-20, LAW-33). Refunds still arrive, to suspense. */
  | { readonly state: 'closed'; readonly atMs: number; readonly keptUntilMs: number };

export interface Wallet {
  readonly id: WalletId;
  /** The name of its book: the same text as `id`. */
  readonly book: string;
  readonly status: WalletState;
  readonly accountClass: AccountClass;
  /** Masked: the clear ones are with the person, not with the money. */
  readonly holder: { readonly name: string; readonly idNumber: string; readonly phone: string };
  readonly openedAtMs: number;
  /** What was paid from the balance: of class I since the opening, of others in this calendar year (PBC-30). */
  readonly spent: { readonly year: number; readonly inYearFen: Fen; readonly everFen: Fen };
  /** In the order in which they are tried; those that are left out come last. */
  readonly sourceOrder: readonly Source[];
  readonly bindings: readonly Binding[];
  readonly deviceCards: readonly DeviceCard[];
  readonly services: readonly Service[];
  readonly deductions: readonly Deduction[];
  /** Given by others, not money of the holder until it is used: lost at closing, with consent. */
  readonly redPacketFen: Fen;
  readonly points: number;
  readonly version: number;
}

export type WalletPaymentId = string & { readonly __brand: 'WalletPaymentId' };

/** How money of a wallet moved. A refund is no movement of its own: it stands in `returnedFen` of its payment. */
export const MOVEMENT_KINDS = [
  'tap',
  'pay-code',
  'scan',
  'deduction',
  'transit',
  'top-up',
  'payout',
  'cover',
  'late-payout',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];

/**
 * - `held` the balance is reserved, or the card's bank is asked
 * - `unknown` asked, and no answer came: neither paid nor unpaid
 * - `paid`, `declined`, `reversed` ends; `paid` may still be given back, and a top-up that a refund had `reversed` is
 *   `paid` after all when that refund comes back
 * - `bounced` a payout that the bank sent back
 */
export const MOVEMENT_STATES = ['held', 'unknown', 'paid', 'declined', 'reversed', 'bounced'] as const;
export type MovementState = (typeof MOVEMENT_STATES)[number];

/** What of a top-up or payout only the line knows. */
export interface TransferOnLine {
  readonly network: NetworkKey;
  readonly rrn: string;
  /**
   * After silence: of a top-up its reversal, of a payout its confirmation, sent again under the same key. `isOverdue`:
   * the bound of its repeats is reached and a person sees it; now and then it is still sent.
   */
  readonly follow: {
    readonly network: NetworkKey;
    readonly attempts: number;
    readonly isOverdue: boolean;
    /**
     * The network does not undo it: its day is over, or it had declined the top-up. A refund tells the two apart, and
     * gives back what was taken.
     */
    readonly byRefund?: true;
  } | null;
  /** The clearing day whose file shows it. */
  readonly clearedOn: string | null;
  /** The holder was told that it was declined: whatever the network says of it later, it goes back. */
  readonly toldDeclined?: true;
}

export interface WalletPayment {
  readonly id: WalletPaymentId;
  readonly book: string;
  readonly kind: MovementKind;
  readonly state: MovementState;
  readonly source: Source;
  /** The card that the money came from or went to, as it was then; null: the balance. */
  readonly card: SealedCard | null;
  /** The services that covered it; the narrowest one last. */
  readonly serviceIds: readonly ServiceId[];
  readonly amountFen: Fen;
  readonly returnedFen: Fen;
  /** What the institution covered after a report of loss; a refund that comes later is its own up to this (LAW-49). */
  readonly coveredFen?: Fen;
  /** What of the covered amount came back by a refund, and stays with the institution. */
  readonly recoveredFen?: Fen;
  /**
   * What of it arrived after the closing, and waits in suspense for an account that the holder names; below nothing:
   * what was taken there because its void was undone after the closing.
   */
  readonly suspenseFen?: Fen;
  /** What of it was not there any more when its void was undone: so much of it was owed from then on (WAL-17). */
  readonly uncoveredFen?: Fen;
  readonly merchant: {
    readonly merchantId: string;
    readonly nameZh: string;
    readonly nameEn: string;
    readonly terminalId: string | null;
  } | null;
  /** F7, F11, F32 and F33 of the message that asked: its name on every line. */
  readonly networkKey: string | null;
  /** Why it was declined: a name of the outcome catalogue. */
  readonly reason: string | null;
  /** Of a top-up or payout alone. */
  readonly transfer?: TransferOnLine;
  /** Of what arrived after the closing and is paid to another account of the holder's own. */
  readonly late?: LatePayout;
  /** The code under which it was approved; the same in every answer to the same message. */
  readonly authCode: string | null;
  /** When it must be looked at again; null: it waits for nothing. */
  readonly dueMs: number | null;
  readonly atMs: number;
  readonly endedAtMs: number | null;
  readonly version: number;
}
