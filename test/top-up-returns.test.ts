/**
 * A top-up that the day's end overtook is undone by a refund, and the card's account is closed by then: what the bank
 * sends back is the holder's, and stands in the books of no merchant.
 */
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClearingInbox } from '#adapters/clearing-inbox';
import { networkKeyText } from '#domain/payment';
import type { BindingId, WalletId } from '#domain/wallet';
import type { ClearingFile } from '#simulation/network';
import { brokenLaws } from './books-check.ts';
import { MemoryBooks } from './clearing-memory-books.ts';
import { Shop } from './shop.ts';
import { cardOf, WalletIssuers } from './wallet-issuers.ts';

const DAY_MS = 86_400_000;
let shop: Shop;
let line: WalletIssuers;
let book: WalletId;
let folder: string;
let books: MemoryBooks;
let inbox: ClearingInbox;

const act = (key: string, more: object) =>
  shop.engine.submit({ type: 'wallet-act', book, by: 'test', key, act: more as never });

beforeEach(async () => {
  line = new WalletIssuers();
  shop = await Shop.open({ link: line, limits: { attemptsMax: 6, duePollMs: 10_000 } });
  line.shop = shop;
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-top-up-'));
  books = new MemoryBooks(shop.store);
  inbox = new ClearingInbox({
    ...{ folder, store: shop.store, engine: shop.engine, books, cutOver: '23:00:00', rematchMs: 1 },
    nowMs: () => shop.time.clock.nowMs(),
    log: ({ event }) => expect(event).toBe('clearing-file-read'),
  });
  book = shop.engine.wallets.newId();
  const holder = { name: '林**', idNumber: '1101**********0011', phone: '138****0017' };
  await act('open', { kind: 'open', accountClass: 'II', holder });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function arrives(file: ClearingFile): Promise<void> {
  const path = join(folder, file.name);
  await writeFile(path, file.text, 'latin1');
  const at = shop.time.clock.nowMs() / 1_000;
  await utimes(path, at, at);
  // At the first look a file may still be arriving.
  for (let look = 0; look < 2; look += 1) {
    await shop.time.advance(60_000);
    let done = false;
    const polled = inbox.poll().finally(() => {
      done = true;
    });
    while (!done) {
      await shop.time.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await polled;
  }
}

const topUp = () => shop.store.movements().at(-1)!;
const owed = (kind: string): bigint => {
  const found = shop.store.accounts().find(({ key }) => key.book === book && key.kind === kind);
  return found === undefined ? 0n : found.balance.creditPostedFen - found.balance.debitPostedFen;
};

/** Nobody answered before the day ended; `closed`: the account of the card is gone when the refund comes. */
async function undoneByRefund(closed: boolean): Promise<ClearingFile> {
  const issuer = { issuer: 'north', bankZh: '北方银行', bankEn: 'North Bank', cardKind: 'debit' };
  const { made } = await act('bind', { kind: 'bind', card: cardOf('north-low'), ...issuer });
  line.fates.push('answer-lost');
  const asked = { kind: 'top-up', bindingId: made as BindingId, amountFen: 3_000n } as const;
  shop.submit({ type: 'wallet-transfer', book, ...asked, by: 'holder', key: 't' });
  await shop.time.settle();
  const { file } = line.cutOver();
  if (closed) line.close('north-low');
  return file;
}

test.each([
  ['comes onto the balance', false],
  ['waits in suspense of a wallet that is closed', true],
])('what comes back %s, once however often the file is read', async (_, locked) => {
  const first = await undoneByRefund(true);
  await shop.time.advance(60_000);
  expect(line.sent.at(-1)).toBe('0220 200000 08');
  expect(topUp()).toMatchObject({ state: 'reversed', reason: 'wallet-top-up-undone' });
  if (locked) {
    const [binding] = (await shop.store.wallet(book))!.bindings;
    await act('unbind', { kind: 'unbind', bindingId: binding!.id, alsoEnd: [] });
    await act('close', { kind: 'begin-closing', closesAtMs: shop.time.clock.nowMs() + 1_000 });
    await shop.time.advance(120_000);
    expect((await shop.store.wallet(book))?.status.state).toBe('closed');
  }
  await shop.time.advance(DAY_MS);
  await arrives(first);
  const second = line.cutOver().file;
  await shop.time.advance(DAY_MS);
  await arrives(second);
  expect(topUp().state).toBe('reversed');
  const third = line.cutOver().file;
  expect(third.rows).toBe(1);
  await shop.time.advance(DAY_MS);
  for (let times = 0; times < 2; times += 1) await arrives(third);
  expect(topUp()).toMatchObject({ state: 'paid', reason: null, dueMs: null });
  expect([owed('wallet_balance'), owed('suspense')]).toEqual(locked ? [0n, 3_000n] : [3_000n, 0n]);
  expect(owed('network_clearing')).toBe(-3_000n);
  const told = shop.store.events().filter(({ kind }) => kind === 'wallet-transfer-bounced');
  expect(told.map(({ body }) => body)).toMatchObject([{ movement: 'top-up', why: 'account-closed' }]);
  // Neither the refund nor what came back is missed in a merchant's books.
  expect(books.kinds()).toEqual([]);
  expect(brokenLaws(shop.store)).toEqual([]);
});

test('while its refund is repeated, the file of its day does not make it paid', async () => {
  const file = await undoneByRefund(false);
  // The reversal is refused, the refund is carried out, and for a day and more nobody hears of it.
  line.fates.push(undefined as never, ...Array.from({ length: 40 }, () => 'answer-lost' as const));
  await shop.time.advance(DAY_MS);
  expect(line.availableFen('north-low')).toBe(5_000n);
  await arrives(file);
  expect(topUp()).toMatchObject({ state: 'unknown', transfer: { clearedOn: '2026-11-23' } });
  line.fates.length = 0;
  await shop.time.advance(DAY_MS);
  expect(topUp().state).toBe('reversed');
  expect(owed('wallet_balance')).toBe(0n);
});

test('a refund is known by its own key, from the moment that it was sent', async () => {
  await undoneByRefund(false);
  await shop.time.advance(60_000);
  const { id, networkKey, transfer } = topUp();
  const key = networkKeyText(transfer!.follow!.network);
  expect((await shop.store.topUpByRefund(key))?.id).toBe(id);
  expect(await shop.store.topUpByRefund(networkKey!)).toBeNull();
});
