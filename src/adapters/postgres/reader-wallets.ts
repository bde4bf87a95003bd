/** Reading wallets, how money of them moved, and what happened to them. */
import type { Wallet, WalletId, WalletPayment, WalletPaymentId } from '#domain/wallet';
import { bucketOfBook, bucketOfId, type EventRow, fromJson, isWalletId, isWalletPaymentId } from '#engine';
import { listed, type ReadPool } from './read-pool.ts';
import { type LatePayoutReading, latePayoutReading } from './reader-late-payouts.ts';
import type { Listed, Page } from './reader-types.ts';

/** Positions in the event list of one wallet: newest first. */
export interface WalletEventRow {
  readonly seq: bigint;
  readonly atMs: number;
  readonly kind: string;
  readonly body: EventRow['body'];
}

export interface WalletReading extends LatePayoutReading {
  wallet(id: string): Promise<Wallet | null>;
  /** Newest first. */
  movements(
    page: Page<WalletPaymentId> & { readonly book: WalletId },
  ): Promise<Listed<WalletPayment, WalletPaymentId>>;
  movement(id: string): Promise<WalletPayment | null>;
  /** Movements without an end, oldest first; those with a pre-authorised amount are among them. */
  openMovements(book: WalletId, limit: number): Promise<readonly WalletPayment[]>;
  walletEvents(page: Page<bigint> & { readonly book: WalletId }): Promise<Listed<WalletEventRow, bigint>>;
}

type Body = { readonly body: string };

export const walletReading = (pool: ReadPool): WalletReading => ({
  ...latePayoutReading(pool),
  async wallet(id) {
    if (!isWalletId(id)) return null;
    const [row] = await pool.rows<Body>({
      text: 'SELECT body::text AS body FROM wallet WHERE bucket = $1::smallint AND id = $2',
      values: [bucketOfBook(id), id],
    });
    return row === undefined ? null : fromJson<Wallet>(row.body);
  },
  async movements({ book, cursor, limit }) {
    const rows = await pool.rows<Body>({
      text: `SELECT body::text AS body FROM wallet_payment
        WHERE book = $1 AND ($2::text IS NULL OR id < $2) ORDER BY id DESC LIMIT $3::int`,
      values: [book, cursor, limit + 1],
    });
    return listed(rows, limit, movementOf, (movement: WalletPayment): WalletPaymentId => movement.id);
  },
  async movement(id) {
    if (!isWalletPaymentId(id)) return null;
    const [row] = await pool.rows<Body>({
      text: 'SELECT body::text AS body FROM wallet_payment WHERE bucket = $1::smallint AND id = $2',
      values: [bucketOfId(id), id],
    });
    return row === undefined ? null : movementOf(row);
  },
  async openMovements(book, limit) {
    const rows = await pool.rows<Body>({
      text: `SELECT body::text AS body FROM wallet_payment
        WHERE bucket = $1::smallint AND book = $2 AND state IN ('held', 'unknown') ORDER BY at_ms, id LIMIT $3::int`,
      values: [bucketOfBook(book), book, limit],
    });
    return rows.map(movementOf);
  },
  async walletEvents({ book, cursor, limit }) {
    const rows = await pool.rows<{ seq: string; at_ms: string; kind: string; body: string }>({
      text: `SELECT seq, at_ms, kind, body::text AS body FROM event
        WHERE bucket = $1::smallint AND book = $2 AND kind LIKE 'wallet-%'
          AND ($3::bigint IS NULL OR seq < $3::bigint)
        ORDER BY seq DESC LIMIT $4::int`,
      values: [bucketOfBook(book), book, cursor === null ? null : String(cursor), limit + 1],
    });
    return listed(
      rows,
      limit,
      (row): WalletEventRow => ({
        seq: BigInt(row.seq),
        atMs: Number(row.at_ms),
        kind: row.kind,
        body: fromJson<EventRow['body']>(row.body),
      }),
      ({ seq }: WalletEventRow) => seq,
    );
  },
});

const movementOf = ({ body }: Body): WalletPayment => fromJson<WalletPayment>(body);
