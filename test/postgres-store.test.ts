import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createPostgresStore } from '#adapters/postgres';
import { bucketOfBook, LIMITS, toJson } from '#engine';
import { startMigrated } from './migrated.ts';
import { describeStore } from './store-suite.ts';

describeStore('PostgreSQL', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-store-'));
  const server = await startMigrated(folder);
  const store = createPostgresStore({
    url: server.url,
    laneCount: LIMITS.laneCount,
    clock: { nowMs: () => Date.now() },
  });
  return {
    store,
    async seed({ merchants, terminals }) {
      const client = new pg.Client({ connectionString: server.url });
      await client.connect();
      for (const { merchantId, book, nameZh, nameEn, mcc, status, contract } of merchants) {
        await client.query(
          'INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [...[merchantId, book, nameZh, nameEn, mcc, status], toJson(contract)],
        );
      }
      for (const terminal of terminals) {
        await client.query(
          'INSERT INTO terminal (bucket, book, terminal_id, merchant_id, version, batch_no, body) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [
            bucketOfBook(terminal.book),
            terminal.book,
            terminal.terminalId,
            terminal.merchantId,
            terminal.version,
            terminal.batchNo,
            toJson(terminal),
          ],
        );
      }
      await client.end();
    },
    async cleanup() {
      await store.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
});
