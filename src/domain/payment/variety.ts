/**
 * Varieties of a sale: how it differs from the plain one, and what of that its way back needs. What a payer told to
 * prove who they are (the id of a telephone order, the number of a reservation) travels with the message and stands
 * nowhere.
 */
import type { Fen } from '../money/index.ts';

export type Variety =
  /** By mail or telephone: the card was told, nobody saw it, no PIN. */
  | { readonly is: 'moto' }
  /** The issuer takes it in parts; the merchant gets the whole at once. */
  | {
      readonly is: 'instalment';
      readonly periods: number;
      /** The issuer's programme; empty for its usual one. */
      readonly programme: string;
      readonly fee: 'at-once' | 'by-period';
    }
  /** Paid out of the issuer's points; `account` is 60.7, `null` where the terminal names none. */
  | { readonly is: 'points'; readonly account: string | null; readonly productCode: string }
  /** The payer is known by a telephone number; no card number is told. */
  | { readonly is: 'reservation' };

export type VarietyName = Variety['is'];
export const VARIETIES = ['moto', 'instalment', 'points', 'reservation'] as const satisfies VarietyName[];

/** What the issuer makes of a plan, as its approval tells. */
export interface InstalmentTerms {
  readonly firstFen: Fen;
  readonly feeFen: Fen;
  readonly firstFeeFen: Fen;
}

/** F25 of every message of a variety. */
export const CONDITION_OF = {
  moto: '08',
  instalment: '64',
  points: '65',
  reservation: '67',
} as const satisfies Record<VarietyName, string>;

/** Number of instalments; 0 for what is not paid in parts. */
export const instalmentsOf = ({ variety }: { readonly variety?: Variety }): number =>
  variety?.is === 'instalment' ? variety.periods : 0;

/** What of a variety makes two messages two: as text for a fingerprint. */
export function varietyText(variety: Variety): string {
  switch (variety.is) {
    case 'instalment':
      return `instalment ${variety.periods} ${variety.programme} ${variety.fee}`;
    case 'points':
      return `points ${variety.account ?? '-'} ${variety.productCode}`;
    default:
      return variety.is;
  }
}
