/** Faults of what holders owe: money taken that is not there, and a debt that nobody hears of. */
import type { ChangeSet, Loaded } from '#engine';
import type { PlantedFault } from './index.ts';
import { onApply, onStore } from './tamper.ts';

/** More than anybody has on a balance. */
const TOO_MUCH_FEN = 10_000_000n;

type Accounts = ChangeSet['accounts'][number];
const isBalance = ({ key }: Pick<Accounts, 'key'>): boolean => key.kind === 'wallet_balance';

const raised = (loaded: Loaded): Loaded => ({
  ...loaded,
  accounts: loaded.accounts.map((each) =>
    isBalance(each) ? { ...each, balance: more(each.balance, TOO_MUCH_FEN) } : each,
  ),
});
const more = <T extends { readonly creditPostedFen: bigint }>(balance: T, fen: bigint): T => ({
  ...balance,
  creditPostedFen: balance.creditPostedFen + fen,
});

/** What was written as of a raised balance, as it would stand without it. An account that is new was not raised. */
function lowered(changes: ChangeSet): ChangeSet {
  const books = new Set(
    changes.accounts.flatMap((each) => (isBalance(each) && each.expectedVersion > 0 ? [each.key.book] : [])),
  );
  return {
    ...changes,
    accounts: changes.accounts.map((each) =>
      isBalance(each) && books.has(each.key.book)
        ? { ...each, balance: more(each.balance, -TOO_MUCH_FEN) }
        : each,
    ),
    journals: changes.journals.map((journal) =>
      books.has(journal.book)
        ? {
            ...journal,
            entries: journal.entries.map((entry) =>
              entry.account === 'wallet_balance'
                ? { ...entry, after: more(entry.after, -TOO_MUCH_FEN) }
                : entry,
            ),
          }
        : journal,
    ),
  };
}

/** Every decision sees a balance that covers it. */
const balanceOverdrawn: PlantedFault = {
  zh: '余额不足仍可支付',
  en: 'a payment passes though the balance does not have it',
  plant: () =>
    onStore((store) => ({
      ...store,
      load: async (lane, keys) => raised(await store.load(lane, keys)),
      apply: (lane, changes) => store.apply(lane, lowered(changes)),
    })),
};

const arrearsUntold: PlantedFault = {
  zh: '持卡人欠款未获告知',
  en: 'a holder owes something and is not told',
  plant: () =>
    onApply((changes) => ({
      ...changes,
      events: changes.events.filter(({ kind }) => kind !== 'wallet-arrears'),
    })),
};

/** Were it believed, the balance could fall below nothing by as much. */
const arrearsWithoutCause: PlantedFault = {
  zh: '无故记为欠款',
  en: 'a payment that was never undone is called owed',
  plant: () =>
    onApply((changes) => {
      const { wallet: rows } = changes;
      if (rows === undefined) return changes;
      const movements = rows.movements.map(({ row, expectedVersion }) => {
        const { movement } = row;
        const isPaid = movement.state === 'paid' && movement.kind === 'tap';
        const bent = isPaid ? { ...movement, uncoveredFen: movement.amountFen } : movement;
        return { row: { ...row, movement: bent }, expectedVersion };
      });
      return { ...changes, wallet: { ...rows, movements } };
    }),
};

export const arrearsFaults = {
  'balance-overdrawn': balanceOverdrawn,
  'arrears-untold': arrearsUntold,
  'arrears-without-cause': arrearsWithoutCause,
} as const;
