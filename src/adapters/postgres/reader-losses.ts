/** Reading reports of loss. */
import { isLossOpen, LOSS_STATES, type LossCase, type LossCaseId, type LossState } from '#domain/loss';
import type { WalletId } from '#domain/wallet';
import { bucketOfBook } from '#engine';
import { keyOfLoss, LOSS_BY_ID, lossOf } from './losses.ts';
import { listed, type ReadPool } from './read-pool.ts';
import type { Listed } from './reader-types.ts';

export interface LossPage {
  readonly cursor: string | null;
  readonly limit: number;
  readonly state?: LossState | undefined;
  /** Only those without an end. */
  readonly open?: boolean | undefined;
}

export interface LossReading {
  loss(id: LossCaseId): Promise<LossCase | null>;
  /** Of one wallet, newest first. */
  lossesOf(book: WalletId): Promise<readonly LossCase[]>;
  losses(page: LossPage): Promise<Listed<LossCase, LossCaseId>>;
}

/** A wallet has no more cases than this. */
const OF_WALLET_MAX = 200;
const OPEN_STATES = LOSS_STATES.filter((state) => isLossOpen({ state }));

type Body = { readonly body: string };

export const lossReading = (pool: ReadPool): LossReading => ({
  async loss(id) {
    const [row] = await pool.rows<Body>({ text: LOSS_BY_ID, values: keyOfLoss(id) });
    return row === undefined ? null : lossOf(row);
  },
  async lossesOf(book) {
    const rows = await pool.rows<Body>({
      text: `SELECT body::text AS body FROM loss_case WHERE bucket = $1::smallint AND book = $2
        ORDER BY opened_ms DESC, id DESC LIMIT $3::int`,
      values: [bucketOfBook(book), book, OF_WALLET_MAX],
    });
    return rows.map(lossOf);
  },
  async losses({ cursor, limit, state, open }) {
    const states = state === undefined ? (open === true ? OPEN_STATES : null) : [state];
    const rows = await pool.rows<Body>({
      text: `SELECT body::text AS body FROM loss_case WHERE ($1::text IS NULL OR id < $1)
          AND ($2::text[] IS NULL OR state = ANY($2::text[])) ORDER BY id DESC LIMIT $3::int`,
      values: [cursor, states, limit + 1],
    });
    return listed(rows, limit, lossOf, (loss: LossCase): LossCaseId => loss.id);
  },
});
