/**
 * What the tables about closings need not show from both sides. The test beside them holds each list against the rows.
 */

/** Every rule that speaks of wallets, their services and what is kept of them. */
export const OF_WALLETS: readonly RegExp[] = [
  /^WAL-\d+$/,
  /^LAW-(06|07|2\d|3\d|40|51)$/,
  /^PBC-(20|3\d|4\d)$/,
  /^UP-19$/,
];

/** Cited where they bear on a case, and never against anybody. */
export const CLOSURE_ALWAYS_HOLDS: readonly string[] = [
  'LAW-06',
  'LAW-07',
  'LAW-21',
  'LAW-23',
  'LAW-24',
  'LAW-30',
  'LAW-34',
  'LAW-40',
  'WAL-05',
  'WAL-09',
  'WAL-14',
];

/** They bound payments, transfers, cover and what is owed; these files show both sides of them, by these words. */
export const CLOSURE_READ_ELSEWHERE: Readonly<
  Record<string, { readonly by: string; readonly says: readonly [string, string] }>
> = {
  'PBC-20': { by: 'src/domain/wallet/pay-rules.test.ts', says: ['+PBC-20', '-PBC-20'] },
  'PBC-30': { by: 'src/domain/wallet/pay-rules.test.ts', says: ['+PBC-30', '-PBC-30'] },
  'PBC-31': { by: 'src/domain/cancellability/tables/transfer.txt', says: ['+PBC-31', '-PBC-31'] },
  'PBC-40': { by: 'src/domain/wallet/pay-rules.test.ts', says: ['+PBC-40', '-PBC-40'] },
  'WAL-17': { by: 'src/domain/wallet/money.test.ts', says: ['+WAL-17', '-WAL-17'] },
  'PBC-41': { by: 'src/domain/wallet/pay-rules.test.ts', says: ['+PBC-41', '-PBC-41'] },
};
