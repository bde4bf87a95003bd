/** New terminals. The engine moves what is registered; registering itself is a row that stands or was there before. */
import pg from 'pg';
import { NO_TOTALS, type Terminal } from '#domain/terminal';
import { bucketOfBook, type Merchant, toJson } from '#engine';
import { storeError } from './connection.ts';

export interface NewTerminal {
  readonly merchant: Pick<Merchant, 'merchantId' | 'book'>;
  /** Eight printable characters without spaces and slashes (F41). */
  readonly terminalId: string;
  /** Dialects that it may sign in with; absent: the standard ones. */
  readonly profiles?: readonly string[];
  readonly language?: 'zh' | 'en';
}

export interface TerminalRegistrar {
  /** `null` where the merchant has a terminal of this number already. */
  register(terminal: NewTerminal): Promise<Terminal | null>;
  close(): Promise<void>;
}

/** Without a master key, which a ceremony loads: until then it can sign in with nothing. */
export function newTerminal({ merchant, terminalId, profiles, language }: NewTerminal): Terminal {
  const { merchantId, book } = merchant;
  return {
    ...{ merchantId, terminalId, book, status: 'active', signedIn: null },
    keys: { masterKey: '', pinKey: null, macKey: null, previousMacKey: null },
    ...{ batchNo: '000001', totals: NO_TOTALS, lastSettlement: null, version: 1 },
    ...(profiles === undefined ? {} : { profiles }),
    ...(language === undefined ? {} : { language }),
  };
}

const INSERT = `INSERT INTO terminal (bucket, book, terminal_id, merchant_id, version, batch_no, body)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`;

export function createTerminalRegistrar(options: { readonly url: string }): TerminalRegistrar {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'yuanlu terminals',
    max: 1,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    options: '-c statement_timeout=25s -c lock_timeout=5s',
  });
  pool.on('error', () => {});
  return {
    async register(given) {
      const terminal = newTerminal(given);
      const { book, terminalId, merchantId, version, batchNo } = terminal;
      const row = [bucketOfBook(book), book, terminalId, merchantId, version, batchNo, toJson(terminal)];
      try {
        const { rowCount } = await pool.query(INSERT, row);
        return rowCount === 1 ? terminal : null;
      } catch (error) {
        throw storeError(error);
      }
    },
    close: () => pool.end(),
  };
}
