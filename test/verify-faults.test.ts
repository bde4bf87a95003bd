/** `verify` on one small database made by the real engine: clean as it is, and each planted fault found by its law. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { verifyBooks } from '#adapters/postgres';
import type { Payment } from '#domain/payment';
import type { Command, Merchant, Reply } from '#engine';
import { type HttpWorld, LOST_SHOP, OTHER_SHOP, openHttpWorld, SHOP, TERMINAL } from './http-api-world.ts';
import { FIRST_BATCH, shopMerchant } from './shop-fixtures.ts';

let world: HttpWorld;
let sql: Client;
/** What each sale is about: its payment. */
const sales = new Map<string, Payment>();
const idOf = (name: string): string => sales.get(name)!.id;

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

  await sell('refunded', '000001', 10_001n, OTHER_SHOP);
  await sell('refunded in part', '000002', 20_000n, OTHER_SHOP);
  await sell('being refunded', '000003', 30_000n, OTHER_SHOP);
  await world.settle(OTHER_SHOP);
  const refund = (name: string, stan: string, amountFen: bigint): Command =>
    cancelAtTerminal(name, 'REFUND', stan, amountFen, '000002');
  await submit(refund('refunded', '000011', 3_333n));
  await submit(refund('refunded', '000012', 6_668n));
  await submit(refund('refunded', '000013', 6_668n));
  await submit(cancelByOffice('refunded in part', 'k2', 777n));
  await until(
    'what the office asked for',
    `SELECT count(*)::text AS is FROM cancellation WHERE state = 'done' AND body->'terminal' = 'null'`,
    '2',
  );
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
  'cancellation',
  'once',
  'network_key',
  'journal',
  'entry',
  'account',
  'event',
  'bucket',
  'terminal',
  'merchant',
] as const;

beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  await sql.query('DELETE FROM terminal WHERE merchant_id = $1', [LOST_SHOP]);
  await trade();
  await world.engine.stop();
  await sql.query('CREATE SCHEMA kept');
  for (const table of TABLES) await sql.query(`CREATE TABLE kept.${table} AS SELECT * FROM public.${table}`);
  await sql.query('SET session_replication_role = replica');
});

afterAll(async () => {
  await sql?.end();
  await world?.[Symbol.asyncDispose]();
});

/** One round trip and one commit. */
async function putRight(): Promise<void> {
  const again = (table: string): string =>
    `DELETE FROM public.${table}; INSERT INTO public.${table} SELECT * FROM kept.${table};`;
  await sql.query(TABLES.map(again).join('\n'));
}

const verified = async (): Promise<string[]> =>
  (await verifyBooks({ url: world.database.url })).faults.map(
    ({ law, subject, text }) => `${law} ${subject}: ${text}`,
  );

const of = (name: string): string => `payment_id = '${idOf(name)}'`;
const is = (name: string): string => `id = '${idOf(name)}'`;
const set = (path: string, value: string): string => `body = jsonb_set(body, '{${path}}', '${value}')`;

/** Faults of a plan, each found as a law and a part of its text. */
type Plan = readonly [
  fault: string,
  plant: () => string | readonly string[],
  law: string,
  text: string | RegExp,
];

const WAYS_BACK: readonly Plan[] = [
  [
    'the reversal under way of an approved sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('being reversed')}`,
    'payment-state',
    /claimed as a whole, its REVERSAL can_\w+ is missing/,
  ],
  [
    'the void under way is lost',
    () => `DELETE FROM cancellation WHERE ${of('being voided')}`,
    'payment-state',
    /its VOID can_\w+ is missing/,
  ],
  [
    'the reversal of an unknown sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('unknown')}`,
    'payment-state',
    /its outcome is unknown, its REVERSAL can_\w+ is missing/,
  ],
  [
    'the void of a voided sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('voided')}`,
    'payment-state',
    /it is voided, its VOID can_\w+ is missing/,
  ],
  [
    'the reversal of a reversed sale is lost',
    () => `DELETE FROM cancellation WHERE ${of('reversed')}`,
    'payment-state',
    /it is reversed, its REVERSAL can_\w+ is missing/,
  ],
  [
    'the refund under way is lost',
    () => `DELETE FROM cancellation WHERE ${of('being refunded')}`,
    'payment-claims',
    '12345 fen are claimed, its refunds under way sum to 0',
  ],
  [
    'a reversal under way became a void',
    () => `UPDATE cancellation SET route = 'VOID', ${set('route', '"VOID"')} WHERE ${of('being reversed')}`,
    'payment-state',
    /its REVERSAL can_\w+ is a VOID/,
  ],
  [
    'a void that was undone is done again',
    () => `UPDATE cancellation SET state = 'done', ${set('state', '"done"')} WHERE ${of('void undone')}`,
    'cancellation-state',
    'it is a done VOID, its payment is approved',
  ],
  [
    'a reversal under way is marked as done',
    () =>
      `UPDATE cancellation SET state = 'done', due_ms = NULL, ${set('state', '"done"')} WHERE ${of('being reversed')}`,
    'payment-state',
    /its REVERSAL can_\w+ is done/,
  ],
  [
    'the payment forgot its reversal under way',
    () => `UPDATE payment SET ${set('back,whole', 'null')} WHERE ${is('being reversed')}`,
    'cancellation-state',
    'it is a sending REVERSAL, its payment is approved and does not know of it',
  ],
  [
    'the claim of a refund was altered',
    () => `UPDATE payment SET ${set('back,claimedFen', '"12346"')} WHERE ${is('being refunded')}`,
    'payment-claims',
    'it says 12346 fen are claimed',
  ],
  [
    'the claimed fees were altered',
    () => `UPDATE payment SET ${set('back,claimedShares,feeFen', '"1"')} WHERE ${is('being refunded')}`,
    'payment-claims',
    'the claimed fees',
  ],
];

const COLUMNS: readonly Plan[] = [
  [
    'a sale under way lost its deadline',
    () => `UPDATE payment SET due_ms = NULL WHERE state = 'sent'`,
    'row-columns',
    /differ: due_ms$/,
  ],
  [
    'a reversal lost its deadline',
    () => `UPDATE cancellation SET due_ms = NULL WHERE ${of('unknown')}`,
    'row-columns',
    /differ: due_ms$/,
  ],
  [
    'a deadline was moved',
    () => `UPDATE cancellation SET due_ms = due_ms + 1 WHERE ${of('being reversed')}`,
    'row-columns',
    /differ: due_ms$/,
  ],
  ...(['rrn', 'terminal_id', 'card_index', 'network_key', 'book'] as const).map(
    (column): Plan => [
      `the payment's ${column} differs`,
      () => `UPDATE payment SET ${column} = 'x' WHERE ${is('stands')}`,
      'row-columns',
      column,
    ],
  ),
  ...(['started_ms', 'version', 'amount_fen'] as const).map(
    (column): Plan => [
      `the payment's ${column} differs`,
      () => `UPDATE payment SET ${column} = ${column} + 1 WHERE ${is('stands')}`,
      'row-columns',
      column,
    ],
  ),
  ...(['network_key', 'undo_key', 'book', 'payment_id'] as const).map(
    (column): Plan => [
      `the cancellation's ${column} differs`,
      () =>
        `UPDATE cancellation SET ${column} = ${column === 'payment_id' ? `'${idOf('voided')}'` : `'x'`} WHERE ${of('void being undone')}`,
      'row-columns',
      column,
    ],
  ),
  ...(['amount_fen', 'opened_ms', 'version'] as const).map(
    (column): Plan => [
      `the cancellation's ${column} differs`,
      () => `UPDATE cancellation SET ${column} = ${column} + 1 WHERE ${of('unknown')}`,
      'row-columns',
      column,
    ],
  ),
  [
    'the terminal has another batch',
    () => `UPDATE terminal SET batch_no = '000009' WHERE book = '${SHOP}'`,
    'row-columns',
    'batch_no',
  ],
  [
    'the terminal has another version',
    () => `UPDATE terminal SET version = version + 1 WHERE book = '${SHOP}'`,
    'row-columns',
    'version',
  ],
  [
    'a body lost what it needs',
    () => `UPDATE payment SET body = body - 'terminal' WHERE ${is('stands')}`,
    'row-columns',
    'cannot be read',
  ],
];

const KEYS: readonly Plan[] = [
  [
    'the key of a sale is lost',
    () => `DELETE FROM once WHERE subject_id = '${idOf('stands')}'`,
    'once-keys',
    /its key sale\/\S+ is missing/,
  ],
  [
    'the key of a void is lost',
    () => `DELETE FROM once WHERE key LIKE 'void/%/000102'`,
    'once-keys',
    /its key void\/\S+ is missing/,
  ],
  [
    'the key of a refund is lost, and the one it was asked for again under is not',
    () => `DELETE FROM once WHERE key LIKE 'refund/%/000012'`,
    'once-keys',
    /its key refund\/\S+ is missing/,
  ],
  [
    'the key of the back office is lost',
    () => `DELETE FROM once WHERE key = 'api/k1'`,
    'once-keys',
    'no key remembers',
  ],
  [
    'a key points to another sale',
    () => `UPDATE once SET subject_id = '${idOf('voided')}' WHERE subject_id = '${idOf('stands')}'`,
    'once-keys',
    'points to pay_',
  ],
  [
    'a key points to nothing',
    () => `UPDATE once SET subject_id = 'can_0000000000000000' WHERE key LIKE 'refund/%/000013'`,
    'once-keys',
    'what the key points to is missing',
  ],
];

const NETWORK_KEYS: readonly Plan[] = [
  [
    'the key of a sale towards the network is lost',
    () => `DELETE FROM network_key WHERE part = 'payment' AND ${of('unknown')}`,
    'network-keys',
    /pay_\w+: the key of its message is missing/,
  ],
  [
    'the key of the undoing of a void leads elsewhere',
    () => `UPDATE network_key SET part = 'message' WHERE part = 'undo' AND ${of('void being undone')}`,
    'network-keys',
    /can_\w+: the key of its message is missing/,
  ],
  [
    'a key leads to a payment that is missing',
    () => `DELETE FROM payment WHERE ${is('declined')}`,
    'network-keys',
    'what the key leads to is missing',
  ],
];

const FEES: readonly Plan[] = [
  [
    'the contract of a payment was altered',
    () => `UPDATE payment SET ${set('contract,ratePpm', '1')} WHERE ${is('voided')}`,
    'fee-shares',
    'its contract makes them',
  ],
  [
    'a full refund returns less than the fee',
    () => [
      `UPDATE cancellation SET ${set('shares,feeFen', '"1"')} WHERE ${of('refunded')}`,
      `UPDATE payment SET ${set('back,returnedShares,feeFen', '"2"')} WHERE ${is('refunded')}`,
    ],
    'fee-shares',
    'it is refunded in full',
  ],
  [
    'refunds return more than the fee',
    () => `UPDATE cancellation SET ${set('shares,feeFen', '"999"')} WHERE ${of('refunded')}`,
    'fee-shares',
    'more than its fees',
  ],
  [
    'a contract that returns no fee returned some',
    () => `UPDATE payment SET ${set('contract,feeReturn', '"NONE"')} WHERE ${is('refunded')}`,
    'fee-shares',
    'its contract returns no fees',
  ],
  [
    "the merchant's contract cannot price",
    () => `UPDATE merchant SET contract = contract - 'ratePpm' WHERE merchant_id = '${SHOP}'`,
    'contract',
    'ratePpm',
  ],
];

const JOURNALS: readonly Plan[] = [
  [
    'a posting became a release',
    () => `UPDATE journal SET kind = 'release' WHERE no = 2 AND ${of('stands')}`,
    'journal-order',
    'its journals leave the sale released, its state is approved',
  ],
  [
    'a hold stands second',
    () => `UPDATE journal SET kind = 'hold' WHERE no = 2 AND ${of('stands')}`,
    'journal-order',
    'its journal 2 is a hold after expected',
  ],
  [
    'a mirror names no posting',
    () => `UPDATE journal SET mirrors_no = NULL WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'is a mirror and names nothing',
  ],
  [
    'a mirror names the wrong journal',
    () => `UPDATE journal SET mirrors_no = 1 WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'mirrors 1, the sale was booked by 2',
  ],
  [
    'a journal names a cancellation of another payment',
    () =>
      `UPDATE journal SET cancellation_id = (SELECT id FROM cancellation WHERE ${of('unknown')}) WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'which it does not have',
  ],
  [
    'a journal of the way back names none',
    () => `UPDATE journal SET cancellation_id = NULL WHERE kind = 'mirror' AND ${of('voided')}`,
    'journal-order',
    'belongs to no cancellation',
  ],
  [
    'a claim was made twice',
    () => [
      `INSERT INTO journal SELECT bucket, book, payment_id, 4, 'hold', cancellation_id, NULL, at_ms FROM journal WHERE no = 3 AND ${of('being reversed')}`,
      `UPDATE payment SET journals = 4 WHERE ${is('being reversed')}`,
    ],
    'journal-order',
    'after claimed',
  ],
  [
    'a journal lost its entries',
    () => `DELETE FROM entry WHERE journal_no = 1 AND ${of('stands')}`,
    'orphan',
    'the journal has no entry',
  ],
  [
    'entries lost their journal',
    () => `DELETE FROM journal WHERE no = 2 AND ${of('stands')}`,
    'orphan',
    'it belongs to no journal',
  ],
  [
    'an account is lost',
    () => `DELETE FROM account WHERE kind = 'fee_income' AND book = '${SHOP}'`,
    'account-balance',
    'fee_income',
  ],
];

const BATCHES: readonly Plan[] = [
  ...(['debitFen', 'creditFen', 'hostVoidFen'] as const).map(
    (name): Plan => [
      `${name} of an open batch was altered`,
      () => `UPDATE terminal SET ${set(`totals,${name}`, '"999"')} WHERE book = '${SHOP}'`,
      'terminal-totals',
      '999',
    ],
  ),
  ...(['debitCount', 'creditCount', 'hostVoidCount'] as const).map(
    (name): Plan => [
      `${name} of an open batch was altered`,
      () => `UPDATE terminal SET ${set(`totals,${name}`, '77')} WHERE book = '${OTHER_SHOP}'`,
      'terminal-totals',
      '77',
    ],
  ),
  [
    'the open batch does not follow the settled one',
    () =>
      `UPDATE terminal SET batch_no = '000007', ${set('batchNo', '"000007"')} WHERE book = '${OTHER_SHOP}'`,
    'terminal-totals',
    'the last settled one 000001',
  ],
  [
    'a terminal with payments is lost',
    () => `DELETE FROM terminal WHERE book = '${SHOP}'`,
    'orphan',
    'its terminal is missing',
  ],
  [
    'a merchant is lost',
    () => `DELETE FROM merchant WHERE book = '${SHOP}'`,
    'orphan',
    'its merchant is missing',
  ],
];

const EVENTS: readonly Plan[] = [
  [
    'a declined payment is lost with all its rows',
    () => [
      `DELETE FROM payment WHERE ${is('declined')}`,
      `DELETE FROM journal WHERE ${of('declined')}`,
      `DELETE FROM once WHERE subject_id = '${idOf('declined')}'`,
      `DELETE FROM entry WHERE ${of('declined')}`,
    ],
    'journey-events',
    'events tell of it, and it is missing',
  ],
  [
    'a cancellation is lost',
    () => `DELETE FROM cancellation WHERE ${of('being refunded')}`,
    'journey-events',
    /can_\w+: events tell of it/,
  ],
  [
    'the last event of a bucket is lost, and its count put right',
    () => [
      `DELETE FROM event WHERE kind = 'payment-sent' AND ${of('declined')}`,
      `UPDATE event e SET seq = n.new FROM (SELECT bucket, seq, row_number() OVER (PARTITION BY bucket ORDER BY seq) AS new FROM event) n WHERE n.bucket = e.bucket AND n.seq = e.seq`,
      'UPDATE bucket b SET event_seq = (SELECT count(*) FROM event e WHERE e.bucket = b.bucket)',
    ],
    'journey-events',
    'no event tells how it began',
  ],
  [
    'an event is lost',
    () => `DELETE FROM event WHERE kind = 'payment-approved' AND ${of('stands')}`,
    'event-numbers',
    'a hole',
  ],
];

describe('verify', () => {
  it('finds nothing where every state is at hand and all is well', async () => {
    const { rows } = await sql.query(
      `SELECT DISTINCT state FROM payment UNION SELECT DISTINCT route || ' ' || state FROM cancellation ORDER BY 1`,
    );
    expect(rows.map(({ state }) => state)).toEqual([
      'REFUND done',
      'REFUND sending',
      'REVERSAL done',
      'REVERSAL sending',
      'VOID done',
      'VOID sending',
      'VOID undoing',
      'VOID undone',
      'approved',
      'declined',
      'reversed',
      'sent',
      'unknown',
      'voided',
    ]);
    expect(await verified()).toEqual([]);
  });

  describe.each([
    ['ways back', WAYS_BACK],
    ['columns', COLUMNS],
    ['keys', KEYS],
    ['keys of the network', NETWORK_KEYS],
    ['fees', FEES],
    ['journals', JOURNALS],
    ['batches', BATCHES],
    ['events', EVENTS],
  ] as const)('%s', (_name, plans) => {
    it.each(plans)('%s', async (_fault, plant, law, text) => {
      const statements = plant();
      for (const statement of typeof statements === 'string' ? [statements] : statements) {
        expect((await sql.query(statement)).rowCount, statement).toBeGreaterThan(0);
      }
      try {
        const found = (await verified()).filter((line) => line.startsWith(`${law} `));
        expect(found.join('\n')).toMatch(text);
      } finally {
        await putRight();
      }
    });
  });

  it('is clean again when all is put right', async () => {
    expect(await verified()).toEqual([]);
  });
});
