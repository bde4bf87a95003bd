/** Reading what waits in suspense of closed wallets, and how it is paid out. */
import type { Balance } from '#domain/ledger';
import { isLatePayout, type LateMovement, type WalletId, type WalletPayment } from '#domain/wallet';
import { bucketOfBook, fromJson } from '#engine';
import type { ReadPool } from './read-pool.ts';
import { type AccountTableRow, accountOf } from './rows.ts';

export interface LatePayoutReading {
  walletSuspense(id: WalletId): Promise<Balance | null>;
  /** Newest first, of one wallet or of all; `open`: those alone that have no end. */
  latePayouts(asked: {
    readonly book: WalletId | null;
    readonly open: boolean;
    readonly limit: number;
  }): Promise<readonly LateMovement[]>;
}

export const latePayoutReading = (pool: ReadPool): LatePayoutReading => ({
  async walletSuspense(id) {
    const [row] = await pool.rows<AccountTableRow>({
      text: `SELECT * FROM account WHERE bucket = $1::smallint AND book = $2 AND kind = 'suspense'`,
      values: [bucketOfBook(id), id],
    });
    return row === undefined ? null : accountOf(row).balance;
  },
  async latePayouts({ book, open, limit }) {
    const rows = await pool.rows<{ readonly body: string }>({
      text: `SELECT body::text AS body FROM wallet_payment WHERE kind = 'late-payout'
          AND ($1::text IS NULL OR book = $1) AND (NOT $2::boolean OR state = 'held')
        ORDER BY at_ms DESC, id DESC LIMIT $3::int`,
      values: [book, open, limit],
    });
    return rows.map(({ body }) => fromJson<WalletPayment>(body)).filter(isLatePayout);
  },
});
