/**
 * A service is closed while terminals of two shops pay with it and the server is killed again and again, on a real
 * database: from the closing on nothing passes by it, from any terminal, and everything else goes on.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EmbeddedPostgres } from '#adapters/embedded-postgres';
import { createPostgresStore } from '#adapters/postgres';
import { credit, debit, post } from '#domain/ledger';
import type { ServiceId, WalletId, WalletPayment } from '#domain/wallet';
import { bucketOfBook, createIdMaker, type Merchant, toJson } from '#engine';
import { Workspace } from '../src/engine/workspace.ts';
import { startMigrated } from './migrated.ts';
import { CARD, shopMerchant, signedInTerminal, T1, T2 } from './shop-fixtures.ts';
import { type Asked, type Order, TOKEN, type Told } from './wallet-closing-worker.ts';

const SHOPS = [
  shopMerchant(),
  shopMerchant({ merchantId: '898310000000002', book: '898310000000002' }),
] as const;
const TERMINALS = SHOPS.flatMap((merchant) => [T1, T2].map((terminalId) => ({ merchant, terminalId })));
const ids = createIdMaker(902);
const BOOK: WalletId = ids.wallet(Date.now());

let folder: string;
let server: EmbeddedPostgres;
let admin: pg.Client;
let worker: Worker;

/** The server's process; what it did not answer when it was killed stays unanswered. */
class Worker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (outcome: string) => void>();
  static #ids = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', ({ id, outcome }: Told) => this.#end(id, outcome));
    child.on('exit', () => {
      for (const id of [...this.#waiting.keys()]) this.#end(id, 'killed');
    });
  }

  #end(id: number, outcome: string): void {
    this.#waiting.get(id)?.(outcome);
    this.#waiting.delete(id);
  }

  static async start(url: string): Promise<Worker> {
    const child = fork(new URL('./wallet-closing-worker.ts', import.meta.url), [url], {
      ...{ execArgv: [], serialization: 'advanced' },
    });
    const made = new Worker(child);
    const ready = await new Promise<string>((resolve) => made.#waiting.set(0, resolve));
    if (ready !== 'ready') throw new Error(`the worker did not start: ${ready}`);
    return made;
  }

  ask(order: Order): Promise<string> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve('killed');
    Worker.#ids += 1;
    const asked: Asked = { id: Worker.#ids, order };
    return new Promise((resolve) => {
      this.#waiting.set(asked.id, resolve);
      // Whoever was killed in between answers nothing.
      this.#child.send(asked, (error) => {
        if (error !== null) this.#end(asked.id, 'killed');
      });
    });
  }

  async kill(): Promise<void> {
    const over = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    else return;
    await over;
  }
}

async function seed(merchant: Merchant): Promise<void> {
  const { merchantId, book, nameZh, nameEn, mcc, contract } = merchant;
  await admin.query(
    `INSERT INTO merchant (merchant_id, book, name_zh, name_en, mcc, status, contract)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [merchantId, book, nameZh, nameEn, mcc, 'active', toJson(contract)],
  );
  for (const terminalId of [T1, T2]) {
    const terminal = signedInTerminal(terminalId, { merchantId, book });
    await admin.query('INSERT INTO terminal VALUES ($1, $2, $3, $4, $5, $6, $7)', [
      ...[bucketOfBook(book), book, terminalId, merchantId, terminal.version, terminal.batchNo],
      toJson(terminal),
    ]);
  }
}

/** Money comes onto the balance, as a top-up books it. */
async function fund(amountFen: bigint): Promise<void> {
  const store = createPostgresStore({ url: server.url, laneCount: 1, clock: { nowMs: () => Date.now() } });
  await store.claim();
  const atMs = Date.now();
  const work = new Workspace(
    await store.load(0, {
      ...{ once: [], oncePrefixes: [], payments: [], rrns: [], holds: [], cancellations: [] },
      ...{ terminals: [], batches: [], orders: [], books: [BOOK] },
      wallet: { books: [BOOK], movements: [], tokens: [] },
    }),
  );
  const movement: WalletPayment = {
    ...{ id: ids.movement(BOOK, atMs), book: BOOK, kind: 'top-up', amountFen, atMs, endedAtMs: atMs },
    ...{ source: { kind: 'balance' }, card: CARD, serviceIds: [], merchant: null, networkKey: null },
    ...{ state: 'paid', returnedFen: 0n, reason: null, authCode: '000000', version: 0, dueMs: null },
  };
  work.wallets.putMovement(movement);
  const lines = [debit('network_clearing', amountFen), credit('wallet_balance', amountFen)];
  work.addMovementJournals(movement.id, [post([], lines)], atMs);
  await store.apply(0, work.changes());
  await store.close();
}

async function must(order: Order): Promise<void> {
  const outcome = await worker.ask(order);
  if (outcome !== 'accepted') throw new Error(`${order.do}: ${outcome}`);
}

let acts = 0;
const act = (what: Extract<Order, { do: 'act' }>['act']): Promise<void> => {
  acts += 1;
  return must({ do: 'act', book: BOOK, act: what, key: `act ${acts}` });
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-closing-'));
  server = await startMigrated(folder);
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  for (const merchant of SHOPS) await seed(merchant);
  worker = await Worker.start(server.url);
  await act({
    ...{ kind: 'open', accountClass: 'III' },
    holder: { name: '*甲', idNumber: '1****************8', phone: '140****0017' },
  });
  const device = { kind: 'phone', name: 'phone' } as const;
  await act({ kind: 'add-device-card', token: TOKEN, source: { kind: 'balance' }, device });
  await worker.kill();
  await fund(10_000_000n);
  worker = await Worker.start(server.url);
}, 60_000);

afterAll(async () => {
  await worker?.kill();
  await admin?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function payCodeService(): Promise<{ id: ServiceId; state: string }> {
  const { rows } = await admin.query<{ services: { id: ServiceId; kind: string; state: string }[] }>(
    `SELECT body->'services' AS services FROM wallet WHERE id = $1`,
    [BOOK],
  );
  return rows[0]!.services.find(({ kind }) => kind === 'pay-code')!;
}

/** Events of the wallet in the order in which its lane decided them. */
async function story(): Promise<{ kind: string; way: string | null; service: string | null }[]> {
  const { rows } = await admin.query(
    `SELECT kind, body->>'movement' AS way, body->>'service' AS service FROM event
     WHERE bucket = $1 AND book = $2 ORDER BY seq`,
    [bucketOfBook(BOOK), BOOK],
  );
  return rows;
}

let stan = 0;
let counter = 0;
const nextStan = (): string => {
  stan += 1;
  return String(stan).padStart(6, '0');
};

const ROUNDS = 4;
const CODES = 60;

it('nothing passes by a service that was closed, whatever was killed when; taps go on', async () => {
  const told = new Map<string, number>();
  const note = (outcome: string): void => void told.set(outcome, (told.get(outcome) ?? 0) + 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { id: serviceId, state } = await payCodeService();
    if (state === 'off') await act({ kind: 'switch-service', serviceId, to: 'on' });
    const codes = Array.from({ length: CODES }, (_, index) => `${round}-${index}`);
    for (const name of codes) await must({ do: 'code', book: BOOK, name });

    let ending = false;
    /** Each terminal scans one code after the other, and hears nothing where the server was killed. */
    const scanning = TERMINALS.map(async ({ merchant, terminalId }) => {
      while (!ending) {
        const code = codes.pop();
        if (code === undefined) return;
        const outcome = await worker.ask({
          ...{ do: 'pay', merchant, terminalId, stan: nextStan(), with: { code } },
        });
        note(outcome);
        // Nobody knows whether it was taken: it is shown again.
        if (outcome === 'killed') codes.unshift(code);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    });
    const tapping = (async () => {
      const { merchant, terminalId } = TERMINALS[0]!;
      while (!ending) {
        counter += 1;
        await worker.ask({ do: 'pay', merchant, terminalId, stan: nextStan(), with: { counter } });
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();

    const subject = { kind: 'service', id: serviceId } as const;
    await new Promise((resolve) => setTimeout(resolve, 40 + 37 * round));
    const first = worker.ask({ do: 'close', book: BOOK, subject });
    // Killed before, within and after the closing: whoever pressed does not know, and presses again.
    await new Promise((resolve) => setTimeout(resolve, 3 * round));
    await worker.kill();
    await first;
    worker = await Worker.start(server.url);
    let outcome = await worker.ask({ do: 'close', book: BOOK, subject });
    if (outcome === 'closing-off-already') outcome = 'closure-done';
    expect(outcome).toBe('closure-done');
    await new Promise((resolve) => setTimeout(resolve, 120));
    await worker.kill();
    worker = await Worker.start(server.url);
    // And the codes that are left, at the terminals of both shops.
    await new Promise((resolve) => setTimeout(resolve, 250));
    ending = true;
    await Promise.all([...scanning, tapping]);
    expect((await payCodeService()).state).toBe('off');
  }

  let open = true;
  const passed = { before: 0, after: 0, tapsAfter: 0, closings: 0 };
  for (const { kind, way, service } of await story()) {
    if (service === 'pay-code' && kind === 'wallet-service-closed') {
      open = false;
      passed.closings += 1;
    }
    if (service === 'pay-code' && kind === 'wallet-service-opened') open = true;
    const paid = kind === 'wallet-paid' || kind === 'wallet-payment-held';
    if (paid && way === 'pay-code') passed[open ? 'before' : 'after'] += 1;
    if (paid && way === 'tap' && !open) passed.tapsAfter += 1;
  }
  expect(passed).toMatchObject({ after: 0, closings: ROUNDS });
  expect(passed.before).toBeGreaterThan(0);
  expect(passed.tapsAfter).toBeGreaterThan(0);
  expect(told.get('wallet-service-off') ?? 0).toBeGreaterThan(0);

  // What the shops have as paid is paid by the wallet, and the other way round, once all that was cut off has ended.
  const unlike = `SELECT count(*)::int AS n FROM wallet_payment m
    FULL JOIN payment p ON p.network_key = m.network_key
    WHERE coalesce(m.kind, '') <> 'top-up'
      AND (coalesce(p.state, '') = 'approved') <> (coalesce(m.state, '') = 'paid')`;
  const endMs = Date.now() + 30_000;
  let differ = 1;
  while (differ > 0 && Date.now() < endMs) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    differ = (await admin.query<{ n: number }>(unlike)).rows[0]!.n;
  }
  expect(differ).toBe(0);
}, 240_000);
