import { amountDigits, exactDigits, failSubfield, isDigits, paddedText } from './slices.ts';

/** One group of F54. */
export interface Balance {
  /** 2 digits. */
  readonly accountType: string;
  /** 2 digits: 02 available, 01 ledger. */
  readonly amountType: string;
  /** 3 characters, `156`. */
  readonly currency: string;
  /** In fen; negative when the account owes (sign `D`). */
  readonly fen: bigint;
}

const groupCharacters = 20;

/** One group from a terminal host, two from the network. @throws Iso8583Error `bad-subfield`. */
export function parseBalances(text: string): readonly Balance[] {
  if (text.length === 0 || text.length % groupCharacters !== 0) {
    failSubfield(54, 'length', `${text.length}`, `groups of ${groupCharacters}`);
  }
  const balances: Balance[] = [];
  for (let at = 0; at < text.length; at += groupCharacters) {
    balances.push(parseBalance(text.slice(at, at + groupCharacters)));
  }
  return balances;
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildBalances(balances: readonly Balance[]): string {
  return balances.map(buildBalance).join('');
}

function parseBalance(group: string): Balance {
  const sign = group.charAt(7);
  const digits = group.slice(8);
  if (sign !== 'C' && sign !== 'D') failSubfield(54, 'sign', 'another character', 'C or D');
  if (!isDigits(digits)) failSubfield(54, 'amount', 'other characters', 'digits');
  const fen = BigInt(digits);
  return {
    accountType: exactDigits(54, 'account type', group.slice(0, 2), 2),
    amountType: exactDigits(54, 'amount type', group.slice(2, 4), 2),
    currency: group.slice(4, 7),
    fen: sign === 'D' ? -fen : fen,
  };
}

function buildBalance(balance: Balance): string {
  const { fen } = balance;
  return (
    exactDigits(54, 'account type', balance.accountType, 2) +
    exactDigits(54, 'amount type', balance.amountType, 2) +
    paddedText(54, 'currency', balance.currency, 3) +
    (fen < 0n ? 'D' : 'C') +
    amountDigits(54, 'amount', fen < 0n ? -fen : fen, 12)
  );
}

/**
 * F54 of an incremental pre-authorisation: what was authorised so far, behind two characters whose meaning the one
 * program that writes them does not tell. In fen.
 *
 * @throws Iso8583Error `bad-subfield`.
 */
export function parseAuthorisedSum(text: string): bigint {
  return BigInt(exactDigits(54, 'sum so far', text.slice(2, 14), 12));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildAuthorisedSum(fen: bigint): string {
  return `00${amountDigits(54, 'sum so far', fen, 12)}`;
}
