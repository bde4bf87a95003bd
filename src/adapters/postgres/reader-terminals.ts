/** Reading terminals, the versions of what they accept, and their batches. */
import type { Batch, Terminal } from '#domain/terminal';
import { type AcceptanceRow, bucketOfBook, fromJson } from '#engine';
import type { ReadPool } from './read-pool.ts';

/** How much one reading may hold; a shop has a few terminals, and an institution's are read page by page. */
export const TERMINALS_MAX = 200;
const HISTORY_MAX = 500;
const BATCHES_MAX = 100;

export interface TerminalsPage {
  readonly book: string | null;
  /** Merchant and terminal of the last row before this page. */
  readonly after: { readonly merchantId: string; readonly terminalId: string } | null;
  readonly limit: number;
}

export interface TerminalReading {
  /** By merchant and terminal number. */
  terminals(page: TerminalsPage): Promise<readonly Terminal[]>;
  /** All terminals of this number that the book may see: numbers are unique within a merchant. */
  terminalsNamed(terminalId: string, book: string | null): Promise<readonly Terminal[]>;
  /** Newest first. */
  acceptanceHistory(terminal: Terminal): Promise<readonly AcceptanceRow[]>;
  /** Settled batches, newest first; `open`: only those that still need somebody. */
  batches(of: {
    readonly merchantId: string;
    readonly terminalId: string;
    readonly open: boolean;
  }): Promise<readonly Batch[]>;
  batch(merchantId: string, terminalId: string, batchNo: string): Promise<Batch | null>;
}

interface Row {
  readonly body: string;
}
const terminalOf = ({ body }: Row): Terminal => fromJson<Terminal>(body);
const batchOf = ({ body }: Row): Batch => fromJson<Batch>(body);

export const terminalReading = (pool: ReadPool): TerminalReading => ({
  async terminals({ book, after, limit }) {
    const rows = await pool.rows<Row>({
      text: `SELECT body::text AS body FROM terminal
        WHERE ($1::text IS NULL OR book = $1)
          AND ($2::text IS NULL OR (merchant_id, terminal_id) > ($2, $3))
        ORDER BY merchant_id, terminal_id LIMIT $4::int`,
      values: [book, after?.merchantId ?? null, after?.terminalId ?? null, Math.min(limit, TERMINALS_MAX)],
    });
    return rows.map(terminalOf);
  },
  async terminalsNamed(terminalId, book) {
    const rows = await pool.rows<Row>({
      text: `SELECT body::text AS body FROM terminal WHERE terminal_id = $1 AND ($2::text IS NULL OR book = $2)
        ORDER BY merchant_id LIMIT $3::int`,
      values: [terminalId, book, TERMINALS_MAX],
    });
    return rows.map(terminalOf);
  },
  async acceptanceHistory({ book, merchantId, terminalId }) {
    const rows = await pool.rows<Row>({
      text: `SELECT body::text AS body FROM acceptance
        WHERE bucket = $1::smallint AND book = $2 AND terminal_id = $3 AND merchant_id = $4
        ORDER BY at_ms DESC, product, version DESC LIMIT $5::int`,
      values: [bucketOfBook(book), book, terminalId, merchantId, HISTORY_MAX],
    });
    return rows.map(({ body }) => fromJson<AcceptanceRow>(body));
  },
  async batches({ merchantId, terminalId, open }) {
    const rows = await pool.rows<Row>({
      text: `SELECT body::text AS body FROM batch WHERE merchant_id = $1 AND terminal_id = $2 ${open ? 'AND open' : ''}
        ORDER BY settled_ms DESC LIMIT $3::int`,
      values: [merchantId, terminalId, BATCHES_MAX],
    });
    return rows.map(batchOf);
  },
  async batch(merchantId, terminalId, batchNo) {
    const [row] = await pool.rows<Row>({
      text: `SELECT body::text AS body FROM batch WHERE merchant_id = $1 AND terminal_id = $2 AND batch_no = $3
        ORDER BY settled_ms DESC LIMIT 1`,
      values: [merchantId, terminalId, batchNo],
    });
    return row === undefined ? null : batchOf(row);
  },
});
