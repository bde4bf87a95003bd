/** A database of its own for each run, as the product starts one, with merchants and terminals in it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { migrate } from '#adapters/postgres';
import type { Contract } from '#domain/payment';
import { NO_TOTALS, type Terminal } from '#domain/terminal';
import { bucketOfBook, type Merchant, toJson } from '#engine';
import { restartSlowed } from '../slow-disk/shim.ts';

/** So many that two payments of one hardly ever meet. */
export const MERCHANTS = 1_000;
export const BATCH_NO = '000001';
const CONTRACT: Contract = {
  ...{ id: 'standard', ratePpm: 6_000, capFen: null, feeReturn: 'PRO_RATA' },
  ...{ issuerRatePpm: 3_500, issuerCapFen: 1_300n, networkRatePpm: 325, networkCapFen: 325n },
};

export const merchantNo = (index: number): Merchant => {
  const merchantId = String(898_310_000_000_001 + index);
  return {
    ...{ merchantId, book: merchantId, nameZh: '原路小店', nameEn: 'YUANLU SHOP', mcc: '5411' },
    ...{ contract: CONTRACT, status: 'active' },
  };
};
export const TERMINAL_ID = '10000001';

const terminalOf = ({ merchantId, book }: Merchant): Terminal => ({
  ...{ merchantId, terminalId: TERMINAL_ID, book, status: 'active', batchNo: BATCH_NO, totals: NO_TOTALS },
  keys: { masterKey: 'tmk', pinKey: 'pik', macKey: 'mak', previousMacKey: null },
  ...{ signedIn: { operator: '01', atMs: 0 }, lastSettlement: null, version: 1 },
});

export interface BenchDatabase extends AsyncDisposable {
  readonly url: string;
  readonly server: EmbeddedPostgres;
  readonly folder: string;
  readonly merchants: readonly Merchant[];
  query(text: string, values?: unknown[]): Promise<pg.QueryResult>;
}

export interface DatabaseOptions {
  readonly merchants: number;
  /** On a disk that is slower than it is. */
  readonly slowed?: { readonly library: string; readonly microseconds: number };
  /** Kept for the next run; left out, the database is in a temporary folder and goes with the run. */
  readonly keepIn?: string;
}

/** Settings are the product's; only the checkpoint just before a run is ours. */
export async function startDatabase(options: DatabaseOptions): Promise<BenchDatabase> {
  const { slowed, keepIn } = options;
  const folder = keepIn ?? (await mkdtemp(join(tmpdir(), 'yuanlu-bench-')));
  const usual = await startEmbeddedPostgres({ dataFolder: folder });
  const server = slowed === undefined ? usual : await restartSlowed(usual, { dataFolder: folder, ...slowed });
  await migrate(server.url);
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const merchants = Array.from({ length: options.merchants }, (_, index) => merchantNo(index));
  await openMerchants(client, merchants);
  return {
    ...{ url: server.url, server, folder, merchants },
    query: (text, values) => client.query(text, values),
    async [Symbol.asyncDispose]() {
      await client.end();
      await server.stop();
      if (keepIn === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Those of a database that was kept stay as they are. */
async function openMerchants(client: pg.Client, merchants: readonly Merchant[]): Promise<void> {
  await client.query(
    `INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract)
      SELECT m, m, $2, $3, '5411', 'active', $4::jsonb FROM unnest($1::text[]) AS m ON CONFLICT DO NOTHING`,
    [merchants.map(({ merchantId }) => merchantId), '原路小店', 'YUANLU SHOP', toJson(CONTRACT)],
  );
  await client.query(
    `INSERT INTO terminal (bucket, book, terminal_id, merchant_id, version, batch_no, body)
      SELECT b, m, $3, m, 1, $4, t FROM unnest($1::smallint[], $2::text[], $5::jsonb[]) AS n(b, m, t)
        ON CONFLICT DO NOTHING`,
    [
      merchants.map(({ book }) => bucketOfBook(book)),
      merchants.map(({ book }) => book),
      ...[TERMINAL_ID, BATCH_NO, merchants.map((merchant) => toJson(terminalOf(merchant)))],
    ],
  );
}
