/** A small database made by the real engine, with every state at hand; faults are planted and put right. */
import { Client } from 'pg';
import { expect, vi } from 'vitest';
import { type Fault, verifyBooks } from '#adapters/postgres';
import type { Payment } from '#domain/payment';
import type { Command, Merchant, Reply } from '#engine';
import { type HttpWorld, LOST_SHOP, OTHER_SHOP, openHttpWorld, SHOP, TERMINAL } from './http-api-world.ts';
import { png } from './papers.ts';
import { FIRST_BATCH, shopMerchant } from './shop-fixtures.ts';

export let world: HttpWorld;
export let sql: Client;
/** What each sale is about: its payment. */
const sales = new Map<string, Payment>();
export const idOf = (name: string): string => sales.get(name)!.id;

const merchants = new Map<string, Merchant>();
const at = (book: string, stan: string, batchNo = FIRST_BATCH) => ({
  merchantId: book,
  terminalId: TERMINAL,
  batchNo,
  stan,
});

/** Some commands wait for the network for good: what counts is that they are on disk. */
async function submit(command: Command, waits = false): Promise<Reply | null> {
  const reply = world.engine.submit(command);
  return waits ? null : reply;
}

async function sell(name: string, stan: string, amountFen: bigint, book = SHOP): Promise<void> {
  const payment = await world.sale(stan, amountFen, book);
  merchants.set(book, shopMerchant({ merchantId: book, book, contract: payment.contract }));
  sales.set(name, payment);
}

/** A hold, or what raises or completes an earlier one; its payment is known by its name. */
async function hold(
  name: string,
  stan: string,
  amountFen: bigint,
  of: string | null,
  raises = false,
): Promise<void> {
  const merchant = merchants.get(SHOP)!;
  const preauth = of === null ? null : sales.get(of)!;
  const authCode = preauth !== null && 'approval' in preauth ? (preauth.approval?.authCode ?? null) : null;
  const { card } = sales.get('stands')!;
  const kind = of === null ? 'preauthorisation' : raises ? 'increment' : 'completion';
  const reply = await submit({
    ...{
      type: 'hold',
      kind,
      isNotice: false,
      merchant,
      terminal: at(SHOP, stan),
      amountFen,
      currency: 'CNY',
    },
    ...{ card, entryMode: '051', conditionCode: '06', print: `${kind}/${stan}` },
    names: preauth === null ? null : { original: null, authCode },
    carried: { track2: null, pinBlock: null, chipData: null },
  });
  expect(reply?.outcome, name).toBe('approved');
  sales.set(name, reply!.payment!);
}

/** A tip that makes the whole amount `toFen`. */
const tip = (name: string, stan: string, toFen: bigint): Command => {
  const { rrn, terminal, amountFen } = sales.get(name)!;
  return {
    ...{ type: 'advise-payment', advice: 'tip', merchant: merchants.get(SHOP)!, terminal: at(SHOP, stan) },
    original: { batchNo: terminal.batchNo, stan: terminal.stan, day: null },
    ...{ rrn, amountFen: toFen, tipFen: toFen - amountFen, cardIndex: null, sealedChip: null },
    print: `tip/${stan}`,
  };
};

const uploadOffline = (stan: string, amountFen: bigint): Promise<Reply | null> =>
  submit({
    ...{ type: 'pay', merchant: merchants.get(SHOP)!, terminal: at(SHOP, stan), amountFen, currency: 'CNY' },
    ...{ card: sales.get('stands')!.card, entryMode: '051', conditionCode: '00', print: `offline/${stan}` },
    carried: { track2: null, pinBlock: null, chipData: null },
    offline: { authCode: 'V12345', sealedChip: null },
  });

const cancelAtTerminal = (
  name: string,
  route: 'VOID' | 'REFUND',
  stan: string,
  amountFen: bigint,
  batchNo = FIRST_BATCH,
): Command => {
  const payment = sales.get(name)!;
  return {
    type: 'terminal-cancel',
    route,
    merchant: merchants.get(payment.book)!,
    terminal: at(payment.book, stan, batchNo),
    original: { batchNo: FIRST_BATCH, stan: payment.terminal.stan, day: null },
    rrn: payment.rrn,
    amountFen,
    cardIndex: null,
    print: `${route}/${stan}`,
  };
};

const reverseAtTerminal = (of: 'sale' | 'void', stan: string, amountFen: bigint): Command => ({
  type: 'terminal-reverse',
  of,
  rrn: null,
  merchant: merchants.get(SHOP)!,
  terminal: at(SHOP, stan),
  amountFen,
  cardIndex: null,
  reason: '98',
});

const cancelByOffice = (name: string, key: string, amountFen: bigint | null = null): Command => ({
  type: 'host-cancel',
  merchant: merchants.get(sales.get(name)!.book)!,
  paymentId: sales.get(name)!.id,
  route: null,
  amountFen,
  key,
  print: key,
  door: 'api',
  requestedBy: 'office',
  reason: 'returned',
});

async function until(what: string, question: string, wanted: string): Promise<void> {
  const asked = async (): Promise<void> =>
    expect((await sql.query<{ is: string }>(question)).rows[0]?.is, what).toBe(wanted);
  await vi.waitFor(asked, { timeout: 10_000, interval: 20 });
}

/** A payer asks, hands in a paper, the shop accepts: a refund with a request behind it. */
async function askedByPayer(name: string): Promise<void> {
  const { book, id: paymentId } = sales.get(name)!;
  const opened = await submit({
    ...{ type: 'request-open', merchant: merchants.get(book)!, paymentId, amountFen: null },
    ...{ whenOpen: true, reason: 'worn', contact: null },
  });
  const { id: requestId } = opened!.request!;
  const bytes = png();
  const kept = await world.options.papers.put({ requestId, book }, { kind: 'png', bytes }, 0);
  if (kept === 'full') throw new Error('the paper was not kept');
  const paper = { ...kept, kind: 'png', sizeBytes: bytes.length, item: 'photo', by: 'payer' } as const;
  await submit({ type: 'request-paper', book, paymentId, requestId, paper });
  const by = { id: 'key_other', role: 'merchant', supervisor: false } as const;
  await submit({ type: 'request-move', book, paymentId, requestId, move: 'accept', by, why: null });
  await until('the request', `SELECT state AS is FROM request WHERE id = '${requestId}'`, 'arriving');
}

/** One shop with an open batch in which everything happened, one that settled and refunds. */
async function trade(): Promise<void> {
  const { network } = world;
  await sell('stands', '000001', 10_000n);
  await sell('voided', '000002', 20_000n);
  await submit(cancelAtTerminal('voided', 'VOID', '000102', 20_000n));
  await sell('void undone', '000007', 70_000n);
  await submit(cancelAtTerminal('void undone', 'VOID', '000107', 70_000n));
  await submit(reverseAtTerminal('void', '000107', 70_000n));
  await until(
    'the undone void',
    `SELECT state AS is FROM payment WHERE id = '${idOf('void undone')}'`,
    'approved',
  );
  await sell('reversed', '000005', 50_000n);
  await submit(reverseAtTerminal('sale', '000005', 50_000n));
  await until('the reversal', `SELECT state AS is FROM payment WHERE id = '${idOf('reversed')}'`, 'reversed');
  await sell('voided by the office', '000006', 60_000n);
  await submit(cancelByOffice('voided by the office', 'k1'));
  network.next('sale', { says: 'funds-insufficient' });
  await sell('declined', '000008', 80_000n);
  await submit(reverseAtTerminal('sale', '000009', 90_000n));

  await hold('completed', '000201', 40_000n, null);
  await hold('raises it', '000202', 5_000n, 'completed', true);
  await hold('completes it', '000203', 44_000n, 'completed');
  await hold('held', '000204', 30_000n, null);
  await hold('raises what is held', '000205', 1_000n, 'held', true);

  await sell('tipped', '000301', 15_000n);
  await submit(tip('tipped', '000302', 16_000n));
  await uploadOffline('000303', 17_000n);
  await until('the upload', `SELECT state AS is FROM payment WHERE amount_fen = 17000`, 'approved');
  network.next('offline-sale', { says: 'funds-insufficient' });
  await uploadOffline('000304', 18_000n);
  await until('the bad upload', `SELECT state AS is FROM payment WHERE amount_fen = 18000`, 'declined');

  await sell('refunded', '000001', 10_001n, OTHER_SHOP);
  await sell('refunded in part', '000002', 20_000n, OTHER_SHOP);
  await sell('being refunded', '000003', 30_000n, OTHER_SHOP);
  await sell('asked for by its payer', '000004', 5_000n, OTHER_SHOP);
  await world.settle(OTHER_SHOP);
  const otherShop = { merchant: merchants.get(OTHER_SHOP)!, terminalId: TERMINAL };
  for (const wanted of ['off', 'on'] as const)
    await submit({
      ...{ type: 'switch-acceptance', ...otherShop, product: 'tap', wanted, batchNo: '000002' },
      ...{ asker: 'merchant', by: 'key_other', reason: 'trying' },
    });
  const refund = (name: string, stan: string, amountFen: bigint): Command =>
    cancelAtTerminal(name, 'REFUND', stan, amountFen, '000002');
  await submit(refund('refunded', '000011', 3_333n));
  await submit(refund('refunded', '000012', 6_668n));
  await submit(refund('refunded', '000013', 6_668n));
  await submit(cancelByOffice('refunded in part', 'k2', 777n));
  await until(
    'what the office asked for',
    `SELECT count(*)::text AS is FROM cancellation WHERE state = 'done' AND body->>'terminal' IS NULL`,
    '2',
  );
  await askedByPayer('asked for by its payer');
  network.always('refund', 'lost');
  await submit(refund('being refunded', '000014', 12_345n), true);

  network.always('reversal', 'lost');
  await sell('being reversed', '000003', 30_000n);
  await submit(reverseAtTerminal('sale', '000003', 30_000n));
  network.next('sale', { says: 'switch-no-answer' });
  await sell('unknown', '000004', 40_000n);
  await sell('void being undone', '000010', 11_000n);
  await submit(cancelAtTerminal('void being undone', 'VOID', '000110', 11_000n));
  await submit(reverseAtTerminal('void', '000110', 11_000n));
  network.always('void', 'lost');
  await sell('being voided', '000012', 12_000n);
  await submit(cancelAtTerminal('being voided', 'VOID', '000112', 12_000n), true);
  network.always('sale', 'lost');
  void world.sale('000011', 11_100n).catch(() => {});
  await until('the sale under way', `SELECT count(*)::text AS is FROM payment WHERE state = 'sent'`, '1');
  await until(
    'the ways back under way',
    `SELECT count(*)::text AS is FROM cancellation WHERE state IN ('sending', 'undoing')`,
    '5',
  );
}

const TABLES = [
  'payment',
  'rule_words',
  'cancellation',
  'once',
  'network_key',
  'journal',
  'ledger',
  'payment_open',
  'cancellation_open',
  'order_due',
  'event',
  'bucket',
  'terminal',
  'batch',
  'acceptance',
  'merchant',
  'notice_cursor',
  'webhook_endpoint',
  'webhook_message',
  'webhook_delivery',
  'request',
  'paper',
] as const;

/** Trades, stops the program and keeps a copy of every table. `first`: what else happens in that world. */
export async function openTradedWorld(
  first: (world: HttpWorld) => Promise<void> = async () => {},
): Promise<void> {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  await sql.query('DELETE FROM terminal WHERE merchant_id = $1', [LOST_SHOP]);
  await first(world);
  await trade();
  await world.engine.stop();
  await sql.query('CREATE SCHEMA kept');
  for (const table of TABLES) await sql.query(`CREATE TABLE kept.${table} AS SELECT * FROM public.${table}`);
  await sql.query('SET session_replication_role = replica');
}

export async function closeTradedWorld(): Promise<void> {
  await sql?.end();
  await world?.[Symbol.asyncDispose]();
}

/** One round trip and one commit. */
export async function putRight(): Promise<void> {
  const again = (table: string): string =>
    `DELETE FROM public.${table}; INSERT INTO public.${table} SELECT * FROM kept.${table};`;
  await sql.query(TABLES.map(again).join('\n'));
}

/** Each fault as a line: law, subject, text. */
export const verified = async (): Promise<string[]> =>
  (await verifyBooks({ url: world.database.url })).faults.map(
    ({ law, subject, text }) => `${law} ${subject}: ${text}`,
  );

export const of = (name: string): string => `payment_id = '${idOf(name)}'`;
export const is = (name: string): string => `id = '${idOf(name)}'`;
export const set = (path: string, value: string): string =>
  `body = jsonb_set(body::jsonb, '{${path}}', '${value}')`;

/** A fault, the statements that plant it, and the law and the part of its text that tell of it. */
export type Plan = readonly [
  fault: string,
  plant: () => string | readonly string[],
  law: Fault['law'],
  text: string | RegExp,
];
