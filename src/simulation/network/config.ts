/** Who takes part: issuers and their cards. Nothing here changes while the network runs. */
import type { Fen } from '#domain/money';
import type { ChipScheme, IssuerChip } from '#engine';

export interface Issuer {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** Institution id on the network: F100 and the issuer column of the clearing file. */
  readonly institution: string;
  /** Card numbers of this issuer begin so. */
  readonly bin: string;
  readonly kind: 'debit' | 'credit';
  /**
   * `at-once`: an approval books the money. `at-cut-over`: it holds the money, and the cut-over books it, as
   * credit cards show a payment before and after its posting.
   */
  readonly posting: 'at-once' | 'at-cut-over';
  /** F39 once a card took too many wrong PINs: 75, or 38 where the till keeps the card. Absent: 75. */
  readonly pinLocked?: '75' | '38';
}

export const CARD_STATES = [
  'active',
  'frozen',
  'lost',
  'stolen',
  'inactive',
  'captured',
  'closed',
  'replaced',
] as const;
export type CardStatus = (typeof CARD_STATES)[number];

export interface Card {
  readonly id: string;
  readonly issuer: string;
  readonly pan: string;
  /** `YYMM`, good until the end of that month. */
  readonly expiry: string;
  readonly status: CardStatus;
  /** Money on the account when it is opened. */
  readonly openingFen: Fen;
  /** What may be owed; zero for debit cards. */
  readonly limitFen: Fen;
  /** Worth of the loyalty points on it when it is opened; absent: its issuer gives none. */
  readonly pointsFen?: Fen;
  /** By which its holder is known in a reservation. */
  readonly phone?: string;
  /** As the issuer keeps them of its customer: a card is bound to a payment account by these. */
  readonly holder?: { readonly name: string; readonly idNumber: string; readonly phone: string };
  /** Largest single payment; `null` for none. */
  readonly paymentMaxFen: Fen | null;
  /** Most of one clearing day, and how many payments of it; absent: without a limit. */
  readonly dayMaxFen?: Fen;
  readonly dayCountMax?: number;
  /**
   * How its chip makes cryptograms, and its two digits among cards of one number; absent: a stripe alone. `copied`: it
   * shows certificates whose key it does not have.
   */
  readonly chip?: { readonly scheme: ChipScheme; readonly sequence: string; readonly copied?: true };
  /** Of its stripe: 2 or 6 in front where it has a chip. */
  readonly serviceCode?: string;
}

/** Which keys an issuer has for its cards. */
export interface IssuerChips {
  /** Null: the issuer of this card checks no cryptograms. */
  of(card: Card): IssuerChip | null;
  /** True: a chip that was read without chip data, and a stripe without its check digits, are refused. */
  readonly demandsData: boolean;
}

/**
 * The issuer's PIN check. The block is F52, still under the zone PIN key: no clear PIN enters this room.
 * `unreadable`: not a PIN block for this card under the key of the zone.
 */
export type VerifyPin = (
  card: Card,
  pinBlock: Uint8Array,
  /** The number in the block where it is not the card's: a reservation names none. */
  over?: string,
) => 'right' | 'wrong' | 'unreadable';

export interface NetworkConfig {
  /** Institution id of the switch. */
  readonly institution: string;
  readonly issuers: readonly Issuer[];
  readonly cards: readonly Card[];
  readonly verifyPin: VerifyPin;
  /** Absent: no issuer here looks at chips and stripes. */
  readonly chips?: IssuerChips;
  /** Six digits that nobody can guess, for an issuer's text to its customer; absent: issuers send none. */
  readonly newCode?: () => string;
  /** Transactions that are kept; beyond them the network answers 96. */
  readonly transactionsMax: number;
  /** Calendar days after its own on which a hold can be completed or voided; absent: 30 (UP-11). */
  readonly holdDays?: number;
}

/** UnionPay's day change, 23:00 in Beijing (UP-01). */
export const cutOverTime = '23:00:00';

/** Wrong PINs in a row until the card takes none that day. */
export const pinTriesMax = 3;
