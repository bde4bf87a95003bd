import type { Closure, ClosureId } from '#domain/closure';
import type { Balance } from '#domain/ledger';
import type { WalletId } from '#domain/wallet';
import { bucketOfBook, bucketOfId, isClosureId, type WalletSurroundings } from '#engine';
import { CLOSURES_OF_BOOK, closureOf } from './closures.ts';
import { listed, type ReadPool } from './read-pool.ts';
import type { Listed, Page } from './reader-types.ts';
import { type AccountTableRow, accountOf } from './rows.ts';
import { surroundings } from './wallet-surroundings.ts';

/** What stands in other books, and what took place before: a closing tells of it. */
export interface ClosureReading {
  /** The balance account; `null`: nothing was ever booked. */
  walletBalance(id: WalletId): Promise<Balance | null>;
  /** Newest first. */
  closures(page: Page<ClosureId> & { readonly book: WalletId }): Promise<Listed<Closure, ClosureId>>;
  openClosures(book: WalletId): Promise<readonly Closure[]>;
  closure(id: string): Promise<Closure | null>;
  walletSurroundings(id: WalletId): Promise<WalletSurroundings>;
}

type Body = { readonly body: string };

export function closureReading(pool: ReadPool): ClosureReading {
  const one = async <T>(
    text: string,
    values: readonly unknown[],
    of: (row: Body) => T,
  ): Promise<T | null> => {
    const [row] = await pool.rows<Body>({ text, values });
    return row === undefined ? null : of(row);
  };
  return {
    async walletBalance(id) {
      const [row] = await pool.rows<AccountTableRow>({
        text: `SELECT * FROM account WHERE bucket = $1::smallint AND book = $2 AND kind = 'wallet_balance'`,
        values: [bucketOfBook(id), id],
      });
      return row === undefined ? null : accountOf(row).balance;
    },
    async closures({ book, cursor, limit }) {
      const values = [bucketOfBook(book), book, cursor, limit + 1];
      const rows = await pool.rows<Body>({ text: CLOSURES_OF_BOOK, values });
      return listed(rows, limit, closureOf, ({ id }) => id);
    },
    async openClosures(book) {
      const text = `SELECT body::text AS body FROM closure WHERE bucket = $1::smallint AND book = $2
        AND due_ms IS NOT NULL ORDER BY id`;
      return (await pool.rows<Body>({ text, values: [bucketOfBook(book), book] })).map(closureOf);
    },
    async closure(id) {
      if (!isClosureId(id)) return null;
      const text = 'SELECT body::text AS body FROM closure WHERE bucket = $1::smallint AND id = $2';
      return one(text, [bucketOfId(id), id], closureOf);
    },
    walletSurroundings: (id) => surroundings((text, values) => pool.rows({ text, values }), id),
  };
}
