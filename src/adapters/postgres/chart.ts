/** The chart of accounts by number, as the table `chart` holds it; what a ledger's row says of its accounts. */
import type { AccountKind } from '#domain/ledger';
import type { Loaded } from '#engine';

/** A number is never given to another account: rows of years name it. */
export const CHART: Readonly<Record<AccountKind, number>> = {
  network_clearing: 1,
  merchant_payable: 2,
  fee_income: 3,
  issuer_fee_expense: 4,
  network_fee_expense: 5,
  suspense: 6,
  merchant_reserve: 7,
  bank: 8,
  discount_scheme: 9,
  discount_issuer: 10,
  discount_institution: 11,
  bank_fee_expense: 12,
  loss_cover: 13,
  wallet_balance: 14,
  on_us_clearing: 15,
  payout_in_transit: 16,
};

const KINDS = new Map(Object.entries(CHART).map(([kind, no]) => [no, kind as AccountKind]));

export interface LedgerTableRow {
  readonly book: string;
  /** `{1,2,…}`: numbers of the chart. */
  readonly accounts: string;
  /** Five for each account: its version and the four columns. */
  readonly figures: string;
}

const codeOf = (sign: string): number => sign.charCodeAt(0);
const [COMMA, END, MINUS, ZERO] = [codeOf(','), codeOf('}'), codeOf('-'), codeOf('0')];
/** Numbers of so many digits are exact as they are. */
const EXACT_DIGITS = 15;

/**
 * What stands in an array of whole numbers, read without a text for each; the long ones as bigint.
 * @throws Error for what is no such array
 */
export function numbersOf(array: string): (number | bigint)[] {
  const numbers: (number | bigint)[] = [];
  if (array === '{}') return numbers;
  let [from, value] = [1, 0];
  for (let at = 1; at < array.length; at += 1) {
    const code = array.charCodeAt(at);
    const digit = code - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (at > from && (code === COMMA || code === END)) {
      const isLong = at - from > EXACT_DIGITS;
      numbers.push(
        isLong ? BigInt(array.slice(from, at)) : array.charCodeAt(from) === MINUS ? -value : value,
      );
      [from, value] = [at + 1, 0];
    } else if (code !== MINUS || at !== from) throw new Error('Cannot read an array: not of whole numbers');
  }
  return numbers;
}

export function accountsOf({ book, accounts, figures }: LedgerTableRow): Loaded['accounts'][number][] {
  const numbers = numbersOf(figures);
  return numbersOf(accounts).map((no, index) => {
    const kind = KINDS.get(Number(no));
    if (kind === undefined)
      throw new Error(`Cannot read account ${no} of book ${book}: no such number in the chart`);
    const at = 5 * index;
    return {
      key: { book, kind },
      balance: {
        version: Number(numbers[at]),
        debitPendingFen: BigInt(numbers[at + 1]!),
        debitPostedFen: BigInt(numbers[at + 2]!),
        creditPendingFen: BigInt(numbers[at + 3]!),
        creditPostedFen: BigInt(numbers[at + 4]!),
      },
    };
  });
}
