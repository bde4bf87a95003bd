/** A whole platform as `npm start` brings it up, each program in a process of its own, with shops enough for a load. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadTerminalProfile } from '#adapters/virtual-terminal';
import type { Terminal } from '#domain/terminal';
import { bucketOfBook, fromJson, LIMITS, toJson } from '#engine';
import { Stack } from '../../src/programs/chaos/stack.ts';
import { DEMO_TERMINALS } from '../../src/programs/seed.ts';
import { type Meter, openMeter } from '../meter.ts';

export const MERCHANTS = 256;
const TERMINALS_OF_EACH = 2;

/** The waits of a shop; tests and chaos have shorter ones. */
const WAITS = {
  YUANLU_REPLY_DUE_MS: String(LIMITS.replyDueMs),
  YUANLU_VOID_REPLY_MS: String(LIMITS.voidReplyMs),
  YUANLU_REPEAT_FIRST_MS: String(LIMITS.repeatFirstMs),
  YUANLU_REPEAT_MAX_MS: String(LIMITS.repeatMaxMs),
  YUANLU_TERMINAL_WAIT_MS: String(LIMITS.terminalWaitMs),
  YUANLU_CLEARING_POLL_MS: '10000',
  // People of the demonstration and their wallets have no part in it, and take their time at a start.
  YUANLU_DEMO: 'off',
};

export interface Shop {
  readonly merchantId: string;
  /** Of the API. */
  readonly key: string;
  readonly terminalIds: readonly string[];
}

/** A card with a stripe alone, so that neither chip nor clock stands between two sales of one terminal. */
export interface SwipedCard {
  readonly pan: string;
  readonly pin: string;
  /** As in F35. */
  readonly track2: string;
}

export interface World extends AsyncDisposable {
  readonly stack: Stack;
  readonly url: string;
  readonly folder: string;
  readonly shops: readonly Shop[];
  readonly card: SwipedCard;
  /** Under which every terminal of the load gets its working keys. */
  readonly masterKeyHex: string;
  readonly apiPort: number;
  readonly terminalPort: number;
  readonly serverPid: number;
  meter(): Promise<Meter>;
}

/** A machine under load starts slowly; one that was given up is stopped, and leaves nothing behind. */
const UP_WITHIN_MS = 300_000;

class BenchStack extends Stack {
  static async open(folder: string): Promise<BenchStack> {
    const stack = new BenchStack(folder, WAITS);
    try {
      const up = async (): Promise<boolean> => stack.ended || (await stack.runtime()) !== null;
      await stack.until(up, UP_WITHIN_MS, 'the platform to start');
      if (stack.ended) throw new Error(`The platform did not start:\n${stack.output}`);
      await stack.ready(UP_WITHIN_MS);
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }
}

export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-bench-'));
  const stack = await BenchStack.open(folder);
  try {
    const url = await stack.databaseUrl();
    const runtime = await stack.running();
    const profile = await loadTerminalProfile(join(stack.data.terminals, `${DEMO_TERMINALS[0]}.json`));
    return {
      ...{ stack, url, folder, masterKeyHex: profile.masterKeyHex },
      shops: await openShops(url),
      card: await swipedCard(stack.data.testCards),
      apiPort: Number(new URL(runtime.apiUrl).port),
      terminalPort: runtime.terminalPort,
      serverPid: runtime.pids.server,
      meter: () =>
        openMeter({
          url,
          postgresPid: () => runtime.pids.database,
          programs: {
            node: () => runtime.pids.server,
            'network simulator': () => runtime.pids.network,
            load: () => null,
          },
        }),
      async [Symbol.asyncDispose]() {
        await stack.stop();
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

async function swipedCard(file: string): Promise<SwipedCard> {
  const cards = JSON.parse(await readFile(file, 'utf8')) as readonly {
    readonly id: string;
    readonly pan: string;
    readonly pin: string;
    readonly track2: string;
  }[];
  const found = cards.find(({ id }) => id === 'north-stripe');
  if (found === undefined) throw new Error('The demonstration has no card with a stripe alone');
  return { pan: found.pan, pin: found.pin, track2: found.track2.replace('=', 'D') };
}

/** Shops like the one of the demonstration, whose terminals were given the same master key as its first one. */
async function openShops(url: string): Promise<Shop[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ body: string }>(
      'SELECT body::text AS body FROM terminal WHERE terminal_id = $1',
      [DEMO_TERMINALS[0]],
    );
    const like = fromJson<Terminal>(rows[0]!.body);
    const shops = Array.from({ length: MERCHANTS }, (_, index) => ({
      merchantId: String(898_310_154_120_001 + index),
      key: `yk_m_bench${String(index).padStart(27, '0')}`,
      terminalIds: Array.from({ length: TERMINALS_OF_EACH }, (_each, at) =>
        String(32_000_001 + index * 10 + at),
      ),
    }));
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract)
        SELECT n.m, n.m, name_zh, name_en, mcc, status, contract FROM merchant, unnest($1::text[]) AS n(m)
          WHERE merchant_id = $2`,
      [shops.map(({ merchantId }) => merchantId), like.merchantId],
    );
    await client.query(
      `INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms)
        SELECT 'key_' || n.m, n.sha, 'merchant', n.m, true, 0 FROM unnest($1::text[], $2::text[]) AS n(m, sha)`,
      [
        shops.map(({ merchantId }) => merchantId),
        shops.map(({ key }) => createHash('sha256').update(key).digest('hex')),
      ],
    );
    const terminals = shops.flatMap(({ merchantId, terminalIds }) =>
      terminalIds.map((terminalId): Terminal => ({ ...like, merchantId, terminalId, book: merchantId })),
    );
    await client.query(
      `INSERT INTO terminal (bucket, book, terminal_id, merchant_id, version, batch_no, body)
        SELECT b, m, t, m, $5, $6, body FROM unnest($1::smallint[], $2::text[], $3::text[], $4::jsonb[])
          AS n(b, m, t, body)`,
      [
        terminals.map(({ book }) => bucketOfBook(book)),
        terminals.map(({ book }) => book),
        terminals.map(({ terminalId }) => terminalId),
        terminals.map((terminal) => toJson(terminal)),
        ...[like.version, like.batchNo],
      ],
    );
    await client.query('COMMIT');
    return shops;
  } finally {
    await client.end();
  }
}
