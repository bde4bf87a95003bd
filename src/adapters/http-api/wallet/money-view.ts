/** What is in a wallet, what its holder owes, and what may be paid from where. */
import { type Balance, ZERO_BALANCE } from '#domain/ledger';
import { AMOUNT_FEN_MAX } from '#domain/money';
import {
  ARREARS_WORDS,
  moneyOf,
  type PayLimits,
  type Source,
  sourceWords,
  type Wallet,
} from '#domain/wallet';
import { amount } from '../answers/answer-view.ts';
import type { WalletView } from './schemas-wallet.ts';

export const sourceView = (wallet: Wallet, source: Source): WalletView['sourceOrder'][number] => ({
  kind: source.kind,
  card: source.kind === 'card' ? source.bindingId : null,
  words: { ...sourceWords(wallet, source) },
});

/** Beyond what a message can carry there is no bound. */
const bound = (fen: bigint): number | null => (fen > AMOUNT_FEN_MAX ? null : amount(fen));

export function limitsView(wallet: Wallet, limits: PayLimits): WalletView['limits'] {
  const { accountClass, spent, sourceOrder } = wallet;
  const maxFen = limits.classFen[accountClass];
  const usedFen = accountClass === 'I' ? spent.everFen : spent.inYearFen;
  const leftFen = maxFen > usedFen ? maxFen - usedFen : 0n;
  const max = bound(maxFen);
  return {
    account: {
      ...{ max, used: amount(usedFen), left: max === null ? null : amount(leftFen) },
      period: accountClass === 'I' ? 'ever' : 'year',
    },
    codeDay: bound(limits.codeDayFen),
    noPin: sourceOrder.map((source) => {
      const { onceFen, dayFen } = limits.noPinOf(source);
      return { source: sourceView(wallet, source), once: bound(onceFen), day: bound(dayFen) };
    }),
    rules: ['PBC-30', 'PBC-20', 'PBC-40', 'PBC-41'],
  };
}

/** What is owed to the holder, what of it is reserved, and what the holder owes. */
export function balanceView(balance: Balance | null): WalletView['balance'] {
  const { totalFen, freeFen, reservedFen, arrearsFen } = moneyOf(balance ?? ZERO_BALANCE);
  return {
    ...{ available: freeFen > 0n ? amount(freeFen) : 0, held: amount(reservedFen), total: amount(totalFen) },
    ...{ arrears: amount(arrearsFen), arrearsWords: arrearsFen === 0n ? null : { ...ARREARS_WORDS } },
  };
}
