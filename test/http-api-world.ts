/** A running API over the real engine and a real database, with two shops; the card network is the tests' model. */

import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { expect } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createPaperStore } from '#adapters/evidence';
import { createHttpApi, type HttpApiOptions, keyHash, type Readiness } from '#adapters/http-api';
import { WebhookRegistry } from '#adapters/notifications';
import {
  createDeskStore,
  createKeyAudit,
  createNoticeStore,
  createPersonStore,
  createPostgresStore,
  createReader,
  createRuleEditions,
  createStaffStore,
  createTerminalRegistrar,
  type NoticeStore,
  type PersonStore,
  type Reader,
  type StaffStore,
  verifyBooks,
} from '#adapters/postgres';
import { auditedModule, createSoftwareSecurityModule } from '#adapters/security-module';
import { createSignInDesk } from '#adapters/sign-in';
import { createTelemetry, type ProgramTelemetry } from '#adapters/telemetry';
import { createWalletSignIn, engineWallets } from '#adapters/wallet-sign-in';
import type { DiscountPart, Payment } from '#domain/payment';
import {
  bucketOfBook,
  Engine,
  LIMITS,
  type Limits,
  type Merchant,
  type Reply,
  type SecurityModule,
  type Store,
  toJson,
} from '#engine';
import { createOnUsNetwork } from '#engine/on-us';
import { createKeyDesk } from '../src/programs/key-desk.ts';
import { openOwnIssuer, prepareOwnIssuer } from '../src/programs/own-issuer.ts';
import { openRuleDesk } from '../src/programs/rule-desk.ts';
import { openWalletTools } from '../src/programs/server/wallet-tools.ts';
import { modelChip } from './holder.ts';
import { startMigrated } from './migrated.ts';
import { ModelNetwork } from './model-network.ts';
import { type OperationsWorld, operationsWorld } from './operations-world.ts';
import { CARD, FIRST_BATCH, MORNING_MS, shopMerchant, signedInTerminal } from './shop.ts';

export const SHOP = '898310000000001';
export const OTHER_SHOP = '898310000000002';
/** Has a terminal and no row of its own: what the program must not break on. */
export const LOST_SHOP = '898310000000003';
export const KEYS = {
  shop: 'yk_m_shop',
  /** A second key of the shop, which may approve. */
  supervisor: 'yk_m_supervisor',
  other: 'yk_m_other',
  operator: 'yk_o_operator',
  second: 'yk_o_second',
} as const;
export const TERMINAL = '10000001';

type Api = Awaited<ReturnType<typeof createHttpApi>>;

export interface HttpWorld extends AsyncDisposable {
  readonly api: Api;
  /** What the API was made of, to make another one. */
  readonly options: HttpApiOptions;
  readonly noticeStore: NoticeStore;
  readonly staffStore: StaffStore;
  readonly personStore: PersonStore;
  /** The folder of virtual telephones. */
  readonly phones: string;
  readonly security: SecurityModule;
  readonly engine: Engine;
  readonly reader: Reader;
  readonly network: ModelNetwork;
  /** Zone keys that the network was asked for. */
  readonly asked: string[];
  readonly telemetry: ProgramTelemetry;
  readonly operations: OperationsWorld;
  /** Lines of the log, each a JSON object. */
  readonly log: string[];
  readonly database: EmbeddedPostgres;
  /** What the program says of its parts; tests may change it. */
  readiness: Readiness;
  sale(
    stan: string,
    amountFen: bigint,
    merchantId?: string,
    discounts?: readonly DiscountPart[],
  ): Promise<Payment>;
  settle(merchantId?: string): Promise<Reply>;
  /** Gives its buckets back: nobody serves these books any more. What only reads goes on. */
  leave(): Promise<void>;
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, options?: Call): Promise<Answered>;
}

export interface Call {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const RATES = {
  id: 'standard',
  ratePpm: 6_000,
  capFen: null,
  feeReturn: 'PRO_RATA',
  issuerRatePpm: 3_500,
  issuerCapFen: null,
  networkRatePpm: 325,
  networkCapFen: null,
} as const;

async function fill(url: string, merchants: readonly Merchant[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const { merchantId, book, nameZh, nameEn, mcc, contract } of merchants) {
      const terminal = signedInTerminal(TERMINAL, { merchantId, book });
      if (merchantId !== LOST_SHOP)
        await client.query(
          'INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract) VALUES ($1, $2, $3, $4, $5, $6, $7)',
          [merchantId, book, nameZh, nameEn, mcc, 'active', toJson(contract)],
        );
      await client.query(
        'INSERT INTO terminal (bucket, book, terminal_id, merchant_id, version, batch_no, body) VALUES ($1, $2, $3, $4, 1, $5, $6)',
        [bucketOfBook(book), book, TERMINAL, merchantId, terminal.batchNo, toJson(terminal)],
      );
    }
    const keys = [
      ['key_shop', KEYS.shop, 'merchant', SHOP],
      ['key_other', KEYS.other, 'merchant', OTHER_SHOP],
      ['key_operator', KEYS.operator, 'operator', null],
      ['key_second', KEYS.second, 'operator', null],
      ['key_supervisor', KEYS.supervisor, 'merchant', SHOP],
    ] as const;
    for (const [id, key, role, book] of keys) {
      await client.query(
        'INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms) VALUES ($1, $2, $3, $4, $5, 0)',
        [id, keyHash(key), role, book, id === 'key_supervisor'],
      );
    }
  } finally {
    await client.end();
  }
}

/** `changed`: limits of the engine that are not the usual ones. */
export async function openHttpWorld(changed: Partial<Limits> = {}): Promise<HttpWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-http-'));
  await chmod(folder, 0o755);
  const database = await startMigrated(folder);
  const merchants = [
    shopMerchant({ merchantId: SHOP, book: SHOP, contract: RATES }),
    shopMerchant({ merchantId: OTHER_SHOP, book: OTHER_SHOP, nameEn: 'OTHER SHOP', contract: RATES }),
    shopMerchant({ merchantId: LOST_SHOP, book: LOST_SHOP, contract: RATES }),
  ];
  await fill(database.url, merchants);

  const startedMs = performance.now();
  // Ten in the morning of a fixed day, so that no test runs into the network's change of day.
  const clock = { nowMs: () => MORNING_MS + Math.round(performance.now() - startedMs) };
  const network = new ModelNetwork(clock);
  const log: string[] = [];
  const telemetry = createTelemetry({
    level: 'debug',
    destination: { write: (line: string) => void log.push(line) },
  });
  const store: Store = createPostgresStore({ url: database.url, laneCount: 2, clock });
  const rules = await openRuleDesk({
    ...{ institution: 'inst-1', store: createRuleEditions({ url: database.url }), clock },
    trouble: (message) => log.push(`rules: ${message}`),
  });
  let running: Engine | null = null;
  const onUs = createOnUsNetwork({
    ...{ next: network, store, chip: modelChip, telemetry, engine: () => running },
  });
  const engine = await Engine.start({
    store,
    network: onUs,
    clock,
    timers: {
      after: (delayMs, act) => {
        const timer = setTimeout(act, delayMs);
        return () => clearTimeout(timer);
      },
    },
    random: { below: () => 1_000 },
    telemetry,
    limits: { ...LIMITS, ...changed },
    rules: rules.book,
    institution: { id: 'inst-1', acquirerId: '48021000', forwarderId: '48021000' },
    onLeaseLost: (error) => log.push(`lease lost: ${error.message}`),
  });
  running = engine;
  rules.onUse((book) => engine.useRules(book));
  network.deliver = (key, answer) => void onUs.answered(key, answer);
  const reader = createReader({ url: database.url, maxConnections: 4 });
  const audit = createKeyAudit({ url: database.url, clock, keepUsesMs: 86_400_000 });
  const audited = auditedModule({
    security: createSoftwareSecurityModule({ masterKey: randomBytes(32) }),
    ...{ audit, clock, who: 'test', trouble: (message: string) => void log.push(message) },
  });
  const { security } = audited;
  const asked: string[] = [];
  const keys = createKeyDesk({
    ...{ url: database.url, security, audit, clock },
    askForKey: async (kind) => {
      asked.push(kind);
      return '00';
    },
  });

  const noticeStore = createNoticeStore({ url: database.url });
  const webhooks = new WebhookRegistry({
    store: noticeStore,
    security,
    clock,
    limits: LIMITS,
    allowLoopback: true,
    onResend: () => {},
  });
  const papers = createPaperStore({
    url: database.url,
    security,
    papersMax: LIMITS.papersPerRequestMax,
    maxConnections: 2,
  });
  const registrar = createTerminalRegistrar({ url: database.url });
  const staffStore = createStaffStore({ url: database.url });
  const staff = createSignInDesk({ store: staffStore, security, clock, demo: true });
  const personStore = createPersonStore({ url: database.url });
  const holders = createWalletSignIn({
    ...{ store: personStore, security, clock, demo: true },
    wallets: engineWallets(engine),
  });
  const desk = createDeskStore({ url: database.url });
  const world = { readiness: { network: true } as Readiness };
  const operations = operationsWorld({
    ...{ telemetry, engine, clock },
    openCounts: () => reader.openCounts(),
  });
  await prepareOwnIssuer({ url: database.url, security, nowMs: clock.nowMs() });
  const options: HttpApiOptions = {
    engine,
    rules,
    reader,
    desk,
    verifyBooks: async (onProgress) => ({
      ...(await verifyBooks({ url: database.url, onProgress: (done, of) => onProgress({ done, of }) })),
      issuers: false,
    }),
    security,
    keys,
    staff,
    holders,
    walletTools: await openWalletTools({
      ...{ security, clock, issuer: await openOwnIssuer(database.url) },
      phones: folder,
    }),
    registrar,
    operations,
    papers,
    tracking: {
      calendar: () => ({ cutOver: '23:00:00', holidays: rules.book.holidays }),
      publicUrl: () => 'https://pay.example',
    },
    notices: { webhooks, notices: noticeStore.notices, texts: noticeStore.texts },
    clock,
    limits: { ...LIMITS, ...changed },
    log: telemetry.log,
    metrics: telemetry,
    readiness: () => world.readiness,
  };
  const api = await createHttpApi(options);
  const merchantOf = (id: string): Merchant => merchants.find(({ merchantId }) => merchantId === id)!;

  let left = false;
  const leave = async (): Promise<void> => {
    if (left) return;
    left = true;
    await engine.stop();
    await store.close();
  };

  return Object.assign(world, {
    leave,
    asked,
    api,
    options,
    noticeStore,
    staffStore,
    personStore,
    phones: folder,
    security,
    engine,
    reader,
    network,
    telemetry,
    operations,
    log,
    database,
    async sale(
      stan: string,
      amountFen: bigint,
      merchantId: string = SHOP,
      discounts: readonly DiscountPart[] = [],
    ): Promise<Payment> {
      const reply = await engine.submit({
        type: 'pay',
        merchant: merchantOf(merchantId),
        terminal: { merchantId, terminalId: TERMINAL, batchNo: FIRST_BATCH, stan },
        amountFen,
        currency: 'CNY',
        card: CARD,
        entryMode: '051',
        conditionCode: '00',
        print: `${stan}/${amountFen}`,
        ...(discounts.length === 0 ? {} : { discounts }),
        carried: { track2: null, pinBlock: null, chipData: null },
      });
      if (reply.payment === null) throw new Error(`the sale ${stan} came to nothing: ${reply.outcome}`);
      return reply.payment;
    },
    async settle(merchantId: string = SHOP): Promise<Reply> {
      const terminal = await engine.terminal(merchantId, TERMINAL, true);
      const key = { merchantId, terminalId: TERMINAL, batchNo: FIRST_BATCH, stan: '999999' };
      return engine.submit({
        type: 'settle',
        merchant: merchantOf(merchantId),
        terminal: key,
        totals: terminal!.totals,
      });
    },
    async call(
      method: 'GET' | 'POST' | 'PUT' | 'DELETE',
      url: string,
      { key = KEYS.shop, body, headers = {} }: Call = {},
    ): Promise<Answered> {
      const response = await api.inject({
        method,
        url,
        headers: {
          ...(key === null ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const json = /json/.test(String(response.headers['content-type']));
      return {
        status: response.statusCode,
        body: json ? (JSON.parse(response.payload) as Record<string, unknown>) : {},
        headers: response.headers,
        text: response.payload,
      };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await api.close();
      await leave();
      await Promise.all([
        registrar.close(),
        reader.close(),
        desk.close(),
        papers.close(),
        noticeStore.close(),
        staffStore.close(),
        personStore.close(),
      ]);
      await Promise.all([keys.close(), audit.close(), rules.close()]);
      await database.stop();
      await rm(folder, { recursive: true, force: true });
    },
  });
}

let made = 0;
/** A new trace number or key, never the same twice. */
export function fresh(): string {
  made += 1;
  return String(made).padStart(6, '0');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Asks for a cancellation, under a new key unless told otherwise; `null` sends none. */
export function cancelIn(world: HttpWorld) {
  return (
    body: unknown,
    options: Call & { readonly idempotencyKey?: string | null } = {},
  ): Promise<Answered> => {
    const { idempotencyKey = `key-${fresh()}`, ...rest } = options;
    const headers = {
      ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
      ...rest.headers,
    };
    const whole = isRecord(body) && !('reason' in body) ? { ...body, reason: 'brought back' } : body;
    return world.call('POST', '/v1/cancellations', { ...rest, body: whole, headers });
  };
}

/** Every refusal is a problem with a code of the catalogue and words in both languages. */
export function expectProblem(answered: Answered, status: number, code: string): void {
  expect(`${answered.status} ${answered.body.code}`, answered.text).toBe(`${status} ${code}`);
  expect(answered.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(answered.body).toMatchObject({ status, type: `/v1/outcomes#${code}` });
  expect(answered.body.title).toMatch(/^[A-Z]/);
  expect(answered.body.titleZh).toMatch(/\p{Script=Han}/u);
}
